// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// One way of asking whether a service is well.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_HEALTH_PROBE_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_HEALTH_PROBE_H_

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"

namespace waymark::examples {

// Asks once for each Start, and never blocks the loop meanwhile. Knows of no
// interval and of no time limit: a ProbeSchedule does. A callback of a product
// that embeds the announcer is one more implementation.
class Probe {
 public:
  // OK, or what was wrong: "exit status 1", "HTTP status 503".
  using Done = absl::AnyInvocable<void(const absl::Status&)>;

  // Ends what is under way without a further call.
  virtual ~Probe() = default;

  // Calls `done` once, from the loop, never from inside Start; it may start the
  // next one or destroy the probe. REQUIRES: every earlier Start was answered.
  virtual void Start(Done done) = 0;

  // The answer is no longer wanted soon: what can be ended is, and `done`
  // follows as soon as it has ended, which may be inside this call. Without
  // effect when nothing is under way.
  virtual void Cancel() = 0;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_HEALTH_PROBE_H_
