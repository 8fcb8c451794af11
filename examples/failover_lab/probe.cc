// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The client's view of the laboratory: numbered datagrams to the floating
// address, and who answers them. Its record alone decides how long an outage
// was; nothing tells it that a fault has happened.
//
// Firewalls on the way put their number into the DSCP of what they forward. A
// reply whose DSCP is not the answering host came back another way than the
// probe went: its host is 256 times that DSCP plus the answering host.
//
//   probe send DESTINATION PORT PERIOD_US FILE
//       One probe each period. Every reply is appended to FILE as four 64-bit
//       numbers in host order: sequence, sent, received (nanoseconds of
//       CLOCK_MONOTONIC, the same in every namespace), answering host. A change
//       of the answering host, and the first reply after 100 ms without any,
//       print "host ID RECEIVED". SIGTERM ends it.
//   probe echo ADDRESS PORT ID
//       Prints "ready", then answers every probe, with ID as the answering
//       host; with ID 0 the host is the DSCP that the probe came with.
//   probe lateness
//       Sleeps 1 ms again and again on each processor and prints, when SIGTERM
//       ends it, "lateness_ns N": the worst late wake-up. A bystander that
//       tells what no process could have avoided in that time.

#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <thread>
#include <vector>

#include "examples/failover_lab/instrument.h"
#include "posix/socket_address.h"

