// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bfd/transmit_group.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <random>

#include "absl/time/time.h"
#include "base/monotonic_time.h"
#include "bfd/transmit_schedule.h"
#include "gtest/gtest.h"

namespace waymark::bfd {
namespace {

using Lead = TransmitGroup::Lead;

constexpr MonotonicTime kNow = MonotonicTime::FromNanoseconds(1'000'000'000);
constexpr uint32_t kInterval = 50'000;
constexpr int64_t kWidth = 25;
constexpr absl::Duration kShortest = absl::Microseconds(kInterval / 4 * 3);

// What the group says to a session.
class Member {
 public:
  explicit Member(TransmitGroup& group, uint32_t interval = kInterval)
      : group_(group), interval_(interval) {
    group_.Join(this, [this](uint32_t interval, MonotonicTime) {
      ++called_;
      called_with_ = interval;
    });
  }
  ~Member() { group_.Leave(this); }
  Member(const Member&) = delete;
  Member& operator=(const Member&) = delete;

  void Hear(MonotonicTime now) { group_.OnReceived(this, interval_, now); }
  int called() const { return called_; }
  uint32_t called_with() const { return called_with_; }

 private:
  TransmitGroup& group_;
  const uint32_t interval_;
  int called_ = 0;
  uint32_t called_with_ = 0;
};

TEST(TransmitGroupTest, WithoutALeadPacketsOfNeighboursChangeNothing) {
  TransmitGroup group(7);
  Member member(group);
  const MonotonicTime due = group.NextDue(kInterval, kWidth, kNow);
  for (int i = 0; i < 5; ++i) {
    member.Hear(kNow + i * absl::Milliseconds(40));
    EXPECT_EQ(group.NextDue(kInterval, kWidth, kNow), due);
  }
  EXPECT_EQ(member.called(), 0);
}

TEST(TransmitGroupTest, AllFollowTheNeighbourThatWasHeardFirst) {
  TransmitGroup group(7, Lead::kNeighbor);
  Member first(group), second(group);
  second.Hear(kNow);
  EXPECT_EQ(first.called(), 0) << "one packet is no rhythm";
  second.Hear(kNow + absl::Milliseconds(40));
  EXPECT_EQ(first.called(), 1);
  EXPECT_EQ(second.called(), 1);
  first.Hear(kNow + absl::Milliseconds(60));
  EXPECT_EQ(first.called(), 1) << "the other one leads";
}

TEST(TransmitGroupTest, AnotherLeadsWhenThatOneIsSilent) {
  TransmitGroup group(7, Lead::kNeighbor);
  Member first(group), second(group);
  first.Hear(kNow);
  for (int i = 1; i < 10; ++i) {
    second.Hear(kNow + i * absl::Milliseconds(40));
  }
  EXPECT_EQ(first.called(), 6) << "the third, after 100 ms, is its first";
}

TEST(TransmitGroupTest, AnotherLeadsWhenThatOneHasLeft) {
  TransmitGroup group(7, Lead::kNeighbor);
  Member second(group);
  {
    Member first(group);
    first.Hear(kNow);
  }
  second.Hear(kNow + absl::Milliseconds(10));
  second.Hear(kNow + absl::Milliseconds(50));
  EXPECT_EQ(second.called(), 1);
}

// With this period, beside another neighbour that could be followed.
void ExpectNotFollowed(absl::Duration period) {
  TransmitGroup group(7, Lead::kNeighbor);
  Member odd(group), good(group);
  MonotonicTime next_odd = kNow, next_good = kNow + absl::Milliseconds(1);
  int heard = 0;
  while (heard < 200) {
    if (next_odd < next_good) {
      odd.Hear(next_odd);
      next_odd = next_odd + period;
    } else {
      good.Hear(next_good);
      next_good = next_good + absl::Milliseconds(45);
      ++heard;
    }
  }
  EXPECT_GT(good.called(), heard * 9 / 10) << period;
  EXPECT_LE(good.called(), heard) << period << ": the odd one never leads";
}

TEST(TransmitGroupTest, NeighboursThatSendTooSeldomOrTooOftenAreNotFollowed) {
  for (const int period_ms : {1, 10, 31, 101, 140, 150, 300}) {
    ExpectNotFollowed(absl::Milliseconds(period_ms));
  }
}

TEST(TransmitGroupTest, NorWhenThereIsNoOther) {
  for (const int period_ms : {1, 30, 101, 300}) {
    TransmitGroup group(7, Lead::kNeighbor);
    Member member(group);
    for (int i = 0; i < 1'000; ++i) {
      const MonotonicTime now = kNow + i * absl::Milliseconds(period_ms);
      member.Hear(now);
      EXPECT_EQ(group.NextDue(kInterval, kWidth, now),
                TransmitGroup(7).NextDue(kInterval, kWidth, now));
    }
    EXPECT_EQ(member.called(), 0) << period_ms;
  }
}

TEST(TransmitGroupTest, TheShortestIntervalLeads) {
  TransmitGroup group(7, Lead::kNeighbor);
  Member slow(group, 300'000), fast(group);
  for (int i = 0; i < 100; ++i) {
    const MonotonicTime now = kNow + i * absl::Milliseconds(40);
    if (i % 7 == 0) slow.Hear(now);
    fast.Hear(now);
  }
  EXPECT_EQ(fast.called(), 99);
  EXPECT_EQ(fast.called_with(), kInterval);
  const MonotonicTime sent = kNow + absl::Milliseconds(3'960);
  EXPECT_GE(group.NextDue(kInterval, kWidth, sent),
            sent + absl::Microseconds(47'500));
  EXPECT_EQ(group.NextDue(300'000, kWidth, sent),
            TransmitGroup(7).NextDue(300'000, kWidth, sent))
      << "it goes its own way";
}

TEST(TransmitGroupTest, TheNeighbourHasFourFifthsOfTheJitterToGoFirst) {
  TransmitGroup group(7, Lead::kNeighbor);
  Member member(group);
  absl::Duration least = absl::InfiniteDuration(), most;
  member.Hear(kNow);
  for (int i = 1; i < 2'000; ++i) {
    const MonotonicTime sent = kNow + i * absl::Microseconds(40'037);
    member.Hear(sent);
    const absl::Duration gap = group.NextDue(kInterval, kWidth, sent) - sent;
    EXPECT_EQ(group.NextDue(kInterval, kWidth, sent + absl::Microseconds(90)),
              sent + absl::Microseconds(90) + gap)
        << "the same for all members";
    least = std::min(least, gap);
    most = std::max(most, gap);
  }
  EXPECT_GE(least, absl::Microseconds(47'500));
  EXPECT_LE(most, absl::Microseconds(48'750)) << "a tenth to spare";
  EXPECT_GT(most - least, absl::Microseconds(1'200));
  const MonotonicTime late = kNow + absl::Seconds(100);
  EXPECT_EQ(group.NextDue(kInterval, kWidth, late),
            TransmitGroup(7).NextDue(kInterval, kWidth, late))
      << "it is silent";
}

// One system's packets, each by its schedule.
class System {
 public:
  System(MonotonicTime start, int detect_mult)
      : detect_mult_(detect_mult), due_(start) {
    group_.Join(this, [this](uint32_t, MonotonicTime now) {
      due_ = std::min(
          due_, schedule_.DueAfterNeighbor(kInterval, now).value_or(due_));
    });
  }

  MonotonicTime due() const { return due_; }
  void Send() {
    const MonotonicTime now = due_;
    if (last_ != MonotonicTime::InfinitePast()) {
      shortest = std::min(shortest, now - last_);
      longest = std::max(longest, now - last_);
      sum += now - last_;
      if (now - heard_ <= absl::Microseconds(100)) ++together;
      ++sent;
    }
    last_ = now;
    schedule_.OnTransmitted(now);
    due_ = schedule_.NextDue(kInterval, detect_mult_, 0, &group_);
  }
  void Hear(MonotonicTime now) {
    heard_ = now;
    group_.OnReceived(this, kInterval, now);
  }

  absl::Duration shortest = absl::InfiniteDuration(), longest, sum;
  int sent = 0;
  int together = 0;  // within 100 us after the neighbour's

 private:
  const int detect_mult_;
  TransmitGroup group_{7, Lead::kNeighbor};
  TransmitSchedule schedule_;
  MonotonicTime due_;
  MonotonicTime last_ = MonotonicTime::InfinitePast();
  MonotonicTime heard_ = MonotonicTime::InfinitePast();
};

// Follows a neighbour whose packets are `period` + up to `jitter` apart.
void Follow(System& system, absl::Duration period, absl::Duration jitter) {
  std::mt19937_64 random(7);
  MonotonicTime neighbors = kNow + absl::Milliseconds(19);  // out of step
  for (int i = 0; i < 20'000; ++i) {
    if (system.due() <= neighbors) {
      system.Send();
      continue;
    }
    system.Hear(neighbors);
    neighbors = neighbors + period + jitter * (random() % 1001) / 1000;
  }
}

// Conformance: RFC5880-6.8.7-2 positive
TEST(TransmitGroupTest, WhoeverFollowsHasTheNeighboursJitter) {
  System system(kNow, /*detect_mult=*/3);
  Follow(system, kShortest, kShortest / 3);
  EXPECT_GE(system.shortest, kShortest);
  EXPECT_LE(system.longest, absl::Microseconds(kInterval));
  EXPECT_GT(system.longest - system.shortest, absl::Milliseconds(10));
  EXPECT_GT(system.together, system.sent * 8 / 10);
}

// Conformance: RFC5880-6.8.7-2 negative
// Conformance: RFC5880-6.8.7-3 negative
TEST(TransmitGroupTest, NoNeighbourMakesGapsLeaveTheRange) {
  for (const int detect_mult : {1, 3}) {
    const absl::Duration longest =
        absl::Microseconds(kInterval) * (detect_mult == 1 ? 9 : 10) / 10;
    for (const int period_ms : {1, 9, 24, 32, 37, 45, 60, 99, 300}) {
      for (const int jitter_ms : {0, 5, 30}) {
        System system(kNow, detect_mult);
        Follow(system, absl::Milliseconds(period_ms),
               absl::Milliseconds(jitter_ms));
        EXPECT_GE(system.shortest, kShortest) << period_ms;
        EXPECT_LE(system.longest, longest) << period_ms;
        // Nor all alike, as far as the neighbour's are not.
        EXPECT_GT(system.longest - system.shortest, absl::Milliseconds(1))
            << period_ms << " " << jitter_ms;
      }
    }
  }
}

// It does no harm, and no good.
TEST(TransmitGroupTest, OfTwoThatFollowEachOtherNoneSetsTheRhythm) {
  System one(kNow, 3), other(kNow + absl::Milliseconds(19), 3);
  for (int i = 0; i < 20'000; ++i) {
    System& next = one.due() <= other.due() ? one : other;
    System& neighbor = &next == &one ? other : one;
    const MonotonicTime now = next.due();
    next.Send();
    neighbor.Hear(now + absl::Microseconds(50));
  }
  for (const System& system : {std::cref(one), std::cref(other)}) {
    EXPECT_GE(system.shortest, kShortest);
    EXPECT_LE(system.longest, absl::Microseconds(kInterval));
    EXPECT_GT(system.sum / system.sent, absl::Milliseconds(45))
        << "both wait for the other, as long as the jitter allows";
  }
}

}  // namespace
}  // namespace waymark::bfd
