// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "announcer/incident.h"

namespace waymark::announcer {

absl::string_view Name(Trigger trigger) {
  switch (trigger) {
    case Trigger::kBfdDown:
      return "bfd_down";
    case Trigger::kHoldTimerExpired:
      return "hold_timer_expired";
    case Trigger::kTransportClosed:
      return "transport_closed";
    case Trigger::kSessionEnded:
      return "session_ended";
    case Trigger::kHealth:
      return "health";
    case Trigger::kSide:
      return "side";
    case Trigger::kLease:
      return "lease";
    case Trigger::kStall:
      return "stall";
    case Trigger::kRole:
      return "role";
    case Trigger::kDrain:
      return "drain";
  }
  return "";
}

absl::string_view Name(Incident::End end) {
  switch (end) {
    case Incident::End::kOpen:
      return "open";
    case Incident::End::kNothingToSay:
      return "nothing_to_say";
    case Incident::End::kAcknowledged:
      return "acknowledged";
    case Incident::End::kLost:
      return "lost";
    case Incident::End::kDeadline:
      return "deadline";
  }
  return "";
}

std::optional<Trigger> TriggerOf(const Standing& before,
                                 const Standing& after) {
  switch (after.cause) {
    case Cause::kNoGrant:
    case Cause::kWarmingUp:
      return std::nullopt;
    case Cause::kNotReady:
      // From no grant to not ready is no fault.
      if (!before.role.has_value()) return std::nullopt;
      return Trigger::kHealth;
    case Cause::kDrained:
      return Trigger::kDrain;
    case Cause::kLeaseLapsed:
      return Trigger::kLease;
    case Cause::kStalled:
      return Trigger::kStall;
    case Cause::kSideLost:
      return Trigger::kSide;
    case Cause::kSideReturning:
    case Cause::kFailbackDelay:
    case Cause::kAwaitingPromotion:
      if (before.role == after.role) return std::nullopt;
      return Trigger::kRole;
    case Cause::kTotalLoss:
    case Cause::kGranted:
      return Trigger::kRole;
  }
  return std::nullopt;
}

Incident::Segments Incident::segments() const {
  Segments segments;
  segments.detection = fault.detected - fault.last_good;
  segments.decision = decided - fault.detected;
  MonotonicTime last = decided;
  if (written.has_value()) {
    segments.write = *written - decided;
    last = *written;
  }
  if (acknowledged.has_value()) {
    segments.acknowledgement = *acknowledged - last;
    last = *acknowledged;
  }
  segments.total = last - fault.last_good;
  return segments;
}

}  // namespace waymark::announcer
