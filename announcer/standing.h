// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What a group announces right now, and why: the granted role, made worse by
// whatever speaks against it. Pure; announcer/group_state.h feeds it.

#ifndef WAYMARK_ANNOUNCER_STANDING_H_
#define WAYMARK_ANNOUNCER_STANDING_H_

#include <cstdint>
#include <optional>

#include "absl/strings/string_view.h"
#include "announcer/failback_wait.h"
#include "announcer/role.h"
#include "announcer/side_watch.h"

namespace waymark::announcer {

enum class Cause : uint8_t {
  // These three leave open what is to be announced, so that no End-of-RIB is
  // sent before they have passed (IsDecided).
  kNoGrant,
  kNotReady,
  kWarmingUp,

  kDrained,
  kLeaseLapsed,
  kStalled,
  kSideLost,
  kSideReturning,  // not yet live for long enough
  kFailbackDelay,
  kAwaitingPromotion,
  kTotalLoss,  // better than granted: see announcer/total_loss.h
  // Nothing speaks against the role, withdrawn included.
  kGranted,
};

// "no_grant", "side_lost" and so on; static text.
absl::string_view Name(Cause cause);

struct Standing {
  // kActive, kStandby or kRecovering; absent: announces nothing.
  std::optional<Role> role = {};
  // Of a standby, else 0.
  int rank = 0;
  Cause cause = Cause::kNoGrant;

  friend bool operator==(const Standing&, const Standing&) = default;
};

// False while it is not known what the group is to announce.
bool IsDecided(const Standing& standing);

// All that Decide goes by.
struct Circumstances {
  std::optional<RoleGrant> grant = {};
  bool ready = false;
  bool warming_up = false;
  // A drained group has been recovering for long enough.
  bool drain_over = false;
  bool lease_lapsed = false;
  bool stalled = false;
  SideWatch::State sides = SideWatch::State::kWhole;
  // Without a side nothing, instead of recovering.
  bool withdraw_without_side = false;
  FailbackWait::State failback = FailbackWait::State::kNone;
  bool assume_active = false;
};

// First what silences: no grant, not ready, warming up, withdrawn, drained for
// long enough, a side lost where that withdraws. Then what leaves recovering:
// drained, a lease that lapsed, a stall, a side lost or returning, and of an
// active grant failback. Then total loss, for a standby of rank 0. Then the
// grant as it is. But for total loss nothing makes a group better than its
// grant.
Standing Decide(const Circumstances& circumstances);

}  // namespace waymark::announcer

#endif  // WAYMARK_ANNOUNCER_STANDING_H_
