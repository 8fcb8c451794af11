// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What the neighbours and the observer are told when a group comes to stand
// otherwise. Why it does is in group_state_test.cc and standing_test.cc.

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "announcer/announcer.h"
#include "announcer/failback.h"
#include "announcer/group.h"
#include "announcer/group_memory.h"
#include "announcer/group_state.h"
#include "announcer/neighbor.h"
#include "announcer/role.h"
#include "announcer/standing.h"
#include "announcer/symmetry.h"
#include "announcer/testing/recording.h"
#include "base/testing/simulated_runtime.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace waymark::announcer {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::MakeGroup;
using testing::MakeSession;

constexpr NeighborId kInternet{1}, kApplication{2};

constexpr char kActivePath[] = "path 65001 med 0 via 10.0.1.10";
constexpr char kStandbyPath[] = "path 65001 65001 65001 med 100 via 10.0.1.10";
constexpr char kRecoveringPath[] =
    "path 65001 65001 65001 65001 65001 med 200 via 10.0.1.10";

class AnnouncerStandingTest : public ::testing::Test {
 protected:
  AnnouncerStandingTest() : group_(MakeGroup("floating", {"10.1.0.0/16"})) {
    Add(kInternet, "rs-internet", "internet");
    Add(kApplication, "rs-application", "application");
  }

  void Add(NeighborId id, absl::string_view name, std::string side) {
    NeighborConfig neighbor = testing::MakeNeighbor(name);
    neighbor.side = std::move(side);
    EXPECT_TRUE(announcer_.AddNeighbor(id, neighbor).ok());
  }

  // Adds the group, ready, and brings both sessions up.
  void Begin() {
    EXPECT_TRUE(announcer_.AddGroup(group_).ok());
    EXPECT_TRUE(announcer_.SetReady(group_.name, true).ok());
    Up(kInternet);
    Up(kApplication);
  }
  void Up(NeighborId id) {
    announcer_.OnSessionUp(id, MakeSession("10.0.1.10"));
  }
  void Down(NeighborId id) { announcer_.OnSessionDown(id); }
  void Grant(const RoleGrant& grant) {
    EXPECT_TRUE(announcer_.SetRole("floating", grant).ok());
  }

  // What both neighbours were told of 10.1.0.0/16.
  static std::vector<std::string> Both(absl::string_view path) {
    return {absl::StrCat("1 announce 10.1.0.0/16 ", path),
            absl::StrCat("2 announce 10.1.0.0/16 ", path)};
  }
  std::vector<std::string> Standings() {
    runtime_.RunFor(absl::ZeroDuration());
    return observer_.TakeStandings();
  }

  GroupConfig group_;
  waymark::testing::SimulatedRuntime runtime_;
  testing::RecordingSink sink_;
  testing::RecordingObserver observer_;
  Announcer announcer_{runtime_.runtime(), sink_, &observer_};
};

TEST_F(AnnouncerStandingTest, LapsedLeaseReachesEveryNeighborInItsInstant) {
  Begin();
  Grant({Role::kActive, 1, 0, runtime_.Now() + absl::Seconds(2)});
  sink_.Take();
  Standings();
  runtime_.RunFor(absl::Seconds(2));
  EXPECT_EQ(sink_.Take(), Both(kRecoveringPath));
  EXPECT_THAT(
      Standings(),
      ElementsAre("floating: active (granted) -> recovering (lease_lapsed)"));
}

TEST_F(AnnouncerStandingTest, StallReachesEveryGroupThatHasALimit) {
  group_.stall_limit = absl::Seconds(1);
  group_.initial_role = Role::kActive;
  Begin();
  GroupConfig patient = MakeGroup("patient", {"10.2.0.0/16"});
  patient.initial_role = Role::kActive;
  ASSERT_TRUE(announcer_.AddGroup(patient).ok());
  ASSERT_TRUE(announcer_.SetReady("patient", true).ok());
  sink_.Take();
  announcer_.OnLocalStall(absl::Seconds(2));
  EXPECT_EQ(sink_.Take(), Both(kRecoveringPath));
  ASSERT_TRUE(announcer_.Promote("floating").ok());
  EXPECT_EQ(sink_.Take(), Both(kActivePath));
}

