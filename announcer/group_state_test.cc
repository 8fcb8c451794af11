// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// One group over time, without anybody who hears of it.

#include "announcer/group_state.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "announcer/failback.h"
#include "announcer/group.h"
#include "announcer/group_memory.h"
#include "announcer/ladder.h"
#include "announcer/role.h"
#include "announcer/side_watch.h"
#include "announcer/symmetry.h"
#include "announcer/testing/recording.h"
#include "base/monotonic_time.h"
#include "base/testing/simulated_runtime.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace waymark::announcer {
namespace {

using Outcome = HeldRole::Outcome;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class GroupStateTest : public ::testing::Test {
 protected:
  GroupStateTest() : config_(testing::MakeGroup("floating", {"10.1.0.0/16"})) {}

  // Ready, with one session, unless said otherwise before.
  void Begin(bool ready = true) {
    state_ = std::make_unique<GroupState>(runtime_.runtime(), config_, [this] {
      ++timer_calls_;
      Update();
    });
    state_->SetReady(ready);
    Update();
  }
  void Update() { state_->Update(live_, live_, by_side_); }

  Outcome Grant(const RoleGrant& grant) {
    const Outcome outcome = state_->Apply(grant);
    Update();
    return outcome;
  }
  void SetReady(bool ready) {
    state_->SetReady(ready);
    Update();
  }
  void SetLive(size_t live) {
    live_ = live;
    Update();
  }
  void Pass(absl::Duration time) { runtime_.RunFor(time); }
  MonotonicTime In(absl::Duration time) const { return runtime_.Now() + time; }

  // "active (granted)".
  std::string Standing() const { return testing::Describe(state_->standing()); }
  std::optional<uint32_t> Med() const {
    const std::optional<Step> step = state_->step();
    return step.has_value() ? step->med : std::nullopt;
  }

  waymark::testing::SimulatedRuntime runtime_;
  GroupConfig config_;
  std::unique_ptr<GroupState> state_;
  size_t live_ = 1;
  LiveBySide by_side_;
  int timer_calls_ = 0;
};

TEST_F(GroupStateTest, BeginsWithoutAGrantUnlessTheConfigurationGivesOne) {
  Begin();
  EXPECT_EQ(Standing(), "none (no_grant)");
  EXPECT_EQ(state_->memory(), GroupMemory());
  config_.initial_role = Role::kStandby;
  config_.initial_rank = 1;
  Begin();
  EXPECT_EQ(Standing(), "standby 1 (granted)");
  EXPECT_EQ(state_->memory(), (GroupMemory{.role = Role::kStandby, .rank = 1}));
}

TEST_F(GroupStateTest, StepIsThatOfTheStanding) {
  config_.ladder.standby.push_back({.prepend = 3, .med = 150});
  Begin();
  EXPECT_FALSE(state_->step().has_value());
  Grant({Role::kActive, 1});
  EXPECT_EQ(Med(), 0u);
  Grant({Role::kStandby, 2, 0});
  EXPECT_EQ(Med(), 100u);
  Grant({Role::kStandby, 2, 1});
  EXPECT_EQ(Med(), 150u);
  Grant({Role::kStandby, 2, 9});
  EXPECT_EQ(Med(), 150u);
  Grant({Role::kRecovering, 2});
  EXPECT_EQ(Med(), 200u);
  Grant({Role::kWithdrawn, 2});
  EXPECT_FALSE(state_->step().has_value());
}

// --- Leases. ---

TEST_F(GroupStateTest, LapsedLeaseDegradesAtItsEndUntilItIsRenewed) {
  Begin();
  Grant({Role::kActive, 3, 0, In(absl::Seconds(2))});
  EXPECT_EQ(Standing(), "active (granted)");
  EXPECT_EQ(state_->status().next_decision, In(absl::Seconds(2)));
  Pass(absl::Seconds(2) - absl::Nanoseconds(1));
  EXPECT_EQ(Standing(), "active (granted)");
  Pass(absl::Nanoseconds(1));
  EXPECT_EQ(Standing(), "recovering (lease_lapsed)");
  EXPECT_EQ(state_->status().next_decision, std::nullopt);
  EXPECT_EQ(Grant({Role::kActive, 3, 0, In(absl::Seconds(2))}), Outcome::kKept);
  EXPECT_EQ(Standing(), "active (granted)");
}

TEST_F(GroupStateTest, RenewalInTimeIsNotNoticed) {
  Begin();
  for (int i = 0; i < 10; ++i) {
    Grant({Role::kActive, 3, 0, In(absl::Seconds(2))});
    Pass(absl::Milliseconds(1999));
    EXPECT_EQ(Standing(), "active (granted)");
  }
  EXPECT_EQ(timer_calls_, 0);
}

TEST_F(GroupStateTest, OlderEpochDoesNotRenewALease) {
  Begin();
  Grant({Role::kActive, 3, 0, In(absl::Seconds(2))});
  Pass(absl::Seconds(3));
  EXPECT_EQ(Grant({Role::kActive, 2}), Outcome::kStale);
  EXPECT_EQ(Standing(), "recovering (lease_lapsed)");
  // One that was over when it came does not either.
  Grant({Role::kActive, 4, 0, runtime_.Now()});
  EXPECT_EQ(Standing(), "recovering (lease_lapsed)");
  Grant({Role::kActive, 4});
  EXPECT_EQ(Standing(), "active (granted)");
}

TEST_F(GroupStateTest, LapsedLeaseOfAStandbyDegradesItToo) {
  Begin();
  Grant({Role::kStandby, 3, 0, In(absl::Seconds(2))});
  Pass(absl::Seconds(2));
  EXPECT_EQ(Standing(), "recovering (lease_lapsed)");
}

// --- Stalls. ---

TEST_F(GroupStateTest, StallBeyondTheLimitDegradesUntilTheNextGrant) {
  config_.stall_limit = absl::Seconds(1);
  Begin();
  Grant({Role::kActive, 3});
  state_->OnLocalStall(absl::Seconds(1));
  Update();
  EXPECT_EQ(Standing(), "active (granted)");
  state_->OnLocalStall(absl::Seconds(1) + absl::Nanoseconds(1));
  Update();
  EXPECT_EQ(Standing(), "recovering (stalled)");
  // A short one does not make good for a long one.
  state_->OnLocalStall(absl::Milliseconds(1));
  Grant({Role::kActive, 2});
  EXPECT_EQ(Standing(), "recovering (stalled)");
  Grant({Role::kActive, 3});
  EXPECT_EQ(Standing(), "active (granted)");
}

TEST_F(GroupStateTest, StallCountsAgainstALeaseWhateverTheLimit) {
  Begin();
  Grant({Role::kActive, 3, 0, In(absl::Seconds(6))});
  // A clock that stood still while the machine slept shows none of it.
  state_->OnLocalStall(absl::Seconds(5));
  Update();
  EXPECT_EQ(Standing(), "active (granted)");
  EXPECT_EQ(state_->status().next_decision, In(absl::Seconds(1)));
  state_->OnLocalStall(absl::Seconds(1));
  Update();
  EXPECT_EQ(Standing(), "recovering (lease_lapsed)");
  Grant({Role::kActive, 3, 0, In(absl::Seconds(6))});
  EXPECT_EQ(Standing(), "active (granted)");
  Grant({Role::kActive, 4});
  state_->OnLocalStall(absl::Hours(1));
  Update();
  EXPECT_EQ(Standing(), "active (granted)") << "neither a lease nor a limit";
}

TEST_F(GroupStateTest, PromotionEndsAStall) {
  config_.stall_limit = absl::ZeroDuration();
  config_.initial_role = Role::kActive;
  Begin();
  state_->OnLocalStall(absl::Nanoseconds(1));
  Update();
  EXPECT_EQ(Standing(), "recovering (stalled)");
  state_->Promote();
  Update();
  EXPECT_EQ(Standing(), "active (granted)");
}

TEST_F(GroupStateTest, WhatWasSentBeforeAStallDoesNotEndIt) {
  config_.stall_limit = absl::Seconds(1);
  Begin();
  const MonotonicTime sent = runtime_.Now();
  RoleGrant late = {Role::kActive, 3, 0, In(absl::Seconds(60)), sent};
  Grant(late);
  EXPECT_EQ(Standing(), "active (granted)");
  Pass(absl::Seconds(10));
  state_->OnLocalStall(absl::Seconds(10));
  Update();
  EXPECT_EQ(Grant(late), Outcome::kKept);
  EXPECT_EQ(Standing(), "recovering (stalled)");
  late.epoch = 4;
  Grant(late);
  EXPECT_EQ(Standing(), "recovering (stalled)") << "whatever its epoch";
  state_->Promote(sent);
  Update();
  EXPECT_EQ(Standing(), "recovering (stalled)");
  late.sent = runtime_.Now();
  Grant(late);
  EXPECT_EQ(Standing(), "active (granted)");
}

TEST_F(GroupStateTest, WhatWasSentBeforeARestartDoesNotEndTheStallThatItIs) {
  config_.stall_limit = absl::Seconds(1);
  config_.remembered = GroupMemory{.role = Role::kActive, .epoch = 7};
  const MonotonicTime sent = runtime_.Now();
  Pass(absl::Seconds(1));
  Begin();
  Grant({.role = Role::kActive, .epoch = 7, .sent = sent});
  EXPECT_EQ(Standing(), "recovering (stalled)");
  Grant({.role = Role::kActive, .epoch = 7, .sent = runtime_.Now()});
  EXPECT_EQ(Standing(), "active (granted)");
}

TEST_F(GroupStateTest, WithoutALimitNoStallDegrades) {
  config_.initial_role = Role::kActive;
  Begin();
  state_->OnLocalStall(absl::InfiniteDuration());
  Update();
  EXPECT_EQ(Standing(), "active (granted)");
}

// --- Warm-up and drain. ---

TEST_F(GroupStateTest, WarmsUpOnceFromTheFirstReadiness) {
  config_.warm_up = absl::Seconds(5);
  config_.initial_role = Role::kStandby;
  Begin(/*ready=*/false);
  Pass(absl::Seconds(60));
  EXPECT_EQ(Standing(), "none (not_ready)");
  SetReady(true);
  EXPECT_EQ(Standing(), "none (warming_up)");
  EXPECT_EQ(state_->status().next_decision, In(absl::Seconds(5)));
  Pass(absl::Seconds(3));
  SetReady(false);
  SetReady(true);
  EXPECT_EQ(Standing(), "none (warming_up)");
  Pass(absl::Seconds(2));
  EXPECT_EQ(Standing(), "standby (granted)");
  SetReady(false);
  EXPECT_EQ(Standing(), "none (not_ready)");
  SetReady(true);
  EXPECT_EQ(Standing(), "standby (granted)");
}

TEST_F(GroupStateTest, DrainedWorsensThenAnnouncesNothing) {
  config_.drain_worsen = absl::Seconds(5);
  config_.initial_role = Role::kActive;
  Begin();
  Grant({Role::kDrained, 1});
  EXPECT_EQ(Standing(), "recovering (drained)");
  Pass(absl::Seconds(4));
  Grant({Role::kDrained, 2});
  Pass(absl::Seconds(1));
  EXPECT_EQ(Standing(), "none (drained)");
  Grant({Role::kActive, 3});
  EXPECT_EQ(Standing(), "active (granted)");
}

TEST_F(GroupStateTest, DrainDoesNotMakeBetterWhoAnnouncesNothing) {
  config_.drain_worsen = absl::Seconds(5);
  config_.initial_role = Role::kWithdrawn;
  Begin();
  Grant({Role::kDrained, 1});
  EXPECT_EQ(Standing(), "none (drained)");
  config_.initial_role = Role::kDrained;
  Begin();
  EXPECT_EQ(Standing(), "none (drained)");
}

// --- Sides and failback. ---

TEST_F(GroupStateTest, LostSideWorsensUntilAllAreBackForLongEnough) {
  config_.symmetry.mode = Symmetry::Mode::kWorsen;
  config_.initial_role = Role::kActive;
  by_side_ = {{"application", 1}, {"internet", 0}};
  Begin();
  EXPECT_EQ(Standing(), "recovering (side_lost)");
  EXPECT_THAT(state_->status().lost_sides, ElementsAre("internet"));
  by_side_["internet"] = 1;
  Update();
  EXPECT_EQ(Standing(), "recovering (side_returning)");
  EXPECT_THAT(state_->status().lost_sides, IsEmpty());
  EXPECT_EQ(state_->status().next_decision, In(absl::Seconds(1)));
  Pass(absl::Seconds(1));
  EXPECT_EQ(Standing(), "active (granted)");
}

TEST_F(GroupStateTest, LostSideMakesManualFailbackWait) {
  config_.symmetry = {.mode = Symmetry::Mode::kWithdraw,
                      .return_after = absl::ZeroDuration()};
  config_.failback.mode = Failback::Mode::kManual;
  config_.initial_role = Role::kActive;
  by_side_ = {{"application", 1}, {"internet", 0}};
  Begin();
  by_side_["internet"] = 1;
  Update();
  EXPECT_EQ(Standing(), "active (granted)");  // for the first time
  by_side_["internet"] = 0;
  Update();
  EXPECT_EQ(Standing(), "none (side_lost)");
  by_side_["internet"] = 1;
  Update();
  EXPECT_EQ(Standing(), "recovering (awaiting_promotion)");
  state_->Promote();
  Update();
  EXPECT_EQ(Standing(), "active (granted)");
}

TEST_F(GroupStateTest, FailbackDelayRunsWhileItIsFitAndHasASession) {
  config_.failback.delay = absl::Seconds(10);
  config_.initial_role = Role::kActive;
  Begin();
  SetLive(0);
  EXPECT_EQ(Standing(), "recovering (failback_delay)");
  Pass(absl::Minutes(1));
  SetReady(false);
  EXPECT_EQ(Standing(), "none (not_ready)");
  SetLive(2);
  Pass(absl::Minutes(1));
  SetReady(true);
  EXPECT_EQ(state_->status().next_decision, In(absl::Seconds(10)));
  Pass(absl::Milliseconds(9999));
  EXPECT_EQ(Standing(), "recovering (failback_delay)");
  EXPECT_FALSE(state_->memory().awaiting_promotion);
  EXPECT_TRUE(state_->memory().stood_active);
  Pass(absl::Milliseconds(1));
  EXPECT_EQ(Standing(), "active (granted)");
}

TEST_F(GroupStateTest, NodeThatNobodyEverHeardOfHasNotStoodActive) {
  config_.failback.mode = Failback::Mode::kManual;
  config_.initial_role = Role::kActive;
  live_ = 0;
  Begin();
  EXPECT_EQ(Standing(), "active (granted)");
  EXPECT_FALSE(state_->memory().stood_active);
  SetReady(false);
  SetReady(true);
  SetLive(1);
  EXPECT_EQ(Standing(), "active (granted)");
  EXPECT_TRUE(state_->memory().stood_active);
}

TEST_F(GroupStateTest, NewerEpochEndsTheWaitingAndARenewalDoesNot) {
  config_.failback.mode = Failback::Mode::kManual;
  Begin();
  Grant({Role::kActive, 5});
  SetReady(false);
  SetReady(true);
  EXPECT_EQ(Standing(), "recovering (awaiting_promotion)");
  EXPECT_TRUE(state_->memory().awaiting_promotion);
  Grant({Role::kActive, 5, 0, In(absl::Seconds(1))});
  EXPECT_EQ(Standing(), "recovering (awaiting_promotion)");
  Grant({Role::kActive, 6});
  EXPECT_EQ(Standing(), "active (granted)");
  EXPECT_FALSE(state_->memory().awaiting_promotion);
}

TEST_F(GroupStateTest, StandbyLosesItsPastAsActive) {
  config_.failback.mode = Failback::Mode::kManual;
  Begin();
  Grant({Role::kActive, 5});
  Grant({Role::kStandby, 6});
  EXPECT_FALSE(state_->memory().stood_active);
  SetReady(false);
  SetReady(true);
  EXPECT_EQ(Standing(), "standby (granted)");
  Grant({Role::kActive, 6});
  EXPECT_EQ(Standing(), "active (granted)");
}

// --- Memory. ---

TEST_F(GroupStateTest, RememberedDecisionGoesBeforeTheConfigurationAndFences) {
  config_.initial_role = Role::kActive;
  config_.remembered = {.role = Role::kStandby, .epoch = 7, .rank = 1};
  Begin();
  EXPECT_EQ(Standing(), "standby 1 (granted)");
  EXPECT_EQ(Grant({Role::kActive, 6}), Outcome::kStale);
  EXPECT_EQ(Grant({Role::kActive, 7}), Outcome::kChanged);
}

TEST_F(GroupStateTest, RoleOfTheConfigurationGoesBeforeARememberedOneOfIt) {
  config_.initial_role = Role::kStandby;
  config_.remembered = {.role = Role::kActive, .stood_active = true};
  Begin();
  EXPECT_EQ(Standing(), "standby (granted)");
  EXPECT_EQ(state_->memory(), GroupMemory{.role = Role::kStandby});
}

TEST_F(GroupStateTest, RoleGrantedByHandGoesBeforeTheConfiguration) {
  config_.initial_role = Role::kActive;
  for (const Role role : {Role::kStandby, Role::kDrained, Role::kWithdrawn}) {
    config_.remembered.reset();
    Begin();
    Grant({role, 0});
    const std::string standing = Standing();
    for (int restart = 0; restart < 2; ++restart) {
      config_.remembered = state_->memory();
      Begin();
      EXPECT_EQ(Standing(), standing);
    }
  }
}

TEST_F(GroupStateTest, ConfiguredRoleGrantedByHandIsTheConfigurationsAgain) {
  config_.initial_role = Role::kActive;
  Begin();
  Grant({Role::kDrained, 0});
  Grant({Role::kActive, 0});
  EXPECT_FALSE(state_->memory().by_hand);
  config_.remembered = state_->memory();
  config_.initial_role = Role::kStandby;
  Begin();
  EXPECT_EQ(Standing(), "standby (granted)");
}

TEST_F(GroupStateTest, ChangedConfigurationGoesBeforeARoleGrantedByHand) {
  config_.initial_role = Role::kActive;
  Begin();
  Grant({Role::kDrained, 0});
  state_->Reconfigure(config_);
  Update();
  EXPECT_EQ(Standing(), "none (drained)") << "it has not changed";
  config_.initial_role = Role::kStandby;
  state_->Reconfigure(config_);
  Update();
  EXPECT_EQ(Standing(), "standby (granted)");
  config_.remembered = state_->memory();
  config_.initial_role = Role::kActive;
  Begin();
  EXPECT_EQ(Standing(), "active (granted)");
}

TEST_F(GroupStateTest, ActiveGrantedByHandStalledBecauseOfARestart) {
  config_.initial_role = Role::kStandby;
  config_.stall_limit = absl::Seconds(1);
  Begin();
  Grant({Role::kActive, 0});
  config_.remembered = state_->memory();
  Begin();
  EXPECT_EQ(Standing(), "recovering (stalled)");
}

TEST_F(GroupStateTest, NewerEpochIsNotByHand) {
  config_.initial_role = Role::kActive;
  Begin();
  Grant({Role::kDrained, 0});
  EXPECT_TRUE(state_->memory().by_hand);
  Grant({Role::kDrained, 1});
  EXPECT_FALSE(state_->memory().by_hand);
  config_.remembered = state_->memory();
  Begin();
  EXPECT_EQ(Standing(), "none (drained)");
}

TEST_F(GroupStateTest, RememberedLeaseCountsAsLapsed) {
  config_.remembered = {.role = Role::kActive, .epoch = 7, .leased = true};
  Begin();
  EXPECT_EQ(Standing(), "recovering (lease_lapsed)");
  Grant({Role::kActive, 7, 0, In(absl::Seconds(1))});
  EXPECT_EQ(Standing(), "active (granted)");
  EXPECT_TRUE(state_->memory().leased);
}

TEST_F(GroupStateTest, RestartIsAStallToWhoHasALimitAndWasGrantedActive) {
  config_.stall_limit = absl::Seconds(1);
  Begin();
  Grant({Role::kActive, 7});
  state_->OnLocalStall(absl::Seconds(2));
  Update();
  config_.remembered = state_->memory();
  Begin();
  EXPECT_EQ(Standing(), "recovering (stalled)");
  Grant({Role::kActive, 7});
  EXPECT_EQ(Standing(), "active (granted)");
  config_.remembered = GroupMemory{.role = Role::kStandby, .epoch = 7};
  Begin();
  EXPECT_EQ(Standing(), "standby (granted)");
}

TEST_F(GroupStateTest, RestartOfAnActiveGroupWaits) {
  config_.failback.mode = Failback::Mode::kManual;
  config_.initial_role = Role::kActive;
  Begin();
  config_.remembered = state_->memory();
  Begin();
  EXPECT_EQ(Standing(), "recovering (awaiting_promotion)");
  config_.remembered = state_->memory();
  Begin();
  EXPECT_EQ(Standing(), "recovering (awaiting_promotion)");
  state_->Promote();
  Update();
  EXPECT_EQ(Standing(), "active (granted)");
}

TEST_F(GroupStateTest, CautiousBeginningHoldsUntilTheElectorDecides) {
  config_.failback.mode = Failback::Mode::kManual;
  config_.remembered = GroupMemory{.awaiting_promotion = true};
  Begin();
  EXPECT_EQ(Standing(), "none (no_grant)");
  EXPECT_TRUE(state_->memory().awaiting_promotion);
  Grant({Role::kActive, 0});
  EXPECT_EQ(Standing(), "recovering (awaiting_promotion)");
  Begin();
  Grant({Role::kActive, 1});
  EXPECT_EQ(Standing(), "active (granted)");
}

// --- Total loss. ---

TEST_F(GroupStateTest, StandbyThatLostEverySessionStandsInForAWhile) {
  config_.assume_active_after_total_loss = absl::Seconds(60);
  config_.initial_role = Role::kStandby;
  Begin();
  EXPECT_EQ(Standing(), "standby (granted)");
  SetLive(0);
  EXPECT_EQ(Standing(), "standby (granted)");
  SetLive(1);
  EXPECT_EQ(Standing(), "active (total_loss)");
  EXPECT_EQ(Med(), 0u);
  EXPECT_FALSE(state_->memory().stood_active);
  EXPECT_EQ(state_->status().next_decision, In(absl::Seconds(60)));
  Pass(absl::Seconds(60));
  EXPECT_EQ(Standing(), "standby (granted)");
}

TEST_F(GroupStateTest, StandInIsNotForWhatWasLostLongAgo) {
  config_.assume_active_after_total_loss = absl::Seconds(60);
  config_.initial_role = Role::kStandby;
  Begin();
  SetReady(false);
  SetLive(0);
  SetLive(1);
  Pass(absl::Seconds(59));
  SetReady(true);
  EXPECT_EQ(Standing(), "active (total_loss)") << "for what is left of it";
  SetReady(false);
  Pass(absl::Seconds(1));
  SetReady(true);
  EXPECT_EQ(Standing(), "standby (granted)");
}

TEST_F(GroupStateTest, DecisionEndsTheStandInAndARenewalDoesNot) {
  config_.assume_active_after_total_loss = absl::Seconds(60);
  Begin();
  Grant({Role::kStandby, 4});
  SetLive(0);
  SetLive(1);
  Grant({Role::kStandby, 4});
  EXPECT_EQ(Standing(), "active (total_loss)");
  Grant({Role::kStandby, 5});
  EXPECT_EQ(Standing(), "standby (granted)");
}

TEST_F(GroupStateTest, ActiveThatLostEverySessionDoesNotStandInLater) {
  config_.assume_active_after_total_loss = absl::Seconds(60);
  Begin();
  Grant({Role::kActive, 4});
  SetLive(0);
  Grant({Role::kStandby, 5});
  SetLive(1);
  EXPECT_EQ(Standing(), "standby (granted)");
}

}  // namespace
}  // namespace waymark::announcer
