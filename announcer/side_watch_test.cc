// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "announcer/side_watch.h"

#include <memory>
#include <optional>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "announcer/symmetry.h"
#include "base/testing/simulated_runtime.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace waymark::announcer {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using State = SideWatch::State;

const LiveBySide kBoth = {{"application", 1}, {"internet", 1}};
const LiveBySide kOne = {{"application", 0}, {"internet", 2}};
const LiveBySide kNone = {{"application", 0}, {"internet", 0}};

Symmetry Worsen() { return {.mode = Symmetry::Mode::kWorsen}; }

class SideWatchTest : public ::testing::Test {
 protected:
  void Make(const Symmetry& symmetry) {
    watch_ = std::make_unique<SideWatch>(runtime_.runtime(), symmetry,
                                         [this] { ++whole_calls_; });
  }

  waymark::testing::SimulatedRuntime runtime_;
  std::unique_ptr<SideWatch> watch_;
  int whole_calls_ = 0;
};

TEST_F(SideWatchTest, BeginsLostAndIsWholeAfterTheHoldTime) {
  Make(Worsen());
  EXPECT_EQ(watch_->state(), State::kLost);
  watch_->Update(kNone);
  EXPECT_THAT(watch_->lost(), ElementsAre("application", "internet"));
  watch_->Update(kOne);
  EXPECT_EQ(watch_->state(), State::kLost);
  EXPECT_THAT(watch_->lost(), ElementsAre("application"));
  EXPECT_EQ(watch_->whole_at(), std::nullopt);

  watch_->Update(kBoth);
  EXPECT_EQ(watch_->state(), State::kReturning);
  EXPECT_THAT(watch_->lost(), IsEmpty());
  EXPECT_EQ(watch_->whole_at(), runtime_.Now() + absl::Seconds(1));
  runtime_.RunFor(absl::Milliseconds(999));
  EXPECT_EQ(watch_->state(), State::kReturning);
  runtime_.RunFor(absl::Milliseconds(1));
  EXPECT_EQ(watch_->state(), State::kWhole);
  EXPECT_EQ(watch_->whole_at(), std::nullopt);
  EXPECT_EQ(whole_calls_, 1);
  EXPECT_FALSE(runtime_.RunNextEvent());
}

TEST_F(SideWatchTest, EveryInterruptionBeginsTheHoldTimeAnew) {
  Make(Worsen());
  watch_->Update(kBoth);
  runtime_.RunFor(absl::Milliseconds(900));
  watch_->Update(kOne);
  EXPECT_EQ(watch_->state(), State::kLost);
  watch_->Update(kBoth);
  runtime_.RunFor(absl::Milliseconds(999));
  EXPECT_EQ(watch_->state(), State::kReturning);
  runtime_.RunFor(absl::Milliseconds(1));
  EXPECT_EQ(watch_->state(), State::kWhole);
  EXPECT_EQ(whole_calls_, 1);
}

TEST_F(SideWatchTest, AnotherSessionOfALiveSideDoesNotProlongTheHoldTime) {
  Make(Worsen());
  watch_->Update(kBoth);
  runtime_.RunFor(absl::Milliseconds(900));
  watch_->Update({{"application", 2}, {"internet", 1}});
  runtime_.RunFor(absl::Milliseconds(100));
  EXPECT_EQ(watch_->state(), State::kWhole);
}

TEST_F(SideWatchTest, AWholeNodeIsLostAtOnceAndTellsNobody) {
  Make(Worsen());
  watch_->Update(kBoth);
  runtime_.RunFor(absl::Seconds(1));
  watch_->Update(kOne);
  EXPECT_EQ(watch_->state(), State::kLost);
  EXPECT_THAT(watch_->lost(), ElementsAre("application"));
  runtime_.RunUntilIdle();
  EXPECT_EQ(watch_->state(), State::kLost);
  EXPECT_EQ(whole_calls_, 1);
}

