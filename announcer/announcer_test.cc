// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "announcer/announcer.h"

#include "announcer/group.h"
#include "announcer/neighbor.h"
#include "announcer/role.h"
#include "announcer/testing/recording.h"
#include "base/testing/simulated_runtime.h"
#include "bgp/family.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace waymark::announcer {
namespace {

using testing::Address;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::MakeGroup;
using testing::MakeNeighbor;
using testing::MakeSession;

constexpr NeighborId kFirst{1}, kSecond{2}, kThird{3};

class AnnouncerTest : public ::testing::Test {
 protected:
  AnnouncerTest() {
    EXPECT_TRUE(announcer_.AddNeighbor(kFirst, MakeNeighbor("rs-1")).ok());
    EXPECT_TRUE(announcer_.AddNeighbor(kSecond, MakeNeighbor("rs-2")).ok());
  }

  // Ready, in the role given.
  void Add(GroupConfig group, Role role) {
    const std::string name = group.name;
    group.initial_role = role;
    EXPECT_TRUE(announcer_.AddGroup(std::move(group)).ok());
    EXPECT_TRUE(announcer_.SetReady(name, true).ok());
  }

  void Up(NeighborId id) {
    announcer_.OnSessionUp(id, MakeSession("10.0.1.10"));
  }

  std::vector<std::string> Observed() {
    runtime_.RunUntilIdle();
    return observer_.Take();
  }