TEST_F(AnnouncerStandingTest, EndOfRibWaitsForTheWarmUp) {
  group_.warm_up = absl::Seconds(5);
  group_.initial_role = Role::kStandby;
  Begin();
  EXPECT_THAT(sink_.Take(), IsEmpty());
  runtime_.RunFor(absl::Seconds(5));
  EXPECT_THAT(sink_.Take(),
              ElementsAre(absl::StrCat("1 announce 10.1.0.0/16 ", kStandbyPath),
                          "1 complete",
                          absl::StrCat("2 announce 10.1.0.0/16 ", kStandbyPath),
                          "2 complete"));
}

TEST_F(AnnouncerStandingTest, EndOfRibWaitsForTheSidesThatWithdraw) {
  group_.symmetry.mode = Symmetry::Mode::kWithdraw;
  group_.symmetry.return_after = absl::Seconds(5);
  group_.initial_role = Role::kActive;
  ASSERT_TRUE(announcer_.AddGroup(group_).ok());
  ASSERT_TRUE(announcer_.SetReady("floating", true).ok());
  runtime_.RunFor(absl::Minutes(1));
  Up(kInternet);
  runtime_.RunFor(absl::Seconds(4));
  Up(kApplication);
  runtime_.RunFor(absl::Seconds(4));
  EXPECT_THAT(sink_.Take(), IsEmpty());
  runtime_.RunFor(absl::Seconds(1));
  EXPECT_EQ(sink_.Take().size(), 4u);
  Down(kInternet);
  EXPECT_THAT(sink_.Take(), ElementsAre("2 withdraw 10.1.0.0/16"));
  Down(kApplication);
  Up(kApplication);
  EXPECT_THAT(sink_.Take(), ElementsAre("2 complete")) << "it was whole once";
}

TEST_F(AnnouncerStandingTest, EndOfRibDoesNotWaitForASideThatNeverComes) {
  group_.symmetry.mode = Symmetry::Mode::kWithdraw;
  group_.symmetry.return_after = absl::Seconds(5);
  group_.initial_role = Role::kActive;
  ASSERT_TRUE(announcer_.AddGroup(group_).ok());
  ASSERT_TRUE(announcer_.SetReady("floating", true).ok());
  Up(kInternet);
  runtime_.RunFor(absl::Seconds(5) - absl::Nanoseconds(1));
  EXPECT_THAT(sink_.Take(), IsEmpty());
  runtime_.RunFor(absl::Nanoseconds(1));
  EXPECT_THAT(sink_.Take(), ElementsAre("1 complete"));
}

TEST_F(AnnouncerStandingTest, DrainedGroupIsWithdrawnAndItsSetIsKnown) {
  group_.drain_worsen = absl::Seconds(5);
  group_.initial_role = Role::kActive;
  Begin();
  sink_.Take();
  Grant({Role::kDrained, 1});
  EXPECT_EQ(sink_.Take(), Both(kRecoveringPath));
  runtime_.RunFor(absl::Seconds(5));
  EXPECT_THAT(sink_.Take(),
              ElementsAre("1 withdraw 10.1.0.0/16", "2 withdraw 10.1.0.0/16"));
  Down(kInternet);
  Up(kInternet);
  EXPECT_THAT(sink_.Take(), ElementsAre("1 complete"));
}

TEST_F(AnnouncerStandingTest, LostSideWorsensTheOtherInTheSameCall) {
  group_.symmetry.mode = Symmetry::Mode::kWorsen;
  group_.initial_role = Role::kActive;
  Begin();
  runtime_.RunFor(absl::Seconds(1));
  sink_.Take();
  Down(kInternet);
  EXPECT_THAT(sink_.Take(), ElementsAre(absl::StrCat("2 announce 10.1.0.0/16 ",
                                                     kRecoveringPath)));
  EXPECT_THAT(announcer_.GetGroup("floating")->lost_sides,
              ElementsAre("internet"));
  Up(kInternet);
  EXPECT_THAT(sink_.Take(), ElementsAre(absl::StrCat("1 announce 10.1.0.0/16 ",
                                                     kRecoveringPath),
                                        "1 complete"));
  runtime_.RunFor(absl::Seconds(1));
  EXPECT_EQ(sink_.Take(), Both(kActivePath));
}

TEST_F(AnnouncerStandingTest, SideCountsForGroupsThatAreNotAnnouncedOnIt) {
  group_.symmetry.mode = Symmetry::Mode::kWorsen;
  group_.sides = {"application"};
  group_.initial_role = Role::kActive;
  Begin();
  runtime_.RunFor(absl::Seconds(1));
  sink_.Take();
  Down(kInternet);
  EXPECT_THAT(sink_.Take(), ElementsAre(absl::StrCat("2 announce 10.1.0.0/16 ",
                                                     kRecoveringPath)));
}

