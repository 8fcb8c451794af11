// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The kernel stamps packets with the time of day; protocols live on the
// monotonic clock. Both clocks are read together to map one to the other.

#ifndef WAYMARK_POSIX_KERNEL_TIME_H_
#define WAYMARK_POSIX_KERNEL_TIME_H_

#include <cstdint>

#include "base/monotonic_time.h"

namespace waymark::posix {

// One instant on both clocks.
struct ClockPair {
  MonotonicTime monotonic;
  int64_t realtime = 0;  // CLOCK_REALTIME, nanoseconds since 1970
};

// Reads both clocks, again if the thread lost the processor in between.
ClockPair ReadClocks();

// When a packet with the kernel's `stamp` (nanoseconds since 1970) arrived,
// never before `earliest` and never after `now`: however the time of day was
// moved since, the error is no larger than the time for which nobody looked.
// REQUIRES: earliest <= now.monotonic.
MonotonicTime ArrivalTime(int64_t stamp, const ClockPair& now,
                          MonotonicTime earliest);

}  // namespace waymark::posix

#endif  // WAYMARK_POSIX_KERNEL_TIME_H_
