// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "announcer/announcer.h"
#include "announcer/failback.h"
#include "announcer/group.h"
#include "announcer/neighbor.h"
#include "announcer/role.h"
#include "announcer/standing.h"
#include "announcer/symmetry.h"
#include "announcer/testing/recording.h"
#include "base/monotonic_time.h"
#include "base/testing/simulated_runtime.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace waymark::announcer {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::MakeGroup;
using testing::MakeSession;

constexpr NeighborId kFirst{1}, kSecond{2};

class AnnouncerReconfigureTest : public ::testing::Test {
 protected:
  AnnouncerReconfigureTest() {
    group_ = MakeGroup("floating", {"10.1.0.0/16"});
    group_.initial_role = Role::kActive;
    neighbors_[kFirst] = testing::MakeNeighbor("rs-1");
    neighbors_[kSecond] = testing::MakeNeighbor("rs-2");
    neighbors_[kFirst].side = "internet";
    neighbors_[kSecond].side = "application";
  }

  // One ready group, and both sessions.
  void Begin() {
    for (const auto& [id, neighbor] : neighbors_) {
      ASSERT_TRUE(announcer_.AddNeighbor(id, neighbor).ok());
    }
    ASSERT_TRUE(announcer_.AddGroup(group_).ok());
    ASSERT_TRUE(announcer_.SetReady(group_.name, true).ok());
    for (const NeighborId id : {kFirst, kSecond}) {
      announcer_.OnSessionUp(id, MakeSession("10.0.1.10"));
    }
    Settle();
  }
  void Settle() {
    runtime_.RunFor(absl::ZeroDuration());
    sink_.Take();
    observer_.TakeStandings();
  }
  absl::Status Reconfigure(std::vector<GroupConfig> groups) {
    return announcer_.Reconfigure(std::move(groups), neighbors_);
  }
  Standing StandingOf(const std::string& name) {
    return announcer_.GetGroup(name)->standing;
  }

  GroupConfig group_;
  std::map<NeighborId, NeighborConfig> neighbors_;
  waymark::testing::SimulatedRuntime runtime_;
  testing::RecordingSink sink_;
  testing::RecordingObserver observer_;
  Announcer announcer_{runtime_.runtime(), sink_, &observer_};
};

TEST_F(AnnouncerReconfigureTest, TheSameAgainSaysNothing) {
  Begin();
  ASSERT_TRUE(Reconfigure({group_}).ok());
  runtime_.RunFor(absl::Seconds(1));
  EXPECT_THAT(sink_.Take(), IsEmpty());
  EXPECT_THAT(observer_.TakeStandings(), IsEmpty());
}

TEST_F(AnnouncerReconfigureTest, OnlyThePrefixThatIsNewOrGoneIsTold) {
  Begin();
  group_.prefixes = MakeGroup("x", {"10.1.0.0/16", "10.2.0.0/16"}).prefixes;
  ASSERT_TRUE(Reconfigure({group_}).ok());
  EXPECT_THAT(
      sink_.Take(),
      ElementsAre("1 announce 10.2.0.0/16 path 65001 med 0 via 10.0.1.10",
                  "2 announce 10.2.0.0/16 path 65001 med 0 via 10.0.1.10"));
  group_.prefixes = MakeGroup("x", {"10.2.0.0/16"}).prefixes;
  ASSERT_TRUE(Reconfigure({group_}).ok());
  EXPECT_THAT(sink_.Take(),
              ElementsAre("1 withdraw 10.1.0.0/16", "2 withdraw 10.1.0.0/16"));
}

TEST_F(AnnouncerReconfigureTest, AnotherLadderIsInForceAtOnce) {
  Begin();
  group_.ladder.active.med = 7;
  ASSERT_TRUE(Reconfigure({group_}).ok());
  EXPECT_THAT(
      sink_.Take(),
      ElementsAre("1 announce 10.1.0.0/16 path 65001 med 7 via 10.0.1.10",
                  "2 announce 10.1.0.0/16 path 65001 med 7 via 10.0.1.10"));
}

