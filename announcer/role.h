// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The role of a node for one group of prefixes, and who may change it.

#ifndef WAYMARK_ANNOUNCER_ROLE_H_
#define WAYMARK_ANNOUNCER_ROLE_H_

#include <cstdint>
#include <optional>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/monotonic_time.h"

namespace waymark::announcer {

enum class Role : uint8_t {
  kActive,
  kStandby,
  kRecovering,
  // On its way out: recovering for a while, then nothing.
  kDrained,
  // Announces nothing, and that is the intended set.
  kWithdrawn,
};

// "active", "standby", "recovering", "drained", "withdrawn"; static text.
absl::string_view Name(Role role);

// A decision about a group's role, by whoever elects.
struct RoleGrant {
  Role role = Role::kStandby;
  // Numbers the elector's decisions, upwards. 0 for a role from a
  // configuration, which any decision overrides.
  uint64_t epoch = 0;
  // Of a standby: 0 is the best, 1 the next. Not negative; meaningless and 0
  // for other roles.
  int rank = 0;
  // The end of the lease, from which on the grant makes nobody better than
  // recovering; absent: there is none. A duration that came over a network
  // begins when whoever elects sent it, not when it arrived. Of a clock that
  // may stand still while the machine is suspended: see
  // Announcer::OnLocalStall.
  std::optional<MonotonicTime> valid_until = {};
  // When whoever elects sent it; absent: when it is handed over. One from
  // before a stall was noticed does not end that: who sent it could not know.
  std::optional<MonotonicTime> sent = {};

  friend bool operator==(const RoleGrant&, const RoleGrant&) = default;
};

// True from the end of the lease on.
bool HasLapsed(const RoleGrant& grant, MonotonicTime now);

// The fence: remembers the newest grant and turns older ones away.
class HeldRole {
 public:
  enum class Outcome : uint8_t {
    kChanged,  // another role or rank than before, or the first
    kKept,     // the same; the epoch may be newer, the lease another
    kStale,    // an older epoch: nothing has changed, but it is counted
  };

  // Of the same epoch the later call counts: an elector may change its mind
  // within one term, and renews a lease.
  Outcome Apply(const RoleGrant& grant);

  // Brings the end of the lease, if there is one, nearer. Not negative.
  void ShortenLease(absl::Duration by);

  // Absent before the first grant.
  const std::optional<RoleGrant>& grant() const { return grant_; }
  uint64_t stale_grants() const { return stale_grants_; }

 private:
  std::optional<RoleGrant> grant_;
  uint64_t stale_grants_ = 0;
};

}  // namespace waymark::announcer

#endif  // WAYMARK_ANNOUNCER_ROLE_H_
