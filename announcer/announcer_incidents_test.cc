// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What the announcer writes into its ledger.

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "announcer/announcer.h"
#include "announcer/group.h"
#include "announcer/incident.h"
#include "announcer/incident_ledger.h"
#include "announcer/neighbor.h"
#include "announcer/role.h"
#include "announcer/shutdown.h"
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
using testing::MakeNeighbor;
using testing::MakeSession;
using ::testing::Pair;

constexpr NeighborId kOutside{1}, kInside{2};

// An active node with a neighbour on each of two sides, both up.
class AnnouncerIncidentsTest : public ::testing::Test {
 protected:
  AnnouncerIncidentsTest() {
    announcer_.SetLedger(&ledger_);
    for (const NeighborId id : {kOutside, kInside}) {
      NeighborConfig neighbor = MakeNeighbor(id == kOutside ? "out" : "in");
      neighbor.side = id == kOutside ? "internet" : "application";
      EXPECT_TRUE(announcer_.AddNeighbor(id, neighbor).ok());
    }
    GroupConfig group = MakeGroup("floating", {"172.16.1.1/32"});
    group.initial_role = Role::kActive;
    group.symmetry.mode = Symmetry::Mode::kWorsen;
    group.symmetry.return_after = absl::ZeroDuration();
    group.stall_limit = absl::Seconds(1);
    EXPECT_TRUE(announcer_.AddGroup(group).ok());
    EXPECT_TRUE(announcer_.SetReady("floating", true).ok());
    announcer_.OnSessionUp(kOutside, MakeSession("10.0.1.10"));
    announcer_.OnSessionUp(kInside, MakeSession("10.0.2.10"));
    Acknowledge();
    (void)Take();
  }

  void Acknowledge() {
    announcer_.OnFlushed(kOutside);
    announcer_.OnFlushed(kInside);
  }

  // "role floating acknowledged" for each incident since the last call.
  std::vector<std::string> Take() {
    std::vector<std::string> lines;
    for (const Incident& incident : ledger_.incidents()) {
      if (incident.id <= taken_) continue;
      taken_ = incident.id;
      lines.push_back(absl::StrCat(Name(incident.fault.trigger), " ",
                                   incident.fault.what, " ",
                                   Name(incident.end)));
    }
    sink_.Take();
    return lines;
  }
  const Incident& last() const { return ledger_.incidents().back(); }

  waymark::testing::SimulatedRuntime runtime_;
  testing::RecordingSink sink_;
  IncidentLedger ledger_{runtime_.runtime(), {}, nullptr};
  Announcer announcer_{runtime_.runtime(), sink_, nullptr};
  uint64_t taken_ = 0;
};

TEST_F(AnnouncerIncidentsTest, AFaultThatWasReportedLeadsToOneIncident) {
  const MonotonicTime good = runtime_.Now();
  runtime_.RunFor(absl::Milliseconds(150));
  ledger_.Report({Trigger::kBfdDown, "in", good, runtime_.Now()});
  announcer_.OnSessionDown(kInside);
  EXPECT_THAT(sink_.Take(),
              ElementsAre("1 announce 172.16.1.1/32 path 65001 65001 65001 "
                          "65001 65001 med 200 via 10.0.1.10",
                          "1 flush?"));
  runtime_.RunFor(absl::Milliseconds(3));
  announcer_.OnFlushed(kOutside);
  EXPECT_EQ(last().segments().detection, absl::Milliseconds(150));
  EXPECT_EQ(last().segments().acknowledgement, absl::Milliseconds(3));
  EXPECT_EQ(last().segments().total, absl::Milliseconds(153));
  EXPECT_THAT(Take(), ElementsAre("bfd_down in acknowledged"));
}

TEST_F(AnnouncerIncidentsTest, ASessionThatEndsForNoReasonGivenIsRecorded) {
  announcer_.OnSessionDown(kInside);
  EXPECT_THAT(Take(), ElementsAre("session_ended in open"));
  announcer_.OnSessionDown(kOutside);
  EXPECT_EQ(ledger_.incidents()[ledger_.incidents().size() - 2].end,
            Incident::End::kLost);
  EXPECT_THAT(Take(), ElementsAre("session_ended out nothing_to_say"));
}

