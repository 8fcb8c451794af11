// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Timers of two sessions that are Up change again and again, on both sides and
// during each other's Poll Sequences. Where nothing is lost, no detection time
// may pass for it (RFC 5880, 6.8.3), and in the end both sides use what was
// asked for last.

#include <algorithm>
#include <cstdint>
#include <random>

#include "absl/time/time.h"
#include "base/testing/packet_network.h"
#include "bfd/session.h"
#include "bfd/session_config.h"
#include "bfd/session_snapshot.h"
#include "bfd/testing/judged_end.h"
#include "bfd/testing/judged_pair.h"
#include "gtest/gtest.h"

namespace waymark::bfd {
namespace {

using testing::DrawClockRate;
using testing::JudgedEnd;
using testing::JudgedPair;
using testing::Timers;

struct Choice {
  TimerConfig left = Timers(50, 3);
  TimerConfig right = Timers(50, 3);
};

// `least_multiplier` times the jitter of the path must fit into an interval.
TimerConfig DrawTimers(std::mt19937_64& random, int least_multiplier) {
  constexpr int kIntervals[] = {20, 30, 50, 100, 300, 1000, 1500, 3000};
  return {
      .desired_min_tx = absl::Milliseconds(kIntervals[random() % 8]),
      .required_min_rx = absl::Milliseconds(kIntervals[random() % 8]),
      .detect_multiplier = least_multiplier + static_cast<int>(random() % 6)};
}

void ExpectNegotiated(const JudgedEnd& end, const TimerConfig& own,
                      const TimerConfig& other) {
  const SessionSnapshot snapshot = end.session().Snapshot();
  EXPECT_FALSE(snapshot.poll_active);
  EXPECT_EQ(snapshot.transmit_interval,
            std::max(own.desired_min_tx, other.required_min_rx));
  EXPECT_EQ(snapshot.detection_time,
            std::max(own.required_min_rx, other.desired_min_tx) *
                other.detect_multiplier);
}

// Changes every `pause` on average.
void ChangeTimersFor(JudgedPair& pair, absl::Duration duration,
                     absl::Duration pause, int least_multiplier) {
  Choice choice;
  for (absl::Duration passed; passed < duration;) {
    const absl::Duration step =
        pause * (static_cast<double>(pair.random() % 2000) / 1000.0);
    pair.world.RunFor(step);
    passed += step;
    const bool left = pair.random() % 2 == 0;
    TimerConfig& timers = left ? choice.left : choice.right;
    timers = DrawTimers(pair.random, least_multiplier);
    JudgedEnd& end = left ? pair.left : pair.right;
    ASSERT_TRUE(end.session().SetTimers(timers).ok());
  }
  pair.world.RunFor(absl::Minutes(1));
  EXPECT_EQ(pair.left.downs() + pair.right.downs(), 0u) << "seed " << pair.seed;
  ExpectNegotiated(pair.left, choice.left, choice.right);
  ExpectNegotiated(pair.right, choice.right, choice.left);
}

void RunPairs(absl::Duration spread, absl::Duration pause,
              int least_multiplier) {
  for (uint64_t seed = 1; seed <= 10; ++seed) {
    std::mt19937_64 random(seed);
    JudgedPair pair(seed, {.left = Timers(50, 3),
                           .right = Timers(50, 3),
                           .clock_rate = DrawClockRate(random)});
    waymark::testing::PacketPath path;
    path.max_delay = path.min_delay + spread;
    pair.network.SetDefaultPath(path);
    ASSERT_TRUE(pair.BringUp());
    ChangeTimersFor(pair, absl::Minutes(10), pause, least_multiplier);
    if (::testing::Test::HasFailure()) return;
  }
}

// Conformance: RFC5880-6.8.3-2 positive
// Conformance: RFC5880-6.8.3-3 positive
TEST(TimerChangesTest, NeverFlapWithTimeToSettleBetweenThem) {
  RunPairs(absl::Milliseconds(15), absl::Seconds(5), 2);
}

// Conformance: RFC5880-6.8.3-8 positive
TEST(TimerChangesTest, NeverFlapInsideEachOthersPollSequences) {
  RunPairs(absl::Milliseconds(15), absl::Milliseconds(80), 2);
}

TEST(TimerChangesTest, NeverFlapWithAMultiplierOfOneOnASteadyPath) {
  RunPairs(absl::ZeroDuration(), absl::Seconds(1), 1);
}

}  // namespace
}  // namespace waymark::bfd
