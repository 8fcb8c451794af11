// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Groups and their checks as rows of the control protocol.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_GROUP_ROWS_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_GROUP_ROWS_H_

#include <string>

#include "announcer/group_state.h"
#include "base/runtime.h"
#include "examples/announcer/health/group_health.h"
#include "examples/proto/control.pb.h"

namespace waymark::examples {

proto::GroupRow ToGroupRow(const Runtime& runtime, const std::string& name,
                           const announcer::GroupStatus& status);
proto::HealthRow ToHealthRow(const Runtime& runtime, const std::string& group,
                             const GroupHealth::Check& check);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_GROUP_ROWS_H_
