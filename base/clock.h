// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Where time comes from. The core never reads a clock of its own.

#ifndef WAYMARK_BASE_CLOCK_H_
#define WAYMARK_BASE_CLOCK_H_

#include "absl/time/time.h"
#include "base/monotonic_time.h"

namespace waymark {

// The only time that protocols see.
class Clock {
 public:
  virtual ~Clock() = default;
  // Never less than any value returned before.
  virtual MonotonicTime Now() const = 0;
};

// The time of day, for logs, events and key lifetimes. It may jump in either
// direction: never derive a timer from it.
class WallClock {
 public:
  virtual ~WallClock() = default;
  virtual absl::Time Now() const = 0;
};

}  // namespace waymark

#endif  // WAYMARK_BASE_CLOCK_H_
