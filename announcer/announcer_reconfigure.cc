// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Other groups and neighbours for an announcer at work.

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "announcer/announcer.h"

namespace waymark::announcer {
namespace {

// As if all were added to an announcer that has none.
absl::Status CheckTogether(
    const std::vector<GroupConfig>& groups,
    const std::map<NeighborId, NeighborConfig>& neighbors) {
  std::set<std::string> names;
  for (const GroupConfig& group : groups) {
    if (absl::Status status = Validate(group); !status.ok()) return status;
    if (!names.insert(group.name).second) {
      return absl::AlreadyExistsError(
          absl::StrCat("two groups are named ", group.name));
    }
  }
  names.clear();
  for (const auto& [id, neighbor] : neighbors) {
    if (absl::Status status = Validate(neighbor); !status.ok()) return status;
    if (!names.insert(neighbor.name).second) {
      return absl::AlreadyExistsError(
          absl::StrCat("two neighbours are named ", neighbor.name));
    }
    for (auto a = groups.begin(); a != groups.end(); ++a) {
      for (auto b = std::next(a); b != groups.end(); ++b) {
        absl::Status status = CheckOverlap(*a, *b, neighbor);
        if (!status.ok()) return status;
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status Announcer::Reconfigure(
    std::vector<GroupConfig> groups,
    std::map<NeighborId, NeighborConfig> neighbors) {
  if (absl::Status status = CheckTogether(groups, neighbors); !status.ok()) {
    return status;
  }
  std::set<std::string> kept;
  for (const GroupConfig& group : groups) kept.insert(group.name);
  std::erase_if(groups_, [&kept](const auto& entry) {
    return !kept.contains(entry.first);
  });
  for (GroupConfig& group : groups) ReconfigureGroup(std::move(group));
  std::vector<NeighborId> gone;
  for (const auto& [id, neighbor] : neighbors_) {
    if (!neighbors.contains(id)) gone.push_back(id);
  }
  for (auto& [id, config] : neighbors) {
    neighbors_[id].config = std::move(config);
  }
  Remove(gone);
  return absl::OkStatus();
}

void Announcer::RemoveNeighbor(NeighborId id) {
  // Also if it is unknown: what was reported of the end of its session is then
  // decided upon, and not taken for the reason of what comes next.
  Remove(neighbors_.contains(id) ? std::vector<NeighborId>{id}
                                 : std::vector<NeighborId>());
}

void Announcer::Remove(const std::vector<NeighborId>& gone) {
  std::vector<NeighborId> with_session;
  for (const NeighborId id : gone) {
    const auto neighbor = neighbors_.find(id);
    if (neighbor->second.session.has_value()) with_session.push_back(id);
    neighbors_.erase(neighbor);
  }
  if (ledger_ != nullptr) {
    for (const NeighborId id : with_session) ledger_->OnSessionLost(id);
  }
  if (leaving_ != nullptr) LeaveWithout(with_session);
  ReconcileAll();
}

void Announcer::ExpectSession(NeighborConfig config, MonotonicTime until) {
  const std::string name = config.name;
  expected_[name] = {std::move(config), until};
  if (!expectation_timer_->armed() || until < expectation_timer_->deadline()) {
    expectation_timer_->Arm(until);
  }
}

void Announcer::OnExpectationTimer() {
  const MonotonicTime now = runtime_.clock.Now();
  MonotonicTime next = MonotonicTime::InfiniteFuture();
  std::erase_if(expected_, [&](const auto& entry) {
    const MonotonicTime until = entry.second.until;
    if (until > now) next = std::min(next, until);
    return until <= now;
  });
  if (!expected_.empty()) expectation_timer_->Arm(next);
  ReconcileAll();
}

void Announcer::ReconfigureGroup(GroupConfig config) {
  const std::string name = config.name;
  GroupState* const group = FindGroup(name);
  if (group == nullptr) {
    groups_.try_emplace(name, runtime_, std::move(config),
                        [this] { ReconcileAll(); });
    return;
  }
  const std::optional<RoleGrant> before = group->grant();
  group->Reconfigure(std::move(config));
  const std::optional<RoleGrant> now = group->grant();
  if (!now.has_value() || now == before) return;
  RoleChange change{name,       std::nullopt,         now->role,
                    now->epoch, runtime_.clock.Now(), now->rank};
  if (before.has_value()) change.old_role = before->role;
  observer_.Tell([change = std::move(change)](AnnouncerObserver& to) {
    to.OnRoleChanged(change);
  });
}

}  // namespace waymark::announcer
