// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What a group does when its node is not whole, and how it comes back: read and
// checked.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_CONFIG_FAILOVER_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_CONFIG_FAILOVER_H_

#include <cstddef>
#include <map>
#include <string>

#include "announcer/group.h"
#include "examples/proto/config_node.h"

namespace waymark::examples {

// Fills in rank, failback, symmetry and times of `group` from `node`, which
// holds a proto::Group. `sides`: how many neighbours are on each.
// `group.remembered` is then what counts where there is no state file.
void ReadFailover(const ConfigNode& node,
                  const std::map<std::string, size_t>& sides,
                  announcer::GroupConfig& group);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_CONFIG_FAILOVER_H_
