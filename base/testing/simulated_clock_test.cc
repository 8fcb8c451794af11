// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "base/testing/simulated_clock.h"

#include <cstdint>

#include "absl/time/time.h"
#include "base/monotonic_time.h"
#include "gtest/gtest.h"

namespace waymark::testing {
namespace {

constexpr absl::Duration kTick = absl::Nanoseconds(1);

TEST(SimulatedClockTest, AtTheStartAllClocksAgree) {
  const MonotonicTime now = kSimulationStart;
  for (const double rate : {0.5, 1.0, 1.05, 2.0}) {
    EXPECT_EQ(SimulatedClock(now, rate).Now(), kSimulationStart);
  }
}

TEST(SimulatedClockTest, ARateOfOneIsWorldTime) {
  MonotonicTime now = kSimulationStart;
  const SimulatedClock clock(now, 1.0);
  now += absl::Hours(5) + kTick;
  EXPECT_EQ(clock.Now(), now);
  EXPECT_EQ(clock.ToWorld(now), now);
}

TEST(SimulatedClockTest, AFastClockGainsAndASlowOneLoses) {
  MonotonicTime now = kSimulationStart;
  const SimulatedClock fast(now, 1.05);
  const SimulatedClock slow(now, 0.5);
  now += absl::Seconds(100);
  EXPECT_EQ(fast.Now(), kSimulationStart + absl::Seconds(105));
  EXPECT_EQ(slow.Now(), kSimulationStart + absl::Seconds(50));
}

TEST(SimulatedClockTest, ADeadlineIsTheFirstMomentAtWhichItIsShown) {
  const MonotonicTime now = kSimulationStart;
  for (const double rate : {0.3, 0.999999999, 1.0, 1.05, 1.7}) {
    const SimulatedClock clock(now, rate);
    for (int64_t i = -50; i < 50; ++i) {
      const MonotonicTime deadline = kSimulationStart + i * 7 * kTick;
      const MonotonicTime due = clock.ToWorld(deadline);
      EXPECT_GE(clock.FromWorld(due), deadline);
      EXPECT_LT(clock.FromWorld(due - kTick), deadline);
    }
  }
}

TEST(SimulatedClockTest, InfinityStaysInfinityAndFarTimesSaturate) {
  const MonotonicTime now = kSimulationStart;
  const SimulatedClock clock(now, 2.0);
  for (const MonotonicTime time :
       {MonotonicTime::InfiniteFuture(), MonotonicTime::InfinitePast()}) {
    EXPECT_EQ(clock.FromWorld(time), time);
    EXPECT_EQ(clock.ToWorld(time), time);
  }
  const MonotonicTime far = MonotonicTime::InfiniteFuture() - kTick;
  EXPECT_EQ(clock.FromWorld(MonotonicTime::FromNanoseconds(INT64_MAX - 1)),
            MonotonicTime::InfiniteFuture());
  EXPECT_EQ(far, MonotonicTime::InfiniteFuture());
}

TEST(SimulatedClockTest, TheTimeOfDayGoesWithTheClockAndJumps) {
  MonotonicTime now = kSimulationStart;
  const SimulatedClock clock(now, 2.0);
  SimulatedWallClock wall(clock);
  EXPECT_EQ(absl::FormatTime(wall.Now(), absl::UTCTimeZone()),
            "2026-01-01T00:00:00+00:00");
  now += absl::Seconds(10);
  EXPECT_EQ(wall.Now(), kSimulationEpoch + absl::Seconds(20));
  wall.Jump(-absl::Hours(1));
  EXPECT_EQ(wall.Now(), kSimulationEpoch + absl::Seconds(20) - absl::Hours(1));
}

}  // namespace
}  // namespace waymark::testing