TEST_F(AnnouncerStandingTest, NewSideIsMissedFromTheMomentOfItsNeighbor) {
  group_.symmetry.mode = Symmetry::Mode::kWorsen;
  group_.initial_role = Role::kActive;
  Begin();
  runtime_.RunFor(absl::Seconds(1));
  sink_.Take();
  Add(NeighborId{3}, "rs-management", "management");
  EXPECT_EQ(sink_.Take(), Both(kRecoveringPath));
}

TEST_F(AnnouncerStandingTest, OnlyNeighborsThatHearOfTheGroupKeepItActive) {
  group_.failback.mode = Failback::Mode::kManual;
  group_.neighbors = {"rs-internet"};
  group_.initial_role = Role::kActive;
  Begin();
  Down(kInternet);
  EXPECT_EQ(announcer_.GetGroup("floating")->standing,
            (Standing{Role::kRecovering, 0, Cause::kAwaitingPromotion}));
  sink_.Take();
  Up(kInternet);
  EXPECT_THAT(sink_.Take(), ElementsAre(absl::StrCat("1 announce 10.1.0.0/16 ",
                                                     kRecoveringPath),
                                        "1 complete"));
}

TEST_F(AnnouncerStandingTest, FailbackWithoutDelayIsNotSeenOnTheWire) {
  group_.initial_role = Role::kActive;
  Begin();
  Standings();
  Down(kInternet);
  Down(kApplication);
  sink_.Take();
  Up(kInternet);
  EXPECT_THAT(sink_.Take(),
              ElementsAre(absl::StrCat("1 announce 10.1.0.0/16 ", kActivePath),
                          "1 complete"));
  EXPECT_THAT(Standings(), IsEmpty());
}

TEST_F(AnnouncerStandingTest, StandByForAllThatWasLostIsActiveAtOnce) {
  group_.assume_active_after_total_loss = absl::Seconds(60);
  group_.initial_role = Role::kStandby;
  Begin();
  Down(kInternet);
  Down(kApplication);
  sink_.Take();
  Standings();
  Up(kInternet);
  EXPECT_THAT(sink_.Take(),
              ElementsAre(absl::StrCat("1 announce 10.1.0.0/16 ", kActivePath),
                          "1 complete"));
  EXPECT_THAT(
      Standings(),
      ElementsAre("floating: standby (granted) -> active (total_loss)"));
}

TEST_F(AnnouncerStandingTest, StandbyThatLostOneSideOnlyDoesNotStandInThere) {
  group_.assume_active_after_total_loss = absl::Seconds(60);
  group_.initial_role = Role::kStandby;
  group_.sides = {"internet"};
  Begin();
  sink_.Take();
  Down(kInternet);
  Up(kInternet);
  EXPECT_THAT(sink_.Take(),
              ElementsAre(absl::StrCat("1 announce 10.1.0.0/16 ", kStandbyPath),
                          "1 complete"));
  Down(kInternet);
  Down(kApplication);
  Up(kApplication);
  Up(kInternet);
  EXPECT_THAT(sink_.Take(),
              ElementsAre("2 complete",
                          absl::StrCat("1 announce 10.1.0.0/16 ", kActivePath),
                          "1 complete"));
}

TEST_F(AnnouncerStandingTest, RankChoosesTheStepAndIsTold) {
  group_.ladder.standby.push_back({.prepend = 3, .med = 150});
  Begin();
  Grant({Role::kStandby, 1, 0});
  sink_.Take();
  Standings();
  Grant({Role::kStandby, 1, 1});
  EXPECT_EQ(sink_.Take(),
            Both("path 65001 65001 65001 65001 med 150 via 10.0.1.10"));
  EXPECT_THAT(
      Standings(),
      ElementsAre("floating: standby (granted) -> standby 1 (granted)"));
}

TEST_F(AnnouncerStandingTest, EpochIsInTheMedIfTheLadderSaysSo) {
  group_.ladder.epoch_span = 50;
  Begin();
  Grant({Role::kActive, 10});
  sink_.Take();
  Grant({Role::kActive, 11});
  EXPECT_EQ(sink_.Take(), Both("path 65001 med 39 via 10.0.1.10"));
}

