// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/daemon/control_server.h"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <deque>
#include <optional>
#include <utility>

#include "base/monotonic_time.h"
#include "examples/daemon/control_socket.h"
#include "examples/daemon/delimited.h"

namespace waymark::examples {
namespace {

// After a connection could not be accepted.
constexpr absl::Duration kRetryInterval = absl::Milliseconds(100);
constexpr size_t kMaxRequest = 64 * 1024;
// Of an answer: what is made, and offered to the socket, in one turn.
constexpr size_t kChunk = 64 * 1024;

proto::Response ErrorResponse(proto::Error::Code code,
                              absl::string_view message) {
  proto::Response response;
  response.mutable_error()->set_code(code);
  response.mutable_error()->set_message(std::string(message));
  return response;
}

proto::Error::Code CodeOf(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kNotFound:
      return proto::Error::NOT_FOUND;
    case absl::StatusCode::kDataLoss:
      return proto::Error::NOT_KEPT;
    default:
      return proto::Error::INVALID_REQUEST;
  }
}

}  // namespace

// One connection. Of what it is to be told, `out_` holds the next chunk; the
// rest is still rows, events and a last response.
class ControlServer::Client {
 public:
  Client(ControlServer& server, posix::FileDescriptor fd)
      : server_(server), fd_(std::move(fd)), progress_(Now()) {
    absl::StatusOr<posix::FdHandle> watch = server_.loop_.Watch(
        fd_.get(), EPOLLIN, [this](uint32_t events) { OnReady(events); });
    if (watch.ok()) {
      watch_ = *std::move(watch);
    } else {
      finished_ = true;
    }
  }

  void Answer(absl::StatusOr<ControlRows> rows) {
    if (!rows.ok()) {
      return Refuse(CodeOf(rows.status()), rows.status().message());
    }
    rows_ = *std::move(rows);
    Write();
  }

  void SendHistory(const std::deque<SharedEvent>& history, bool follow) {
    events_ = history;
    old_events_ = history.size();
    follows_ = follow;
    if (!follow) SetDone();
    Write();
  }

  void SendEvent(const SharedEvent& event) {
    if (!follows_) return;
    // Only what has happened since it asked: the history is no fault of its.
    if (events_.size() - old_events_ >= server_.options_.max_pending_events) {
      return Refuse(proto::Error::TOO_SLOW, "the client does not read");
    }
    events_.push_back(event);
    Write();
  }

  // In place of all that has not yet been made.
  void Refuse(proto::Error::Code code, absl::string_view message) {
    follows_ = false;
    rows_ = nullptr;
    events_.clear();
    last_ = ErrorResponse(code, message);
    closing_ = true;
    Write();
  }

  AliveToken::Watcher Watch() const { return alive_.Watch(); }

  // There is nothing to come but what it does not read.
  bool closing() const { return closing_ || finished_; }
  bool finished() const { return finished_; }

  // Gives up on a client that is closing or stalled: its place is for others.
  void Evict() {
    const bool stalled = awaits_out_ && !follows_ &&
                         Now() - progress_ >= server_.options_.stalled_after;
    finished_ = finished_ || closing_ || stalled;
  }

 private:
  MonotonicTime Now() const { return server_.loop_.clock().Now(); }

  void OnReady(uint32_t events) {
    // Nobody is left at the other end, which is more than its sending side
    // being shut down.
    if ((events & (EPOLLHUP | EPOLLERR)) != 0) finished_ = true;
    if (!finished_ && (events & EPOLLOUT) != 0) {
      awaits_out_ = false;
      Write();
    }
    if (!finished_ && (events & EPOLLIN) != 0) Read();
    server_.RemoveFinished();
  }

