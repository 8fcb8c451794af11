// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/stall_watch.h"

#include <vector>

#include "absl/time/time.h"
#include "base/testing/simulated_runtime.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace waymark::examples {
namespace {

using ::testing::ElementsAre;

class StallWatchTest : public ::testing::Test {
 protected:
  waymark::testing::SimulatedRuntime runtime_;
  absl::Duration suspended_;  // what the clock of the loop does not count
  std::vector<absl::Duration> stalls_;
  const waymark::MonotonicTime start_ = runtime_.Now();
  StallWatch watch_{runtime_.runtime(), absl::Milliseconds(10),
                    [this](absl::Duration stall) { stalls_.push_back(stall); },
                    [this] { return runtime_.Now() - start_ + suspended_; }};
};

TEST_F(StallWatchTest, ALoopThatTurnsHasNone) {
  runtime_.RunFor(absl::Seconds(10));
  EXPECT_TRUE(stalls_.empty());
}

TEST_F(StallWatchTest, LessThanAPeriodIsNoStall) {
  runtime_.RunFor(absl::Milliseconds(5));
  suspended_ += absl::Milliseconds(10);
  runtime_.RunFor(absl::Seconds(1));
  EXPECT_TRUE(stalls_.empty());
}

TEST_F(StallWatchTest, ASuspendedMachineIsOneStall) {
  runtime_.RunFor(absl::Milliseconds(5));
  suspended_ += absl::Seconds(60);
  runtime_.RunFor(absl::Seconds(1));
  EXPECT_THAT(stalls_, ElementsAre(absl::Seconds(60)));
}

TEST(UptimeTest, GrowsAndIsPositive) {
  const absl::Duration first = Uptime();
  EXPECT_GT(first, absl::ZeroDuration());
  EXPECT_GE(Uptime(), first);
}

}  // namespace
}  // namespace waymark::examples
