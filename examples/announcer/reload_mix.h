// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Whether what a reload makes of two configurations is itself a sound one.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_RELOAD_MIX_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_RELOAD_MIX_H_

#include <string>

#include "absl/status/status.h"
#include "examples/announcer/reload_plan.h"

namespace waymark::examples {

// What waits for a restart stays as it was beside all else that is new: two
// neighbours may then share an address, or a group be left without one.
// FAILED_PRECONDITION with a line for each error that the loader finds in the
// mix. `file` is the name of the configuration, from whose folder the files of
// keys count.
absl::Status CheckMix(const ReloadPlan& plan, const std::string& file);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_RELOAD_MIX_H_
