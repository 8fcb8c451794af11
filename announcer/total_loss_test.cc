// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "announcer/total_loss.h"

#include "absl/time/time.h"
#include "base/monotonic_time.h"
#include "gtest/gtest.h"

namespace waymark::announcer {
namespace {

constexpr bool kStandingBy = true;

class TotalLossTest : public ::testing::Test {
 protected:
  bool Update(bool standing_by, bool has_session) {
    loss_.Update({standing_by, has_session, now_});
    return loss_.assumed();
  }

  TotalLoss loss_{absl::Seconds(60)};
  MonotonicTime now_;
};

TEST_F(TotalLossTest, FirstSessionsAssumeNothing) {
  EXPECT_FALSE(Update(kStandingBy, false));
  EXPECT_FALSE(Update(kStandingBy, true));
}

TEST_F(TotalLossTest, AssumesFromTheFirstSessionBackForTheTimeGiven) {
  Update(kStandingBy, true);
  EXPECT_FALSE(Update(kStandingBy, false));
  now_ += absl::Hours(1);
  EXPECT_TRUE(Update(kStandingBy, true));
  EXPECT_EQ(loss_.ends_at(), now_ + absl::Seconds(60));
  now_ += absl::Seconds(60) - absl::Nanoseconds(1);
  EXPECT_TRUE(Update(kStandingBy, true));
  now_ += absl::Nanoseconds(1);
  EXPECT_FALSE(Update(kStandingBy, true));
  EXPECT_FALSE(Update(kStandingBy, true));
}

TEST_F(TotalLossTest, TimeBeginsWhenItStandsByAgain) {
  Update(kStandingBy, true);
  Update(kStandingBy, false);
  EXPECT_FALSE(Update(false, true));  // a side is still missing
  now_ += absl::Minutes(10);
  EXPECT_TRUE(Update(kStandingBy, true));
  EXPECT_EQ(loss_.ends_at(), now_ + absl::Seconds(60));
}

TEST_F(TotalLossTest, AnotherTotalLossBeginsAnew) {
  Update(kStandingBy, true);
  Update(kStandingBy, false);
  Update(kStandingBy, true);
  now_ += absl::Seconds(59);
  EXPECT_FALSE(Update(kStandingBy, false));
  EXPECT_TRUE(Update(kStandingBy, true));
  EXPECT_EQ(loss_.ends_at(), now_ + absl::Seconds(60));
}

TEST_F(TotalLossTest, DecisionEndsIt) {
  Update(kStandingBy, true);
  Update(kStandingBy, false);
  loss_.Forget();
  EXPECT_FALSE(Update(kStandingBy, true));
  Update(kStandingBy, false);
  EXPECT_TRUE(Update(kStandingBy, true));
  loss_.Forget();
  EXPECT_FALSE(Update(kStandingBy, true));
}

TEST_F(TotalLossTest, WithoutATimeItNeverAssumes) {
  TotalLoss never(std::nullopt);
  never.Update({kStandingBy, true, now_});
  never.Update({kStandingBy, false, now_});
  never.Update({kStandingBy, true, now_});
  EXPECT_FALSE(never.assumed());
}

}  // namespace
}  // namespace waymark::announcer
