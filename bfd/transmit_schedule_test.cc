// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bfd/transmit_schedule.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <random>
#include <set>
#include <vector>

#include "absl/time/time.h"
#include "base/monotonic_time.h"
#include "bfd/cadence.h"
#include "bfd/transmit_group.h"
#include "gtest/gtest.h"

namespace waymark::bfd {
namespace {

constexpr MonotonicTime kNow = MonotonicTime::FromNanoseconds(1'000'000'000);

// How late a timer fires that is in time.
constexpr absl::Duration kLate = absl::Microseconds(200);

// The gaps of one session.
std::vector<absl::Duration> Gaps(uint32_t interval, int detect_mult,
                                 size_t sessions = 1) {
  std::mt19937_64 random(7);
  TransmitSchedule schedule;
  std::vector<absl::Duration> gaps;
  MonotonicTime sent = kNow;
  for (int i = 0; i < 20'000; ++i) {
    schedule.OnTransmitted(sent, random);
    const MonotonicTime due = schedule.NextDue(interval, detect_mult, sessions);
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

// What a packet that was sent at `sent` may be followed by.
std::set<MonotonicTime> Choices(uint32_t interval, int detect_mult,
                                MonotonicTime sent) {
  std::mt19937_64 random(7);
  TransmitSchedule schedule;
  std::set<MonotonicTime> choices;
  for (int i = 0; i < 64; ++i) {
    schedule.OnTransmitted(sent, random);
    choices.insert(schedule.NextDue(interval, detect_mult, 1));
  }
  return choices;
}

// Conformance: RFC5880-6.8.7-2 positive
TEST(TransmitScheduleTest, JitterIsDrawnForEachPacket) {
  for (const int detect_mult : {1, 3}) {
    for (const uint32_t interval : {10'000u, 20'000u, 50'000u, 300'000u}) {
      std::mt19937_64 random(7);
      MonotonicTime sent = kNow;
      for (int i = 0; i < 1'000; ++i) {
        const std::set<MonotonicTime> choices =
            Choices(interval, detect_mult, sent);
        // The first packet was sent at no particular instant.
        if (i > 0) {
          ASSERT_GE(choices.size(), 2u)
              << interval << " us, at " << sent.nanoseconds();
        }
        const auto drawn = static_cast<ptrdiff_t>(random() % choices.size());
        sent = *std::next(choices.begin(), drawn) + kLate;
      }
    }
  }
}

// Conformance: RFC5880-6.8.7-2 positive
TEST(TransmitScheduleTest, GapsDifferFromOneToTheNextWithin75To100Percent) {
  for (const uint32_t interval : {10'000u, 33'000u, 50'000u, 300'000u}) {
    std::map<absl::Duration, int> seen;
    for (const absl::Duration gap : Gaps(interval, 3)) {
      ++seen[absl::Trunc(gap, absl::Microseconds(interval) / 200)];
    }
    EXPECT_GE(seen.size(), 8u) << "half percents, with " << interval;
    EXPECT_GE(seen.begin()->first, absl::Microseconds(interval) * 0.75);
    EXPECT_LE(seen.begin()->first, absl::Microseconds(interval) * 0.80);
    EXPECT_GE(seen.rbegin()->first, absl::Microseconds(interval) * 0.97);
    for (const auto& [gap, count] : seen) EXPECT_LT(count, 5'000) << gap;
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
          const size_t sessions = std::array{0, 1, 1'009, 65'536}[i % 4];
          schedule.OnTransmitted(sent, random);
          const MonotonicTime due =
              schedule.NextDue(interval, detect_mult, sessions, group);
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
  constexpr absl::Duration kTime = absl::Seconds(3);
  std::mt19937_64 random(7);
  std::map<MonotonicTime, int> packets;
  for (size_t i = 0; i < sessions; ++i) {
    TransmitSchedule schedule;
    MonotonicTime sent = kNow + absl::Microseconds(random() % interval);
    while (sent < kNow + kTime) {
      schedule.OnTransmitted(sent, random);
      const MonotonicTime due = schedule.NextDue(interval, 3, sessions);
      // One after another, 3 us each.
      sent = due + absl::Microseconds(3) * ++packets[due];
    }
  }
  Load load = {
      static_cast<double>(packets.size()) / absl::ToDoubleSeconds(kTime), 0};
  for (const auto& [instant, count] : packets) {
    load.most_at_once = std::max(load.most_at_once, count);
  }
  return load;
}

TEST(TransmitScheduleTest, SessionsShareWakeUps) {
  EXPECT_NEAR(LoadOf(50'000, 100).wakeups, 123, 4);
  EXPECT_NEAR(LoadOf(300'000, 100).wakeups, 123, 20);
  EXPECT_NEAR(LoadOf(10'000, 100).wakeups, 615, 10);
}

// A neighbour's receive buffer, 277 packets by Linux's default, need hold no
// more.
TEST(TransmitScheduleTest, SessionsDoNotGatherAtAnInstant) {
  for (const uint32_t interval : {10'000u, 50'000u, 300'000u}) {
    for (const size_t sessions : {500, 1'000, 3'000, 6'000}) {
      EXPECT_LE(LoadOf(interval, sessions).most_at_once, 277)
          << sessions << " sessions, " << interval << " us";
    }
  }
}

// The mean is that of jitter drawn without instants, within two hundredths.
TEST(TransmitScheduleTest, InstantsSendNoMorePacketsThanJitterAlone) {
  EXPECT_NEAR(MeanMilliseconds(Gaps(50'000, 3)), 43.75, 0.9);
  EXPECT_NEAR(MeanMilliseconds(Gaps(10'000, 3)), 8.75, 0.18);
  EXPECT_NEAR(MeanMilliseconds(Gaps(300'000, 3)), 262.5, 2);
  EXPECT_NEAR(MeanMilliseconds(Gaps(50'000, 3, 6'000)), 43.75, 0.1);
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
          due = schedule.NextDue(kInterval, detect_mult, 1, &group);
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
    const MonotonicTime due = first.NextDue(10'000, 3, 2, &group);
    ASSERT_LE(absl::AbsDuration(second.NextDue(10'000, 3, 2, &group) - due),
              absl::Microseconds(20));
    sent = due + absl::Microseconds(random() % 1'000);
  }
}

TEST(TransmitScheduleTest, TheLongestIntervalDoesNotOverflow) {
  const std::vector<absl::Duration> gaps = Gaps(0xffffffff, 3, 65'536);
  const auto [shortest, longest] =
      std::minmax_element(gaps.begin(), gaps.end());
  EXPECT_GE(*shortest, absl::Seconds(3221));
  EXPECT_LE(*longest, absl::Seconds(4295));
}

TEST(TransmitScheduleTest, NothingSentMeansDueAlready) {
  EXPECT_EQ(TransmitSchedule().NextDue(1'000'000, 3, 1),
            MonotonicTime::InfinitePast());
}

// Conformance: RFC5880-6.8.3-5 positive
TEST(TransmitScheduleTest, ANewIntervalCountsFromThePreviousTransmission) {
  std::mt19937_64 random(7);
  TransmitSchedule schedule;
  for (int i = 0; i < 100; ++i) {
    schedule.OnTransmitted(kNow, random);
    const absl::Duration slow = schedule.NextDue(1'000'000, 3, 1) - kNow;
    const absl::Duration fast = schedule.NextDue(100'000, 3, 1) - kNow;
    EXPECT_NEAR(absl::ToDoubleMilliseconds(slow),
                10 * absl::ToDoubleMilliseconds(fast), 90)
        << "with the jitter drawn for this gap, to the next instant";
    EXPECT_LE(fast, absl::Milliseconds(100));
  }
}

}  // namespace
}  // namespace waymark::bfd