TEST_F(SideWatchTest, WithoutAHoldTimeItIsWholeAtOnce) {
  Symmetry symmetry = Worsen();
  symmetry.return_after = absl::ZeroDuration();
  Make(symmetry);
  watch_->Update(kBoth);
  EXPECT_EQ(watch_->state(), State::kWhole);
  runtime_.RunUntilIdle();
  EXPECT_EQ(whole_calls_, 0);
}

TEST_F(SideWatchTest, ASideIsLiveWithAsManySessionsAsAreAskedFor) {
  Symmetry symmetry = Worsen();
  symmetry.min_live = 2;
  Make(symmetry);
  watch_->Update({{"application", 1}, {"internet", 2}});
  EXPECT_THAT(watch_->lost(), ElementsAre("application"));
  watch_->Update({{"application", 2}, {"internet", 2}});
  EXPECT_EQ(watch_->state(), State::kReturning);
}

TEST_F(SideWatchTest, OnlyTheSidesNamedMatter) {
  Symmetry symmetry = Worsen();
  symmetry.sides = {"internet", "application"};
  Make(symmetry);
  EXPECT_THAT(watch_->lost(), ElementsAre("application", "internet"));
  watch_->Update({{"application", 1}, {"internet", 1}, {"management", 0}});
  EXPECT_EQ(watch_->state(), State::kReturning);
}

TEST_F(SideWatchTest, ANamedSideWithoutANeighborIsLost) {
  Symmetry symmetry = Worsen();
  symmetry.sides = {"internet", "application"};
  Make(symmetry);
  watch_->Update({{"internet", 1}});
  EXPECT_THAT(watch_->lost(), ElementsAre("application"));
}

TEST_F(SideWatchTest, WithoutAnySideThereIsNothingToLose) {
  Make(Worsen());
  watch_->Update({});
  EXPECT_EQ(watch_->state(), State::kWhole);
}

TEST_F(SideWatchTest, WithoutSymmetryItIsAlwaysWhole) {
  Make(Symmetry());
  EXPECT_EQ(watch_->state(), State::kWhole);
  watch_->Update(kNone);
  EXPECT_EQ(watch_->state(), State::kWhole);
  EXPECT_THAT(watch_->lost(), IsEmpty());
}

TEST_F(SideWatchTest, MayBeDestroyedWhenWhole) {
  watch_ = std::make_unique<SideWatch>(runtime_.runtime(), Worsen(),
                                       [this] { watch_.reset(); });
  watch_->Update(kBoth);
  runtime_.RunUntilIdle();
  EXPECT_EQ(watch_, nullptr);
}

TEST_F(SideWatchTest, DestroyedWhileReturningItCallsNobody) {
  Make(Worsen());
  watch_->Update(kBoth);
  watch_.reset();
  runtime_.RunUntilIdle();
  EXPECT_EQ(whole_calls_, 0);
}

TEST(SymmetryTest, WhatCannotBeWatchedIsRejected) {
  const absl::Status sound = Validate(Symmetry());
  EXPECT_TRUE(sound.ok()) << sound;
  EXPECT_TRUE(Validate(Symmetry{.sides = {"a", "b"}}).ok());
  for (const Symmetry& wrong :
       {Symmetry{.return_after = absl::Milliseconds(-1)},
        Symmetry{.min_live = 0}, Symmetry{.sides = {""}},
        Symmetry{.sides = {"a", "b", "a"}}}) {
    EXPECT_EQ(Validate(wrong).code(), absl::StatusCode::kInvalidArgument);
  }
}

TEST(SymmetryTest, ModesAndStatesHaveNames) {
  EXPECT_EQ(Name(Symmetry::Mode::kNone), "none");
  EXPECT_EQ(Name(Symmetry::Mode::kWorsen), "worsen");
  EXPECT_EQ(Name(Symmetry::Mode::kWithdraw), "withdraw");
  EXPECT_EQ(Name(State::kWhole), "whole");
  EXPECT_EQ(Name(State::kLost), "lost");
  EXPECT_EQ(Name(State::kReturning), "returning");
}

}  // namespace
}  // namespace waymark::announcer
