// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/daemon/control_server.h"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <deque>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "examples/daemon/delimited.h"

namespace waymark::examples {
namespace {

// After a connection could not be accepted.
constexpr absl::Duration kRetryInterval = absl::Milliseconds(100);
constexpr size_t kMaxRequest = 64 * 1024;
// Rows of one answer that wait for a slow client.
constexpr size_t kMaxPendingOctets = 64 << 20;

absl::Status Errno(absl::string_view what, const std::string& path) {
  return absl::UnavailableError(
      absl::StrCat(what, " ", path, ": ", std::strerror(errno)));
}

absl::StatusOr<sockaddr_un> AddressOf(const std::string& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the path of the control socket, \"", path, "\", must have 1 to ",
        sizeof address.sun_path - 1, " octets"));
  }
  path.copy(address.sun_path, path.size());
  return address;
}

posix::FileDescriptor OpenSocket() {
  return posix::FileDescriptor(
      ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
}

// Anything but a socket there is not ours to remove.
bool IsSocketOrNothing(const std::string& path) {
  struct stat found = {};
  return ::lstat(path.c_str(), &found) != 0 || S_ISSOCK(found.st_mode);
}

bool IsAnswered(const sockaddr_un& address) {
  const posix::FileDescriptor probe = OpenSocket();
  return ::connect(probe.get(), reinterpret_cast<const sockaddr*>(&address),
                   sizeof address) == 0 ||
         errno == EAGAIN;
}

proto::Response ErrorResponse(proto::Error::Code code,
                              absl::string_view message) {
  proto::Response response;
  response.mutable_error()->set_code(code);
  response.mutable_error()->set_message(std::string(message));
  return response;
}

}  // namespace

// One connection. What is not sent at once waits in `out_`.
class ControlServer::Client : public ControlAnswer {
 public:
  Client(ControlServer& server, posix::FileDescriptor fd)
      : server_(server), fd_(std::move(fd)) {
    absl::StatusOr<posix::FdHandle> watch = server_.loop_.Watch(
        fd_.get(), EPOLLIN, [this](uint32_t events) { OnReady(events); });
    if (watch.ok()) {
      watch_ = *std::move(watch);
    } else {
      finished_ = true;
    }
  }

  void Send(const proto::Response& response) override {
    if (finished_ || closing_) return;
    if (pending_octets_ > kMaxPendingOctets) return Cut();
    std::string& octets = out_.emplace_back();
    AppendDelimited(response, octets);
    pending_octets_ += octets.size();
    Flush();
  }

  void SendEvent(const proto::Event& event) {
    if (!follows_) return;
    if (out_.size() >= server_.options_.max_pending_events) return Cut();
    proto::Response response;
    *response.mutable_event() = event;
    Send(response);
  }

  // The last response; closes when it has been taken or cannot be.
  void End(const proto::Response& response) {
    Send(response);
    closing_ = true;
    Flush();
  }
  void Refuse(proto::Error::Code code, absl::string_view message) {
    End(ErrorResponse(code, message));
  }

  void Follow() { follows_ = true; }
  bool closing() const { return closing_ || finished_; }
  bool finished() const { return finished_; }

  // Gives up on a client that has been answered and does not read the end of
  // it: its place is for others.
  void Evict() { finished_ = finished_ || closing_; }

 private:
  // What waits is dropped, but for a message that is half out: without the rest
  // of it the reason could not be told from it.
  void Cut() {
    follows_ = false;
    out_.resize(sent_ > 0 ? 1 : 0);
    pending_octets_ = sent_ > 0 ? out_.front().size() : 0;
    Refuse(proto::Error::TOO_SLOW, "the client does not read");
  }

  void OnReady(uint32_t events) {
    if ((events & EPOLLOUT) != 0) Flush();
    if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) Read();
    server_.RemoveFinished();
  }

  void Read() {
    char buffer[4096];
    const ssize_t size = ::read(fd_.get(), buffer, sizeof buffer);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (size <= 0) {
      finished_ = true;
      return;
    }
    // A connection carries one request.
    if (closing_ || asked_) return;
    in_.append(buffer, static_cast<size_t>(size));
    const Delimited next = FindDelimited(in_, kMaxRequest);
    if (next.state == Delimited::State::kIncomplete) return;
    asked_ = true;
    if (next.state == Delimited::State::kInvalid) {
      return Refuse(proto::Error::INVALID_REQUEST, "not a request");
    }
    server_.OnRequest(*this, next.message);
  }

  void Flush() {
    while (!out_.empty()) {
      const std::string& first = out_.front();
      const ssize_t written = ::send(fd_.get(), first.data() + sent_,
                                     first.size() - sent_, MSG_NOSIGNAL);
      if (written < 0 && errno == EINTR) continue;
      if (written < 0 && errno == EAGAIN) return Await(EPOLLIN | EPOLLOUT);
      if (written < 0) {
        finished_ = true;
        return;
      }
      sent_ += static_cast<size_t>(written);
      if (sent_ < first.size()) continue;
      pending_octets_ -= first.size();
      out_.pop_front();
      sent_ = 0;
    }
    if (closing_) {
      finished_ = true;
    } else {
      Await(EPOLLIN);
    }
  }

  void Await(uint32_t events) {
    if (!watch_.Modify(events).ok()) finished_ = true;
  }

  ControlServer& server_;
  posix::FileDescriptor fd_;
  posix::FdHandle watch_;
  std::string in_;
  std::deque<std::string> out_;  // messages
  size_t sent_ = 0;              // of the first
  size_t pending_octets_ = 0;    // of all of them
  bool asked_ = false;
  bool follows_ = false;
  bool closing_ = false;
  bool finished_ = false;
};

