// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What the schema allows and a network would not forgive: sessions that cannot
// come up with the cloud of the configuration's profile are errors; what works
// and does less than one may expect of it is a warning. Each rule is a function
// of its own in lint_neighbor.cc or lint_group.cc.
//
// Graceful restart with BFD has no rule, because the announcer never offers it:
// nothing can be configured that would keep routes through a node that BFD has
// declared dead. A missing MED is an error of the ladder itself.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_LINT_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_LINT_H_

#include "examples/announcer/announcer_setup.h"
#include "examples/announcer/cloud_profile.h"
#include "examples/proto/config_node.h"

namespace waymark::examples {

// `root` holds the AnnouncerConfig that `setup` was read from. Where that had
// errors, the rules judge what the loader put in their place.
void Lint(const ConfigNode& root, const AnnouncerSetup& setup);

// The parts of it.
void LintNeighbors(const ConfigNode& root, const AnnouncerSetup& setup,
                   const CloudProfile& profile);
void LintGroups(const ConfigNode& root, const AnnouncerSetup& setup,
                const CloudProfile& profile);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_LINT_H_