TEST_F(AnnouncerReconfigureTest, APrefixMovesBetweenGroupsWithoutAWithdrawal) {
  GroupConfig other = MakeGroup("other", {"10.3.0.0/16"});
  other.initial_role = Role::kActive;
  Begin();
  ASSERT_TRUE(announcer_.AddGroup(other).ok());
  ASSERT_TRUE(announcer_.SetReady("other", true).ok());
  Settle();
  std::swap(group_.prefixes, other.prefixes);
  ASSERT_TRUE(Reconfigure({group_, other}).ok());
  EXPECT_THAT(sink_.Take(), IsEmpty());
}

TEST_F(AnnouncerReconfigureTest, AGroupThatIsGoneIsWithdrawn) {
  Begin();
  ASSERT_TRUE(Reconfigure({}).ok());
  EXPECT_THAT(sink_.Take(),
              ElementsAre("1 withdraw 10.1.0.0/16", "2 withdraw 10.1.0.0/16"));
  EXPECT_EQ(announcer_.GetGroup("floating").status().code(),
            absl::StatusCode::kNotFound);
}

TEST_F(AnnouncerReconfigureTest, AGrantedRoleOutlivesTheConfiguredOne) {
  Begin();
  ASSERT_TRUE(announcer_.SetRole("floating", {Role::kStandby, 5}).ok());
  Settle();
  group_.initial_role = Role::kRecovering;
  ASSERT_TRUE(Reconfigure({group_}).ok());
  EXPECT_THAT(sink_.Take(), IsEmpty());
  EXPECT_EQ(announcer_.GetGroup("floating")->grant->epoch, 5u);
}

TEST_F(AnnouncerReconfigureTest, AConfiguredRoleThatNobodyOverrodeIsFollowed) {
  Begin();
  group_.initial_role = Role::kStandby;
  ASSERT_TRUE(Reconfigure({group_}).ok());
  EXPECT_EQ(StandingOf("floating").role, Role::kStandby);
  EXPECT_EQ(sink_.Take().size(), 2u);
}

TEST_F(AnnouncerReconfigureTest, ARoleGivenByHandEndsWithANewConfiguredOne) {
  Begin();
  ASSERT_TRUE(announcer_.SetRole("floating", {Role::kRecovering, 0}).ok());
  group_.initial_role = Role::kStandby;
  ASSERT_TRUE(Reconfigure({group_}).ok());
  EXPECT_EQ(StandingOf("floating").role, Role::kStandby);
}

TEST_F(AnnouncerReconfigureTest, AConfiguredRoleThatIsTakenAwayStays) {
  Begin();
  group_.initial_role.reset();
  ASSERT_TRUE(Reconfigure({group_}).ok());
  EXPECT_EQ(StandingOf("floating").role, Role::kActive);
  EXPECT_THAT(sink_.Take(), IsEmpty());
}

TEST_F(AnnouncerReconfigureTest, ARoleGivenByHandStaysIfTheConfiguredOneDoes) {
  Begin();
  ASSERT_TRUE(announcer_.SetRole("floating", {Role::kStandby, 0}).ok());
  Settle();
  group_.ladder.recovering.med = 300;
  ASSERT_TRUE(Reconfigure({group_}).ok());
  EXPECT_EQ(StandingOf("floating").role, Role::kStandby);
  EXPECT_THAT(sink_.Take(), IsEmpty());
}

TEST_F(AnnouncerReconfigureTest, SymmetryMayComeAndGoWithAllSidesLive) {
  Begin();
  group_.symmetry.mode = Symmetry::Mode::kWorsen;
  group_.symmetry.return_after = absl::Seconds(60);
  ASSERT_TRUE(Reconfigure({group_}).ok());
  EXPECT_THAT(sink_.Take(), IsEmpty()) << "it was whole, and is";
  announcer_.OnSessionDown(kFirst);
  EXPECT_EQ(StandingOf("floating").role, Role::kRecovering);
  sink_.Take();
  group_.symmetry.mode = Symmetry::Mode::kNone;
  ASSERT_TRUE(Reconfigure({group_}).ok());
  EXPECT_EQ(StandingOf("floating").role, Role::kActive);
}

