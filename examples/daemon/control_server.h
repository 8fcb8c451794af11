// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The control socket of a daemon: requests and answers as delimited messages
// (control.proto) over a UNIX socket that only its owner may open.
//
// A client that does not read is limited: its answers wait in memory up to a
// bound, then it hears TOO_SLOW, should it read again, and no more; from then
// on its place is for others. Nothing a client does delays the loop.

#ifndef WAYMARK_EXAMPLES_DAEMON_CONTROL_SERVER_H_
#define WAYMARK_EXAMPLES_DAEMON_CONTROL_SERVER_H_

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/alive_token.h"
#include "base/timer.h"
#include "examples/daemon/event_log.h"
#include "examples/proto/control.pb.h"
#include "posix/event_loop.h"
#include "posix/fd_watcher.h"
#include "posix/file_descriptor.h"

namespace waymark::examples {

// Where the answer to one request goes; borrowed for the call.
class ControlAnswer {
 public:
  virtual ~ControlAnswer() = default;
  virtual void Send(const proto::Response& response) = 0;
};

class ControlHandler {
 public:
  virtual ~ControlHandler() = default;
  // Sends rows to `answer` and returns OK for Done, or the error to send.
  // Events are answered by the server itself.
  virtual absl::Status OnRequest(const proto::Request& request,
                                 ControlAnswer& answer) = 0;
};

class ControlServer : private EventFollower {
 public:
  struct Options {
    std::string path;
    size_t max_clients = 16;
    size_t max_pending_events = 1024;  // of one follower
  };

  // Makes the socket with mode 0600, in place of one that an earlier process
  // left; ALREADY_EXISTS if a process answers there, or if there is something
  // else than a socket. Everything is borrowed.
  static absl::StatusOr<std::unique_ptr<ControlServer>> Create(
      posix::EventLoop& loop, const Options& options, EventLog& events,
      ControlHandler& handler);
  ~ControlServer() override;
  ControlServer(const ControlServer&) = delete;
  ControlServer& operator=(const ControlServer&) = delete;

 private:
  class Client;

  ControlServer(posix::EventLoop& loop, const Options& options,
                EventLog& events, ControlHandler& handler);

  absl::Status Listen();
  absl::Status AwaitConnections();
  void OnConnection();
  void OnRequest(Client& client, absl::string_view octets);
  void OnEvent(const proto::Event& event) override;
  void RemoveFinished();

  posix::EventLoop& loop_;
  const Options options_;
  EventLog& events_;
  ControlHandler& handler_;
  posix::FileDescriptor listener_;
  posix::FdHandle watch_;
  std::unique_ptr<Timer> retry_;  // of watch_
  std::vector<std::unique_ptr<Client>> clients_;
  AliveToken alive_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_DAEMON_CONTROL_SERVER_H_
