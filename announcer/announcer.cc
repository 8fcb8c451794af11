// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "announcer/announcer.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace waymark::announcer {
namespace {

absl::Status UnknownGroup(absl::string_view name) {
  return absl::NotFoundError(absl::StrCat("no group is named ", name));
}

bool IsStale(const GroupState& group, const RoleGrant& grant) {
  return group.grant().has_value() && grant.epoch < group.grant()->epoch;
}

}  // namespace

Announcer::Announcer(const Runtime& runtime, AnnouncementSink& sink,
                     AnnouncerObserver* observer)
    : runtime_(runtime),
      sink_(sink),
      observer_(runtime.defer, observer),
      expectation_timer_(
          runtime.timers.CreateTimer([this] { OnExpectationTimer(); })) {}

absl::Status Announcer::AddGroup(GroupConfig config) {
  if (absl::Status status = Validate(config); !status.ok()) return status;
  if (groups_.contains(config.name)) {
    return absl::AlreadyExistsError(
        absl::StrCat("a group is named ", config.name));
  }
  for (const auto& [name, group] : groups_) {
    for (const auto& [id, neighbor] : neighbors_) {
      absl::Status status =
          CheckOverlap(group.config(), config, neighbor.config);
      if (!status.ok()) return status;
    }
  }
  ReconfigureGroup(std::move(config));
  ReconcileAll();
  return absl::OkStatus();
}

absl::Status Announcer::AddNeighbor(NeighborId id, NeighborConfig config) {
  if (absl::Status status = Validate(config); !status.ok()) return status;
  for (const auto& [other_id, other] : neighbors_) {
    if (other_id == id || other.config.name == config.name) {
      return absl::AlreadyExistsError(
          absl::StrCat("neighbour ", other.config.name, " has the id or name"));
    }
  }
  for (auto a = groups_.begin(); a != groups_.end(); ++a) {
    for (auto b = std::next(a); b != groups_.end(); ++b) {
      absl::Status status =
          CheckOverlap(a->second.config(), b->second.config(), config);
      if (!status.ok()) return status;
    }
  }
  neighbors_[id].config = std::move(config);
  ReconcileAll();  // it may be the only one on a side
  return absl::OkStatus();
}

absl::Status Announcer::SetReady(absl::string_view name, bool ready) {
  GroupState* const group = FindGroup(name);
  if (group == nullptr) return UnknownGroup(name);
  group->SetReady(ready);
  ReconcileAll();
  return absl::OkStatus();
}

absl::StatusOr<HeldRole::Outcome> Announcer::SetRole(absl::string_view name,
                                                     const RoleGrant& grant) {
  return SetRoles({{std::string(name), grant}});
}

absl::StatusOr<HeldRole::Outcome> Announcer::SetRoles(
    const std::map<std::string, RoleGrant>& grants) {
  bool stale = false;
  for (const auto& [name, grant] : grants) {
    const GroupState* const group = FindGroup(name);
    if (group == nullptr) return UnknownGroup(name);
    if (grant.rank < 0) {
      return absl::InvalidArgumentError(
          absl::StrCat("group ", name, ": a rank is not negative"));
    }
    stale = stale || IsStale(*group, grant);
  }
  if (stale) {
    for (const auto& [name, grant] : grants) {
      RefuseIfStale(*FindGroup(name), grant);
    }
    return HeldRole::Outcome::kStale;
  }
  bool changed = false;
  bool renewed = false;
  for (const auto& [name, grant] : grants) {
    GroupState& group = *FindGroup(name);
    const std::optional<Step> announced = group.step();
    if (Grant(group, grant) == HeldRole::Outcome::kChanged) {
      changed = true;
    } else if (Renew(group, announced)) {
      renewed = true;
    }
  }
  // An elector with leases says the same again every second.
  if (changed || renewed) ReconcileAll();
  return changed ? HeldRole::Outcome::kChanged : HeldRole::Outcome::kKept;
}

void Announcer::RefuseIfStale(GroupState& group, const RoleGrant& grant) {
  if (!IsStale(group, grant)) return;
  const RoleGrant held = *group.grant();
  (void)group.Apply(grant);
  observer_.Tell([stale = StaleGrant{group.config().name, grant, held,
                                     runtime_.clock.Now()}](
                     AnnouncerObserver& to) { to.OnStaleGrant(stale); });
}

HeldRole::Outcome Announcer::Grant(GroupState& group, const RoleGrant& grant) {
  std::optional<Role> old_role;
  if (group.grant().has_value()) old_role = group.grant()->role;
  const HeldRole::Outcome outcome = group.Apply(grant);
  if (outcome == HeldRole::Outcome::kChanged) {
    observer_.Tell(
        [change = RoleChange{group.config().name, old_role, grant.role,
                             grant.epoch, runtime_.clock.Now(), grant.rank}](
            AnnouncerObserver& to) { to.OnRoleChanged(change); });
  }
  return outcome;
}

bool Announcer::Renew(GroupState& group, const std::optional<Step>& announced) {
  if (stage_ > ShutdownStage::kWorsening) return false;
  const Standing standing = group.standing();
  const bool decided = group.decided();
  UpdateGroup(group);
  return group.standing() != standing || group.decided() != decided ||
         group.step() != announced;
}

