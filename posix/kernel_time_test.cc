// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/kernel_time.h"

#include "absl/time/time.h"
#include "base/monotonic_time.h"
#include "gtest/gtest.h"
#include "posix/system_clock.h"

namespace waymark::posix {
namespace {

constexpr int64_t kMillisecond = 1'000'000;
constexpr ClockPair kNow = {
    MonotonicTime::FromNanoseconds(5'000 * kMillisecond),
    1'700'000'000'000 * kMillisecond};
constexpr MonotonicTime kEarliest =
    MonotonicTime::FromNanoseconds(4'900 * kMillisecond);

TEST(KernelTimeTest, AStampIsAsOldOnOneClockAsOnTheOther) {
  EXPECT_EQ(ArrivalTime(kNow.realtime - 30 * kMillisecond, kNow, kEarliest),
            kNow.monotonic - absl::Milliseconds(30));
  EXPECT_EQ(ArrivalTime(kNow.realtime, kNow, kEarliest), kNow.monotonic);
}

TEST(KernelTimeTest, AfterTheTimeOfDayWentBackNothingComesFromTheFuture) {
  EXPECT_EQ(
      ArrivalTime(kNow.realtime + 3600'000 * kMillisecond, kNow, kEarliest),
      kNow.monotonic);
}

TEST(KernelTimeTest, AfterTheTimeOfDayWentAheadNothingIsOlderThanTheLastLook) {
  EXPECT_EQ(
      ArrivalTime(kNow.realtime - 3600'000 * kMillisecond, kNow, kEarliest),
      kEarliest);
}

TEST(KernelTimeTest, BothClocksAreReadTogether) {
  const MonotonicClock clock;
  const MonotonicTime before = clock.Now();
  const ClockPair pair = ReadClocks();
  EXPECT_LE(before, pair.monotonic);
  EXPECT_LE(pair.monotonic, clock.Now());
  EXPECT_GT(pair.realtime, 1'500'000'000'000 * kMillisecond);
}

}  // namespace
}  // namespace waymark::posix