TEST_F(AnnouncerStandingTest, StandingIsToldBetweenRoleAndAnnouncements) {
  Begin();
  runtime_.RunUntilIdle();
  observer_.Take();
  observer_.TakeStandings();
  std::vector<size_t> standings_by_then;
  observer_.then = [&] {
    standings_by_then.push_back(observer_.TakeStandings().size());
  };
  Grant({Role::kActive, 1});
  runtime_.RunUntilIdle();
  EXPECT_THAT(observer_.Take()[0], "floating: none -> active, epoch 1");
  EXPECT_THAT(standings_by_then, ElementsAre(0, 1, 0, 0, 0));
}

TEST_F(AnnouncerStandingTest, MemoryIsToldWhenItChangesAndOnlyThen) {
  group_.failback.mode = Failback::Mode::kManual;
  Begin();
  Grant({Role::kActive, 7});
  runtime_.RunUntilIdle();
  const GroupMemory active{
      .role = Role::kActive, .epoch = 7, .stood_active = true};
  EXPECT_EQ(observer_.memories["floating"], active);
  observer_.memories.clear();
  Grant({Role::kActive, 7});
  runtime_.RunUntilIdle();
  EXPECT_THAT(observer_.memories, IsEmpty());
  ASSERT_TRUE(announcer_.SetReady("floating", false).ok());
  runtime_.RunUntilIdle();
  EXPECT_TRUE(observer_.memories["floating"].awaiting_promotion);
}

TEST_F(AnnouncerStandingTest, RememberedEpochIsAFence) {
  group_.remembered = {.role = Role::kStandby, .epoch = 7};
  Begin();
  EXPECT_EQ(announcer_.SetRole("floating", {Role::kActive, 6}).value(),
            HeldRole::Outcome::kStale);
  EXPECT_EQ(announcer_.GetGroup("floating")->stale_grants, 1u);
}

TEST_F(AnnouncerStandingTest, StatusSaysWhenTimeDecidesNext) {
  group_.warm_up = absl::Seconds(5);
  group_.initial_role = Role::kActive;
  Begin();
  GroupStatus status = announcer_.GetGroup("floating").value();
  EXPECT_EQ(status.standing, (Standing{std::nullopt, 0, Cause::kWarmingUp}));
  EXPECT_EQ(status.next_decision, runtime_.Now() + absl::Seconds(5));
  runtime_.RunFor(absl::Seconds(5));
  status = announcer_.GetGroup("floating").value();
  EXPECT_EQ(status.standing, (Standing{Role::kActive, 0, Cause::kGranted}));
  EXPECT_EQ(status.next_decision, std::nullopt);
}

TEST_F(AnnouncerStandingTest, NegativeRankAndUnknownGroupAreRefused) {
  Begin();
  EXPECT_EQ(
      announcer_.SetRole("floating", {Role::kStandby, 1, -1}).status().code(),
      absl::StatusCode::kInvalidArgument);
  EXPECT_FALSE(announcer_.GetGroup("floating")->grant.has_value());
  EXPECT_EQ(announcer_.Promote("other").code(), absl::StatusCode::kNotFound);
}

TEST_F(AnnouncerStandingTest, ValuesThatNobodyCanMeanAreRefused) {
  const auto refused = [&](auto change) {
    GroupConfig group = group_;
    change(group);
    return announcer_.AddGroup(group).code() ==
           absl::StatusCode::kInvalidArgument;
  };
  const absl::Duration negative = -absl::Nanoseconds(1);
  EXPECT_TRUE(refused([&](auto& group) { group.initial_rank = -1; }));
  EXPECT_TRUE(refused([&](auto& group) { group.warm_up = negative; }));
  EXPECT_TRUE(refused([&](auto& group) { group.stall_limit = negative; }));
  EXPECT_TRUE(refused([&](auto& group) { group.drain_worsen = negative; }));
  EXPECT_TRUE(refused([&](auto& group) { group.failback.delay = negative; }));
  EXPECT_TRUE(refused([&](auto& group) { group.symmetry.min_live = 0; }));
  EXPECT_TRUE(refused([&](auto& group) {
    group.assume_active_after_total_loss = absl::ZeroDuration();
  }));
  EXPECT_TRUE(refused([&](auto& group) { group.remembered = {.epoch = 1}; }));
  EXPECT_TRUE(refused([&](auto& group) {
    group.remembered = {.role = Role::kStandby, .rank = -1};
  }));
  EXPECT_TRUE(
      refused([&](auto& group) { group.remembered = {.by_hand = true}; }));
  EXPECT_FALSE(refused([](auto&) {}));
}

}  // namespace
}  // namespace waymark::announcer
