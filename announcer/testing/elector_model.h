// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Whoever elects the active node of one group, as far as a correct one goes: of
// each epoch one node at most is active, and with leases nobody is promoted
// before the lease of the one before has ended or that one has stepped down.

#ifndef WAYMARK_ANNOUNCER_TESTING_ELECTOR_MODEL_H_
#define WAYMARK_ANNOUNCER_TESTING_ELECTOR_MODEL_H_

#include <cstdint>
#include <map>
#include <optional>

#include "absl/time/time.h"
#include "announcer/role.h"
#include "base/monotonic_time.h"

namespace waymark::announcer::testing {

class ElectorModel {
 public:
  // `lease` absent: grants are for ever.
  explicit ElectorModel(std::optional<absl::Duration> lease) : lease_(lease) {}

  bool MayPromote(MonotonicTime now) const;
  // A new epoch with this node active and all others in `others`. REQUIRES:
  // MayPromote(now), and `others` is not active.
  void Promote(int node, Role others);
  // A new epoch in which nobody is active.
  void Demote(Role all);
  // The node that was active has taken a later grant.
  void OnSteppedDown() { active_until_ = MonotonicTime::InfinitePast(); }

  // The grant for `node` as it is sent now.
  RoleGrant Grant(int node, MonotonicTime now);

  // Of the last Promote.
  std::optional<int> last_active() const { return last_active_; }
  // Who may announce as active in that epoch.
  std::optional<int> ActiveIn(uint64_t epoch) const;

 private:
  const std::optional<absl::Duration> lease_;
  uint64_t epoch_ = 0;
  Role others_ = Role::kStandby;
  std::map<uint64_t, int> active_;
  std::optional<int> last_active_;
  MonotonicTime active_until_ = MonotonicTime::InfinitePast();
};

}  // namespace waymark::announcer::testing

#endif  // WAYMARK_ANNOUNCER_TESTING_ELECTOR_MODEL_H_
