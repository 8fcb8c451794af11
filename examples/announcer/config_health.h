// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The health checks of a group, read and checked.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_CONFIG_HEALTH_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_CONFIG_HEALTH_H_

#include <vector>

#include "examples/announcer/health/health_setup.h"
#include "examples/proto/config_node.h"

namespace waymark::examples {

// `group` holds a proto::Group.
std::vector<HealthSetup> ReadHealth(const ConfigNode& group);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_CONFIG_HEALTH_H_