TEST_F(AnnouncerReconfigureTest, SymmetryThatFindsASideMissingWorsensAtOnce) {
  Begin();
  announcer_.OnSessionDown(kFirst);
  Settle();
  group_.symmetry.mode = Symmetry::Mode::kWorsen;
  ASSERT_TRUE(Reconfigure({group_}).ok());
  EXPECT_EQ(StandingOf("floating"),
            (Standing{Role::kRecovering, 0, Cause::kSideLost}));
}

TEST_F(AnnouncerReconfigureTest,
       ANodeThatAwaitsPromotionMayBeSetToComeByItself) {
  group_.failback.mode = Failback::Mode::kManual;
  Begin();
  ASSERT_TRUE(announcer_.SetReady("floating", false).ok());
  ASSERT_TRUE(announcer_.SetReady("floating", true).ok());
  EXPECT_EQ(StandingOf("floating").cause, Cause::kAwaitingPromotion);
  group_.failback = {Failback::Mode::kPreemptive, absl::Seconds(5)};
  ASSERT_TRUE(Reconfigure({group_}).ok());
  EXPECT_EQ(StandingOf("floating").cause, Cause::kFailbackDelay);
  group_.failback = {};
  ASSERT_TRUE(Reconfigure({group_}).ok());
  EXPECT_EQ(StandingOf("floating").cause, Cause::kGranted);
}

TEST_F(AnnouncerReconfigureTest,
       AStandInEndsWhenItWasToAlthoughThereIsNoneAnyMore) {
  group_.initial_role = Role::kStandby;
  group_.assume_active_after_total_loss = absl::Seconds(60);
  Begin();
  announcer_.OnSessionDown(kFirst);
  announcer_.OnSessionDown(kSecond);
  announcer_.OnSessionUp(kFirst, MakeSession("10.0.1.10"));
  ASSERT_EQ(StandingOf("floating").cause, Cause::kTotalLoss);
  group_.assume_active_after_total_loss.reset();
  ASSERT_TRUE(Reconfigure({group_}).ok());
  runtime_.RunFor(absl::Seconds(60));
  EXPECT_EQ(StandingOf("floating"),
            (Standing{Role::kStandby, 0, Cause::kGranted}));
  announcer_.OnSessionDown(kFirst);
  announcer_.OnSessionUp(kFirst, MakeSession("10.0.1.10"));
  EXPECT_EQ(StandingOf("floating").cause, Cause::kGranted);
}

TEST_F(AnnouncerReconfigureTest, ANewGroupAndANewNeighborAreAsAddedOnes) {
  Begin();
  neighbors_[NeighborId{3}] = testing::MakeNeighbor("rs-3");
  GroupConfig other = MakeGroup("other", {"10.3.0.0/16"});
  other.initial_role = Role::kActive;
  ASSERT_TRUE(Reconfigure({group_, other}).ok());
  EXPECT_THAT(sink_.Take(), IsEmpty()) << "not ready yet";
  ASSERT_TRUE(announcer_.SetReady("other", true).ok());
  EXPECT_EQ(sink_.Take().size(), 2u);
  announcer_.OnSessionUp(NeighborId{3}, MakeSession("10.0.1.10"));
  EXPECT_EQ(sink_.Take().size(), 3u) << "two prefixes and the end of them";
}

TEST_F(AnnouncerReconfigureTest, ANeighborOnAnotherSideHearsOfOtherGroups) {
  group_.sides = {"internet"};
  Begin();
  neighbors_[kFirst].side = "application";
  neighbors_[kSecond].side = "internet";
  ASSERT_TRUE(Reconfigure({group_}).ok());
  EXPECT_THAT(
      sink_.Take(),
      ElementsAre("1 withdraw 10.1.0.0/16",
                  "2 announce 10.1.0.0/16 path 65001 med 0 via 10.0.1.10"));
}

TEST_F(AnnouncerReconfigureTest, OfANeighborThatIsGoneNothingIsKnown) {
  Begin();
  neighbors_.erase(kFirst);
  ASSERT_TRUE(Reconfigure({group_}).ok());
  EXPECT_THAT(sink_.Take(), IsEmpty());
  announcer_.OnSessionDown(kFirst);
  announcer_.OnSessionUp(kFirst, MakeSession("10.0.1.10"));
  EXPECT_THAT(sink_.Take(), IsEmpty());
  EXPECT_EQ(announcer_.NextAnnouncement(kFirst, {}), nullptr);
}

