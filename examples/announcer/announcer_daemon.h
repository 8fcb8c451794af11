// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The announcer as a process: a node, its control socket, and what both a
// signal and a command ask for: to leave, and to read the configuration again.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_ANNOUNCER_DAEMON_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_ANNOUNCER_DAEMON_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/alive_token.h"
#include "examples/announcer/announcer_commands.h"
#include "examples/announcer/announcer_node.h"
#include "examples/announcer/announcer_setup.h"
#include "examples/announcer/reload_plan.h"
#include "examples/announcer/reload_run.h"
#include "examples/daemon/control_server.h"
#include "examples/daemon/event_log.h"
#include "posix/event_loop.h"

namespace waymark::examples {

class AnnouncerDaemon final : private ProcessCommands {
 public:
  struct Hooks {
    // Each called once, when the node begins to leave, because of Shutdown or
    // of a command, and when it has left.
    absl::AnyInvocable<void()> on_leaving = [] {};
    absl::AnyInvocable<void()> on_left = [] {};
    // Reads the configuration again; INVALID_ARGUMENT with all that is wrong
    // with it. Null: there is nothing to read.
    absl::AnyInvocable<absl::StatusOr<AnnouncerSetup>()> load;
    // Another configuration is in force, for who reports on the node.
    absl::AnyInvocable<void(const AnnouncerSetup&)> on_reload =
        [](const AnnouncerSetup&) {};
    // Answers `metrics`. Null: nobody counts.
    absl::AnyInvocable<ControlRows()> metrics;
    // The configuration's name, for events.
    std::string file;
    // How long a session that a reload begins may take to come up.
    absl::Duration session_patience = absl::Seconds(10);
  };

  // Opens sockets, adds groups and neighbours and starts them. `loop` and
  // `events` are borrowed. Errors name what could not be done.
  static absl::StatusOr<std::unique_ptr<AnnouncerDaemon>> Create(
      posix::EventLoop& loop, EventLog& events, const AnnouncerSetup& setup,
      Hooks hooks);
  AnnouncerDaemon(const AnnouncerDaemon&) = delete;
  AnnouncerDaemon& operator=(const AnnouncerDaemon&) = delete;

  // Leaves in order, as configured. A second call changes nothing.
  void Shutdown() { (void)Drain(std::nullopt); }
  // Reads the configuration and makes what has changed of it happen; an invalid
  // one changes nothing. While that is at work one more is remembered, which
  // follows unless there were problems. How it went is an event.
  void ReloadConfig() { (void)Reload(/*dry_run=*/false); }

  // What the control socket shows, for a reader in this process.
  ControlHandler& rows() { return *commands_; }

 private:
  AnnouncerDaemon(posix::EventLoop& loop, EventLog& events,
                  const AnnouncerSetup& setup, Hooks hooks);

  absl::Status MakeStateFolder();
  absl::Status OpenControl();

  // ProcessCommands.
  absl::Status Drain(std::optional<absl::Duration> deadline) override;
  absl::StatusOr<ReloadAnswer> Reload(bool dry_run) override;
  absl::StatusOr<ControlRows> Metrics() override;

  absl::StatusOr<ReloadPlan> Plan();
  bool IsReloading() const {
    return planned_.has_value() || reload_ != nullptr;
  }
  ReloadAnswer RememberReload();
  void Apply(const ReloadPlan& plan);
  void OnReloaded(bool silent, ReloadRun::Result result);
  // Turns to what was remembered meanwhile.
  void FollowUp(bool sound);
  void Record(const std::string& outcome,
              const std::vector<std::string>& details);

  posix::EventLoop& loop_;
  EventLog& events_;
  Hooks hooks_;
  AnnouncerSetup setup_;  // in force
  std::unique_ptr<AnnouncerNode> node_;
  std::unique_ptr<AnnouncerCommands> commands_;
  std::unique_ptr<ControlServer> control_;
  std::optional<ReloadPlan> planned_;  // to be begun in the next turn
  std::unique_ptr<ReloadRun> reload_;  // at work
  bool remembered_ = false;            // one more is to follow
  bool leaving_ = false;
  AliveToken alive_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_ANNOUNCER_DAEMON_H_
