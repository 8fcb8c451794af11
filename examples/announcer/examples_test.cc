// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The example configurations: each loads without a word, and two nodes of one
// scenario say the same but for addresses and role.

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "announcer/group.h"
#include "announcer/role.h"
#include "examples/announcer/announcer_setup.h"
#include "examples/announcer/config_loader.h"
#include "examples/proto/config_problem.h"
#include "gtest/gtest.h"

namespace waymark::examples {
namespace {

AnnouncerSetup LoadExample(absl::string_view name) {
  const std::string path =
      absl::StrCat("examples/announcer/", name, ".textproto");
  ConfigProblems problems(path);
  const std::optional<AnnouncerSetup> setup =
      LoadAnnouncerConfig(path, &problems);
  EXPECT_EQ(problems.ToString(), "");
  return setup.value_or(AnnouncerSetup());
}

class ScenarioTest : public ::testing::TestWithParam<const char*> {
 protected:
  const AnnouncerSetup active_ =
      LoadExample(absl::StrCat(GetParam(), "_active"));
  const AnnouncerSetup standby_ =
      LoadExample(absl::StrCat(GetParam(), "_standby"));
};

INSTANTIATE_TEST_SUITE_P(Examples, ScenarioTest,
                         ::testing::Values("floating_ip",
                                           "ingress_inspection"));

TEST_P(ScenarioTest, NodesDifferInRole) {
  ASSERT_EQ(active_.groups.size(), standby_.groups.size());
  for (size_t i = 0; i < active_.groups.size(); ++i) {
    EXPECT_EQ(active_.groups[i].initial_role, announcer::Role::kActive);
    EXPECT_EQ(standby_.groups[i].initial_role, announcer::Role::kStandby);
  }
}

TEST_P(ScenarioTest, NodesAgreeOnAllThatOneComparesWithTheOther) {
  EXPECT_NE(active_.router_id, standby_.router_id);
  EXPECT_EQ(active_.local_as, standby_.local_as);
  ASSERT_EQ(active_.groups.size(), standby_.groups.size());
  for (size_t i = 0; i < active_.groups.size(); ++i) {
    const announcer::GroupConfig& a = active_.groups[i];
    const announcer::GroupConfig& b = standby_.groups[i];
    EXPECT_EQ(a.name, b.name);
    EXPECT_EQ(a.prefixes, b.prefixes);
    EXPECT_EQ(a.ladder.active, b.ladder.active);
    EXPECT_EQ(a.ladder.standby, b.ladder.standby);
    EXPECT_EQ(a.sides, b.sides);
    EXPECT_EQ(a.symmetry, b.symmetry);
    EXPECT_EQ(a.failback, b.failback);
  }
}

TEST_P(ScenarioTest, OfTwoNodesThatRecoverOneIsBetterEverywhere) {
  ASSERT_EQ(active_.groups.size(), standby_.groups.size());
  for (size_t i = 0; i < active_.groups.size(); ++i) {
    const auto& a = active_.groups[i].ladder.recovering;
    const auto& b = standby_.groups[i].ladder.recovering;
    EXPECT_LE(a.prepend, b.prepend);
    EXPECT_LT(a.med, b.med);
    EXPECT_GT(a.med, standby_.groups[i].ladder.standby.back().med);
  }
}

TEST(IngressInspectionTest, EachNodeHasFourSessionsOnTwoSides) {
  const AnnouncerSetup setup = LoadExample("ingress_inspection_active");
  ASSERT_EQ(setup.neighbors.size(), 4u);
  int internet = 0;
  for (const NeighborSetup& neighbor : setup.neighbors) {
    if (neighbor.announcer.side == "internet") ++internet;
    EXPECT_EQ(announcer::Reaches(setup.groups[0], neighbor.announcer),
              neighbor.announcer.side == "internet");
    EXPECT_EQ(announcer::Reaches(setup.groups[1], neighbor.announcer),
              neighbor.announcer.side == "application");
  }
  EXPECT_EQ(internet, 2);
}

}  // namespace
}  // namespace waymark::examples