TEST_F(AnnouncerIncidentsTest, DecisionsAreIncidentsToo) {
  ASSERT_TRUE(announcer_.SetRole("floating", {Role::kStandby, 1}).ok());
  Acknowledge();
  EXPECT_THAT(Take(), ElementsAre("role floating acknowledged"));
  ASSERT_TRUE(announcer_.SetReady("floating", false).ok());
  Acknowledge();
  EXPECT_THAT(Take(), ElementsAre("health floating acknowledged"));
}

TEST_F(AnnouncerIncidentsTest, WhereNothingChangesThereIsNoIncident) {
  ASSERT_TRUE(announcer_.SetRole("floating", {Role::kActive, 1}).ok());
  ASSERT_TRUE(announcer_.SetReady("floating", true).ok());
  announcer_.OnLocalStall(absl::Milliseconds(900));
  EXPECT_THAT(Take(), IsEmpty());
}

TEST_F(AnnouncerIncidentsTest, AStallCountsFromItsBeginning) {
  announcer_.OnLocalStall(absl::Seconds(3));
  EXPECT_EQ(last().segments().detection, absl::Seconds(3));
  EXPECT_THAT(Take(), ElementsAre("stall floating open"));
}

TEST_F(AnnouncerIncidentsTest, ALapsedLeaseIsAnIncident) {
  RoleGrant grant = {Role::kActive, 1};
  grant.valid_until = runtime_.Now() + absl::Seconds(1);
  ASSERT_TRUE(announcer_.SetRole("floating", grant).ok());
  runtime_.RunFor(absl::Seconds(2));
  EXPECT_THAT(Take(), ElementsAre("lease floating open"));
}

TEST_F(AnnouncerIncidentsTest, LeavingIsAnIncidentForEachStep) {
  announcer_.Shutdown({.worsen_for = absl::Seconds(1)},
                      [](const ShutdownReport&) {});
  EXPECT_THAT(sink_.Take(), ::testing::Contains("1 flush?"));
  Acknowledge();
  EXPECT_THAT(Take(), ElementsAre("drain  acknowledged"));
  EXPECT_EQ(announcer_.stage(), ShutdownStage::kWorsening);
  runtime_.RunFor(absl::Seconds(1));
  Acknowledge();
  EXPECT_THAT(Take(), ElementsAre("drain  acknowledged"));
  EXPECT_EQ(announcer_.stage(), ShutdownStage::kClosing);
}

TEST_F(AnnouncerIncidentsTest, WithoutALedgerNobodyIsAskedToAcknowledge) {
  announcer_.SetLedger(nullptr);
  ASSERT_TRUE(announcer_.SetRole("floating", {Role::kWithdrawn, 1}).ok());
  EXPECT_THAT(sink_.Take(), ElementsAre("1 withdraw 172.16.1.1/32",
                                        "2 withdraw 172.16.1.1/32"));
}

TEST_F(AnnouncerIncidentsTest, NeighborThatIsRemovedEndsWhatWaitsForIt) {
  ASSERT_TRUE(announcer_.SetReady("floating", false).ok());
  announcer_.OnFlushed(kInside);
  announcer_.RemoveNeighbor(kOutside);
  EXPECT_THAT(last().lost, ElementsAre(Pair(kOutside, "out")));
  EXPECT_THAT(Take(), ElementsAre("health floating lost"));
  announcer_.OnFlushed(kInside);
  ASSERT_TRUE(announcer_.SetReady("floating", true).ok());
  (void)Take();
  ASSERT_TRUE(announcer_.SetRole("floating", {Role::kStandby, 9}).ok());
  ASSERT_TRUE(announcer_.Reconfigure({}, {}).ok());
  for (const Incident& incident : ledger_.incidents()) {
    EXPECT_NE(incident.end, Incident::End::kOpen) << incident.id;
  }
}

TEST_F(AnnouncerIncidentsTest, FaultOfANeighborThatNobodyKnowsNamesNoOther) {
  ledger_.Report({Trigger::kBfdDown, "gone", runtime_.Now(), runtime_.Now()});
  announcer_.OnSessionDown(NeighborId{9});
  EXPECT_THAT(Take(), ElementsAre("bfd_down gone nothing_to_say"));
  ASSERT_TRUE(announcer_.SetReady("floating", false).ok());
  EXPECT_THAT(Take(), ElementsAre("health floating open"));
}

}  // namespace
}  // namespace waymark::announcer
