// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The clocks of the operating system.

#ifndef WAYMARK_POSIX_SYSTEM_CLOCK_H_
#define WAYMARK_POSIX_SYSTEM_CLOCK_H_

#include <time.h>

#include <cstdint>

#include "absl/time/time.h"
#include "base/clock.h"
#include "base/monotonic_time.h"

namespace waymark::posix {

// CLOCK_MONOTONIC, read at each call. It stands still while the machine is
// suspended; a process that was stopped sees it jump ahead. Thread-safe.
class MonotonicClock : public Clock {
 public:
  MonotonicTime Now() const override {
    timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return MonotonicTime::FromNanoseconds(int64_t{now.tv_sec} * 1'000'000'000 +
                                          now.tv_nsec);
  }
};

// CLOCK_REALTIME. Thread-safe.
class SystemWallClock : public WallClock {
 public:
  absl::Time Now() const override {
    timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return absl::TimeFromTimespec(now);
  }
};

}  // namespace waymark::posix

#endif  // WAYMARK_POSIX_SYSTEM_CLOCK_H_
