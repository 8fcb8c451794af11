// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What groups say beyond prefixes and ladder: failover, ranks and epochs.

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "announcer/failback.h"
#include "announcer/group.h"
#include "announcer/role.h"
#include "announcer/symmetry.h"
#include "examples/announcer/testing/config_text.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace waymark::examples {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

// kSoundConfig with more in its group, and both neighbours on sides.
std::string WithInGroup(absl::string_view more) {
  std::string text = With("role: ACTIVE", absl::StrCat("role: ACTIVE\n", more));
  text.insert(text.find("peer_as"), "side: \"application\" ");
  return text;
}

announcer::GroupConfig Group(absl::string_view more) {
  return Load(WithInGroup(more)).groups.at(0);
}

TEST(FailoverConfigTest, NothingIsDoneThatWasNotAskedFor) {
  const announcer::GroupConfig group = Group("");
  EXPECT_EQ(group.failback, announcer::Failback());
  EXPECT_EQ(group.symmetry, announcer::Symmetry());
  EXPECT_EQ(group.initial_rank, 0);
  EXPECT_FALSE(group.remembered.has_value());
  EXPECT_EQ(group.warm_up, absl::ZeroDuration());
  EXPECT_EQ(group.drain_worsen, absl::ZeroDuration());
  EXPECT_FALSE(group.stall_limit.has_value());
  EXPECT_FALSE(group.assume_active_after_total_loss.has_value());
  EXPECT_FALSE(group.ladder.epoch_span.has_value());
}

TEST(FailoverConfigTest, FailbackIsPreemptiveOrManual) {
  announcer::GroupConfig group =
      Group("failback { delay_ms: 30000 first_start: RECOVERING }");
  EXPECT_EQ(group.failback.mode, announcer::Failback::Mode::kPreemptive);
  EXPECT_EQ(group.failback.delay, absl::Seconds(30));
  ASSERT_TRUE(group.remembered.has_value());
  EXPECT_TRUE(group.remembered->awaiting_promotion);
  EXPECT_FALSE(group.remembered->role.has_value());
  group = Group("failback { mode: MANUAL }");
  EXPECT_EQ(group.failback.mode, announcer::Failback::Mode::kManual);
  EXPECT_FALSE(group.remembered.has_value());
}

TEST(FailoverConfigTest, SymmetryIsOfSidesThatExist) {
  announcer::GroupConfig group = Group("symmetry { mode: WORSEN }");
  EXPECT_EQ(group.symmetry.mode, announcer::Symmetry::Mode::kWorsen);
  EXPECT_EQ(group.symmetry.return_after, absl::Seconds(1));
  EXPECT_EQ(group.symmetry.min_live, 1u);
  group = Group(
      "symmetry { mode: WITHDRAW return_after_ms: 5000 "
      "side: [\"internet\", \"application\"] }");
  EXPECT_EQ(group.symmetry.mode, announcer::Symmetry::Mode::kWithdraw);
  EXPECT_EQ(group.symmetry.return_after, absl::Seconds(5));
  EXPECT_THAT(group.symmetry.sides, ElementsAre("internet", "application"));
}

TEST(FailoverConfigTest, TimesAreRead) {
  const announcer::GroupConfig group = Group(
      "warm_up_ms: 1500 stall_limit_ms: 2500 drain_worsen_ms: 3500 "
      "assume_active_after_total_loss_ms: 90000");
  EXPECT_EQ(group.warm_up, absl::Milliseconds(1500));
  EXPECT_EQ(group.stall_limit, absl::Milliseconds(2500));
  EXPECT_EQ(group.drain_worsen, absl::Milliseconds(3500));
  EXPECT_EQ(group.assume_active_after_total_loss, absl::Seconds(90));
}

