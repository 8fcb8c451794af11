// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Who hears of what the announcer does: metrics and event sinks, read and
// checked.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_CONFIG_REPORTING_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_CONFIG_REPORTING_H_

#include <optional>
#include <vector>

#include "examples/announcer/reporting_setup.h"
#include "examples/proto/config_node.h"

namespace waymark::examples {

// `root` holds the proto::AnnouncerConfig.
std::optional<MetricsSetup> ReadMetrics(const ConfigNode& root);
std::vector<EventSinkSetup> ReadEventSinks(const ConfigNode& root);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_CONFIG_REPORTING_H_
