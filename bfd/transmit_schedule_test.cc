// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bfd/transmit_schedule.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <random>

#include "absl/time/time.h"
#include "base/monotonic_time.h"
#include "bfd/cadence.h"
#include "bfd/transmit_group.h"
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
TEST(TransmitScheduleTest, GapsFillTheRangeFrom75To100Percent) {
  const Range range = Draw(100'000, 3);
  EXPECT_EQ(range.shortest, absl::Milliseconds(76)) << "on a grid of 4 ms";
  EXPECT_EQ(range.longest, absl::Milliseconds(100));
}

// Conformance: RFC5880-6.8.7-3 positive
TEST(TransmitScheduleTest, WithAMultiplierOfOneTheyStayBelow90Percent) {
  const Range range = Draw(100'000, 1);
  EXPECT_EQ(range.shortest, absl::Milliseconds(76));
  EXPECT_EQ(range.longest, absl::Milliseconds(88));
}

// Conformance: RFC5880-6.8.7-2 negative
TEST(TransmitScheduleTest, NoGapLeavesTheRangeWhereverTheLastPacketWas) {
  std::mt19937_64 random(7);
  for (const int detect_mult : {1, 3}) {
    for (const uint32_t interval :
         {1u, 17u, 1'000u, 3'333u, 10'000u, 50'000u, 300'000u, 1'000'000u}) {
      const TransmitGroup in_step(77);
      for (const TransmitGroup* const group :
           {static_cast<const TransmitGroup*>(nullptr), &in_step}) {
        TransmitSchedule schedule;
        MonotonicTime sent = kNow;
        for (int i = 0; i < 5'000; ++i) {
          schedule.OnTransmitted(sent, random);
          const MonotonicTime due =
              schedule.NextDue(interval, detect_mult, group);
          const int64_t gap = due.nanoseconds() - sent.nanoseconds();
          const int longest = detect_mult == 1 ? 900 : 1000;
          ASSERT_GE(gap, interval * 750) << interval;
          ASSERT_LE(gap, interval * longest) << interval;
          // Sent late, at no particular instant.
          sent = due + absl::Nanoseconds(random() % (interval * 100 + 1));
        }
      }
    }
  }
}

TEST(TransmitScheduleTest, PacketsAreDueAtInstantsThatSessionsShare) {
  std::mt19937_64 random(7);
  EXPECT_EQ(TransmitSchedule::Grid(1'000'000), 4'000'000);
  EXPECT_EQ(TransmitSchedule::Grid(50'000), 4'000'000);
  EXPECT_EQ(TransmitSchedule::Grid(20'000), 2'000'000);
  EXPECT_EQ(TransmitSchedule::Grid(10'000), 1'000'000);
  for (const uint32_t interval : {10'000u, 50'000u, 1'000'000u}) {
    TransmitSchedule schedule;
    for (int i = 0; i < 1'000; ++i) {
      schedule.OnTransmitted(kNow + absl::Microseconds(37 * i), random);
      ASSERT_EQ(schedule.NextDue(interval, 3).nanoseconds() %
                    TransmitSchedule::Grid(interval),
                0);
    }
  }
}

// Each gap is drawn anew: all instants of the range occur about as often, and
// the mean is that of jitter drawn without a grid.
TEST(TransmitScheduleTest, JitterIsSpreadEvenly) {
  constexpr int kDraws = 50'000;
  std::mt19937_64 random(7);
  TransmitSchedule schedule;
  std::map<int64_t, int> seen;
  double sum_ms = 0;
  for (int i = 0; i < kDraws; ++i) {
    const MonotonicTime sent = kNow + absl::Microseconds(41 * i);
    schedule.OnTransmitted(sent, random);
    const absl::Duration gap = schedule.NextDue(50'000, 3) - sent;
    sum_ms += absl::ToDoubleMilliseconds(gap);
    ++seen[(absl::ToInt64Microseconds(gap) - 37'500) / 2501];
  }
  EXPECT_NEAR(sum_ms / kDraws, 43.75, 0.1);
  ASSERT_EQ(seen.size(), 5u) << "fifths of the range from 37.5 ms to 50 ms";
  for (const auto& [fifth, count] : seen) {
    EXPECT_NEAR(count, kDraws / 5.0, kDraws / 50.0) << fifth;
  }
}

// Packets of one group, first sent where it is furthest to any instant, leave
// at one after a few gaps, as long as they are never late.
TEST(TransmitScheduleTest, SchedulesOfOneGroupFallIntoStep) {
  constexpr uint32_t kInterval = 50'000;
  std::mt19937_64 random(7);
  for (const int detect_mult : {1, 3}) {
    const int64_t width = detect_mult == 1 ? 15 : 25;
    for (uint32_t seed = 1; seed <= 5'000; ++seed) {
      const MonotonicTime one = NextInCadence(seed, kInterval, width, kNow);
      const MonotonicTime next = NextInCadence(seed, kInterval, width, one);
      for (const int64_t nanoseconds : {-1, 1}) {
        const TransmitGroup group(seed);
        TransmitSchedule schedule;
        MonotonicTime due =
            one + (next - one) / 2 + absl::Nanoseconds(nanoseconds);
        for (int gap = 0; gap < (detect_mult == 1 ? 7 : 5); ++gap) {
          schedule.OnTransmitted(due, random);
          due = schedule.NextDue(kInterval, detect_mult, &group);
        }
        // An instant is what follows the one before it.
        ASSERT_EQ(due, NextInCadence(seed, kInterval, width,
                                     due - absl::Microseconds(kInterval / 2)))
            << seed;
      }
    }
  }
}

// One wake-up sends for both, however late it is.
TEST(TransmitScheduleTest, SchedulesOfOneGroupStayTogetherWhenTheyAreLate) {
  std::mt19937_64 random(7);
  const TransmitGroup group(77);
  TransmitSchedule first, second;
  MonotonicTime sent = kNow;
  for (int gap = 0; gap < 1'000; ++gap) {
    first.OnTransmitted(sent, random);
    second.OnTransmitted(sent + absl::Microseconds(20), random);
    const MonotonicTime due = first.NextDue(10'000, 3, &group);
    ASSERT_LE(absl::AbsDuration(second.NextDue(10'000, 3, &group) - due),
              absl::Microseconds(20));
    sent = due + absl::Microseconds(random() % 1'000);
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
  for (int i = 0; i < 100; ++i) {
    schedule.OnTransmitted(kNow, random);
    const absl::Duration slow = schedule.NextDue(1'000'000, 3) - kNow;
    const absl::Duration fast = schedule.NextDue(100'000, 3) - kNow;
    EXPECT_NEAR(absl::ToDoubleMilliseconds(slow),
                10 * absl::ToDoubleMilliseconds(fast), 40)
        << "with the jitter drawn for this gap, to the next instant";
    EXPECT_LE(fast, absl::Milliseconds(100));
  }
}

}  // namespace
}  // namespace waymark::bfd