  void Read() {
    char buffer[4096];
    const ssize_t size = ::read(fd_.get(), buffer, sizeof buffer);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (size < 0 || (size == 0 && !asked_)) {
      finished_ = true;
      return;
    }
    if (size == 0) {
      input_ended_ = true;
      return Await();
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

  void SetDone() { last_.emplace().mutable_done(); }

  // The next response, from wherever there is one.
  bool Next(proto::Response& response) {
    if (rows_ != nullptr) {
      if (rows_(response)) return true;
      rows_ = nullptr;
      SetDone();
    }
    if (!events_.empty()) {
      *response.mutable_event() = *events_.front();
      events_.pop_front();
      if (old_events_ > 0) --old_events_;
      return true;
    }
    if (!last_.has_value()) return false;
    response = *std::exchange(last_, std::nullopt);
    closing_ = true;
    return true;
  }

  bool HasNext() const {
    return rows_ != nullptr || !events_.empty() || last_.has_value();
  }

  void Fill() {
    while (out_.size() < kChunk) {
      proto::Response response;
      if (!Next(response)) return;
      AppendDelimited(response, out_);
    }
  }

  // One chunk; the loop comes back for the next.
  void Write() {
    if (awaits_out_ || finished_) return;
    Fill();
    const ssize_t written = out_.empty()
                                ? 0
                                : ::send(fd_.get(), out_.data() + sent_,
                                         out_.size() - sent_, MSG_NOSIGNAL);
    if (written < 0 && errno != EAGAIN && errno != EINTR) {
      finished_ = true;
      return;
    }
    if (written > 0) {
      sent_ += static_cast<size_t>(written);
      progress_ = Now();
    }
    if (sent_ == out_.size()) {
      out_.clear();
      sent_ = 0;
    }
    awaits_out_ = !out_.empty() || HasNext();
    if (closing_ && !awaits_out_) {
      finished_ = true;
    } else {
      Await();
    }
  }

  void Await() {
    const uint32_t events = (input_ended_ ? 0U : uint32_t{EPOLLIN}) |
                            (awaits_out_ ? uint32_t{EPOLLOUT} : 0U);
    if (events == awaited_) return;
    awaited_ = events;
    if (!watch_.Modify(events).ok()) finished_ = true;
  }

  ControlServer& server_;
  posix::FileDescriptor fd_;
  posix::FdHandle watch_;
  uint32_t awaited_ = EPOLLIN;
  std::string in_;

  std::string out_;  // whole messages
  size_t sent_ = 0;  // of out_
  ControlRows rows_;
  std::deque<SharedEvent> events_;
  size_t old_events_ = 0;  // of events_, in front: from before it asked
  std::optional<proto::Response> last_;
  MonotonicTime progress_;  // when it last took something

  bool asked_ = false;
  bool input_ended_ = false;
  bool follows_ = false;
  bool awaits_out_ = false;  // EPOLLOUT will call Write
  bool closing_ = false;
  bool finished_ = false;
  AliveToken alive_;
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
  absl::StatusOr<posix::FileDescriptor> listener =
      OpenControlSocket(options_.path, options_.group);
  if (!listener.ok()) return listener.status();
  listener_ = *std::move(listener);
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
  const bool has_room = MakeRoom();
  clients_.push_back(std::make_unique<Client>(*this, std::move(fd)));
  if (!has_room) {
    clients_.back()->Refuse(proto::Error::TOO_MANY_CLIENTS,
                            "too many clients: see limits.control_clients");
  }
  RemoveFinished();
}

bool ControlServer::MakeRoom() {
  if (clients_.size() < options_.max_clients) return true;
  for (const std::unique_ptr<Client>& client : clients_) client->Evict();
  const auto busy = std::count_if(
      clients_.begin(), clients_.end(),
      [](const std::unique_ptr<Client>& client) { return !client->closing(); });
  return static_cast<size_t>(busy) < options_.max_clients;
}

void ControlServer::OnRequest(Client& client, absl::string_view octets) {
  proto::Request request;
  if (!request.ParseFromArray(octets.data(), static_cast<int>(octets.size())) ||
      request.command_case() == proto::Request::COMMAND_NOT_SET) {
    client.Refuse(proto::Error::INVALID_REQUEST, "not a known request");
    return;
  }
  if (request.has_events()) {
    client.SendHistory(events_.history(), request.events().follow());
    return;
  }
  handler_.AnswerRequest(request, [this, &client, alive = client.Watch()](
                                      absl::StatusOr<ControlRows> rows) {
    if (!alive) return;
    client.Answer(std::move(rows));
    RemoveFinished();
  });
}

void ControlServer::OnEvent(const SharedEvent& event) {
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
