// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/announcer_commands.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "announcer/announcer_observer.h"
#include "announcer/role.h"
#include "announcer/shutdown.h"
#include "base/ip_prefix.h"
#include "base/monotonic_time.h"
#include "examples/announcer/announcer_events.h"
#include "examples/announcer/group_rows.h"
#include "examples/announcer/stall_watch.h"
#include "examples/daemon/rows.h"

namespace waymark::examples {
namespace {

using announcer::NeighborId;
using announcer::Role;

constexpr uint64_t kMaxLeaseMs = 24 * 60 * 60 * 1000;

std::optional<Role> ParseRole(const std::string& name) {
  for (const Role role : {Role::kActive, Role::kStandby, Role::kRecovering,
                          Role::kDrained, Role::kWithdrawn}) {
    if (announcer::Name(role) == name) return role;
  }
  return std::nullopt;
}

// When a command was sent, on the loop's clock. That may have stood still since
// while the machine was suspended, and the other one has not: so it is never
// too late a time.
template <typename Command>
absl::StatusOr<MonotonicTime> SentAt(const Command& command,
                                     MonotonicTime now) {
  if (!command.has_sent_boottime_ms()) return now;
  const absl::Duration uptime = Uptime();
  if (command.sent_boottime_ms() >
      static_cast<uint64_t>(absl::ToInt64Milliseconds(uptime))) {
    return absl::InvalidArgumentError(
        "the time at which it was sent lies ahead: it is not of this machine's "
        "CLOCK_BOOTTIME");
  }
  return now - (uptime - absl::Milliseconds(
                             static_cast<int64_t>(command.sent_boottime_ms())));
}

// Its end is the lease's, whatever the disk has, and its elector cannot wait
// for a disk.
bool IsLeaseOfActive(const proto::SetRole& command) {
  return command.has_lease_ms() && ParseRole(command.role()) == Role::kActive;
}

ControlRows NoRows() {
  return [](proto::Response&) { return false; };
}

proto::Response ToResponse(const ReloadChange& change) {
  proto::Response response;
  proto::ReloadChange& row = *response.mutable_change();
  row.set_path(change.path);
  if (change.old_value.has_value()) row.set_old_value(*change.old_value);
  if (change.new_value.has_value()) row.set_new_value(*change.new_value);
  row.set_impact(std::string(Name(change.impact)));
  for (const std::string& name : change.neighbors) row.add_neighbors(name);
  return response;
}

}  // namespace

absl::StatusOr<ControlRows> AnnouncerCommands::OnRequest(
    const proto::Request& request) {
  switch (request.command_case()) {
    case proto::Request::kNeighbors:
      return NeighborRows(request.neighbors().name());
    case proto::Request::kRib:
      return RibRows(request.rib().neighbor());
    case proto::Request::kBfd:
      return BfdRows(request.bfd().neighbor());
    case proto::Request::kGroups:
      return GroupRows(request.groups().group());
    case proto::Request::kHealth:
      return HealthRows(request.health().group());
    case proto::Request::kIncidents:
      return IncidentRows();
    case proto::Request::kSetRole:
      return SetRole(request.set_role());
    case proto::Request::kPromote:
      return Promote(request.promote());
    case proto::Request::kDrain:
      return Drain(request.drain());
    case proto::Request::kReload:
      return Reload(request.reload().dry_run());
    case proto::Request::kMetrics:
      return process_.Metrics();
    default:
      return absl::InvalidArgumentError(
          "the announcer does not know this command");
  }
}

void AnnouncerCommands::AnswerRequest(const proto::Request& request,
                                      Answer answer) {
  absl::StatusOr<ControlRows> rows = OnRequest(request);
  if (!rows.ok() || !request.has_set_role() ||
      IsLeaseOfActive(request.set_role())) {
    return answer(std::move(rows));
  }
  node_.WhenKept([answer = std::move(answer),
                  rows = std::move(rows)](const absl::Status& status) mutable {
    if (!status.ok()) {
      rows = absl::DataLossError(absl::StrCat(
          "the role counts, but a restart may forget it: ", status.message()));
    }
    answer(std::move(rows));
  });
}

absl::StatusOr<AnnouncerCommands::NeighborIds>
AnnouncerCommands::SelectNeighbors(const std::string& name) const {
  NeighborIds ids;
  for (const auto& [id, setup] : node_.neighbors()) {
    if (name.empty() || setup.announcer.name == name) ids.push_back(id);
  }
  if (ids.empty() && !name.empty()) {
    return absl::NotFoundError(absl::StrCat("no neighbor \"", name, "\""));
  }
  return ids;
}

absl::StatusOr<std::vector<std::string>> AnnouncerCommands::SelectGroups(
    const std::string& name) const {
  std::vector<std::string> names;
  for (const auto& [group, health] : node_.health()) {
    if (name.empty() || group == name) names.push_back(group);
  }
  if (names.empty() && !name.empty()) {
    return absl::NotFoundError(absl::StrCat("no group \"", name, "\""));
  }
  return names;
}

absl::StatusOr<std::vector<std::string>> AnnouncerCommands::NamedGroups(
    const std::vector<std::string>& names, bool all) const {
  if (all != names.empty()) {
    return absl::InvalidArgumentError("groups are named, or all are meant");
  }
  if (all) return SelectGroups("");
  for (const std::string& name : names) {
    if (!node_.health().contains(name)) {
      return absl::NotFoundError(absl::StrCat("no group \"", name, "\""));
    }
  }
  return names;
}

// Each row is of a neighbour that may be gone by the time it is asked for.
absl::StatusOr<ControlRows> AnnouncerCommands::NeighborRows(
    const std::string& name) {
  absl::StatusOr<NeighborIds> ids = SelectNeighbors(name);
  if (!ids.ok()) return ids.status();
  return ControlRows([this, ids = *std::move(ids),
                      at = size_t{0}](proto::Response& response) mutable {
    while (at < ids.size()) {
      const NeighborId id = ids[at++];
      const speaker::Neighbor* const session = node_.session(id);
      if (session == nullptr || !node_.neighbors().contains(id)) continue;
      proto::NeighborRow& row = *response.mutable_neighbor();
      row = ToRow(node_.loop().runtime(), session->Snapshot());
      const std::string& side = node_.neighbors().at(id).announcer.side;
      if (!side.empty()) row.set_side(side);
      return true;
    }
    return false;
  });
}

absl::StatusOr<ControlRows> AnnouncerCommands::BfdRows(
    const std::string& name) {
  absl::StatusOr<NeighborIds> ids = SelectNeighbors(name);
  if (!ids.ok()) return ids.status();
  return ControlRows([this, ids = *std::move(ids),
                      at = size_t{0}](proto::Response& response) mutable {
    while (at < ids.size()) {
      const speaker::Neighbor* const session = node_.session(ids[at++]);
      if (session == nullptr) continue;
      const speaker::NeighborSnapshot snapshot = session->Snapshot();
      if (!snapshot.bfd.has_value()) continue;
      *response.mutable_bfd() = ToBfdRow(node_.loop().runtime(), snapshot);
      return true;
    }
    return false;
  });
}

absl::StatusOr<ControlRows> AnnouncerCommands::RibRows(
    const std::string& name) {
  absl::StatusOr<NeighborIds> ids = SelectNeighbors(name);
  if (!ids.ok()) return ids.status();
  return ControlRows(
      [this, ids = *std::move(ids), at = size_t{0},
       after = std::optional<IpPrefix>()](proto::Response& response) mutable {
        const announcer::Announcement* path = nullptr;
        for (; at < ids.size(); ++at, after.reset()) {
          path = node_.announcer().NextAnnouncement(ids[at], after);
          if (path != nullptr) break;
        }
        if (path == nullptr) return false;
        after = path->prefix;
        proto::RibRow& row = *response.mutable_route();
        row.set_prefix(path->prefix.ToString());
        row.set_neighbor(node_.NameOf(path->neighbor));
        row.set_direction(proto::RibRow::ANNOUNCED);
        row.set_group(path->group);
        FillAttributes(path->attributes, row);
        SetTimestamp(node_.loop().runtime(), path->since, *row.mutable_since());
        return true;
      });
}

absl::StatusOr<ControlRows> AnnouncerCommands::GroupRows(
    const std::string& name) {
  absl::StatusOr<std::vector<std::string>> names = SelectGroups(name);
  if (!names.ok()) return names.status();
  return RowsOf(*std::move(names));
}

ControlRows AnnouncerCommands::RowsOf(std::vector<std::string> groups) {
  return [this, groups = std::move(groups),
          at = size_t{0}](proto::Response& response) mutable {
    while (at < groups.size()) {
      const std::string& group = groups[at++];
      const absl::StatusOr<announcer::GroupStatus> status =
          node_.announcer().GetGroup(group);
      if (!status.ok()) continue;
      *response.mutable_group() =
          ToGroupRow(node_.loop().runtime(), group, *status);
      return true;
    }
    return false;
  };
}

absl::StatusOr<ControlRows> AnnouncerCommands::HealthRows(
    const std::string& name) {
  absl::StatusOr<std::vector<std::string>> names = SelectGroups(name);
  if (!names.ok()) return names.status();
  return ControlRows([this, names = *std::move(names), at = size_t{0},
                      check = size_t{0}](proto::Response& response) mutable {
    for (; at < names.size(); ++at, check = 0) {
      const auto health = node_.health().find(names[at]);
      if (health == node_.health().end() || check >= health->second->size()) {
        continue;
      }
      *response.mutable_health() = ToHealthRow(
          node_.loop().runtime(), names[at], health->second->check(check++));
      return true;
    }
    return false;
  });
}

ControlRows AnnouncerCommands::IncidentRows() {
  return [this, last = uint64_t{0}](proto::Response& response) mutable {
    for (const announcer::Incident& incident : node_.ledger().incidents()) {
      if (incident.id <= last) continue;
      last = incident.id;
      *response.mutable_incident() = ToProto(node_.loop().runtime(), incident);
      return true;
    }
    return false;
  };
}

absl::Status AnnouncerCommands::CheckNotLeaving() const {
  if (node_.announcer().stage() == announcer::ShutdownStage::kRunning) {
    return absl::OkStatus();
  }
  return absl::FailedPreconditionError(
      "it is leaving, and a role would change nothing any more: grant it when "
      "it has been started again");
}

// What a standby's rank is where nobody says.
int AnnouncerCommands::RankOf(const announcer::GroupStatus& group) {
  const bool stands_by =
      group.grant.has_value() && group.grant->role == Role::kStandby;
  return stands_by ? group.grant->rank : group.configured_rank;
}

absl::StatusOr<ControlRows> AnnouncerCommands::SetRole(
    const proto::SetRole& command) {
  if (absl::Status status = CheckNotLeaving(); !status.ok()) return status;
  absl::StatusOr<std::vector<std::string>> names = NamedGroups(
      {command.group().begin(), command.group().end()}, command.all_groups());
  if (!names.ok()) return names.status();
  std::map<std::string, announcer::RoleGrant> grants;
  std::string refusal;
  for (const std::string& name : *names) {
    const absl::StatusOr<announcer::GroupStatus> group =
        node_.announcer().GetGroup(name);
    if (!group.ok()) return group.status();
    const absl::StatusOr<announcer::RoleGrant> grant = ToGrant(command, *group);
    if (!grant.ok()) return grant.status();
    if (group->grant.has_value() && grant->epoch < group->grant->epoch) {
      refusal = absl::StrCat("epoch ", grant->epoch, " is older than ",
                             group->grant->epoch, ", the one that ", name,
                             " holds: nothing has changed");
    }
    grants[name] = *grant;
  }
  // Also if it is to be refused, so that it is counted.
  const absl::StatusOr<announcer::HeldRole::Outcome> outcome =
      node_.announcer().SetRoles(grants);
  if (!outcome.ok()) return outcome.status();
  if (!refusal.empty()) return absl::FailedPreconditionError(refusal);
  return RowsOf(*std::move(names));
}

absl::StatusOr<announcer::RoleGrant> AnnouncerCommands::ToGrant(
    const proto::SetRole& command, const announcer::GroupStatus& group) const {
  const std::optional<Role> role = ParseRole(command.role());
  if (!role.has_value()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "no role \"", command.role(),
        "\": it is active, standby, recovering, drained or withdrawn"));
  }
  if (command.rank() > 255 || (command.rank() > 0 && *role != Role::kStandby)) {
    return absl::InvalidArgumentError("a rank is 0 to 255, and a standby's");
  }
  if (command.has_lease_ms() &&
      (command.lease_ms() == 0 || command.lease_ms() > kMaxLeaseMs)) {
    return absl::InvalidArgumentError("a lease has 1 ms to 86400000");
  }
  const absl::StatusOr<MonotonicTime> sent =
      SentAt(command, node_.loop().clock().Now());
  if (!sent.ok()) return sent.status();
  announcer::RoleGrant grant;
  grant.role = *role;
  grant.sent = *sent;
  if (command.has_epoch()) {
    grant.epoch = command.epoch();
  } else if (group.grant.has_value()) {
    grant.epoch = group.grant->epoch;
  }
  if (command.has_rank()) {
    grant.rank = static_cast<int>(command.rank());
  } else if (*role == Role::kStandby) {
    grant.rank = RankOf(group);
  }
  if (command.has_lease_ms()) {
    grant.valid_until =
        *sent + absl::Milliseconds(static_cast<int64_t>(command.lease_ms()));
  }
  return grant;
}

