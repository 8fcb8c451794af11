// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/announcer_daemon.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "announcer/shutdown.h"
#include "examples/announcer/announcer_events.h"
#include "examples/announcer/reload_mix.h"
#include "examples/daemon/group_access.h"

namespace waymark::examples {

AnnouncerDaemon::AnnouncerDaemon(posix::EventLoop& loop, EventLog& events,
                                 const AnnouncerSetup& setup, Hooks hooks)
    : loop_(loop), events_(events), hooks_(std::move(hooks)), setup_(setup) {}

absl::StatusOr<std::unique_ptr<AnnouncerDaemon>> AnnouncerDaemon::Create(
    posix::EventLoop& loop, EventLog& events, const AnnouncerSetup& setup,
    Hooks hooks) {
  std::unique_ptr<AnnouncerDaemon> daemon(
      new AnnouncerDaemon(loop, events, setup, std::move(hooks)));
  absl::Status status = daemon->MakeStateFolder();
  if (!status.ok()) return status;
  absl::StatusOr<std::unique_ptr<AnnouncerNode>> node =
      AnnouncerNode::Create(loop, events, setup);
  if (!node.ok()) return node.status();
  daemon->node_ = *std::move(node);
  status = daemon->OpenControl();
  if (status.ok()) status = daemon->node_->Start();
  if (!status.ok()) return status;
  daemon->Record("loaded", {});
  return daemon;
}

absl::Status AnnouncerDaemon::MakeStateFolder() {
  // The group passes through only to a socket that lies in it.
  const bool holds_socket = setup_.socket.empty();
  const absl::Status status = MakeFolder(
      setup_.state_dir, holds_socket ? setup_.socket_group : std::nullopt);
  // What can be done without it is: the state is not kept, which an event says
  // at the first change of it.
  if (status.ok() || !holds_socket) return absl::OkStatus();
  return absl::Status(
      status.code(),
      absl::StrCat(status.message(), "; choose another with --state-dir"));
}

absl::Status AnnouncerDaemon::OpenControl() {
  ProcessCommands& process = *this;
  commands_ = std::make_unique<AnnouncerCommands>(*node_, process);
  ControlServer::Options options;
  options.path = setup_.socket.empty()
                     ? absl::StrCat(setup_.state_dir, "/announcer.sock")
                     : setup_.socket;
  options.group = setup_.socket_group;
  options.max_clients = setup_.max_control_clients;
  options.max_pending_events = setup_.max_pending_events;
  absl::StatusOr<std::unique_ptr<ControlServer>> control =
      ControlServer::Create(loop_, options, events_, *commands_);
  if (!control.ok()) return control.status();
  control_ = *std::move(control);
  return absl::OkStatus();
}

absl::Status AnnouncerDaemon::Drain(std::optional<absl::Duration> deadline) {
  if (std::exchange(leaving_, true)) {
    return absl::FailedPreconditionError("it is leaving already");
  }
  // What has not begun to change stays as it is.
  planned_.reset();
  reload_.reset();
  remembered_ = false;
  announcer::ShutdownOptions options = setup_.shutdown;
  options.deadline = deadline.value_or(options.deadline);
  hooks_.on_leaving();
  node_->Shutdown(options, [this] { hooks_.on_left(); });
  return absl::OkStatus();
}

absl::StatusOr<ControlRows> AnnouncerDaemon::Metrics() {
  if (hooks_.metrics == nullptr) {
    return absl::FailedPreconditionError("nobody counts here");
  }
  return hooks_.metrics();
}

void AnnouncerDaemon::Record(const std::string& outcome,
                             const std::vector<std::string>& details) {
  events_.Record(ConfigEvent(hooks_.file, outcome, details));
}

absl::StatusOr<ReloadPlan> AnnouncerDaemon::Plan() {
  if (leaving_) return absl::FailedPreconditionError("it is leaving");
  if (IsReloading()) {
    return absl::FailedPreconditionError(
        "a reload is still at work: ask again when the event config says that "
        "it is through");
  }
  if (hooks_.load == nullptr) {
    return absl::FailedPreconditionError("there is no file to read again");
  }
  const absl::StatusOr<AnnouncerSetup> setup = hooks_.load();
  if (!setup.ok()) return setup.status();
  ReloadPlan plan =
      PlanReload(setup_, *setup, [this](const NeighborSetup& neighbor) {
        return node_->CanServe(neighbor);
      });
  if (absl::Status status = CheckMix(plan, hooks_.file); !status.ok()) {
    return status;
  }
  return plan;
}

absl::StatusOr<ReloadAnswer> AnnouncerDaemon::Reload(bool dry_run) {
  if (!dry_run && !leaving_ && IsReloading()) return RememberReload();
  absl::StatusOr<ReloadPlan> plan = Plan();
  if (dry_run) {
    if (!plan.ok()) return plan.status();
    return ReloadAnswer{.changes = plan->changes};
  }
  if (!plan.ok()) {
    Record("refused",
           absl::StrSplit(plan.status().message(), '\n', absl::SkipEmpty()));
    return plan.status();
  }
  std::vector<std::string> details;
  for (const ReloadChange& change : plan->changes) {
    details.push_back(ToString(change));
  }
  Record(details.empty() ? "unchanged" : "reloading", details);
  ReloadAnswer answer{.changes = plan->changes};
  // Also where nothing seems to have changed: keys are in files of their own.
  planned_ = *std::move(plan);
  loop_.Defer([this, alive = alive_.Watch()] {
    if (alive && planned_.has_value()) {
      Apply(*std::exchange(planned_, std::nullopt));
    }
  });
  return answer;
}

ReloadAnswer AnnouncerDaemon::RememberReload() {
  // Several are one: the file is read when its turn has come.
  if (!std::exchange(remembered_, true)) Record("remembered", {});
  return ReloadAnswer{.remembered = true};
}

void AnnouncerDaemon::Apply(const ReloadPlan& plan) {
  absl::StatusOr<std::unique_ptr<ReloadRun>> reload = ReloadRun::Begin(
      *node_, setup_, plan, hooks_.session_patience,
      [this, silent = plan.changes.empty()](ReloadRun::Result result) {
        OnReloaded(silent, std::move(result));
      });
  if (!reload.ok()) {
    Record("refused", {std::string(reload.status().message())});
    return FollowUp(/*sound=*/true);
  }
  reload_ = *std::move(reload);
  // The neighbours as yet only in part.
  setup_ = plan.in_force;
  hooks_.on_reload(setup_);
}

void AnnouncerDaemon::OnReloaded(bool silent, ReloadRun::Result result) {
  const bool sound = result.problems.empty();
  if (!silent || !sound) Record("reloaded", result.problems);
  setup_ = std::move(result.in_force);
  reload_.reset();
  FollowUp(sound);
}

void AnnouncerDaemon::FollowUp(bool sound) {
  if (!std::exchange(remembered_, false)) return;
  // A mistake costs one session: the next one is for somebody who knows of it.
  if (!sound) {
    return Record("refused",
                  {"the reload before it ended with problems: see to them, and "
                   "reload again"});
  }
  ReloadConfig();
}

}  // namespace waymark::examples
