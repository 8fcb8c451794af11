// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "announcer/standing.h"

namespace waymark::announcer {
namespace {

// Why nothing is announced; nullopt if something is.
std::optional<Cause> FindSilence(const Circumstances& now) {
  if (!now.grant.has_value()) return Cause::kNoGrant;
  if (!now.ready) return Cause::kNotReady;
  if (now.warming_up) return Cause::kWarmingUp;
  if (now.grant->role == Role::kWithdrawn) return Cause::kGranted;
  if (now.grant->role == Role::kDrained && now.drain_over) {
    return Cause::kDrained;
  }
  if (!now.withdraw_without_side) return std::nullopt;
  if (now.sides == SideWatch::State::kLost) return Cause::kSideLost;
  if (now.sides == SideWatch::State::kReturning) return Cause::kSideReturning;
  return std::nullopt;
}

// Why it is no better than recovering; nullopt if nothing keeps it down.
std::optional<Cause> FindBurden(const Circumstances& now) {
  if (now.grant->role == Role::kDrained) return Cause::kDrained;
  if (now.lease_lapsed) return Cause::kLeaseLapsed;
  if (now.stalled) return Cause::kStalled;
  if (now.sides == SideWatch::State::kLost) return Cause::kSideLost;
  if (now.sides == SideWatch::State::kReturning) return Cause::kSideReturning;
  if (now.grant->role != Role::kActive) return std::nullopt;
  switch (now.failback) {
    case FailbackWait::State::kNone:
      return std::nullopt;
    case FailbackWait::State::kDelay:
      return Cause::kFailbackDelay;
    case FailbackWait::State::kPromotion:
      return Cause::kAwaitingPromotion;
  }
  return std::nullopt;
}

}  // namespace

absl::string_view Name(Cause cause) {
  switch (cause) {
    case Cause::kNoGrant:
      return "no_grant";
    case Cause::kNotReady:
      return "not_ready";
    case Cause::kWarmingUp:
      return "warming_up";
    case Cause::kDrained:
      return "drained";
    case Cause::kLeaseLapsed:
      return "lease_lapsed";
    case Cause::kStalled:
      return "stalled";
    case Cause::kSideLost:
      return "side_lost";
    case Cause::kSideReturning:
      return "side_returning";
    case Cause::kFailbackDelay:
      return "failback_delay";
    case Cause::kAwaitingPromotion:
      return "awaiting_promotion";
    case Cause::kTotalLoss:
      return "total_loss";
    case Cause::kGranted:
      return "granted";
  }
  return "";
}

bool IsDecided(const Standing& standing) {
  return standing.cause != Cause::kNoGrant &&
         standing.cause != Cause::kNotReady &&
         standing.cause != Cause::kWarmingUp;
}

Standing Decide(const Circumstances& circumstances) {
  if (const std::optional<Cause> cause = FindSilence(circumstances)) {
    return {std::nullopt, 0, *cause};
  }
  if (const std::optional<Cause> cause = FindBurden(circumstances)) {
    return {Role::kRecovering, 0, *cause};
  }
  const RoleGrant& grant = *circumstances.grant;
  if (grant.role != Role::kStandby) return {grant.role, 0, Cause::kGranted};
  if (grant.rank == 0 && circumstances.assume_active) {
    return {Role::kActive, 0, Cause::kTotalLoss};
  }
  return {Role::kStandby, grant.rank, Cause::kGranted};
}

}  // namespace waymark::announcer