absl::StatusOr<ControlRows> AnnouncerCommands::Promote(
    const proto::Promote& command) {
  if (absl::Status status = CheckNotLeaving(); !status.ok()) return status;
  const absl::StatusOr<MonotonicTime> sent =
      SentAt(command, node_.loop().clock().Now());
  if (!sent.ok()) return sent.status();
  absl::StatusOr<std::vector<std::string>> names = NamedGroups(
      {command.group().begin(), command.group().end()}, command.all_groups());
  if (!names.ok()) return names.status();
  absl::Status status =
      node_.announcer().PromoteGroups({names->begin(), names->end()}, *sent);
  if (!status.ok()) return status;
  return RowsOf(*std::move(names));
}

absl::StatusOr<ControlRows> AnnouncerCommands::Drain(
    const proto::BeginDrain& command) {
  std::optional<absl::Duration> deadline;
  if (command.has_deadline_ms()) {
    if (command.deadline_ms() < 1 || command.deadline_ms() > 3600000) {
      return absl::InvalidArgumentError("a deadline is 1 ms to 3600000");
    }
    deadline = absl::Milliseconds(command.deadline_ms());
  }
  if (absl::Status status = process_.Drain(deadline); !status.ok()) {
    return status;
  }
  return NoRows();
}

absl::StatusOr<ControlRows> AnnouncerCommands::Reload(bool dry_run) {
  absl::StatusOr<ReloadAnswer> answer = process_.Reload(dry_run);
  if (!answer.ok()) return answer.status();
  return ControlRows([answer = *std::move(answer),
                      at = size_t{0}](proto::Response& response) mutable {
    const std::vector<ReloadChange>& changes = answer.changes;
    if (std::exchange(answer.remembered, false)) {
      response.mutable_remembered()->set_remembered(true);
      return true;
    }
    if (at == changes.size()) return false;
    response = ToResponse(changes[at++]);
    return true;
  });
}

}  // namespace waymark::examples
