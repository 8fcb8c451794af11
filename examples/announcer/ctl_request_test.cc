// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/ctl_request.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "gtest/gtest.h"

namespace waymark::examples {
namespace {

std::optional<CtlCommand> Parse(const std::string& line) {
  return ParseCtlCommand(absl::StrSplit(line, ' ', absl::SkipEmpty()));
}

// The request in short text format; "no" for what is none.
std::string Request(const std::string& line) {
  const std::optional<CtlCommand> command = Parse(line);
  return command.has_value() ? command->request.ShortDebugString() : "no";
}

TEST(CtlRequestTest, EveryCommandIsARequest) {
  EXPECT_EQ(Request("neighbor"), "neighbors { }");
  EXPECT_EQ(Request("neighbor rs-1"), "neighbors { name: \"rs-1\" }");
  EXPECT_EQ(Request("rib"), "rib { }");
  EXPECT_EQ(Request("announcements rs-1"), "rib { neighbor: \"rs-1\" }");
  EXPECT_EQ(Request("bfd rs-1"), "bfd { neighbor: \"rs-1\" }");
  EXPECT_EQ(Request("events --follow"), "events { follow: true }");
  EXPECT_EQ(Request("incidents"), "incidents { }");
  EXPECT_EQ(Request("metrics"), "metrics { }");
  EXPECT_EQ(Request("metrics x"), "no");
  EXPECT_EQ(Request("health floating"), "health { group: \"floating\" }");
  EXPECT_EQ(Request("role"), "groups { }");
  EXPECT_EQ(Request("role floating"), "groups { group: \"floating\" }");
  EXPECT_EQ(Request("role floating active"),
            "set_role { group: \"floating\" role: \"active\" }");
  EXPECT_EQ(Request("role floating standby --epoch 7 --rank=1 --lease-ms 3000"),
            "set_role { group: \"floating\" role: \"standby\" epoch: 7 rank: 1 "
            "lease_ms: 3000 }");
  EXPECT_EQ(Request("role floating active --sent-boottime-ms 5000"),
            "set_role { group: \"floating\" role: \"active\" "
            "sent_boottime_ms: 5000 }");
  EXPECT_EQ(Request("promote floating"), "promote { group: \"floating\" }");
  EXPECT_EQ(Request("role in out standby"),
            "set_role { group: \"in\" group: \"out\" role: \"standby\" }");
  EXPECT_EQ(Request("role --all standby"),
            "set_role { role: \"standby\" all_groups: true }");
  EXPECT_EQ(Request("promote in out"),
            "promote { group: \"in\" group: \"out\" }");
  EXPECT_EQ(Request("promote --all"), "promote { all_groups: true }");
  EXPECT_EQ(Request("drain"), "drain { }");
  EXPECT_EQ(Request("drain --deadline-ms 500"), "drain { deadline_ms: 500 }");
  EXPECT_EQ(Request("reload"), "reload { }");
  EXPECT_EQ(Request("--dry-run reload"), "reload { dry_run: true }");
}

TEST(CtlRequestTest, TheOptionsOfAllCommandsStandAnywhere) {
  const std::optional<CtlCommand> command =
      Parse("--json rib --socket a.sock rs-1");
  ASSERT_TRUE(command.has_value());
  EXPECT_TRUE(command->json);
  EXPECT_EQ(command->socket, "a.sock");
  EXPECT_EQ(Parse("rib")->socket, "/run/waymark/announcer.sock");
  EXPECT_FALSE(Parse("rib")->json);
}

TEST(CtlRequestTest, SomeShowMore) {
  EXPECT_EQ(Parse("neighbor")->view, CtlView::kRows);
  EXPECT_EQ(Parse("neighbor detail")->view, CtlView::kDetail);
  EXPECT_EQ(Request("neighbor detail"), "neighbors { }");
  EXPECT_EQ(Parse("neighbor rs-1 detail")->view, CtlView::kDetail);
  EXPECT_EQ(Request("neighbor rs-1 detail"), "neighbors { name: \"rs-1\" }");
  EXPECT_EQ(Parse("rib")->view, CtlView::kRows);
  EXPECT_EQ(Parse("announcements")->view, CtlView::kAnnouncements);
}

TEST(CtlRequestTest, WhatIsNoCommandIsNone) {
  for (const char* const line :
       {"", "--json", "neighbors", "neighbor a b", "rib a b", "rib rs-1 detail",
        "events now", "incidents 3", "promote", "promote --all a", "role --all",
        "role --all a active", "drain now", "reload now"}) {
    EXPECT_EQ(Request(line), "no") << line;
  }
}

TEST(CtlRequestTest, OptionsBelongToTheirCommands) {
  for (const char* const line :
       {"rib --follow", "neighbor --dry-run", "role --epoch 1",
        "role a --epoch 1", "promote a --epoch 1", "events --deadline-ms 1",
        "reload --follow", "drain --all", "drain --lease-ms 5", "rib --unknown",
        "rib -x", "rib --json --json", "rib --socket",
        "rib --socket=", "role a active --epoch", "role a active --epoch x",
        "role a active --epoch -1", "role a active --rank 1.5",
        "drain --deadline-ms 4294967296"}) {
    EXPECT_EQ(Request(line), "no") << line;
  }
}

}  // namespace
}  // namespace waymark::examples
