// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// TCP connections through the laboratory, and what becomes of them.
//
//   connections serve ADDRESS PORT
//       Prints "ready", then returns on every connection what comes in.
//   connections hold ADDRESS PORT COUNT PERIOD_MS
//       Keeps COUNT connections, on each of which a message and its answer
//       follow one another every 20 ms; and opens one more every PERIOD_MS, for
//       one message and its answer. Prints "ready" when the COUNT are open.
//       SIGTERM ends it; then it prints one line for each connection:
//         held|short BEGUN CONNECTED ANSWERED ENDED HOW
//       in nanoseconds of CLOCK_MONOTONIC, 0 for what never came: the last
//       answer, and the end if it came before SIGTERM. HOW is "open", "done" (a
//       short one that had its answer), "reset", "refused", or the error's
//       number.

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include "examples/failover_lab/instrument.h"
#include "posix/socket_address.h"

namespace waymark::examples {
namespace {

constexpr int64_t kMillisecond = 1'000'000;
constexpr int64_t kMessageInterval = 20 * kMillisecond;
// Further short ones wait until one ends; a silence of ten seconds at the
// laboratory's rate stays below it.
constexpr size_t kMostShort = 2000;
constexpr size_t kMostServed = 4096;
constexpr decltype(pollfd::events) kConnecting = POLLOUT;
constexpr decltype(pollfd::events) kConnected = POLLIN;

int OpenTcpSocket(const posix::SocketAddress& endpoint) {
  const int socket = OpenSocket(endpoint, SOCK_STREAM | SOCK_NONBLOCK);
  const int on = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return socket;
}

int Serve(const posix::SocketAddress& local) {
  const int listener = OpenTcpSocket(local);
  const int on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(listener, local.get(), local.size) || listen(listener, 1024)) {
    perror("connections: listen");
    return 1;
  }
  SayReady();
  std::vector<pollfd> sockets = {{listener, POLLIN, 0}};
  while (!Ended()) {
    sockets[0].events = sockets.size() < kMostServed ? POLLIN : 0;
    if (poll(sockets.data(), sockets.size(), -1) <= 0) continue;
    for (size_t i = sockets.size() - 1; i > 0; --i) {
      if (sockets[i].revents == 0) continue;
      char octets[256];
      const ssize_t size = recv(sockets[i].fd, octets, sizeof octets, 0);
      if (size > 0) {
        send(sockets[i].fd, octets, static_cast<size_t>(size), MSG_NOSIGNAL);
      } else if (size == 0 || errno != EAGAIN) {
        close(sockets[i].fd);
        sockets.erase(sockets.begin() + static_cast<ptrdiff_t>(i));
      }
    }
    if (sockets[0].revents == 0) continue;
    const int accepted = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK);
    if (accepted >= 0) sockets.push_back({accepted, POLLIN, 0});
  }
  return 0;
}

struct Connection {
  bool held;
  int socket;
  int64_t begun;
  int64_t connected = 0;
  int64_t answered = 0;
  int64_t ended = 0;
  int64_t next_message = 0;  // held, and no answer is awaited
  int error = 0;             // with `ended`; 0: done
};

void Print(const Connection& one) {
  std::string how = "open";
  if (one.ended != 0) {
    how = one.error == 0              ? "done"
          : one.error == ECONNRESET   ? "reset"
          : one.error == ECONNREFUSED ? "refused"
                                      : std::to_string(one.error);
  }
  std::printf("%s %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %s\n",
              one.held ? "held" : "short", one.begun, one.connected,
              one.answered, one.ended, how.c_str());
}

class Holder {
 public:
  Holder(const posix::SocketAddress& destination, size_t count, int64_t period)
      : destination_(destination), count_(count), period_(period) {}

  void Run() {
    for (size_t i = 0; i < count_; ++i) Open(true);
    int64_t next_short = 0;  // once the held ones are open
    while (!Ended()) {
      const int64_t now = Now();
      if (next_short == 0 && AllHeldConnected()) {
        SayReady();
        next_short = now + period_;
      }
      if (next_short != 0 && now >= next_short) {
        if (open_.size() < count_ + kMostShort) Open(false);
        next_short = std::max(next_short + period_, now);
      }
      Wait(next_short);
    }
    for (const Connection& one : ended_) Print(one);
    for (const Connection& one : open_) Print(one);
  }

