// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/reload_plan.h"

#include <fstream>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "examples/announcer/config_loader.h"
#include "examples/proto/announcer.pb.h"
#include "examples/proto/config_problem.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"

namespace waymark::examples {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kConfig[] = R"(
  router_id: "10.0.0.10"
  local_as: 65001
  neighbor {
    name: "rs-1" address: "10.0.0.1" local_address: "10.0.0.10" peer_as: 65000
    side: "internet" hold_time_s: 9
    bfd { desired_min_tx_ms: 50 required_min_rx_ms: 50 }
  }
  neighbor {
    name: "rs-2" address: "10.0.0.2" local_address: "10.0.0.10" peer_as: 65000
    side: "internet"
  }
  group {
    name: "floating" prefix: "172.16.1.1/32" role: ACTIVE
    ladder {
      active { med: 0 }
      standby { prepend: 2 med: 100 }
      recovering { prepend: 4 med: 200 }
    }
    health { name: "file" file: "/run/ready" }
  }
)";

AnnouncerSetup Load(const std::string& text) {
  ConfigProblems problems("f");
  std::optional<AnnouncerSetup> setup = ParseAnnouncerConfig(text, &problems);
  EXPECT_TRUE(setup.has_value()) << problems.ToString();
  return setup.value_or(AnnouncerSetup());
}

// In place of "group {": a new group before the one that there is.
std::string AndGroup(const std::string& fields) {
  return absl::StrCat(
      "group { name: \"new\" role: ACTIVE ladder { active { med: 0 } standby { "
      "med: 100 } recovering { med: 200 } } ",
      fields, " } group {");
}

class ReloadPlanTest : public ::testing::Test {
 protected:
  // What putting `to` in place of `from` changes.
  ReloadPlan Plan(const std::string& from, const std::string& to) {
    const std::string changed = absl::StrReplaceAll(kConfig, {{from, to}});
    EXPECT_NE(changed, kConfig) << from;
    return PlanReload(Load(kConfig), Load(changed),
                      [this](const NeighborSetup&) { return can_serve_; });
  }
  std::vector<std::string> Changes(const std::string& from,
                                   const std::string& to) {
    std::vector<std::string> lines;
    for (const ReloadChange& change : Plan(from, to).changes) {
      lines.push_back(ToString(change));
    }
    return lines;
  }

  absl::Status can_serve_;
};

// All messages that a configuration may hold.
void Collect(const google::protobuf::Descriptor& type,
             std::set<const google::protobuf::Descriptor*>& types) {
  if (!types.insert(&type).second) return;
  for (int i = 0; i < type.field_count(); ++i) {
    const google::protobuf::Descriptor* const inner =
        type.field(i)->message_type();
    if (inner != nullptr) Collect(*inner, types);
  }
}

TEST_F(ReloadPlanTest, EveryFieldOfTheSchemaHasAnImpact) {
  std::set<const google::protobuf::Descriptor*> types;
  Collect(*proto::AnnouncerConfig::descriptor(), types);
  EXPECT_GT(types.size(), 15u);
  for (const google::protobuf::Descriptor* const type : types) {
    for (int i = 0; i < type->field_count(); ++i) {
      EXPECT_TRUE(ImpactOf(*type->field(i)).has_value())
          << "say in reload_impact.cc what a change of "
          << type->field(i)->full_name() << " disturbs";
    }
  }
}

TEST_F(ReloadPlanTest, TheSameAgainIsNoChange) {
  const ReloadPlan plan =
      PlanReload(Load(kConfig), Load(kConfig),
                 [](const NeighborSetup&) { return absl::OkStatus(); });
  EXPECT_THAT(plan.changes, IsEmpty());
  EXPECT_EQ(plan.in_force.neighbors.size(), 2u);
}

TEST_F(ReloadPlanTest, ALadderIsHot) {
  EXPECT_THAT(Changes("med: 100", "med: 150"),
              ElementsAre("group \"floating\" ladder.standby: "
                          "[{ prepend: 2 med: 100 }] -> "
                          "[{ prepend: 2 med: 150 }]: hot"));
  EXPECT_THAT(Changes("active { med: 0 }", "active { med: 7 }"),
              ElementsAre("group \"floating\" ladder.active.med: 0 -> 7: hot"));
}

TEST_F(ReloadPlanTest, ANewGroupThatTakesPrefixesOfAnotherWithdrawsThem) {
  const ReloadPlan renamed = Plan("name: \"floating\"", "name: \"vip\"");
  ASSERT_EQ(renamed.changes.size(), 2u);
  EXPECT_EQ(renamed.changes[0].path, "group \"floating\"");
  EXPECT_EQ(renamed.changes[0].impact, Impact::kHot);
  EXPECT_EQ(renamed.changes[1].path,
            "group \"vip\", which begins anew with prefixes of group "
            "\"floating\"");
  EXPECT_EQ(Name(renamed.changes[1].impact), "withdraw");
}

