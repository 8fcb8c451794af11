// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bfd/transmit_group.h"

#include <algorithm>
#include <cstdint>
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

// A session of the group, by what it does with what the group says.
class Member {
 public:
  explicit Member(TransmitGroup& group, uint32_t interval = kInterval)
      : group_(group), interval_(interval) {
    group_.Join(this, [this](uint32_t of_neighbor) {
      if (of_neighbor == interval_) ++called_;
    });
  }
  ~Member() { group_.Leave(this); }
  Member(const Member&) = delete;
  Member& operator=(const Member&) = delete;

  void Hear(MonotonicTime now) { group_.OnReceived(this, interval_, now); }
  int called() const { return called_; }

 private:
  TransmitGroup& group_;
  const uint32_t interval_;
  int called_ = 0;
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
  EXPECT_EQ(first.called(), 5) << "from the second after 150 ms on";
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

TEST(TransmitGroupTest, ANeighbourThatSendsSeldomIsNotFollowed) {
  TransmitGroup group(7, Lead::kNeighbor);
  Member member(group);
  for (int i = 0; i < 10; ++i) {
    const MonotonicTime now = kNow + i * absl::Milliseconds(300);
    member.Hear(now);
    EXPECT_EQ(group.NextDue(kInterval, kWidth, now),
              TransmitGroup(7).NextDue(kInterval, kWidth, now));
  }
  EXPECT_EQ(member.called(), 0);
}

TEST(TransmitGroupTest, ThoseWithAnotherIntervalGoTheirOwnWay) {
  TransmitGroup group(7, Lead::kNeighbor);
  Member fast(group), slow(group, 300'000);
  for (int i = 0; i < 10; ++i) fast.Hear(kNow + i * absl::Milliseconds(40));
  EXPECT_EQ(slow.called(), 0);
  EXPECT_EQ(group.NextDue(300'000, kWidth, kNow),
            TransmitGroup(7).NextDue(300'000, kWidth, kNow));
}

TEST(TransmitGroupTest, TheNeighbourHasFourFifthsOfTheJitterToGoFirst) {
  TransmitGroup group(7, Lead::kNeighbor);
  Member member(group);
  member.Hear(kNow);
  member.Hear(kNow + absl::Milliseconds(40));
  absl::Duration least = absl::InfiniteDuration(), most;
  for (int i = 0; i < 2'000; ++i) {
    const MonotonicTime sent =
        kNow + absl::Milliseconds(40) + i * absl::Microseconds(20);
    const absl::Duration gap = group.NextDue(kInterval, kWidth, sent) - sent;
    least = std::min(least, gap);
    most = std::max(most, gap);
  }
  EXPECT_GE(least, absl::Microseconds(47'500));
  EXPECT_LE(most, absl::Milliseconds(50));
  EXPECT_GT(most - least, absl::Milliseconds(2)) << "and no gap is the same";
  const MonotonicTime late = kNow + absl::Seconds(1);
  EXPECT_EQ(group.NextDue(kInterval, kWidth, late),
            TransmitGroup(7).NextDue(kInterval, kWidth, late))
      << "it is silent";
}

// What a session's schedule makes of it: a neighbour whose packets are `period`
// + up to `jitter` apart, and sent is how many packets of ours.
struct Followed {
  absl::Duration shortest = absl::InfiniteDuration();
  absl::Duration longest;
  int sent = 0;
  int together = 0;  // within 100 us after the neighbour's
};

Followed Follow(absl::Duration period, absl::Duration jitter, int detect_mult) {
  std::mt19937_64 random(7);
  TransmitGroup group(7, Lead::kNeighbor);
  TransmitSchedule schedule;
  MonotonicTime due = kNow, now = kNow, last = kNow;
  group.Join(&schedule, [&](uint32_t interval) {
    due = std::min(due, schedule.DueAfterNeighbor(interval, now).value_or(due));
  });
  schedule.OnTransmitted(now, random);
  due = schedule.NextDue(kInterval, detect_mult, &group);
  // Out of step at first.
  MonotonicTime neighbors = kNow + absl::Milliseconds(19), heard = kNow;
  Followed followed;
  for (int i = 0; i < 20'000; ++i) {
    now = std::min(due, neighbors);
    if (now == neighbors) {
      heard = now;
      neighbors += period + jitter * (random() % 1001) / 1000;
      group.OnReceived(&schedule, kInterval, now);
      continue;
    }
    schedule.OnTransmitted(now, random);
    followed.shortest = std::min(followed.shortest, now - last);
    followed.longest = std::max(followed.longest, now - last);
    if (now - heard <= absl::Microseconds(100)) ++followed.together;
    ++followed.sent;
    last = now;
    due = schedule.NextDue(kInterval, detect_mult, &group);
  }
  return followed;
}

// Conformance: RFC5880-6.8.7-2 positive
TEST(TransmitGroupTest, WhoeverFollowsHasTheNeighboursJitter) {
  const Followed followed = Follow(kShortest, kShortest / 3, /*detect_mult=*/3);
  EXPECT_GE(followed.shortest, kShortest);
  EXPECT_LE(followed.longest, absl::Microseconds(kInterval));
  EXPECT_GT(followed.longest - followed.shortest, absl::Milliseconds(11));
  EXPECT_GT(followed.together, followed.sent * 8 / 10);
}

// Conformance: RFC5880-6.8.7-2 negative
// Conformance: RFC5880-6.8.7-3 negative
TEST(TransmitGroupTest, NoNeighbourMakesGapsLeaveTheRange) {
  for (const int detect_mult : {1, 3}) {
    const absl::Duration longest =
        absl::Microseconds(kInterval) * (detect_mult == 1 ? 9 : 10) / 10;
    for (const int period_ms : {1, 9, 24, 37, 45, 60, 99, 300}) {
      for (const int jitter_ms : {0, 5, 30}) {
        const Followed followed =
            Follow(absl::Milliseconds(period_ms), absl::Milliseconds(jitter_ms),
                   detect_mult);
        EXPECT_GE(followed.shortest, kShortest) << period_ms;
        EXPECT_LE(followed.longest, longest) << period_ms;
      }
    }
  }
}

}  // namespace
}  // namespace waymark::bfd
