// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The requests of the control protocol, answered for one node.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_ANNOUNCER_COMMANDS_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_ANNOUNCER_COMMANDS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "announcer/group_state.h"
#include "announcer/neighbor.h"
#include "announcer/role.h"
#include "examples/announcer/announcer_node.h"
#include "examples/announcer/reload_plan.h"
#include "examples/daemon/control_server.h"
#include "examples/proto/control.pb.h"

namespace waymark::examples {

// What comes of asking for a reload.
struct ReloadAnswer {
  // An earlier one is still at work, and this one follows it; what it changes
  // is not known before.
  bool remembered = false;
  std::vector<ReloadChange> changes = {};
};

// What only the process can do about itself.
class ProcessCommands {
 public:
  virtual ~ProcessCommands() = default;
  // Begins to leave, or refuses; `deadline` in place of the configured one.
  virtual absl::Status Drain(std::optional<absl::Duration> deadline) = 0;
  // The changes, made after this call has returned unless `dry_run`; or why
  // nothing changes.
  virtual absl::StatusOr<ReloadAnswer> Reload(bool dry_run) = 0;
  // The text in rows.
  virtual absl::StatusOr<ControlRows> Metrics() = 0;
};

class AnnouncerCommands final : public ControlHandler {
 public:
  // Borrowed.
  AnnouncerCommands(AnnouncerNode& node, ProcessCommands& process)
      : node_(node), process_(process) {}

  absl::StatusOr<ControlRows> OnRequest(const proto::Request& request) override;
  // A role is answered when a restart cannot undo it.
  void AnswerRequest(const proto::Request& request, Answer answer) override;

 private:
  using NeighborIds = std::vector<announcer::NeighborId>;

  absl::StatusOr<ControlRows> NeighborRows(const std::string& name);
  absl::StatusOr<ControlRows> RibRows(const std::string& name);
  absl::StatusOr<ControlRows> BfdRows(const std::string& name);
  absl::StatusOr<ControlRows> GroupRows(const std::string& name);
  ControlRows RowsOf(std::vector<std::string> groups);
  absl::StatusOr<ControlRows> HealthRows(const std::string& name);
  ControlRows IncidentRows();
  // What is refused on the way out.
  absl::Status CheckNotLeaving() const;
  static int RankOf(const announcer::GroupStatus& group);
  absl::StatusOr<ControlRows> SetRole(const proto::SetRole& command);
  absl::StatusOr<announcer::RoleGrant> ToGrant(
      const proto::SetRole& command, const announcer::GroupStatus& group) const;
  absl::StatusOr<ControlRows> Promote(const proto::Promote& command);
  absl::StatusOr<ControlRows> Drain(const proto::BeginDrain& command);
  absl::StatusOr<ControlRows> Reload(bool dry_run);

  // The neighbour of this name; without a name all.
  absl::StatusOr<NeighborIds> SelectNeighbors(const std::string& name) const;
  // The same for groups.
  // What a command that changes something is about: never all by default.
  absl::StatusOr<std::vector<std::string>> NamedGroups(
      const std::vector<std::string>& names, bool all) const;
  absl::StatusOr<std::vector<std::string>> SelectGroups(
      const std::string& name) const;

  AnnouncerNode& node_;
  ProcessCommands& process_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_ANNOUNCER_COMMANDS_H_
