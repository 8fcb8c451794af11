// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bfd/transmit_schedule.h"

#include <algorithm>
#include <random>

#include "absl/time/time.h"
#include "base/monotonic_time.h"
#include "gtest/gtest.h"

namespace waymark::bfd {
namespace {

constexpr MonotonicTime kNow = MonotonicTime::FromNanoseconds(1'000'000'000);

struct Range {
  absl::Duration shortest = absl::InfiniteDuration();
  absl::Duration longest;
};

Range Draw(uint32_t interval, int detect_mult) {
  std::mt19937_64 random(7);
  TransmitSchedule schedule;
  Range range;
  for (int i = 0; i < 20'000; ++i) {
    schedule.OnTransmitted(kNow, random);
    const absl::Duration gap = schedule.NextDue(interval, detect_mult) - kNow;
    range.shortest = std::min(range.shortest, gap);
    range.longest = std::max(range.longest, gap);
  }
  return range;
}

// Conformance: RFC5880-6.8.7-2 positive
// Conformance: RFC5880-6.8.7-2 negative
TEST(TransmitScheduleTest, GapsFillTheRangeFrom75To100Percent) {
  const Range range = Draw(100'000, 3);
  EXPECT_EQ(range.shortest, absl::Milliseconds(75));
  EXPECT_EQ(range.longest, absl::Milliseconds(100));
}

// Conformance: RFC5880-6.8.7-3 positive
TEST(TransmitScheduleTest, WithAMultiplierOfOneTheyStayBelow90Percent) {
  const Range range = Draw(100'000, 1);
  EXPECT_EQ(range.shortest, absl::Milliseconds(75));
  EXPECT_EQ(range.longest, absl::Milliseconds(90));
}

// Conformance: RFC5880-6.8.7-3 positive
TEST(TransmitScheduleTest, AMultiplierOfOneHoldsUntilTheNextPacketSaysAnother) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 1000; ++i) {
    TransmitSchedule schedule;
    schedule.OnTransmitted(kNow, random);
    const MonotonicTime due = schedule.NextDue(100'000, 1);
    EXPECT_EQ(schedule.NextDue(100'000, 3), due);
  }
}

TEST(TransmitScheduleTest, TheLongestIntervalDoesNotOverflow) {
  const Range range = Draw(0xffffffff, 3);
  EXPECT_GE(range.shortest, absl::Seconds(3221));
  EXPECT_LE(range.longest, absl::Seconds(4295));
}

TEST(TransmitScheduleTest, NothingSentMeansDueAlready) {
  EXPECT_EQ(TransmitSchedule().NextDue(1'000'000, 3),
            MonotonicTime::InfinitePast());
}

// Conformance: RFC5880-6.8.3-5 positive
TEST(TransmitScheduleTest, ANewIntervalCountsFromThePreviousTransmission) {
  std::mt19937_64 random(7);
  TransmitSchedule schedule;
  schedule.OnTransmitted(kNow, random);
  const absl::Duration slow = schedule.NextDue(1'000'000, 3) - kNow;
  const absl::Duration fast = schedule.NextDue(10'000, 3) - kNow;
  EXPECT_EQ(slow, fast * 100) << "with the jitter drawn for this gap";
  EXPECT_LE(fast, absl::Milliseconds(10));
}

}  // namespace
}  // namespace waymark::bfd
