// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Roles, readiness and the initial set.

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "announcer/announcer.h"
#include "announcer/failback.h"
#include "announcer/group.h"
#include "announcer/neighbor.h"
#include "announcer/role.h"
#include "announcer/testing/recording.h"
#include "base/testing/simulated_runtime.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace waymark::announcer {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::MakeGroup;
using testing::MakeNeighbor;
using testing::MakeSession;

constexpr NeighborId kFirst{1}, kSecond{2};

class AnnouncerRoleTest : public ::testing::Test {
 protected:
  AnnouncerRoleTest() {
    EXPECT_TRUE(announcer_.AddNeighbor(kFirst, MakeNeighbor("rs-1")).ok());
    EXPECT_TRUE(announcer_.AddNeighbor(kSecond, MakeNeighbor("rs-2")).ok());
  }

  void Add(const GroupConfig& group) {
    EXPECT_TRUE(announcer_.AddGroup(group).ok());
  }

  void BothUp() {
    announcer_.OnSessionUp(kFirst, MakeSession("10.0.1.10"));
    announcer_.OnSessionUp(kSecond, MakeSession("10.0.2.10"));
  }

  HeldRole::Outcome Grant(Role role, uint64_t epoch) {
    return announcer_.SetRole("floating", {role, epoch}).value();
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

// Conformance: RFC4724-4-1 negative
TEST_F(AnnouncerRoleTest, NothingIsAnnouncedBeforeReadyDefaultRoutesIncluded) {
  GroupConfig group =
      MakeGroup("floating", {"0.0.0.0/0", "::/0", "172.16.1.1/32"});
  group.next_hops.ipv6 = testing::Address("2001:db8::10");
  group.initial_role = Role::kActive;
  Add(group);
  BothUp();
  Grant(Role::kStandby, 1);
  Grant(Role::kActive, 2);
  EXPECT_THAT(sink_.Take(), IsEmpty());
}

TEST_F(AnnouncerRoleTest, NothingIsAnnouncedBeforeTheRoleIsKnown) {
  Add(MakeGroup("floating", {"0.0.0.0/0"}));
  ASSERT_TRUE(announcer_.SetReady("floating", true).ok());
  BothUp();
  EXPECT_THAT(sink_.Take(), IsEmpty());
}

TEST_F(AnnouncerRoleTest, ARenewalThatChangesNothingCostsNothing) {
  GroupConfig group = MakeGroup("floating", {"172.16.1.1/32"});
  group.ladder.epoch_span = 50;
  Add(group);
  ASSERT_TRUE(announcer_.SetReady("floating", true).ok());
  BothUp();
  RoleGrant grant = {Role::kActive, 7};
  const auto renew = [&] {
    grant.valid_until = runtime_.Now() + absl::Seconds(3);
    return announcer_.SetRole("floating", grant).value();
  };
  EXPECT_EQ(renew(), HeldRole::Outcome::kChanged);
  sink_.Take();
  const uint64_t before = announcer_.reconciliations();
  for (int i = 0; i < 100; ++i) {
    runtime_.RunFor(absl::Seconds(1));
    EXPECT_EQ(renew(), HeldRole::Outcome::kKept);
  }
  EXPECT_EQ(announcer_.reconciliations(), before);
  EXPECT_THAT(sink_.Take(), IsEmpty());

  // It was a renewal all the same: nothing lapses before the last one's end.
  runtime_.RunFor(absl::Milliseconds(2999));
  EXPECT_THAT(sink_.Take(), IsEmpty());
  runtime_.RunFor(absl::Milliseconds(1));
  EXPECT_THAT(sink_.Take(), ::testing::SizeIs(2));
  // What does change something is announced: the lease that is back, a newer
  // epoch in the MED.
  EXPECT_EQ(renew(), HeldRole::Outcome::kKept);
  EXPECT_THAT(sink_.Take(), ::testing::SizeIs(2));
  ++grant.epoch;
  EXPECT_EQ(renew(), HeldRole::Outcome::kKept);
  EXPECT_THAT(
      sink_.Take(),
      ElementsAre("1 announce 172.16.1.1/32 path 65001 med 42 via 10.0.1.10",
                  "2 announce 172.16.1.1/32 path 65001 med 42 via 10.0.2.10"));
}

// Conformance: RFC4724-4-1 positive
TEST_F(AnnouncerRoleTest, InitialSetIsCompleteOnceAllItsGroupsAreDecided) {
  Add(MakeGroup("floating", {"172.16.1.1/32"}));
  GroupConfig other = MakeGroup("other", {"10.1.0.0/16"});
  other.initial_role = Role::kStandby;
  Add(other);
  announcer_.OnSessionUp(kFirst, MakeSession("10.0.1.10"));
  ASSERT_TRUE(announcer_.SetReady("floating", true).ok());
  Grant(Role::kActive, 1);
  EXPECT_THAT(
      sink_.Take(),
      ElementsAre("1 announce 172.16.1.1/32 path 65001 med 0 via 10.0.1.10"));
  ASSERT_TRUE(announcer_.SetReady("other", true).ok());
  EXPECT_THAT(sink_.Take(), ElementsAre("1 announce 10.1.0.0/16 path 65001 "
                                        "65001 65001 med 100 via 10.0.1.10",
                                        "1 complete"));
}

TEST_F(AnnouncerRoleTest, EmptyIntendedSetIsCompleteToo) {
  GroupConfig group = MakeGroup("floating", {"172.16.1.1/32"});
  group.initial_role = Role::kWithdrawn;
  Add(group);
  ASSERT_TRUE(announcer_.SetReady("floating", true).ok());
  BothUp();
  EXPECT_THAT(sink_.Take(), ElementsAre("1 complete", "2 complete"));
}

TEST_F(AnnouncerRoleTest, RoleFlipSendsOneAnnouncementPerPrefixAndNeighbor) {
  GroupConfig group = MakeGroup("floating", {"172.16.1.1/32", "172.16.1.2/32"});
  group.initial_role = Role::kStandby;
  Add(group);
  GroupConfig bystander = MakeGroup("bystander", {"10.1.0.0/16"});
  bystander.initial_role = Role::kStandby;
  Add(bystander);
  ASSERT_TRUE(announcer_.SetReady("floating", true).ok());
  ASSERT_TRUE(announcer_.SetReady("bystander", true).ok());
  BothUp();
  sink_.Take();
  Observed();
  EXPECT_EQ(Grant(Role::kActive, 1), HeldRole::Outcome::kChanged);
  EXPECT_THAT(
      sink_.Take(),
      ElementsAre("1 announce 172.16.1.1/32 path 65001 med 0 via 10.0.1.10",
                  "1 announce 172.16.1.2/32 path 65001 med 0 via 10.0.1.10",
                  "2 announce 172.16.1.1/32 path 65001 med 0 via 10.0.2.10",
                  "2 announce 172.16.1.2/32 path 65001 med 0 via 10.0.2.10"));
  EXPECT_THAT(
      Observed(),
      ElementsAre(
          "floating: standby -> active, epoch 1",
          "1 announced floating 172.16.1.1/32 path 65001 med 0 via 10.0.1.10",
          "1 announced floating 172.16.1.2/32 path 65001 med 0 via 10.0.1.10",
          "2 announced floating 172.16.1.1/32 path 65001 med 0 via 10.0.2.10",
          "2 announced floating 172.16.1.2/32 path 65001 med 0 via "
          "10.0.2.10"));
}

TEST_F(AnnouncerRoleTest, NothingIsSentWhenNothingChanged) {
  GroupConfig group = MakeGroup("floating", {"172.16.1.1/32"});
  group.initial_role = Role::kActive;
  Add(group);
  ASSERT_TRUE(announcer_.SetReady("floating", true).ok());
  BothUp();
  sink_.Take();
  Observed();
  EXPECT_EQ(Grant(Role::kActive, 7), HeldRole::Outcome::kKept);
  ASSERT_TRUE(announcer_.SetReady("floating", true).ok());
  EXPECT_THAT(sink_.Take(), IsEmpty());
  EXPECT_THAT(Observed(), IsEmpty());
}

TEST_F(AnnouncerRoleTest, OlderEpochReachesNobodyAndIsCounted) {
  Add(MakeGroup("floating", {"172.16.1.1/32"}));
  ASSERT_TRUE(announcer_.SetReady("floating", true).ok());
  Grant(Role::kStandby, 7);
  BothUp();
  sink_.Take();
  Observed();
  EXPECT_EQ(Grant(Role::kActive, 6), HeldRole::Outcome::kStale);
  EXPECT_THAT(sink_.Take(), IsEmpty());
  EXPECT_THAT(Observed(), ElementsAre("floating: refused epoch 6, held 7"));
  const GroupStatus status = announcer_.GetGroup("floating").value();
  EXPECT_EQ(status.grant, (RoleGrant{Role::kStandby, 7}));
  EXPECT_TRUE(status.ready);
  EXPECT_EQ(status.stale_grants, 1u);
}

class AnnouncerRolesTest : public AnnouncerRoleTest {
 protected:
  AnnouncerRolesTest() {
    for (const char* const name : {"inbound", "outbound"}) {
      GroupConfig group =
          MakeGroup(name, {absl::StrCat("10.", prefixes_++, ".0.0/16")});
      group.initial_role = Role::kStandby;
      group.failback.mode = Failback::Mode::kManual;
      Add(group);
      EXPECT_TRUE(announcer_.SetReady(name, true).ok());
    }
    announcer_.OnSessionUp(kFirst, MakeSession("10.0.1.10"));
    sink_.Take();
    Observed();
  }
  Role RoleOf(absl::string_view group) {
    return announcer_.GetGroup(group)->grant->role;
  }

  int prefixes_ = 1;
};

TEST_F(AnnouncerRolesTest, SeveralAreGrantedAsOneChange) {
  const uint64_t before = announcer_.reconciliations();
  EXPECT_EQ(announcer_
                .SetRoles({{"inbound", {Role::kActive, 1}},
                           {"outbound", {Role::kActive, 1}}})
                .value(),
            HeldRole::Outcome::kChanged);
  EXPECT_EQ(announcer_.reconciliations(), before + 1);
  EXPECT_THAT(
      sink_.Take(),
      ElementsAre("1 announce 10.1.0.0/16 path 65001 med 0 via 10.0.1.10",
                  "1 announce 10.2.0.0/16 path 65001 med 0 via 10.0.1.10"));
  EXPECT_EQ(announcer_
                .SetRoles({{"inbound", {Role::kActive, 1}},
                           {"outbound", {Role::kActive, 1}}})
                .value(),
            HeldRole::Outcome::kKept);
  EXPECT_EQ(announcer_.reconciliations(), before + 1);
}

TEST_F(AnnouncerRolesTest, OneThatIsRefusedLeavesAllAsTheyAre) {
  announcer_.SetRole("outbound", {Role::kStandby, 7}).value();
  EXPECT_EQ(announcer_
                .SetRoles({{"inbound", {Role::kActive, 6}},
                           {"outbound", {Role::kActive, 6}}})
                .value(),
            HeldRole::Outcome::kStale);
  EXPECT_EQ(announcer_
                .SetRoles({{"inbound", {Role::kActive, 8}},
                           {"nobody", {Role::kActive, 8}}})
                .status()
                .code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(announcer_
                .SetRoles({{"inbound", {Role::kActive, 8}},
                           {"outbound", {Role::kStandby, 8, -1}}})
                .status()
                .code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(RoleOf("inbound"), Role::kStandby);
  EXPECT_EQ(announcer_.GetGroup("inbound")->stale_grants, 0u);
  EXPECT_EQ(announcer_.GetGroup("outbound")->stale_grants, 1u);
  EXPECT_THAT(sink_.Take(), IsEmpty());
  EXPECT_THAT(Observed(), ElementsAre("outbound: refused epoch 6, held 7"));
}

TEST_F(AnnouncerRolesTest, SeveralArePromotedAsOneChange) {
  ASSERT_TRUE(announcer_
                  .SetRoles({{"inbound", {Role::kActive, 1}},
                             {"outbound", {Role::kActive, 1}}})
                  .ok());
  announcer_.OnSessionDown(kFirst);
  announcer_.OnSessionUp(kFirst, MakeSession("10.0.1.10"));
  sink_.Take();
  EXPECT_EQ(announcer_.PromoteGroups({"inbound", "nobody"}).code(),
            absl::StatusCode::kNotFound);
  EXPECT_THAT(sink_.Take(), IsEmpty());
  const uint64_t before = announcer_.reconciliations();
  ASSERT_TRUE(announcer_.PromoteGroups({"inbound", "outbound"}).ok());
  EXPECT_EQ(announcer_.reconciliations(), before + 1);
  EXPECT_THAT(
      sink_.Take(),
      ElementsAre("1 announce 10.1.0.0/16 path 65001 med 0 via 10.0.1.10",
                  "1 announce 10.2.0.0/16 path 65001 med 0 via 10.0.1.10"));
}

TEST_F(AnnouncerRoleTest, WithdrawnRoleWithdrawsAndComesBack) {
  Add(MakeGroup("floating", {"172.16.1.1/32"}));
  ASSERT_TRUE(announcer_.SetReady("floating", true).ok());
  Grant(Role::kActive, 1);
  announcer_.OnSessionUp(kFirst, MakeSession("10.0.1.10"));
  sink_.Take();
  Grant(Role::kWithdrawn, 1);
  EXPECT_THAT(sink_.Take(), ElementsAre("1 withdraw 172.16.1.1/32"));
  Grant(Role::kActive, 2);
  EXPECT_THAT(
      sink_.Take(),
      ElementsAre("1 announce 172.16.1.1/32 path 65001 med 0 via 10.0.1.10"));
}

TEST_F(AnnouncerRoleTest, GroupNoLongerReadyIsWithdrawn) {
  Add(MakeGroup("floating", {"172.16.1.1/32", "10.1.0.0/16"}));
  ASSERT_TRUE(announcer_.SetReady("floating", true).ok());
  Grant(Role::kActive, 1);
  announcer_.OnSessionUp(kFirst, MakeSession("10.0.1.10"));
  sink_.Take();
  Observed();
  ASSERT_TRUE(announcer_.SetReady("floating", false).ok());
  EXPECT_THAT(sink_.Take(), ElementsAre("1 withdraw 10.1.0.0/16",
                                        "1 withdraw 172.16.1.1/32"));
  EXPECT_THAT(Observed(), ElementsAre("1 withdrawn 10.1.0.0/16",
                                      "1 withdrawn 172.16.1.1/32"));
}

TEST_F(AnnouncerRoleTest, GroupAddedToLiveSessionsIsAnnounced) {
  BothUp();
  EXPECT_THAT(sink_.Take(), ElementsAre("1 complete", "2 complete"));
  Add(MakeGroup("floating", {"172.16.1.1/32"}));
  ASSERT_TRUE(announcer_.SetReady("floating", true).ok());
  Grant(Role::kActive, 1);
  EXPECT_THAT(
      sink_.Take(),
      ElementsAre("1 announce 172.16.1.1/32 path 65001 med 0 via 10.0.1.10",
                  "2 announce 172.16.1.1/32 path 65001 med 0 via 10.0.2.10"));
}

TEST_F(AnnouncerRoleTest, UnknownGroupIsNotFound) {
  EXPECT_EQ(announcer_.SetRole("floating", {Role::kActive, 1}).status().code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(announcer_.SetReady("floating", true).code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(announcer_.GetGroup("floating").status().code(),
            absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace waymark::announcer
