// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/kernel_time.h"

#include <time.h>

#include <algorithm>
#include <limits>

namespace waymark::posix {
namespace {

// Two readings that lie closer have nothing between them.
constexpr int64_t kCloseTogether = 2'000;
constexpr int kAttempts = 4;

int64_t Read(clockid_t clock) {
  timespec now;
  clock_gettime(clock, &now);
  return int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

}  // namespace

ClockPair ReadClocks() {
  ClockPair best;
  int64_t best_distance = std::numeric_limits<int64_t>::max();
  int64_t before = Read(CLOCK_MONOTONIC);
  for (int i = 0; i < kAttempts && best_distance > kCloseTogether; ++i) {
    const int64_t realtime = Read(CLOCK_REALTIME);
    const int64_t after = Read(CLOCK_MONOTONIC);
    if (after - before < best_distance) {
      best_distance = after - before;
      best = {MonotonicTime::FromNanoseconds(after), realtime};
    }
    before = after;
  }
  return best;
}

MonotonicTime ArrivalTime(int64_t stamp, const ClockPair& now,
                          MonotonicTime earliest) {
  const int64_t age = std::max<int64_t>(now.realtime - stamp, 0);
  const int64_t longest = now.monotonic.nanoseconds() - earliest.nanoseconds();
  return MonotonicTime::FromNanoseconds(now.monotonic.nanoseconds() -
                                        std::min(age, longest));
}

}  // namespace waymark::posix