 private:
  bool AllHeldConnected() const {
    return std::all_of(open_.begin(), open_.end(), [](const Connection& one) {
      return !one.held || one.connected != 0;
    });
  }

  void Open(bool held) {
    Connection one = {
        .held = held, .socket = OpenTcpSocket(destination_), .begun = Now()};
    if (connect(one.socket, destination_.get(), destination_.size) != 0 &&
        errno != EINPROGRESS) {
      End(one, errno);
      ended_.push_back(one);
      return;
    }
    open_.push_back(one);
  }

  static void End(Connection& one, int error) {
    one.ended = Now();
    one.error = error;
    close(one.socket);
  }

  // Until something happens, or a message or a short connection is due.
  void Wait(int64_t next_short) {
    sockets_.clear();
    int64_t due = next_short == 0 ? Now() + kMessageInterval : next_short;
    for (const Connection& one : open_) {
      const bool connecting = one.connected == 0;
      sockets_.push_back(
          {one.socket, connecting ? kConnecting : kConnected, 0});
      if (one.next_message != 0) due = std::min(due, one.next_message);
    }
    const int64_t left = std::max<int64_t>(due - Now(), 0);
    const timespec wait = {left / 1'000'000'000, left % 1'000'000'000};
    ppoll(sockets_.data(), sockets_.size(), &wait, nullptr);
    const int64_t now = Now();
    for (size_t i = 0; i < sockets_.size(); ++i) {
      if (sockets_[i].revents != 0) OnReady(open_[i]);
      if (open_[i].next_message != 0 && now >= open_[i].next_message) {
        Say(open_[i]);
      }
    }
    const auto gone = std::stable_partition(
        open_.begin(), open_.end(),
        [](const Connection& one) { return one.ended == 0; });
    ended_.insert(ended_.end(), gone, open_.end());
    open_.erase(gone, open_.end());
  }

  static void Say(Connection& one) {
    one.next_message = 0;
    if (one.ended == 0 && send(one.socket, "waymark", 7, MSG_NOSIGNAL) < 0) {
      End(one, errno);
    }
  }

  static void OnReady(Connection& one) {
    if (one.connected == 0) {
      int error = 0;
      socklen_t size = sizeof error;
      getsockopt(one.socket, SOL_SOCKET, SO_ERROR, &error, &size);
      if (error != 0) return End(one, error);
      one.connected = Now();
      return Say(one);
    }
    char octets[256];
    const ssize_t size = recv(one.socket, octets, sizeof octets, 0);
    if (size < 0 && errno == EAGAIN) return;
    if (size <= 0) return End(one, size == 0 ? ECONNRESET : errno);
    one.answered = Now();
    if (!one.held) return End(one, 0);
    one.next_message = one.answered + kMessageInterval;
  }

  const posix::SocketAddress destination_;
  const size_t count_;
  const int64_t period_;
  std::vector<Connection> open_;
  std::vector<Connection> ended_;
  std::vector<pollfd> sockets_;
};

int Run(int argc, char** argv) {
  const bool serve = argc == 4 && std::strcmp(argv[1], "serve") == 0;
  const bool hold = argc == 6 && std::strcmp(argv[1], "hold") == 0;
  std::optional<posix::SocketAddress> endpoint;
  if (serve || hold) endpoint = ParseEndpoint(argv[2], argv[3]);
  if (!endpoint) {
    std::fputs(
        "usage: connections serve ADDRESS PORT\n"
        "       connections hold ADDRESS PORT COUNT PERIOD_MS\n",
        stderr);
    return 2;
  }
  if (serve) return Serve(*endpoint);
  Holder(*endpoint, static_cast<size_t>(std::atoi(argv[4])),
         std::atoll(argv[5]) * kMillisecond)
      .Run();
  return 0;
}

}  // namespace
}  // namespace waymark::examples

int main(int argc, char** argv) {
  waymark::examples::EndOnSigterm();
  return waymark::examples::Run(argc, argv);
}
