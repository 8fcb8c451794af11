// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A group: prefixes that change hands together.

#ifndef WAYMARK_ANNOUNCER_GROUP_H_
#define WAYMARK_ANNOUNCER_GROUP_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "announcer/ladder.h"
#include "announcer/neighbor.h"
#include "announcer/role.h"
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
  // The neighbours that hear of this group: those named and those on a side
  // named. Both empty: every neighbour.
  std::vector<std::string> neighbors;
  std::vector<std::string> sides;
};

// INVALID_ARGUMENT for an empty name, for no prefix, for one given twice, for a
// next hop that no neighbour could use (of another family than its place, or
// see IsUsableNextHop in announcer/announced_path.h) and for an unsound ladder.
absl::Status Validate(const GroupConfig& config);

// The same for a neighbour: empty name, AS number 0, unusable next hops.
absl::Status Validate(const NeighborConfig& config);

// True if the neighbour is to hear of the group.
bool Reaches(const GroupConfig& group, const NeighborConfig& neighbor);

}  // namespace waymark::announcer

#endif  // WAYMARK_ANNOUNCER_GROUP_H_
