// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bfd/transmit_schedule.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <random>
#include <vector>

#include "absl/time/time.h"
#include "base/monotonic_time.h"
#include "bfd/cadence.h"
#include "bfd/transmit_group.h"
#include "gtest/gtest.h"

namespace waymark::bfd {
namespace {

constexpr MonotonicTime kNow = MonotonicTime::FromNanoseconds(1'000'000'000);

constexpr uint32_t kSeed = 20'261'201;

// How late a timer fires that is in time.
constexpr absl::Duration kLate = absl::Microseconds(200);

// The gaps of one session.
std::vector<absl::Duration> Gaps(uint32_t interval, int detect_mult) {
  TransmitSchedule schedule;
  std::vector<absl::Duration> gaps;
  MonotonicTime sent = kNow;
  for (int i = 0; i < 20'000; ++i) {
    schedule.OnTransmitted(sent);
    const MonotonicTime due = schedule.NextDue(interval, detect_mult, kSeed);
    gaps.push_back(due - sent);
    sent = due + std::min(kLate, absl::Microseconds(interval) / 10);
  }
  return gaps;
}

double MeanMilliseconds(const std::vector<absl::Duration>& gaps) {
  absl::Duration sum;
  for (const absl::Duration gap : gaps) sum += gap;
  return absl::ToDoubleMilliseconds(sum) / static_cast<double>(gaps.size());
}

// Conformance: RFC5880-6.8.7-2 positive
TEST(TransmitScheduleTest, JitterIsAnotherForEachPacket) {
  for (const int detect_mult : {1, 3}) {
    for (const uint32_t interval : {10'000u, 33'000u, 50'000u, 300'000u}) {
      const std::vector<absl::Duration> gaps = Gaps(interval, detect_mult);
      const absl::Duration step = absl::Microseconds(interval) / 200;
      int repeated = 0;
      std::map<absl::Duration, int> seen;
      for (size_t i = 0; i < gaps.size(); ++i) {
        const absl::Duration gap = absl::Trunc(gaps[i], step);
        ++seen[gap];
        if (i > 0 && gap == absl::Trunc(gaps[i - 1], step)) ++repeated;
      }
      // Half percents of the interval, four fifths of the range.
      EXPECT_GE(seen.size(), detect_mult == 1 ? 22u : 38u) << interval;
      for (const auto& [gap, count] : seen) EXPECT_LT(count, 1'700) << gap;
      EXPECT_LT(repeated, 1'400) << "of 20,000, with " << interval;
    }
  }
}

// Conformance: RFC5880-6.8.7-2 positive
TEST(TransmitScheduleTest, GapsLieWithin75To100Percent) {
  for (const uint32_t interval : {10'000u, 33'000u, 50'000u, 300'000u}) {
    const std::vector<absl::Duration> gaps = Gaps(interval, 3);
    const auto [shortest, longest] =
        std::minmax_element(gaps.begin(), gaps.end());
    EXPECT_GE(*shortest, absl::Microseconds(interval) * 0.75);
    EXPECT_LE(*shortest, absl::Microseconds(interval) * 0.79);
    EXPECT_LE(*longest, absl::Microseconds(interval));
    EXPECT_GE(*longest, absl::Microseconds(interval) * 0.96);
  }
}

// Conformance: RFC5880-6.8.7-3 positive
TEST(TransmitScheduleTest, WithAMultiplierOfOneTheyStayBelow90Percent) {
  const std::vector<absl::Duration> gaps = Gaps(50'000, 1);
  const auto [shortest, longest] =
      std::minmax_element(gaps.begin(), gaps.end());
  EXPECT_GE(*shortest, absl::Microseconds(37'500));
  EXPECT_LT(*shortest, absl::Microseconds(38'500));
  EXPECT_GT(*longest, absl::Milliseconds(44));
  EXPECT_LE(*longest, absl::Milliseconds(45));
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
          schedule.OnTransmitted(sent);
          // Sessions come and go, and it changes over.
          const uint32_t seed =
              SeedOfSession(kSeed, /*session=*/7,
                            std::array{1, 1'009, 65'536}[i / 8 % 3], 128);
          const MonotonicTime due =
              schedule.NextDue(interval, detect_mult, seed, group);
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

// How many wake-ups a second serve `sessions` sessions, and the most packets
// that one of them sends.
struct Load {
  double wakeups;
  int most_at_once;
};

Load LoadOf(uint32_t interval, size_t sessions) {
  // They start at any moment, and by then are in step.
  const MonotonicTime settled = kNow + 7 * absl::Microseconds(interval);
  const absl::Duration time = 60 * absl::Microseconds(interval);
  std::mt19937_64 random(7);
  std::map<MonotonicTime, int> packets;
  for (uint32_t i = 0; i < sessions; ++i) {
    const uint32_t seed =
        SeedOfSession(kSeed, static_cast<uint32_t>(random()), sessions, 128);
    TransmitSchedule schedule;
    MonotonicTime sent = kNow + absl::Microseconds(random() % interval);
    while (sent < settled + time) {
      schedule.OnTransmitted(sent);
      const MonotonicTime due = schedule.NextDue(interval, 3, seed);
      sent = due;
      if (due < settled) continue;
      // One after another, 3 us each.
      sent = due + absl::Microseconds(3) * ++packets[due];
    }
  }
  Load load = {
      static_cast<double>(packets.size()) / absl::ToDoubleSeconds(time), 0};
  for (const auto& [instant, count] : packets) {
    load.most_at_once = std::max(load.most_at_once, count);
  }
  return load;
}

TEST(TransmitScheduleTest, SessionsShareWakeUps) {
  EXPECT_NEAR(LoadOf(50'000, 100).wakeups, 23, 1);
  EXPECT_NEAR(LoadOf(50'000, 128).wakeups, 23, 1);
  EXPECT_NEAR(LoadOf(300'000, 100).wakeups, 3.8, 0.2);
  EXPECT_NEAR(LoadOf(10'000, 100).wakeups, 114, 4);
  EXPECT_NEAR(LoadOf(50'000, 129).wakeups, 46, 2);
  EXPECT_NEAR(LoadOf(50'000, 1'000).wakeups, 8 * 23, 8);
}

// A neighbour's receive buffer, 277 packets by Linux's default, holds what is
// sent at one instant.
TEST(TransmitScheduleTest, SessionsDoNotGatherAtAnInstant) {
  for (const uint32_t interval : {10'000u, 50'000u, 300'000u}) {
    for (const size_t sessions : {128, 500, 1'000, 3'000, 6'000}) {
      EXPECT_LE(LoadOf(interval, sessions).most_at_once, 200)
          << sessions << " sessions, " << interval << " us";
    }
  }
}

// The mean is that of jitter drawn by each session for itself.
TEST(TransmitScheduleTest, NoMorePacketsAreSentThanWithJitterAlone) {
  EXPECT_NEAR(MeanMilliseconds(Gaps(50'000, 3)), 43.75, 0.3);
  EXPECT_NEAR(MeanMilliseconds(Gaps(10'000, 3)), 8.75, 0.3);
  EXPECT_NEAR(MeanMilliseconds(Gaps(300'000, 3)), 262.5, 2);
}

// Packets of one group, first sent where it is furthest to any instant, leave
// at one after a few gaps, as long as they are never late.
TEST(TransmitScheduleTest, SchedulesOfOneGroupFallIntoStep) {
  constexpr uint32_t kInterval = 50'000;
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
          schedule.OnTransmitted(due);
          due = schedule.NextDue(kInterval, detect_mult, 0, &group);
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
    first.OnTransmitted(sent);
    second.OnTransmitted(sent + absl::Microseconds(20));
    const MonotonicTime due = first.NextDue(10'000, 3, 0, &group);
    ASSERT_LE(absl::AbsDuration(second.NextDue(10'000, 3, 0, &group) - due),
              absl::Microseconds(20));
    sent = due + absl::Microseconds(random() % 1'000);
  }
}

TEST(TransmitScheduleTest, TheLongestIntervalDoesNotOverflow) {
  const std::vector<absl::Duration> gaps = Gaps(0xffffffff, 3);
  const auto [shortest, longest] =
      std::minmax_element(gaps.begin(), gaps.end());
  EXPECT_GE(*shortest, absl::Seconds(3221));
  EXPECT_LE(*longest, absl::Seconds(4295));
}

TEST(TransmitScheduleTest, NothingSentMeansDueAlready) {
  EXPECT_EQ(TransmitSchedule().NextDue(1'000'000, 3, kSeed),
            MonotonicTime::InfinitePast());
}

// Conformance: RFC5880-6.8.3-5 positive
TEST(TransmitScheduleTest, ANewIntervalCountsFromThePreviousTransmission) {
  TransmitSchedule schedule;
  for (uint32_t seed = 0; seed < 100; ++seed) {
    schedule.OnTransmitted(kNow);
    const absl::Duration slow = schedule.NextDue(1'000'000, 3, seed) - kNow;
    EXPECT_GE(slow, absl::Milliseconds(750));
    EXPECT_LE(slow, absl::Milliseconds(1'000));
    const absl::Duration fast = schedule.NextDue(100'000, 3, seed) - kNow;
    EXPECT_GE(fast, absl::Milliseconds(75));
    EXPECT_LE(fast, absl::Milliseconds(100));
    EXPECT_EQ(schedule.NextDue(1'000'000, 3, seed) - kNow, slow);
  }
}

}  // namespace
}  // namespace waymark::bfd
