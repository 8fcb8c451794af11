// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/receive_moderation.h"

#include <cstdint>

#include "absl/time/time.h"
#include "base/monotonic_time.h"
#include "bfd/transmit_schedule.h"
#include "gtest/gtest.h"

namespace waymark::posix {
namespace {

// Reads of one packet each, `gap` apart, for `duration`.
class ReceiveModerationTest : public ::testing::Test {
 protected:
  void Receive(absl::Duration gap, absl::Duration duration) {
    for (const MonotonicTime end = now_ + duration; now_ < end; now_ += gap) {
      const bool polling = moderation_.polling();
      moderation_.OnRead(now_, 1);
      if (moderation_.polling() != polling) ++changes_;
    }
  }

  MonotonicTime now_ = MonotonicTime::FromNanoseconds(1'000'000'000);
  ReceiveModeration moderation_;
  int changes_ = 0;
};

TEST_F(ReceiveModerationTest, FewPacketsAreReadAtOnce) {
  Receive(absl::Milliseconds(2), absl::Seconds(10));
  EXPECT_FALSE(moderation_.polling());
  EXPECT_EQ(changes_, 0);
}

TEST_F(ReceiveModerationTest, ManyPacketsAreWaitedFor) {
  Receive(absl::Milliseconds(1), absl::Milliseconds(70));
  EXPECT_TRUE(moderation_.polling());
  EXPECT_EQ(changes_, 1);
}

TEST_F(ReceiveModerationTest, RateInBetweenChangesNothing) {
  Receive(absl::Microseconds(1600), absl::Seconds(1));
  EXPECT_FALSE(moderation_.polling());
  Receive(absl::Milliseconds(1), absl::Milliseconds(70));
  Receive(absl::Microseconds(1600), absl::Seconds(1));
  EXPECT_TRUE(moderation_.polling());
  EXPECT_EQ(changes_, 1);
}

TEST_F(ReceiveModerationTest, PollingEndsWhenPacketsBecomeFew) {
  Receive(absl::Milliseconds(1), absl::Milliseconds(70));
  Receive(absl::Milliseconds(4), absl::Milliseconds(140));
  EXPECT_FALSE(moderation_.polling());
  EXPECT_EQ(changes_, 2);
}

TEST_F(ReceiveModerationTest, BurstAfterALongSilenceIsNoHighRate) {
  now_ += absl::Seconds(1);
  moderation_.OnRead(now_, 64);
  now_ += absl::Seconds(1);
  moderation_.OnRead(now_, 64);
  EXPECT_FALSE(moderation_.polling());
}

TEST_F(ReceiveModerationTest, PollsFallOnMultiplesOfThePeriod) {
  const auto at = [](int64_t us) {
    return MonotonicTime::FromNanoseconds(us * 1000);
  };
  EXPECT_EQ(ReceiveModeration::NextPoll(at(4000)), at(8000));
  EXPECT_EQ(ReceiveModeration::NextPoll(at(4001)), at(8000));
  EXPECT_EQ(ReceiveModeration::NextPoll(at(7999)), at(8000));
}

// One wake-up serves both, packets that are due and packets that have come.
TEST_F(ReceiveModerationTest, PollsFallWhereSessionsSend) {
  EXPECT_EQ(
      ReceiveModeration::kPeriod,
      absl::Nanoseconds(bfd::TransmitSchedule::Grid(/*interval=*/1'000'000)));
}

}  // namespace
}  // namespace waymark::posix
