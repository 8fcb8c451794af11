// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The groups of the announcer's configuration, checked on their own and against
// the neighbours that they reach.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_CONFIG_GROUP_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_CONFIG_GROUP_H_

#include <vector>

#include "absl/types/span.h"
#include "announcer/group.h"
#include "announcer/neighbor.h"
#include "base/ip_address.h"
#include "bgp/family.h"
#include "examples/proto/config_node.h"

namespace waymark::examples {

// A neighbour as far as groups depend on it.
struct GroupNeighbor {
  announcer::NeighborConfig config;
  // Unspecified where it was given wrongly.
  IpAddress address;
  std::vector<bgp::Family> families;  // offered to it
};

// `node` holds a NextHop message.
announcer::NextHops ReadNextHops(const ConfigNode& node);

// The Group messages in the repeated `field`. Reports, beside what is wrong
// within a group: references to neighbours and sides that do not exist, a group
// that reaches nobody, a prefix that one neighbour would hear of twice, and a
// prefix that has no usable next hop toward a neighbour or is of a family that
// it is not offered.
std::vector<announcer::GroupConfig> ReadGroups(
    const ConfigNode& root, int field,
    absl::Span<const GroupNeighbor> neighbors);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_CONFIG_GROUP_H_
