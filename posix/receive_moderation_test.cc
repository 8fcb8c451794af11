// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/receive_moderation.h"

#include <cstdint>

#include "absl/time/time.h"
#include "base/monotonic_time.h"
#include "bfd/shared_instants.h"
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
  ReceiveModeration moderation_{/*most_waiting=*/100};
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

// One wake-up serves both, packets that are due and packets that have come.
TEST_F(ReceiveModerationTest, PollsFallWhereSessionsSend) {
  Receive(absl::Milliseconds(1), absl::Milliseconds(70));
  const bfd::SharedInstants instants;
  const int64_t next = instants.FirstFrom(now_);
  const MonotonicTime due = instants.At(next);
  constexpr absl::Duration kMoment = absl::Nanoseconds(1);
  EXPECT_EQ(moderation_.NextPoll(due - kMoment), due);
  EXPECT_EQ(moderation_.NextPoll(due), instants.At(next + 1));
  EXPECT_EQ(moderation_.NextPoll(due + kMoment), instants.At(next + 1));
}

// A buffer that holds little does not fill up in between.
TEST_F(ReceiveModerationTest, ManyMorePacketsAreReadMoreOften) {
  Receive(absl::Microseconds(20), absl::Milliseconds(70));
  EXPECT_LE(moderation_.NextPoll(now_), now_ + absl::Milliseconds(2));
  Receive(absl::Milliseconds(1), absl::Milliseconds(70));
  EXPECT_EQ(bfd::SharedInstants().At(
                bfd::SharedInstants().FirstFrom(now_ + absl::Nanoseconds(1))),
            moderation_.NextPoll(now_));
}

}  // namespace
}  // namespace waymark::posix
