// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The control socket of a daemon: requests and answers as delimited messages
// (control.proto) over a UNIX socket that only its owner may open, and a group
// if one is named.
//
// Answers are made as the client takes them, a chunk in each turn of the loop:
// however long one is, some 64 KiB of it are in memory. Of what happens while a
// follower does not read, max_pending_events wait; with one more it hears
// TOO_SLOW, should it read again, and no more, and its place is for others. A
// client that has shut down its sending side still gets its answer.

#ifndef WAYMARK_EXAMPLES_DAEMON_CONTROL_SERVER_H_
#define WAYMARK_EXAMPLES_DAEMON_CONTROL_SERVER_H_

#include <sys/types.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/alive_token.h"
#include "base/timer.h"
#include "examples/daemon/event_log.h"
#include "examples/proto/control.pb.h"
#include "posix/event_loop.h"
#include "posix/fd_watcher.h"
#include "posix/file_descriptor.h"

namespace waymark::examples {

// Fills in the next row of an answer; false after the last. The loop turns
// between two calls, and what the rows are about may change meanwhile: it shows
// each row as it is when asked for. Destroyed with the server at the latest.
using ControlRows = absl::AnyInvocable<bool(proto::Response& row)>;

class ControlHandler {
 public:
  // Takes the rows, after which comes Done, or the error to send. Called once
  // at most, and for nothing when the client has gone.
  using Answer = absl::AnyInvocable<void(absl::StatusOr<ControlRows>)>;

  virtual ~ControlHandler() = default;
  // The rows, after which comes Done, or the error to send. Events are answered
  // by the server itself.
  virtual absl::StatusOr<ControlRows> OnRequest(
      const proto::Request& request) = 0;
  // The same for a client of the socket. One that has to be told what became of
  // its request is answered later; meanwhile it has its place.
  virtual void AnswerRequest(const proto::Request& request, Answer answer) {
    answer(OnRequest(request));
  }
};

class ControlServer : private EventFollower {
 public:
  struct Options {
    std::string path;
    // Whose members may open the socket, too.
    std::optional<gid_t> group = {};
    size_t max_clients = 16;
    // Of one follower, beside the history that it asked for.
    size_t max_pending_events = 1024;
    // A client that takes nothing of its answer for so long gives its place up
    // to one that needs it.
    absl::Duration stalled_after = absl::Seconds(10);
  };

  // Makes the socket; errors as from OpenControlSocket. Everything is borrowed.
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
  void OnEvent(const SharedEvent& event) override;
  // A place for one more, if there is one or somebody has lost his.
  bool MakeRoom();
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