  waymark::testing::SimulatedRuntime runtime_;
  testing::RecordingSink sink_;
  testing::RecordingObserver observer_;
  Announcer announcer_{runtime_.runtime(), sink_, &observer_};
};

TEST_F(AnnouncerTest, AnnouncesToEveryNeighborInItsRole) {
  Add(MakeGroup("floating", {"172.16.1.1/32"}), Role::kActive);
  EXPECT_THAT(sink_.Take(), IsEmpty());
  Up(kFirst);
  Up(kSecond);
  EXPECT_THAT(
      sink_.Take(),
      ElementsAre("1 announce 172.16.1.1/32 path 65001 med 0 via 10.0.1.10",
                  "1 complete",
                  "2 announce 172.16.1.1/32 path 65001 med 0 via 10.0.1.10",
                  "2 complete"));
  EXPECT_THAT(
      Observed(),
      ElementsAre(
          "1 announced floating 172.16.1.1/32 path 65001 med 0 via 10.0.1.10",
          "1 complete",
          "2 announced floating 172.16.1.1/32 path 65001 med 0 via 10.0.1.10",
          "2 complete"));
}

TEST_F(AnnouncerTest, StandbySendsItsMedExplicitlyToo) {
  Add(MakeGroup("floating", {"172.16.1.1/32"}), Role::kStandby);
  Up(kFirst);
  EXPECT_THAT(sink_.Take(), ElementsAre("1 announce 172.16.1.1/32 path 65001 "
                                        "65001 65001 med 100 via 10.0.1.10",
                                        "1 complete"));
}

TEST_F(AnnouncerTest, GroupsHaveRolesOfTheirOwn) {
  Add(MakeGroup("east", {"10.1.0.0/16"}), Role::kActive);
  Add(MakeGroup("west", {"10.2.0.0/16"}), Role::kStandby);
  Add(MakeGroup("north", {"10.3.0.0/16"}), Role::kRecovering);
  Add(MakeGroup("south", {"10.4.0.0/16"}), Role::kWithdrawn);
  Up(kFirst);
  EXPECT_THAT(
      sink_.Take(),
      ElementsAre("1 announce 10.1.0.0/16 path 65001 med 0 via 10.0.1.10",
                  "1 announce 10.2.0.0/16 path 65001 65001 65001 med 100 via "
                  "10.0.1.10",
                  "1 announce 10.3.0.0/16 path 65001 65001 65001 65001 65001 "
                  "med 200 via 10.0.1.10",
                  "1 complete"));
}

TEST_F(AnnouncerTest, Ipv6GroupRidesOnAnIpv4SessionWithItsExplicitNextHop) {
  GroupConfig group = MakeGroup("six", {"2001:db8:1::/48", "172.16.1.1/32"});
  group.next_hops.ipv6 = Address("2001:db8::10");
  Add(group, Role::kActive);
  Up(kFirst);
  EXPECT_THAT(
      sink_.Take(),
      ElementsAre(
          "1 announce 172.16.1.1/32 path 65001 med 0 via 10.0.1.10",
          "1 announce 2001:db8:1::/48 path 65001 med 0 via 2001:db8::10",
          "1 complete"));
}

TEST_F(AnnouncerTest, PrefixWithoutNextHopIsOmittedAndReported) {
  Add(MakeGroup("six", {"2001:db8:1::/48"}), Role::kActive);
  Up(kFirst);
  EXPECT_THAT(sink_.Take(), ElementsAre("1 complete"));
  EXPECT_THAT(Observed(), ElementsAre("1 omitted 2001:db8:1::/48 no_next_hop",
                                      "1 complete"));
  // Said once.
  ASSERT_TRUE(announcer_.SetRole("six", {Role::kStandby, 1}).ok());
  EXPECT_THAT(Observed(), ElementsAre("six: active -> standby, epoch 1"));
}

TEST_F(AnnouncerTest, PrefixOfAFamilyThatWasNotNegotiatedIsOmitted) {
  GroupConfig group = MakeGroup("six", {"2001:db8:1::/48"});
  group.next_hops.ipv6 = Address("2001:db8::10");
  Add(group, Role::kActive);
  SessionFacts session = MakeSession("10.0.1.10");
  session.families = {bgp::kIpv4Unicast};
  announcer_.OnSessionUp(kFirst, session);
  EXPECT_THAT(sink_.Take(), ElementsAre("1 complete"));
  EXPECT_THAT(Observed(),
              ElementsAre("1 omitted 2001:db8:1::/48 family_not_negotiated",
                          "1 complete"));
}

// Conformance: RFC4271-5.1.3-2 negative
TEST_F(AnnouncerTest, NeighborIsNotToldItsOwnAddressAsNextHop) {
  GroupConfig group = MakeGroup("floating", {"172.16.1.1/32"});
  group.next_hops.ipv4 = Address("10.0.1.4");
  Add(group, Role::kActive);
  Up(kFirst);
  EXPECT_THAT(sink_.Take(), ElementsAre("1 complete"));
  EXPECT_THAT(Observed(),
              ElementsAre("1 omitted 172.16.1.1/32 next_hop_is_neighbor",
                          "1 complete"));
}

TEST_F(AnnouncerTest, WhatTheSinkRefusesIsOmittedAndTriedAgain) {
  Add(MakeGroup("floating", {"172.16.1.1/32"}), Role::kActive);
  Up(kFirst);
  sink_.Take();
  Observed();
  sink_.refuse = true;
  ASSERT_TRUE(announcer_.SetRole("floating", {Role::kStandby, 8}).ok());
  EXPECT_THAT(Observed(), ElementsAre("floating: active -> standby, epoch 8",
                                      "1 withdrawn 172.16.1.1/32",
                                      "1 omitted 172.16.1.1/32 refused"));
  announcer_.ForEachAnnouncement([](const Announcement&) { FAIL(); });
  sink_.Take();
  sink_.refuse = false;
  ASSERT_TRUE(announcer_.SetRole("floating", {Role::kActive, 9}).ok());
  EXPECT_THAT(
      sink_.Take(),
      ElementsAre("1 announce 172.16.1.1/32 path 65001 med 0 via 10.0.1.10"));
}

// Conformance: RFC4271-5.1.3-2 positive
TEST_F(AnnouncerTest, OtherNeighborMayBeToldThatAddress) {
  GroupConfig group = MakeGroup("floating", {"172.16.1.1/32"});
  group.next_hops.ipv4 = Address("10.0.1.4");
  Add(group, Role::kActive);
  SessionFacts session = MakeSession("10.0.1.10");
  session.remote_address = Address("10.0.1.5");
  announcer_.OnSessionUp(kSecond, session);
  EXPECT_THAT(
      sink_.Take(),
      ElementsAre("2 announce 172.16.1.1/32 path 65001 med 0 via 10.0.1.4",
                  "2 complete"));
}

TEST_F(AnnouncerTest, EveryNeighborHearsItsOwnLocalAsAndNextHop) {
  NeighborConfig third = MakeNeighbor("rs-3");
  third.local_as = 64512;
  third.next_hops.ipv4 = Address("192.0.2.9");
  ASSERT_TRUE(announcer_.AddNeighbor(kThird, third).ok());
  Add(MakeGroup("floating", {"172.16.1.1/32"}), Role::kStandby);
  Up(kThird);
  EXPECT_THAT(sink_.Take(), ElementsAre("3 announce 172.16.1.1/32 path 64512 "
                                        "64512 64512 med 100 via 192.0.2.9",
                                        "3 complete"));
}

TEST_F(AnnouncerTest, GroupReachesOnlyTheNeighborsAndSidesItNames) {
  NeighborConfig third = MakeNeighbor("rs-3");
  third.side = "application";
  ASSERT_TRUE(announcer_.AddNeighbor(kThird, third).ok());
  GroupConfig by_name = MakeGroup("by-name", {"10.1.0.0/16"});
  by_name.neighbors = {"rs-2"};
  GroupConfig by_side = MakeGroup("by-side", {"0.0.0.0/0"});
  by_side.sides = {"application"};
  Add(by_name, Role::kActive);
  Add(by_side, Role::kActive);
  Up(kFirst);
  Up(kSecond);
  Up(kThird);
  EXPECT_THAT(
      sink_.Take(),
      ElementsAre(
          "1 complete", "2 announce 10.1.0.0/16 path 65001 med 0 via 10.0.1.10",
          "2 complete", "3 announce 0.0.0.0/0 path 65001 med 0 via 10.0.1.10",
          "3 complete"));
}

TEST(ReachesTest, NeighborWithoutASideIsOnNone) {
  GroupConfig group = MakeGroup("floating", {"10.1.0.0/16"});
  group.sides = {""};
  EXPECT_FALSE(Reaches(group, MakeNeighbor("rs-1")));
}

// What was told to the session before is not known to the new one.
TEST_F(AnnouncerTest, SessionThatComesWithoutTheEndOfTheLastHearsEverything) {
  Add(MakeGroup("floating", {"172.16.1.1/32"}), Role::kActive);
  Up(kFirst);
  const std::vector<std::string> told = sink_.Take();
  Up(kFirst);
  EXPECT_EQ(sink_.Take(), told);
}

TEST_F(AnnouncerTest, NewSessionIsToldEverythingAgain) {
  Add(MakeGroup("floating", {"172.16.1.1/32"}), Role::kActive);
  Up(kFirst);
  const std::vector<std::string> told = sink_.Take();
  announcer_.OnSessionDown(kFirst);
  ASSERT_TRUE(announcer_.SetReady("floating", true).ok());
  EXPECT_THAT(sink_.Take(), IsEmpty());
  Up(kFirst);
  EXPECT_EQ(sink_.Take(), told);
}

TEST_F(AnnouncerTest, NeighborAddedLateHearsWhatStands) {
  Add(MakeGroup("floating", {"172.16.1.1/32"}), Role::kStandby);
  Up(kFirst);
  ASSERT_TRUE(announcer_.SetRole("floating", {Role::kActive, 4}).ok());
  sink_.Take();
  ASSERT_TRUE(announcer_.AddNeighbor(kThird, MakeNeighbor("rs-3")).ok());
  EXPECT_THAT(sink_.Take(), IsEmpty());
  Up(kThird);
  EXPECT_THAT(
      sink_.Take(),
      ElementsAre("3 announce 172.16.1.1/32 path 65001 med 0 via 10.0.1.10",
                  "3 complete"));
}

TEST_F(AnnouncerTest, EventsOfUnknownNeighborsAreIgnored) {
  Up(kThird);
  announcer_.OnFlushed(kThird);
  announcer_.OnSessionDown(kThird);
  EXPECT_THAT(sink_.Take(), IsEmpty());
}

TEST_F(AnnouncerTest, AnnouncementsCanBeLookedThrough) {
  Add(MakeGroup("floating", {"172.16.1.1/32"}), Role::kActive);
  runtime_.RunFor(absl::Seconds(3));
  Up(kSecond);
  const MonotonicTime handed_over = runtime_.Now();
  runtime_.RunFor(absl::Seconds(3));
  // Nothing changed: it is as old as before.
  ASSERT_TRUE(announcer_.SetReady("floating", true).ok());
  std::vector<Announcement> seen;
  announcer_.ForEachAnnouncement(
      [&](const Announcement& announcement) { seen.push_back(announcement); });
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_EQ(seen[0].neighbor, kSecond);
  EXPECT_EQ(seen[0].group, "floating");
  EXPECT_EQ(seen[0].prefix.ToString(), "172.16.1.1/32");
  EXPECT_EQ(seen[0].since, handed_over);
}

TEST_F(AnnouncerTest, AListingThatPausedGoesOnBehindWhereItWas) {
  Add(MakeGroup("first", {"10.1.0.0/16", "10.3.0.0/16"}), Role::kActive);
  Add(MakeGroup("second", {"10.2.0.0/16"}), Role::kActive);
  Up(kSecond);
  const Announcement* next = announcer_.NextAnnouncement(kSecond, std::nullopt);
  ASSERT_NE(next, nullptr);
  EXPECT_EQ(next->prefix.ToString(), "10.1.0.0/16");
  next = announcer_.NextAnnouncement(kSecond, next->prefix);
  ASSERT_NE(next, nullptr);
  const IpPrefix second = next->prefix;
  EXPECT_EQ(second.ToString(), "10.2.0.0/16");
  ASSERT_TRUE(announcer_.SetReady("second", false).ok());
  next = announcer_.NextAnnouncement(kSecond, second);
  ASSERT_NE(next, nullptr);
  EXPECT_EQ(next->prefix.ToString(), "10.3.0.0/16");
  EXPECT_EQ(announcer_.NextAnnouncement(kSecond, next->prefix), nullptr);
  EXPECT_EQ(announcer_.NextAnnouncement(kFirst, std::nullopt), nullptr);
  EXPECT_EQ(announcer_.NextAnnouncement(NeighborId{99}, std::nullopt), nullptr);
}

TEST_F(AnnouncerTest, ObserverMayDestroyTheAnnouncer) {
  auto announcer =
      std::make_unique<Announcer>(runtime_.runtime(), sink_, &observer_);
  ASSERT_TRUE(announcer->AddNeighbor(kFirst, MakeNeighbor("rs-1")).ok());
  GroupConfig group = MakeGroup("floating", {"10.1.0.0/16", "10.2.0.0/16"});
  group.initial_role = Role::kActive;
  ASSERT_TRUE(announcer->AddGroup(group).ok());
  ASSERT_TRUE(announcer->SetReady("floating", true).ok());
  observer_.then = [&] { announcer.reset(); };
  announcer->OnSessionUp(kFirst, MakeSession("10.0.1.10"));
  // The first of three calls, and none after it.
  EXPECT_EQ(Observed().size(), 1u);
}

TEST_F(AnnouncerTest, WorksWithoutAnObserver) {
  Announcer announcer(runtime_.runtime(), sink_, nullptr);
  ASSERT_TRUE(announcer.AddNeighbor(kFirst, MakeNeighbor("rs-1")).ok());
  announcer.OnSessionUp(kFirst, MakeSession("10.0.1.10"));
  EXPECT_THAT(sink_.Take(), ElementsAre("1 complete"));
}

TEST_F(AnnouncerTest, UnsoundConfigurationsAreRefused) {
  EXPECT_FALSE(announcer_.AddGroup(MakeGroup("", {"10.1.0.0/16"})).ok());
  EXPECT_FALSE(announcer_.AddGroup(MakeGroup("empty", {})).ok());
  EXPECT_FALSE(
      announcer_.AddGroup(MakeGroup("twice", {"10.1.0.0/16", "10.1.0.0/16"}))
          .ok());
  GroupConfig group = MakeGroup("floating", {"10.1.0.0/16"});
  group.ladder.standby[0].med.reset();
  EXPECT_FALSE(announcer_.AddGroup(group).ok());
  group = MakeGroup("floating", {"10.1.0.0/16"});
  group.next_hops.ipv4 = Address("2001:db8::1");
  EXPECT_FALSE(announcer_.AddGroup(group).ok());
  group.next_hops.ipv4 = Address("0.0.0.0");
  EXPECT_FALSE(announcer_.AddGroup(group).ok());
  NeighborConfig neighbor = MakeNeighbor("rs-3");
  neighbor.local_as = 0;
  EXPECT_FALSE(announcer_.AddNeighbor(kThird, neighbor).ok());
  EXPECT_FALSE(announcer_.AddNeighbor(kThird, MakeNeighbor("")).ok());
}

TEST_F(AnnouncerTest, NamesAndIdsAreUnique) {
  Add(MakeGroup("floating", {"10.1.0.0/16"}), Role::kActive);
  EXPECT_EQ(announcer_.AddGroup(MakeGroup("floating", {"10.2.0.0/16"})).code(),
            absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(announcer_.AddNeighbor(kThird, MakeNeighbor("rs-1")).code(),
            absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(announcer_.AddNeighbor(kFirst, MakeNeighbor("rs-9")).code(),
            absl::StatusCode::kAlreadyExists);
}

TEST_F(AnnouncerTest, NeighborCannotHearOfAPrefixFromTwoGroups) {
  Add(MakeGroup("one", {"0.0.0.0/0"}), Role::kActive);
  EXPECT_EQ(announcer_.AddGroup(MakeGroup("two", {"0.0.0.0/0"})).code(),
            absl::StatusCode::kInvalidArgument);
  GroupConfig elsewhere = MakeGroup("two", {"0.0.0.0/0"});
  elsewhere.neighbors = {"rs-3"};
  EXPECT_TRUE(announcer_.AddGroup(elsewhere).ok());
  // rs-3 would hear of it from both.
  EXPECT_EQ(announcer_.AddNeighbor(kThird, MakeNeighbor("rs-3")).code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace waymark::announcer
