// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "announcer/failback_wait.h"

#include "absl/time/time.h"
#include "announcer/failback.h"
#include "announcer/group_memory.h"
#include "announcer/role.h"
#include "base/monotonic_time.h"
#include "gtest/gtest.h"

namespace waymark::announcer {
namespace {

using State = FailbackWait::State;

constexpr Failback kManual{.mode = Failback::Mode::kManual};
constexpr Failback kAtOnce{};

Failback After(absl::Duration delay) {
  return {Failback::Mode::kPreemptive, delay};
}

class FailbackWaitTest : public ::testing::Test {
 protected:
  void Make(const Failback& failback,
            const std::optional<GroupMemory>& remembered = std::nullopt) {
    wait_.emplace(failback, remembered);
  }
  State Fit() { return Update(false, true); }
  State Lost() { return Update(true, false); }
  // Kept from standing active by something that is no loss: a lease.
  State Neither() { return Update(false, false); }
  void Pass(absl::Duration time) { now_ += time; }

  std::optional<FailbackWait> wait_;
  MonotonicTime now_;

 private:
  State Update(bool lost, bool fit) {
    wait_->Update({lost, fit, now_});
    return wait_->state();
  }
};

TEST_F(FailbackWaitTest, FirstActivationDoesNotWait) {
  Make(kManual);
  EXPECT_EQ(Lost(), State::kNone);
  EXPECT_FALSE(wait_->stood_active());
  EXPECT_EQ(Fit(), State::kNone);
  EXPECT_TRUE(wait_->stood_active());
}

TEST_F(FailbackWaitTest, PreemptiveWaitsUntilFitForTheWholeDelay) {
  Make(After(absl::Seconds(10)));
  Fit();
  EXPECT_EQ(Lost(), State::kDelay);
  EXPECT_EQ(wait_->ends_at(), std::nullopt);
  Pass(absl::Hours(1));
  EXPECT_EQ(Fit(), State::kDelay);
  EXPECT_EQ(wait_->ends_at(), now_ + absl::Seconds(10));
  Pass(absl::Seconds(10) - absl::Nanoseconds(1));
  EXPECT_EQ(Fit(), State::kDelay);
  Pass(absl::Nanoseconds(1));
  EXPECT_EQ(Fit(), State::kNone);
  EXPECT_EQ(wait_->ends_at(), std::nullopt);
}

TEST_F(FailbackWaitTest, EveryInterruptionBeginsTheDelayAnew) {
  for (const bool by_loss : {false, true}) {
    Make(After(absl::Seconds(10)));
    Fit();
    Lost();
    Fit();
    Pass(absl::Seconds(9));
    EXPECT_EQ(by_loss ? Lost() : Neither(), State::kDelay);
    Pass(absl::Seconds(9));
    EXPECT_EQ(Fit(), State::kDelay);
    Pass(absl::Seconds(9));
    EXPECT_EQ(Fit(), State::kDelay);
    Pass(absl::Seconds(1));
    EXPECT_EQ(Fit(), State::kNone);
  }
}

TEST_F(FailbackWaitTest, WithoutDelayNothingWaits) {
  Make(kAtOnce);
  Fit();
  EXPECT_EQ(Lost(), State::kNone);
  EXPECT_EQ(Fit(), State::kNone);
  Make(kAtOnce, GroupMemory{.stood_active = true, .awaiting_promotion = true});
  EXPECT_EQ(Lost(), State::kNone);
}

TEST_F(FailbackWaitTest, ManualWaitsForTheDecisionHoweverLong) {
  Make(kManual);
  Fit();
  EXPECT_EQ(Lost(), State::kPromotion);
  EXPECT_EQ(Fit(), State::kPromotion);
  EXPECT_EQ(wait_->ends_at(), std::nullopt);
  Pass(absl::Hours(1000));
  EXPECT_EQ(Fit(), State::kPromotion);
  EXPECT_TRUE(wait_->stood_active());
  wait_->Forget();
  EXPECT_EQ(Fit(), State::kNone);
}

TEST_F(FailbackWaitTest, DecisionWhileItIsLostCountsOnceItIsFit) {
  Make(kManual);
  Fit();
  Lost();
  wait_->Forget();
  EXPECT_FALSE(wait_->stood_active());
  EXPECT_EQ(Lost(), State::kNone);
  EXPECT_EQ(Fit(), State::kNone);
}

TEST_F(FailbackWaitTest, LossAfterSomethingElseKeptItDownMakesItWaitToo) {
  Make(kManual);
  Fit();
  EXPECT_EQ(Neither(), State::kNone);
  EXPECT_EQ(Lost(), State::kPromotion);
  EXPECT_EQ(Fit(), State::kPromotion);
}

TEST_F(FailbackWaitTest, WhatKeepsItDownWithoutLossDoesNotMakeItWait) {
  Make(kManual);
  Fit();
  EXPECT_EQ(Neither(), State::kNone);
  EXPECT_EQ(Fit(), State::kNone);
}

TEST_F(FailbackWaitTest, ProcessThatWasActiveOrWaitedBeginsByWaiting) {
  const GroupMemory stood{.stood_active = true};
  const GroupMemory waited{.awaiting_promotion = true};
  for (const GroupMemory& memory : {stood, waited}) {
    Make(kManual, memory);
    EXPECT_EQ(wait_->state(), State::kPromotion);
    EXPECT_EQ(Fit(), State::kPromotion);
    EXPECT_EQ(wait_->stood_active(), memory.stood_active);
    Make(After(absl::Seconds(1)), memory);
    EXPECT_EQ(Fit(), State::kDelay);
    Pass(absl::Seconds(1));
    EXPECT_EQ(Fit(), State::kNone);
  }
  Make(kManual, GroupMemory{.role = Role::kActive, .epoch = 7});
  EXPECT_EQ(Fit(), State::kNone);
}

TEST(FailbackTest, NegativeDelayIsRefused) {
  EXPECT_TRUE(Validate(kAtOnce).ok());
  EXPECT_FALSE(Validate(After(-absl::Nanoseconds(1))).ok());
}

TEST(FailbackTest, NamesAreThoseOfTheConfiguration) {
  EXPECT_EQ(Name(Failback::Mode::kPreemptive), "preemptive");
  EXPECT_EQ(Name(Failback::Mode::kManual), "manual");
}

}  // namespace
}  // namespace waymark::announcer