absl::Status Announcer::Promote(absl::string_view name,
                                const std::optional<MonotonicTime>& sent) {
  return PromoteGroups({std::string(name)}, sent);
}

absl::Status Announcer::PromoteGroups(
    const std::set<std::string>& groups,
    const std::optional<MonotonicTime>& sent) {
  for (const std::string& name : groups) {
    if (FindGroup(name) == nullptr) return UnknownGroup(name);
  }
  for (const std::string& name : groups) FindGroup(name)->Promote(sent);
  ReconcileAll();
  return absl::OkStatus();
}

void Announcer::OnLocalStall(absl::Duration stall) {
  for (auto& [name, group] : groups_) {
    if (group.OnLocalStall(stall)) Report(Trigger::kStall, name, stall);
  }
  ReconcileAll();
}

absl::StatusOr<GroupStatus> Announcer::GetGroup(absl::string_view name) const {
  const auto found = groups_.find(name);
  if (found == groups_.end()) return UnknownGroup(name);
  return found->second.status();
}

void Announcer::ForEachAnnouncement(
    absl::FunctionRef<void(const Announcement&)> visit) const {
  for (const auto& [id, neighbor] : neighbors_) {
    for (const auto& [prefix, announcement] : neighbor.told.announced()) {
      visit(announcement);
    }
  }
}

const Announcement* Announcer::NextAnnouncement(
    NeighborId id, const std::optional<IpPrefix>& after) const {
  const auto neighbor = neighbors_.find(id);
  if (neighbor == neighbors_.end()) return nullptr;
  const auto& announced = neighbor->second.told.announced();
  const auto next =
      after.has_value() ? announced.upper_bound(*after) : announced.begin();
  return next == announced.end() ? nullptr : &next->second;
}

void Announcer::OnSessionUp(NeighborId id, const SessionFacts& facts) {
  const auto found = neighbors_.find(id);
  if (found == neighbors_.end()) return;
  if (stage_ != ShutdownStage::kRunning) {
    sink_.CloseNeighbor(id, leaving_->options.text);
    return;
  }
  found->second.session = facts;
  found->second.told = AnnouncedSet();
  expected_.erase(found->second.config.name);
  ReconcileAll();
}

GroupState* Announcer::FindGroup(absl::string_view name) {
  const auto found = groups_.find(name);
  return found == groups_.end() ? nullptr : &found->second;
}

std::optional<Step> Announcer::StepOf(const GroupState& group) const {
  std::optional<Step> step = group.step();
  if (step.has_value() && stage_ == ShutdownStage::kWorsening) {
    return WorsenedStep(group);
  }
  return step;
}

Announcer::Live Announcer::CountLive(const GroupConfig& group) const {
  Live live;
  const auto count = [&](const NeighborConfig& neighbor, size_t sessions) {
    live.sessions += sessions;
    if (Reaches(group, neighbor)) live.reached += sessions;
    if (!neighbor.side.empty()) live.by_side[neighbor.side] += sessions;
  };
  for (const auto& [id, neighbor] : neighbors_) {
    if (expected_.contains(neighbor.config.name)) continue;
    count(neighbor.config, neighbor.session.has_value() ? 1 : 0);
  }
  for (const auto& [name, expectation] : expected_) {
    count(expectation.config, 1);
  }
  return live;
}

void Announcer::UpdateGroup(GroupState& group) {
  const Live live = CountLive(group.config());
  const std::string& name = group.config().name;
  const Standing standing = group.standing();
  const GroupMemory memory = group.memory();
  group.Update(live.reached, live.sessions, live.by_side);
  if (group.standing() != standing) {
    if (const auto trigger = TriggerOf(standing, group.standing())) {
      Report(*trigger, name);
    }
    observer_.Tell(
        [change = StandingChange{name, standing, group.standing(),
                                 runtime_.clock.Now()}](AnnouncerObserver& to) {
          to.OnStandingChanged(change);
        });
  }
  if (group.memory() != memory) {
    observer_.Tell([name, memory = group.memory()](AnnouncerObserver& to) {
      to.OnMemoryChanged(name, memory);
    });
  }
}

Intent Announcer::IntentFor(NeighborId id, const Neighbor& neighbor) const {
  Intent intent;
  for (const auto& [name, group] : groups_) {
    if (!Reaches(group.config(), neighbor.config)) continue;
    if (!group.decided()) intent.complete = false;
    if (const std::optional<Step> step = StepOf(group)) {
      intent.Add(group.config(), *step, id, neighbor.config, *neighbor.session,
                 runtime_.clock.Now());
    }
  }
  return intent;
}

void Announcer::ReconcileAll() {
  // From kWithdrawing on nothing is announced any more, and End-of-RIB would
  // claim an intended set that was never sent.
  if (stage_ > ShutdownStage::kWorsening) return;
  ++reconciliations_;
  for (auto& [name, group] : groups_) UpdateGroup(group);
  const MonotonicTime decided = runtime_.clock.Now();
  std::set<NeighborId> told;
  for (auto& [id, neighbor] : neighbors_) {
    if (!neighbor.session.has_value()) continue;
    if (neighbor.told.Reconcile(IntentFor(id, neighbor), id, sink_, observer_,
                                runtime_.clock.Now())) {
      told.insert(id);
    }
  }
  RecordDecision(decided, told);
}

}  // namespace waymark::announcer
