// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Everything that the core takes from its surroundings except bytes: time,
// timers, deferred calls and randomness. One Runtime belongs to one thread.

#ifndef WAYMARK_BASE_RUNTIME_H_
#define WAYMARK_BASE_RUNTIME_H_

#include "absl/random/bit_gen_ref.h"
#include "base/clock.h"
#include "base/executor.h"
#include "base/timer.h"

namespace waymark {

// Borrows everything; each object named here outlives every object that was
// given the Runtime. Copy it freely: it is a handful of references.
struct Runtime {
  const Clock& clock;
  const WallClock& wall;
  TimerFactory& timers;
  Executor& defer;
  // Used for jitter, back-off and discriminators. Discriminators want
  // unpredictable bits (RFC 5880, 6.3): give a cryptographically seeded
  // generator outside of tests, absl::BitGen for instance.
  absl::BitGenRef random;
};

}  // namespace waymark

#endif  // WAYMARK_BASE_RUNTIME_H_
