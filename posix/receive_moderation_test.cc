// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/receive_moderation.h"

#include <algorithm>
#include <cstddef>

#include "absl/time/time.h"
#include "base/monotonic_time.h"
#include "gtest/gtest.h"

namespace waymark::posix {
namespace {

constexpr absl::Duration kDecided = absl::Milliseconds(600);  // two windows

class ReceiveModerationTest : public ::testing::Test {
 protected:
  // Reads of `packets` each, `gap` apart, for `duration`.
  void Receive(absl::Duration gap, absl::Duration duration,
               size_t packets = 1) {
    for (const MonotonicTime end = now_ + duration; now_ < end; now_ += gap) {
      Read(packets);
    }
  }
  // `packets` at once, `gap` apart, for `duration`, read in as many pieces as
  // are noticed by `reads` wake-ups, or by polls.
  void ReceiveBursts(absl::Duration gap, absl::Duration duration,
                     size_t packets, size_t reads) {
    MonotonicTime burst = now_;
    for (const MonotonicTime end = now_ + duration; now_ < end;) {
      if (moderation_.polling()) {
        size_t arrived = 0;
        for (; burst <= now_; burst += gap) arrived += packets;
        Read(arrived);
        now_ += moderation_.poll_gap();
      } else {
        now_ = std::max(now_, burst);
        for (size_t i = 0; i < reads; ++i) Read(packets / reads);
        burst += gap;
      }
    }
  }

  void Read(size_t packets) {
    const bool polling = moderation_.polling();
    moderation_.OnRead(now_, packets);
    if (moderation_.polling() != polling) ++changes_;
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
  Receive(absl::Milliseconds(1), kDecided);
  EXPECT_TRUE(moderation_.polling());
  EXPECT_EQ(changes_, 1);
}

TEST_F(ReceiveModerationTest, RateInBetweenChangesNothing) {
  Receive(absl::Microseconds(1600), absl::Seconds(1));
  EXPECT_FALSE(moderation_.polling());
  Receive(absl::Milliseconds(1), kDecided);
  Receive(absl::Microseconds(1600), absl::Seconds(1));
  EXPECT_TRUE(moderation_.polling());
  EXPECT_EQ(changes_, 1);
}

TEST_F(ReceiveModerationTest, PollingEndsWhenPacketsBecomeFew) {
  Receive(absl::Milliseconds(1), kDecided);
  Receive(absl::Milliseconds(4), kDecided);
  EXPECT_FALSE(moderation_.polling());
  EXPECT_EQ(changes_, 2);
}

// A neighbour's sessions that send together, however many reads it takes until
// all have come.
TEST_F(ReceiveModerationTest, PacketsThatComeTogetherAreReadAtOnce) {
  for (const size_t reads : {1, 5, 7, 20, 100}) {
    ReceiveBursts(absl::Milliseconds(44), absl::Seconds(10), 100, reads);
    EXPECT_FALSE(moderation_.polling());
    EXPECT_EQ(changes_, 0) << reads << " reads";
  }
}

// Whichever it is at first: from 1 to 16 times as many bursts.
TEST_F(ReceiveModerationTest, ItDoesNotFlipWhateverTheBursts) {
  for (int bursts = 1; bursts <= 16; ++bursts) {
    const int before = changes_;
    ReceiveBursts(absl::Milliseconds(44) / bursts, absl::Seconds(10), 100,
                  /*reads=*/3);
    EXPECT_LE(changes_ - before, 1) << bursts << " every 44 ms";
  }
  EXPECT_TRUE(moderation_.polling());
  for (int bursts = 16; bursts >= 1; --bursts) {
    const int before = changes_;
    ReceiveBursts(absl::Milliseconds(44) / bursts, absl::Seconds(10), 100,
                  /*reads=*/3);
    EXPECT_LE(changes_ - before, 1) << bursts << " every 44 ms";
  }
  EXPECT_FALSE(moderation_.polling());
}

TEST_F(ReceiveModerationTest, PollingEndsWhenTheyComeTogether) {
  Receive(absl::Milliseconds(1), kDecided);
  EXPECT_TRUE(moderation_.polling());
  ReceiveBursts(absl::Milliseconds(44), absl::Seconds(10), 100, /*reads=*/5);
  EXPECT_FALSE(moderation_.polling());
  EXPECT_EQ(changes_, 2);
}

// Bursts that follow one another faster than polls would.
TEST_F(ReceiveModerationTest, ManyBurstsAreWaitedFor) {
  ReceiveBursts(absl::Milliseconds(5), absl::Seconds(10), 128, /*reads=*/1);
  EXPECT_TRUE(moderation_.polling());
  EXPECT_EQ(changes_, 1);
}

TEST_F(ReceiveModerationTest, BurstAfterALongSilenceIsNoHighRate) {
  now_ += absl::Seconds(1);
  Read(64);
  now_ += absl::Seconds(1);
  Read(64);
  EXPECT_FALSE(moderation_.polling());
}

// A buffer that holds little does not fill up in between.
TEST_F(ReceiveModerationTest, ManyMorePacketsAreReadMoreOften) {
  Receive(absl::Milliseconds(1), kDecided);
  EXPECT_EQ(moderation_.poll_gap(), absl::Milliseconds(8));
  Receive(absl::Microseconds(20), kDecided);
  EXPECT_NEAR(absl::ToDoubleMilliseconds(moderation_.poll_gap()), 2, 0.1);
  Receive(absl::Nanoseconds(100), kDecided);
  EXPECT_EQ(moderation_.poll_gap(), absl::Microseconds(100));
  Receive(absl::Milliseconds(1), kDecided);
  EXPECT_EQ(moderation_.poll_gap(), absl::Milliseconds(8));
}

}  // namespace
}  // namespace waymark::posix