namespace waymark::examples {
namespace {

constexpr int64_t kMillisecond = 1'000'000;
constexpr int64_t kPause = 100 * kMillisecond;

// A probe on the wire and a record of the file.
struct Record {
  uint64_t sequence;
  int64_t sent;
  int64_t received;
  uint64_t host;
};

// A UDP socket that tells the DSCP of what it receives.
int OpenProbeSocket(const posix::SocketAddress& endpoint) {
  const int socket = OpenSocket(endpoint, SOCK_DGRAM);
  const int on = 1;
  if (endpoint.get()->sa_family == AF_INET) {
    setsockopt(socket, IPPROTO_IP, IP_RECVTOS, &on, sizeof on);
  } else {
    setsockopt(socket, IPPROTO_IPV6, IPV6_RECVTCLASS, &on, sizeof on);
  }
  return socket;
}

struct Received {
  Record record;
  posix::SocketAddress from;
  uint64_t dscp;  // 0 if it was not told
};

uint64_t DscpOf(msghdr& message) {
  for (cmsghdr* item = CMSG_FIRSTHDR(&message); item != nullptr;
       item = CMSG_NXTHDR(&message, item)) {
    if (item->cmsg_level == IPPROTO_IP && item->cmsg_type == IP_TOS) {
      return *CMSG_DATA(item) >> 2;
    }
    if (item->cmsg_level == IPPROTO_IPV6 && item->cmsg_type == IPV6_TCLASS) {
      int traffic_class = 0;
      std::memcpy(&traffic_class, CMSG_DATA(item), sizeof traffic_class);
      return static_cast<uint64_t>(traffic_class) >> 2;
    }
  }
  return 0;
}

bool Receive(int socket, int flags, Received& out) {
  iovec data = {&out.record, sizeof out.record};
  alignas(cmsghdr) char control[64];
  msghdr message = {&out.from.storage, sizeof out.from.storage, &data, 1,
                    control,           sizeof control,          0};
  if (recvmsg(socket, &message, flags) != sizeof out.record) return false;
  out.from.size = message.msg_namelen;
  out.dscp = DscpOf(message);
  return true;
}

int Echo(int socket, const posix::SocketAddress& local, uint64_t id) {
  if (bind(socket, local.get(), local.size)) {
    perror("probe: bind");
    return 1;
  }
  SayReady();
  while (!Ended()) {
    Received probe;
    if (!Receive(socket, 0, probe)) continue;
    probe.record.host = id != 0 ? id : probe.dscp;
    sendto(socket, &probe.record, sizeof probe.record, MSG_DONTWAIT,
           probe.from.get(), probe.from.size);
  }
  return 0;
}

// Takes every reply that has come in; `last` is the one before.
void ReadReplies(int socket, std::FILE* out, Record& last) {
  Received reply;
  while (Receive(socket, MSG_DONTWAIT, reply)) {
    Record& record = reply.record;
    record.received = Now();
    if (reply.dscp != 0 && reply.dscp != record.host) {
      record.host |= reply.dscp << 8;
    }
    std::fwrite(&record, sizeof record, 1, out);
    const bool goes_on =
        record.host == last.host && record.received - last.received < kPause;
    last = record;
    if (goes_on) continue;
    std::printf("host %" PRIu64 " %" PRId64 "\n", record.host, record.received);
    std::fflush(stdout);
  }
}

int Send(int socket, const posix::SocketAddress& destination, int64_t period,
         std::FILE* out) {
  uint64_t sequence = 0;
  Record last = {};
  int64_t next = Now();
  while (!Ended()) {
    const int64_t now = Now();
    if (now < next) {
      const timespec wait = {(next - now) / 1'000'000'000,
                             (next - now) % 1'000'000'000};
      pollfd events = {socket, POLLIN, 0};
      if (ppoll(&events, 1, &wait, nullptr) > 0) {
        ReadReplies(socket, out, last);
      }
      continue;
    }
    const Record record = {++sequence, now, 0, 0};
    sendto(socket, &record, sizeof record, MSG_DONTWAIT, destination.get(),
           destination.size);
    // After a pause of this process the stream goes on; it never bursts.
    next = std::max(next + period, now);
  }
  std::fclose(out);
  std::printf("sent %" PRIu64 "\n", sequence);
  return 0;
}

int Lateness() {
  std::atomic<int64_t> worst{0};
  std::vector<std::thread> threads;
  const auto processors = sysconf(_SC_NPROCESSORS_ONLN);
  for (int processor = 0; processor < processors; ++processor) {
    threads.emplace_back([&worst, processor] {
      cpu_set_t set;
      CPU_ZERO(&set);
      CPU_SET(processor, &set);
      pthread_setaffinity_np(pthread_self(), sizeof set, &set);
      while (!Ended()) {
        const int64_t due = Now() + kMillisecond;
        const timespec wait = {0, kMillisecond};
        nanosleep(&wait, nullptr);
        const int64_t late = Now() - due;
        int64_t seen = worst.load();
        while (late > seen && !worst.compare_exchange_weak(seen, late)) {
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::printf("lateness_ns %" PRId64 "\n", worst.load());
  return 0;
}

int Run(int argc, char** argv) {
  if (argc == 2 && std::strcmp(argv[1], "lateness") == 0) return Lateness();
  const bool send = argc == 6 && std::strcmp(argv[1], "send") == 0;
  const bool echo = argc == 5 && std::strcmp(argv[1], "echo") == 0;
  std::optional<posix::SocketAddress> endpoint;
  if (send || echo) endpoint = ParseEndpoint(argv[2], argv[3]);
  if (!endpoint) {
    std::fputs(
        "usage: probe send DESTINATION PORT PERIOD_US FILE\n"
        "       probe echo ADDRESS PORT ID\n"
        "       probe lateness\n",
        stderr);
    return 2;
  }
  const int socket = OpenProbeSocket(*endpoint);
  if (echo) {
    return Echo(socket, *endpoint, std::strtoull(argv[4], nullptr, 10));
  }
  std::FILE* out = std::fopen(argv[5], "wb");
  if (out == nullptr) {
    perror(argv[5]);
    return 1;
  }
  return Send(socket, *endpoint, std::atoll(argv[4]) * 1000, out);
}

}  // namespace
}  // namespace waymark::examples

int main(int argc, char** argv) {
  waymark::examples::EndOnSigterm();
  return waymark::examples::Run(argc, argv);
}
