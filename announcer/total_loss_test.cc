// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "announcer/total_loss.h"

#include <optional>

#include "absl/time/time.h"
#include "base/monotonic_time.h"
#include "gtest/gtest.h"

namespace waymark::announcer {
namespace {

class TotalLossTest : public ::testing::Test {
 protected:
  bool Update(bool has_session) {
    loss_.Update(has_session, now_);
    return loss_.assumed();
  }

  TotalLoss loss_{absl::Seconds(60)};
  MonotonicTime now_;
};

TEST_F(TotalLossTest, FirstSessionsAssumeNothing) {
  EXPECT_FALSE(Update(false));
  EXPECT_FALSE(Update(true));
}

TEST_F(TotalLossTest, AssumesFromTheFirstSessionBackForTheTimeGiven) {
  Update(true);
  EXPECT_FALSE(Update(false));
  now_ += absl::Hours(1);
  EXPECT_TRUE(Update(true));
  EXPECT_EQ(loss_.ends_at(), now_ + absl::Seconds(60));
  now_ += absl::Seconds(60) - absl::Nanoseconds(1);
  EXPECT_TRUE(Update(true));
  now_ += absl::Nanoseconds(1);
  EXPECT_FALSE(Update(true));
  EXPECT_FALSE(Update(true));
}

TEST_F(TotalLossTest, AnotherTotalLossBeginsAnew) {
  Update(true);
  Update(false);
  Update(true);
  now_ += absl::Seconds(59);
  EXPECT_FALSE(Update(false));
  EXPECT_TRUE(Update(true));
  EXPECT_EQ(loss_.ends_at(), now_ + absl::Seconds(60));
}

TEST_F(TotalLossTest, DecisionEndsIt) {
  Update(true);
  Update(false);
  loss_.Forget();
  EXPECT_FALSE(Update(true));
  Update(false);
  EXPECT_TRUE(Update(true));
  loss_.Forget();
  EXPECT_FALSE(Update(true));
}

TEST_F(TotalLossTest, WhatIsUnderWayEndsAlthoughThereIsNoTimeAnyMore) {
  Update(true);
  Update(false);
  ASSERT_TRUE(Update(true));
  loss_.SetAssumption(std::nullopt);
  EXPECT_TRUE(Update(true));
  now_ += absl::Seconds(60);
  EXPECT_FALSE(Update(true));
  EXPECT_FALSE(Update(false));
  EXPECT_FALSE(Update(true));
}

TEST_F(TotalLossTest, TimeThatIsGivenDuringALossCounts) {
  loss_.SetAssumption(std::nullopt);
  Update(true);
  Update(false);
  loss_.SetAssumption(absl::Seconds(60));
  EXPECT_TRUE(Update(true));
}

TEST_F(TotalLossTest, WithoutATimeItNeverAssumes) {
  TotalLoss never(std::nullopt);
  never.Update(true, now_);
  never.Update(false, now_);
  never.Update(true, now_);
  EXPECT_FALSE(never.assumed());
}

}  // namespace
}  // namespace waymark::announcer
