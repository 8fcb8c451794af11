// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "announcer/group_state.h"

#include <algorithm>
#include <utility>

namespace waymark::announcer {

GroupState::GroupState(const Runtime& runtime, GroupConfig config,
                       std::function<void()> on_timer)
    : config_(std::move(config)),
      clock_(runtime.clock),
      sides_(runtime, config_.symmetry, on_timer),
      failback_(config_.failback, config_.remembered),
      total_loss_(config_.assume_active_after_total_loss),
      memory_(config_.remembered.value_or(GroupMemory())),
      timer_(runtime.timers.CreateTimer(std::move(on_timer))) {
  BeginWithRole();
}

void GroupState::BeginWithRole() {
  const GroupMemory memory = config_.remembered.value_or(GroupMemory());
  const bool decided = memory.epoch > 0 || memory.by_hand;
  if (config_.initial_role.has_value() && !decided) {
    role_.Apply({*config_.initial_role, /*epoch=*/0, config_.initial_rank});
  } else if (memory.role.has_value()) {
    RoleGrant grant{*memory.role, memory.epoch, memory.rank};
    if (memory.leased) grant.valid_until = MonotonicTime::InfinitePast();
    role_.Apply(grant);
    by_hand_ = memory.by_hand;
    // Nobody knows for how long the process was gone, nor whether a stall had
    // gone before.
    if (grant.role == Role::kActive && !memory.leased &&
        config_.stall_limit.has_value()) {
      stalled_at_ = clock_.Now();
    }
  }
  // A node that begins drained has nothing to worsen.
  drained_at_ = MonotonicTime::InfinitePast();
}

bool GroupState::IsConfigured(const RoleGrant& grant) const {
  return grant.epoch == 0 && !grant.valid_until.has_value() &&
         grant.role == config_.initial_role &&
         grant.rank == config_.initial_rank;
}

void GroupState::Reconfigure(GroupConfig config) {
  const bool same_role = config.initial_role == config_.initial_role &&
                         config.initial_rank == config_.initial_rank;
  config_ = std::move(config);
  sides_.SetSymmetry(config_.symmetry);
  failback_.SetFailback(config_.failback);
  total_loss_.SetAssumption(config_.assume_active_after_total_loss);
  if (same_role || !config_.initial_role.has_value()) return;
  // Fenced like any other: a granted role is of a newer epoch.
  if (role_.grant().has_value() && role_.grant()->epoch > 0) return;
  Apply({*config_.initial_role, /*epoch=*/0, config_.initial_rank});
}

HeldRole::Outcome GroupState::Apply(const RoleGrant& grant) {
  const std::optional<RoleGrant> before = role_.grant();
  const HeldRole::Outcome outcome = role_.Apply(grant);
  if (outcome == HeldRole::Outcome::kStale) return outcome;
  EndStall(grant.sent);
  by_hand_ = grant.epoch == 0 && !IsConfigured(grant);
  const uint64_t old_epoch = before.has_value() ? before->epoch : 0;
  const bool other_role = before.has_value() && before->role != grant.role;
  if (grant.epoch > old_epoch || other_role) {
    failback_.Forget();
    total_loss_.Forget();
  }
  if (grant.role == Role::kDrained && outcome == HeldRole::Outcome::kChanged) {
    // Who announces nothing would become better by being drained.
    drained_at_ = standing_.role.has_value()
                      ? clock_.Now() + config_.drain_worsen
                      : MonotonicTime::InfinitePast();
  }
  return outcome;
}

void GroupState::SetReady(bool ready) {
  ready_ = ready;
  if (ready && !warm_at_.has_value()) warm_at_ = clock_.Now() + config_.warm_up;
}

void GroupState::Promote(const std::optional<MonotonicTime>& sent) {
  EndStall(sent);
  failback_.Forget();
}

void GroupState::EndStall(const std::optional<MonotonicTime>& sent) {
  if (!sent.has_value() || sent >= stalled_at_) stalled_at_.reset();
}

bool GroupState::OnLocalStall(absl::Duration stall) {
  // Where the clock went on meanwhile it counts twice, which errs on the side
  // of who elects.
  role_.ShortenLease(stall);
  const bool too_long =
      config_.stall_limit.has_value() && stall > *config_.stall_limit;
  if (too_long) stalled_at_ = clock_.Now();
  return too_long;
}

void GroupState::Update(size_t live, size_t sessions,
                        const LiveBySide& live_by_side) {
  const MonotonicTime now = clock_.Now();
  UpdateSides(live_by_side, now);
  Circumstances circumstances = Observe(now);
  UpdateFailback(circumstances, live, now);
  circumstances.failback = failback_.state();
  UpdateTotalLoss(sessions, now);
  circumstances.assume_active = total_loss_.assumed();
  standing_ = Decide(circumstances);
  memory_ = Remember();
  timer_->Arm(NextDeadline(now));
}

Circumstances GroupState::Observe(MonotonicTime now) const {
  Circumstances circumstances;
  circumstances.grant = role_.grant();
  circumstances.ready = ready_;
  circumstances.warming_up = warm_at_.has_value() && now < *warm_at_;
  circumstances.drain_over = now >= drained_at_;
  circumstances.lease_lapsed =
      role_.grant().has_value() && HasLapsed(*role_.grant(), now);
  circumstances.stalled = stalled_at_.has_value();
  circumstances.sides = sides_.state();
  circumstances.withdraw_without_side =
      config_.symmetry.mode == Symmetry::Mode::kWithdraw;
  return circumstances;
}

void GroupState::UpdateSides(const LiveBySide& live_by_side,
                             MonotonicTime now) {
  sides_.Update(live_by_side);
  if (sides_.state() == SideWatch::State::kWhole) was_whole_ = true;
  if (sides_due_.has_value()) return;
  for (const auto& [side, live] : live_by_side) {
    if (live > 0) sides_due_ = now + config_.symmetry.return_after;
  }
}

bool GroupState::decided() const {
  if (!IsDecided(standing_)) return false;
  if (config_.symmetry.mode != Symmetry::Mode::kWithdraw || was_whole_) {
    return true;
  }
  // An End-of-RIB over nothing would tell a neighbour not to wait for what is
  // about to come.
  if (standing_.cause == Cause::kSideReturning) return false;
  return standing_.cause != Cause::kSideLost ||
         (sides_due_.has_value() && clock_.Now() >= *sides_due_);
}

void GroupState::UpdateFailback(const Circumstances& unwaiting, size_t live,
                                MonotonicTime now) {
  // What was remembered stands until there is a role to hold it against.
  if (!role_.grant().has_value()) return;
  if (role_.grant()->role != Role::kActive) {
    failback_.Forget();
    return;
  }
  const bool lost =
      !ready_ || sides_.state() == SideWatch::State::kLost || live == 0;
  const bool fit = live > 0 && Decide(unwaiting).role == Role::kActive;
  failback_.Update({lost, fit, now});
}

void GroupState::UpdateTotalLoss(size_t sessions, MonotonicTime now) {
  total_loss_.Update(sessions > 0, now);
  if (role_.grant().has_value() && role_.grant()->role != Role::kStandby) {
    total_loss_.Forget();
  }
}

std::optional<Step> GroupState::step() const {
  if (!standing_.role.has_value()) return std::nullopt;
  switch (*standing_.role) {
    case Role::kActive:
      return ActiveStep(config_.ladder, role_.grant()->epoch);
    case Role::kStandby:
      return StandbyStep(config_.ladder, standing_.rank);
    default:
      return config_.ladder.recovering;
  }
}

GroupMemory GroupState::Remember() const {
  // What was remembered stays so until there is something newer.
  GroupMemory memory = memory_;
  if (const std::optional<RoleGrant>& grant = role_.grant()) {
    memory.role = grant->role;
    memory.epoch = grant->epoch;
    memory.rank = grant->rank;
    memory.leased = grant->valid_until.has_value();
  }
  memory.stood_active = failback_.stood_active();
  memory.awaiting_promotion =
      failback_.state() == FailbackWait::State::kPromotion;
  memory.by_hand = by_hand_;
  return memory;
}

MonotonicTime GroupState::NextDeadline(MonotonicTime now) const {
  MonotonicTime next = MonotonicTime::InfiniteFuture();
  const auto consider = [&](const std::optional<MonotonicTime>& time) {
    if (time.has_value() && *time > now) next = std::min(next, *time);
  };
  consider(warm_at_);
  if (!was_whole_) consider(sides_due_);
  consider(failback_.ends_at());
  consider(total_loss_.ends_at());
  if (role_.grant().has_value()) {
    consider(role_.grant()->valid_until);
    if (role_.grant()->role == Role::kDrained) consider(drained_at_);
  }
  return next;
}

GroupStatus GroupState::status() const {
  GroupStatus status;
  status.grant = role_.grant();
  status.ready = ready_;
  status.stale_grants = role_.stale_grants();
  status.standing = standing_;
  status.configured_rank = config_.initial_rank;
  status.lost_sides = sides_.lost();
  status.next_decision = sides_.whole_at();
  if (timer_->armed() && (!status.next_decision.has_value() ||
                          timer_->deadline() < *status.next_decision)) {
    status.next_decision = timer_->deadline();
  }
  return status;
}

}  // namespace waymark::announcer
