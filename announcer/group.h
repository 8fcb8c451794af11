// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A group: prefixes that change hands together, and by which rules.

#ifndef WAYMARK_ANNOUNCER_GROUP_H_
#define WAYMARK_ANNOUNCER_GROUP_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "announcer/failback.h"
#include "announcer/group_memory.h"
#include "announcer/ladder.h"
#include "announcer/neighbor.h"
#include "announcer/role.h"
#include "announcer/symmetry.h"
#include "base/ip_prefix.h"

namespace waymark::announcer {

struct GroupConfig {
  // Unique among the groups.
  std::string name;
  // IPv4 and IPv6, default routes included; each once.
  std::vector<IpPrefix> prefixes;
  // Before the neighbour's own and the session's address. An IPv6 prefix over
  // an IPv4 session needs an explicit one, here or at the neighbour.
  NextHops next_hops;
  Ladder ladder;
  // Held from the beginning, with epoch 0; absent: nothing is announced before
  // the first SetRole.
  std::optional<Role> initial_role;
  // Of an initial standby, as in RoleGrant.
  int initial_rank = 0;
  // The neighbours that hear of this group: those named and those on a side
  // named. Both empty: every neighbour.
  std::vector<std::string> neighbors;
  std::vector<std::string> sides;
  // What the group does without one of the node's sides. These are sides of the
  // node, whether or not this group is announced there.
  Symmetry symmetry;
  // How it becomes active again.
  Failback failback;
  // What the group remembered when its process ended; absent for one that
  // begins anew. A remembered decision, one of an epoch above 0 or by hand,
  // goes before `initial_role` and fences as any does. To begin in caution
  // although nothing is known, set `awaiting_promotion` alone.
  std::optional<GroupMemory> remembered;
  // From the first moment at which the group is ready, once: announces nothing
  // until then. Not negative.
  absl::Duration warm_up = absl::ZeroDuration();
  // A stall of our own of more than this makes the group recovering until a
  // grant that is not stale, or a promotion, that was sent afterwards: others
  // may have decided meanwhile. So does a restart with a remembered active role
  // that had no lease, because nobody knows how long that took. Absent: none
  // does. Not negative.
  std::optional<absl::Duration> stall_limit;
  // How long a drained group stays recovering before it announces nothing. Not
  // negative.
  absl::Duration drain_worsen = absl::ZeroDuration();
  // How long, from the first session back on, a standby of rank 0 takes itself
  // for active after its node lost all sessions, those of neighbours that do
  // not hear of this group included; see announcer/total_loss.h for when, and
  // for the danger. With symmetry, make it longer than Symmetry::return_after.
  // Above zero; absent: never.
  std::optional<absl::Duration> assume_active_after_total_loss;
};

// INVALID_ARGUMENT for an empty name, for no prefix, for one given twice, for a
// next hop that no neighbour could use (of another family than its place, or
// see IsUsableNextHop in announcer/announced_path.h), for an unsound ladder,
// and for values outside of what is said above; a remembered epoch above 0
// needs its role.
absl::Status Validate(const GroupConfig& config);

// The same for a neighbour: empty name, AS number 0, unusable next hops.
absl::Status Validate(const NeighborConfig& config);

// True if the neighbour is to hear of the group.
bool Reaches(const GroupConfig& group, const NeighborConfig& neighbor);

// INVALID_ARGUMENT if the neighbour would hear of a prefix from both groups: it
// cannot be told two paths for one.
absl::Status CheckOverlap(const GroupConfig& a, const GroupConfig& b,
                          const NeighborConfig& neighbor);

}  // namespace waymark::announcer

#endif  // WAYMARK_ANNOUNCER_GROUP_H_