ControlServer::ControlServer(posix::EventLoop& loop, const Options& options,
                             EventLog& events, ControlHandler& handler)
    : loop_(loop),
      options_(options),
      events_(events),
      handler_(handler),
      retry_(loop.CreateTimer([this] {
        if (!AwaitConnections().ok()) {
          retry_->Arm(loop_.clock().Now() + kRetryInterval);
        }
      })) {
  events_.AddFollower(this);
}

ControlServer::~ControlServer() {
  events_.RemoveFollower(this);
  clients_.clear();
  if (listener_.valid()) ::unlink(options_.path.c_str());
}

absl::StatusOr<std::unique_ptr<ControlServer>> ControlServer::Create(
    posix::EventLoop& loop, const Options& options, EventLog& events,
    ControlHandler& handler) {
  std::unique_ptr<ControlServer> server(
      new ControlServer(loop, options, events, handler));
  if (absl::Status status = server->Listen(); !status.ok()) return status;
  return server;
}

absl::Status ControlServer::Listen() {
  const absl::StatusOr<sockaddr_un> address = AddressOf(options_.path);
  if (!address.ok()) return address.status();
  if (!IsSocketOrNothing(options_.path)) {
    return absl::AlreadyExistsError(
        absl::StrCat(options_.path,
                     " is not a socket: remove it, or choose another path "
                     "with --socket"));
  }
  if (IsAnswered(*address)) {
    return absl::AlreadyExistsError(
        absl::StrCat("another process serves ", options_.path,
                     ": stop it, or give this one a --socket of its own"));
  }
  ::unlink(options_.path.c_str());
  posix::FileDescriptor listener = OpenSocket();
  if (!listener.valid()) return Errno("socket", options_.path);
  // The mode from the first moment on, not after a gap.
  const mode_t old_mask = ::umask(0177);
  const int bound =
      ::bind(listener.get(), reinterpret_cast<const sockaddr*>(&*address),
             sizeof *address);
  ::umask(old_mask);
  if (bound != 0) return Errno("bind", options_.path);
  if (::listen(listener.get(), 16) != 0) return Errno("listen", options_.path);
  listener_ = std::move(listener);
  return AwaitConnections();
}

absl::Status ControlServer::AwaitConnections() {
  absl::StatusOr<posix::FdHandle> watch = loop_.Watch(
      listener_.get(), EPOLLIN, [this](uint32_t) { OnConnection(); });
  if (!watch.ok()) return watch.status();
  watch_ = *std::move(watch);
  return absl::OkStatus();
}

void ControlServer::OnConnection() {
  posix::FileDescriptor fd(::accept4(listener_.get(), nullptr, nullptr,
                                     SOCK_CLOEXEC | SOCK_NONBLOCK));
  if (!fd.valid()) {
    // Out of descriptors, perhaps: who waits goes on waiting, and this does not
    // come round again at once.
    if (errno != EAGAIN && errno != EINTR) {
      watch_.Reset();
      retry_->Arm(loop_.clock().Now() + kRetryInterval);
    }
    return;
  }
  const auto busy = std::count_if(
      clients_.begin(), clients_.end(),
      [](const std::unique_ptr<Client>& client) { return !client->closing(); });
  const bool full = static_cast<size_t>(busy) >= options_.max_clients;
  if (clients_.size() >= options_.max_clients) {
    for (const std::unique_ptr<Client>& client : clients_) client->Evict();
  }
  clients_.push_back(std::make_unique<Client>(*this, std::move(fd)));
  if (full) {
    clients_.back()->Refuse(proto::Error::TOO_MANY_CLIENTS,
                            "too many clients: see limits.control_clients");
  }
  RemoveFinished();
}

void ControlServer::OnRequest(Client& client, absl::string_view octets) {
  proto::Request request;
  if (!request.ParseFromArray(octets.data(), static_cast<int>(octets.size())) ||
      request.command_case() == proto::Request::COMMAND_NOT_SET) {
    client.Refuse(proto::Error::INVALID_REQUEST, "not a known request");
    return;
  }
  if (request.has_events()) {
    for (const proto::Event& event : events_.history()) {
      proto::Response response;
      *response.mutable_event() = event;
      client.Send(response);
    }
    if (request.events().follow()) return client.Follow();
  } else if (absl::Status status = handler_.OnRequest(request, client);
             !status.ok()) {
    client.Refuse(status.code() == absl::StatusCode::kNotFound
                      ? proto::Error::NOT_FOUND
                      : proto::Error::INVALID_REQUEST,
                  status.message());
    return;
  }
  proto::Response done;
  done.mutable_done();
  client.End(done);
}

void ControlServer::OnEvent(const proto::Event& event) {
  for (const std::unique_ptr<Client>& client : clients_) {
    client->SendEvent(event);
  }
  RemoveFinished();
}

// Deferred: one of them may be on the stack.
void ControlServer::RemoveFinished() {
  bool any = false;
  for (const std::unique_ptr<Client>& client : clients_) {
    any = any || client->finished();
  }
  if (!any) return;
  loop_.Defer([this, alive = alive_.Watch()] {
    if (!alive) return;
    std::erase_if(clients_, [](const std::unique_ptr<Client>& client) {
      return client->finished();
    });
  });
}

}  // namespace waymark::examples