TEST_F(ReloadPlanTest, AGroupMayBeSplitByPrefixAndByNeighbor) {
  const std::string prefix = "prefix: \"172.16.1.1/32\"";
  const std::string other = "prefix: \"10.0.0.0/8\"";
  const ReloadPlan by_prefix = PlanReload(
      Load(absl::StrReplaceAll(kConfig,
                               {{prefix, absl::StrCat(prefix, " ", other)}})),
      Load(absl::StrReplaceAll(
          kConfig, {{prefix, other}, {"group {", AndGroup(prefix)}})),
      [](const NeighborSetup&) { return absl::OkStatus(); });
  ASSERT_EQ(by_prefix.changes.size(), 2u);
  EXPECT_EQ(by_prefix.changes[0].impact, Impact::kWithdraw);
  EXPECT_EQ(by_prefix.changes[1].path, "group \"floating\" prefix");
  EXPECT_EQ(by_prefix.changes[1].impact, Impact::kHot);
  const ReloadPlan by_neighbor =
      Plan("group {",
           absl::StrCat(AndGroup(absl::StrCat(prefix, " neighbor: \"rs-2\"")),
                        " neighbor: \"rs-1\""));
  ASSERT_EQ(by_neighbor.changes.size(), 2u);
  EXPECT_EQ(by_neighbor.changes[0].impact, Impact::kWithdraw);
}

TEST_F(ReloadPlanTest, ANewGroupThatTakesNothingIsHot) {
  const ReloadPlan other = Plan("group {", AndGroup("prefix: \"10.0.0.0/8\""));
  ASSERT_EQ(other.changes.size(), 1u);
  EXPECT_EQ(other.changes[0].impact, Impact::kHot);
  // Who has heard of the prefix hears of it from the same group.
  const std::string first = "neighbor: \"rs-1\"";
  const std::string second =
      AndGroup("prefix: \"172.16.1.1/32\" neighbor: \"rs-2\"");
  const ReloadPlan further =
      PlanReload(Load(absl::StrReplaceAll(
                     kConfig, {{"group {", absl::StrCat("group { ", first)}})),
                 Load(absl::StrReplaceAll(
                     kConfig, {{"group {", absl::StrCat(second, " ", first)}})),
                 [](const NeighborSetup&) { return absl::OkStatus(); });
  ASSERT_EQ(further.changes.size(), 1u);
  EXPECT_EQ(further.changes[0].impact, Impact::kHot);
}

TEST_F(ReloadPlanTest, ANeighborIsResetForWhatItsSessionAgreedOn) {
  const ReloadPlan plan = Plan("hold_time_s: 9", "hold_time_s: 30");
  ASSERT_EQ(plan.changes.size(), 1u);
  EXPECT_EQ(ToString(plan.changes[0]),
            "neighbor \"rs-1\" hold_time_s: 9 -> 30: reset of rs-1");
  EXPECT_THAT(plan.reset, ElementsAre("rs-1"));
  EXPECT_THAT(plan.updated, IsEmpty());
}

TEST_F(ReloadPlanTest, TimersOfBfdTakeAPollSequence) {
  const ReloadPlan plan =
      Plan("desired_min_tx_ms: 50", "desired_min_tx_ms: 300");
  ASSERT_EQ(plan.changes.size(), 1u);
  EXPECT_EQ(
      ToString(plan.changes[0]),
      "neighbor \"rs-1\" bfd.desired_min_tx_ms: 50 -> 300: poll_sequence of "
      "rs-1");
  EXPECT_THAT(plan.reset, IsEmpty());
  EXPECT_THAT(plan.updated, ElementsAre("rs-1"));
}

TEST_F(ReloadPlanTest, BfdItselfComesAndGoesWithAReset) {
  EXPECT_THAT(
      Changes("bfd { desired_min_tx_ms: 50 required_min_rx_ms: 50 }", ""),
      ElementsAre("neighbor \"rs-1\" bfd: { desired_min_tx_ms: 50 "
                  "required_min_rx_ms: 50 } -> nothing: reset of rs-1"));
}

TEST_F(ReloadPlanTest, ASideIsHotAndAddedToAResetDisturbsNoMore) {
  EXPECT_THAT(Changes("side: \"internet\" hold", "hold"),
              ElementsAre("neighbor \"rs-1\" side: \"internet\" -> \"\": hot"));
  const ReloadPlan plan = Plan("side: \"internet\" hold_time_s: 9", "");
  EXPECT_EQ(plan.changes.size(), 2u);
  EXPECT_THAT(plan.reset, ElementsAre("rs-1"));
  EXPECT_THAT(plan.updated, IsEmpty());
}

TEST_F(ReloadPlanTest, NeighborsComeAndGoByName) {
  const ReloadPlan plan = Plan("name: \"rs-2\"", "name: \"rs-3\"");
  ASSERT_EQ(plan.changes.size(), 2u);
  EXPECT_EQ(plan.changes[0].path, "neighbor \"rs-2\"");
  EXPECT_EQ(plan.changes[0].impact, Impact::kStop);
  EXPECT_EQ(plan.changes[1].path, "neighbor \"rs-3\"");
  EXPECT_EQ(plan.changes[1].impact, Impact::kStart);
  EXPECT_THAT(plan.removed, ElementsAre("rs-2"));
  EXPECT_THAT(plan.added, ElementsAre("rs-3"));
}