TEST(FailoverConfigTest, StandbysHaveRanks) {
  std::string text = With("role: ACTIVE", "role: STANDBY rank: 1");
  const std::string recovering = "recovering {";
  text.insert(text.find(recovering), "standby { prepend: 3 med: 150 }\n    ");
  const announcer::GroupConfig group = Load(text).groups.at(0);
  EXPECT_EQ(group.initial_role, announcer::Role::kStandby);
  EXPECT_EQ(group.initial_rank, 1);
  ASSERT_EQ(group.ladder.standby.size(), 2u);
  EXPECT_EQ(group.ladder.standby[1].prepend, 3);
}

TEST(FailoverConfigTest, EpochSpanHasToFitBelowTheStandbys) {
  const std::string ladder = "active { prepend: 0 med: 0 }";
  EXPECT_EQ(Load(With(ladder, absl::StrCat(ladder, " epoch_span: 99")))
                .groups.at(0)
                .ladder.epoch_span,
            99u);
  EXPECT_THAT(Complaint(With(ladder, absl::StrCat(ladder, " epoch_span: 100"))),
              HasSubstr("f:21:26: group[0].ladder.standby[0].med: 100 is not "
                        "above active with epoch_span's 100"));
  EXPECT_THAT(Complaint(With(ladder, absl::StrCat(ladder, " epoch_span: 0"))),
              HasSubstr("f:20:34: group[0].ladder.epoch_span: 0 is 0"));
}

TEST(FailoverConfigTest, DrainedIsARole) {
  EXPECT_EQ(Load(With("role: ACTIVE", "role: DRAINED")).groups[0].initial_role,
            announcer::Role::kDrained);
}

TEST(FailoverConfigTest, TotalLossHasToOutlastTheReturnOfTheSides) {
  for (const char* const more :
       {"symmetry { mode: WORSEN return_after_ms: 5000 } "
        "assume_active_after_total_loss_ms: 5001",
        "symmetry { return_after_ms: 5000 } "
        "assume_active_after_total_loss_ms: 5000"}) {
    EXPECT_THAT(Complaint(WithInGroup(more)),
                Not(HasSubstr("assume_active_after_total_loss_ms")));
  }
}

TEST(FailoverConfigTest, WhatHasNoEffectOrCannotBeIsReported) {
  const struct {
    const char* more;
    const char* complaint;
  } kCases[] = {
      {"rank: 1", "f:25:1: group[0].rank: 1 counts for STANDBY only"},
      {"failback { mode: MANUAL delay_ms: 1 }",
       "f:25:25: group[0].failback.delay_ms: 1 counts for PREEMPTIVE only"},
      {"failback { first_start: RECOVERING }",
       "group[0].failback.first_start: RECOVERING ends at once"},
      {"symmetry { mode: WORSEN side: \"dmz\" }",
       "group[0].symmetry.side[0]: \"dmz\" is the side of no neighbour"},
      {"symmetry { mode: WORSEN side: \"internet\" side: \"internet\" }",
       "group[0].symmetry.side[1]: \"internet\" stands in line 25 already"},
      {"symmetry { mode: WORSEN side: \"internet\" }",
       "group[0].symmetry.mode: WORSEN needs two sides, and there is 1"},
      {"symmetry { mode: WORSEN min_live: 2 }",
       "group[0].symmetry.min_live: 2 is more than the neighbours on side "
       "application; choose 1 to 1"},
      {"stall_limit_ms: 9", "group[0].stall_limit_ms: 9 is out of range"},
      {"assume_active_after_total_loss_ms: 0",
       "group[0].assume_active_after_total_loss_ms: 0 is out of range"},
      {"symmetry { mode: WORSEN return_after_ms: 5000 }\n"
       "assume_active_after_total_loss_ms: 5000",
       "f:26:1: group[0].assume_active_after_total_loss_ms: 5000 is over "
       "before the lost sides are back, after symmetry.return_after_ms: 5000; "
       "choose more than 5000, or shorten return_after_ms"},
      {"symmetry { mode: WITHDRAW } assume_active_after_total_loss_ms: 1000",
       "choose more than 1000"},
  };
  for (const auto& test : kCases) {
    EXPECT_THAT(Complaint(WithInGroup(test.more)), HasSubstr(test.complaint));
  }
}

}  // namespace
}  // namespace waymark::examples
