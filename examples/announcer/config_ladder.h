// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The ladder of a group, read and checked.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_CONFIG_LADDER_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_CONFIG_LADDER_H_

#include "announcer/ladder.h"
#include "examples/proto/config_node.h"

namespace waymark::examples {

// `group` holds a proto::Group. What is wrong with a step is reported there.
announcer::Ladder ReadLadder(const ConfigNode& group);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_CONFIG_LADDER_H_