TEST_F(ReloadPlanTest, WhatAllSessionsCarryResetsThemAll) {
  const ReloadPlan plan = Plan("local_as: 65001", "local_as: 65002");
  ASSERT_EQ(plan.changes.size(), 1u);
  EXPECT_EQ(ToString(plan.changes[0]),
            "local_as: 65001 -> 65002: reset of rs-1, rs-2");
}

TEST_F(ReloadPlanTest, WhatWaitsForARestartKeepsItsValue) {
  const ReloadPlan plan =
      Plan("local_as: 65001",
           "local_as: 65001 limits { pending_events: 100 } shutdown { text: "
           "\"bye\" }");
  ASSERT_EQ(plan.changes.size(), 2u);
  EXPECT_EQ(ToString(plan.changes[0]),
            "limits: nothing -> { pending_events: 100 }: restart");
  EXPECT_EQ(ToString(plan.changes[1]),
            "shutdown: nothing -> { text: \"bye\" }: hot");
  EXPECT_FALSE(plan.in_force.config.has_limits());
  EXPECT_EQ(plan.in_force.max_pending_events, 1024u);
  EXPECT_EQ(plan.in_force.config.shutdown().text(), "bye");
  EXPECT_EQ(plan.in_force.shutdown.text, "bye");
}

TEST_F(ReloadPlanTest, ANeighborThatNeedsOtherSocketsWaits) {
  can_serve_ = absl::FailedPreconditionError("it needs a listener");
  ReloadPlan plan = Plan("hold_time_s: 9", "opening: PASSIVE");
  EXPECT_THAT(plan.reset, IsEmpty());
  ASSERT_FALSE(plan.changes.empty());
  for (const ReloadChange& change : plan.changes) {
    EXPECT_EQ(change.impact, Impact::kRestart);
  }
  EXPECT_EQ(plan.in_force.config.neighbor(0).hold_time_s(), 9u);
  plan = Plan("name: \"rs-2\"", "name: \"rs-3\"");
  EXPECT_THAT(plan.added, IsEmpty());
  EXPECT_EQ(plan.in_force.neighbors.size(), 1u);
}

TEST_F(ReloadPlanTest, ChecksAreToldApartByName) {
  const ReloadPlan plan =
      Plan("file: \"/run/ready\" }",
           "file: \"/run/other\" } health { name: \"b\" file: \"/b\" }");
  ASSERT_EQ(plan.changes.size(), 2u);
  EXPECT_EQ(ToString(plan.changes[0]),
            "group \"floating\" health \"file\" file: \"/run/ready\" -> "
            "\"/run/other\": hot");
  EXPECT_EQ(plan.changes[1].path, "group \"floating\" health \"b\"");
  EXPECT_THAT(plan.changed_health, ElementsAre("floating"));
}

TEST_F(ReloadPlanTest, AnotherKeyInTheSameFileIsSeen) {
  AnnouncerSetup before = Load(kConfig);
  AnnouncerSetup after = before;
  before.neighbors[0].tcp.md5_key = "old";
  after.neighbors[0].tcp.md5_key = "new";
  const ReloadPlan plan = PlanReload(
      before, after, [](const NeighborSetup&) { return absl::OkStatus(); });
  ASSERT_EQ(plan.changes.size(), 1u);
  EXPECT_EQ(ToString(plan.changes[0]),
            "neighbor \"rs-1\" password_file (what is in it): reset of rs-1");
}

TEST_F(ReloadPlanTest, KeysOfBfdChangeOverButAreTurnedOnWithAReset) {
  const std::string file = absl::StrCat(::testing::TempDir(), "/bfd_key");
  std::ofstream(file) << "secret\n";
  const std::string key =
      absl::StrCat("key { id: 1 secret_file: \"", file, "\" }");
  EXPECT_EQ(Plan("bfd {", absl::StrCat("bfd { ", key)).changes[0].impact,
            Impact::kReset);
  const std::string with_key =
      absl::StrReplaceAll(kConfig, {{"bfd {", absl::StrCat("bfd { ", key)}});
  const std::string with_two = absl::StrReplaceAll(
      kConfig,
      {{"bfd {", absl::StrCat("bfd { ", key, " key { id: 2 secret_file: \"",
                              file, "\" }")}});
  const ReloadPlan plan =
      PlanReload(Load(with_key), Load(with_two),
                 [](const NeighborSetup&) { return absl::OkStatus(); });
  ASSERT_EQ(plan.changes.size(), 1u);
  EXPECT_EQ(plan.changes[0].impact, Impact::kHot);
}

TEST_F(ReloadPlanTest, WhatMayBeSecretIsNotShown) {
  const std::vector<std::string> lines = Changes(
      "local_as: 65001",
      "local_as: 65001 event_sink { webhook { url: \"http://h/secret\" } } "
      "event_sink { exec { argument: \"/x\" argument: \"secret\" } }");
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0].find("secret"), std::string::npos) << lines[0];
  EXPECT_NE(lines[0].find("url: (not shown)"), std::string::npos) << lines[0];
}

}  // namespace
}  // namespace waymark::examples