TEST_F(AnnouncerReconfigureTest, ANeighborLessMayBeASideLess) {
  group_.symmetry.mode = Symmetry::Mode::kWorsen;
  group_.symmetry.return_after = absl::ZeroDuration();
  group_.symmetry.sides = {"internet", "application"};
  Begin();
  ASSERT_EQ(StandingOf("floating").role, Role::kActive);
  announcer_.RemoveNeighbor(kFirst);
  EXPECT_EQ(StandingOf("floating").cause, Cause::kSideLost);
  announcer_.RemoveNeighbor(NeighborId{9});
}

TEST_F(AnnouncerReconfigureTest, WhatIsNotSoundChangesNothing) {
  Begin();
  GroupConfig unsound = group_;
  unsound.prefixes.clear();
  EXPECT_FALSE(Reconfigure({unsound}).ok());
  GroupConfig twin = group_;
  EXPECT_EQ(Reconfigure({group_, twin}).code(),
            absl::StatusCode::kAlreadyExists);
  twin.name = "twin";
  EXPECT_EQ(Reconfigure({group_, twin}).code(),
            absl::StatusCode::kInvalidArgument)
      << "one prefix from two groups";
  neighbors_[kSecond].name = "rs-1";
  EXPECT_EQ(Reconfigure({group_}).code(), absl::StatusCode::kAlreadyExists);
  neighbors_[kSecond].name = "";
  EXPECT_FALSE(Reconfigure({group_}).ok());
  EXPECT_THAT(sink_.Take(), IsEmpty());
  EXPECT_EQ(StandingOf("floating").role, Role::kActive);
}

TEST_F(AnnouncerReconfigureTest, ASessionThatIsMadeAnewIsNoLossForAnybody) {
  group_.failback.mode = Failback::Mode::kManual;
  group_.symmetry.mode = Symmetry::Mode::kWorsen;
  group_.symmetry.return_after = absl::ZeroDuration();
  Begin();
  announcer_.ExpectSession(neighbors_[kFirst],
                           runtime_.Now() + absl::Seconds(10));
  announcer_.OnSessionDown(kFirst);
  announcer_.RemoveNeighbor(kFirst);
  runtime_.RunFor(absl::Seconds(3));
  // Under another id.
  constexpr NeighborId kThird{3};
  ASSERT_TRUE(announcer_.AddNeighbor(kThird, neighbors_[kFirst]).ok());
  runtime_.RunFor(absl::Seconds(3));
  EXPECT_THAT(sink_.Take(), IsEmpty());
  announcer_.OnSessionUp(kThird, MakeSession("10.0.1.10"));
  runtime_.RunFor(absl::Minutes(1));
  EXPECT_EQ(sink_.Take()[0],
            "3 announce 10.1.0.0/16 path 65001 med 0 via 10.0.1.10");
  EXPECT_THAT(observer_.TakeStandings(), IsEmpty());
  // From then on a loss is one.
  announcer_.OnSessionDown(kThird);
  EXPECT_EQ(StandingOf("floating").cause, Cause::kSideLost);
}

TEST_F(AnnouncerReconfigureTest, ASessionIsNotExpectedForEver) {
  group_.failback.mode = Failback::Mode::kManual;
  Begin();
  const MonotonicTime until = runtime_.Now() + absl::Seconds(10);
  announcer_.ExpectSession(neighbors_[kFirst], until);
  announcer_.ExpectSession(neighbors_[kSecond], until + absl::Seconds(1));
  announcer_.OnSessionDown(kFirst);
  announcer_.OnSessionDown(kSecond);
  runtime_.RunFor(absl::Milliseconds(10999));
  EXPECT_EQ(StandingOf("floating").role, Role::kActive);
  runtime_.RunFor(absl::Milliseconds(1));
  EXPECT_EQ(StandingOf("floating").role, Role::kRecovering);
}

}  // namespace
}  // namespace waymark::announcer
