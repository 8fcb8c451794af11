// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/lint.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "examples/announcer/testing/config_text.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace waymark::examples {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// A configuration that suits its cloud, but for what is set here: instead of
// the usual value ("-": nothing at all), or in a line of its own.
struct Change {
  std::string profile = "GENERIC";
  std::string local_as = {};
  std::string peer_as = {};
  std::string bfd = {};
  std::string both_neighbors = {};
  std::string second_address = {};
  std::string prefixes = {};
  std::string ladder = {};
  std::string group = {};
  std::string rest = {};
};

std::string Line(absl::string_view field, absl::string_view given,
                 absl::string_view usual) {
  if (given == "-" || (given.empty() && usual.empty())) return "\n";
  return absl::StrCat("  ", field, given.empty() ? usual : given, "\n");
}

// Neighbours begin in lines 4 and 10, the group in line 16.
std::string Text(const Change& change) {
  const bool aws = change.profile == "AWS_VPC_ROUTE_SERVER";
  const bool azure = change.profile == "AZURE_ROUTE_SERVER";
  std::string text =
      absl::StrCat("profile: ", change.profile, "\nrouter_id: \"10.0.1.10\"\n",
                   Line("local_as: ", change.local_as, "65001"));
  const std::string second =
      change.second_address.empty() ? "10.0.1.5" : change.second_address;
  for (const std::string& address : {std::string("10.0.1.4"), second}) {
    absl::StrAppend(
        &text, "neighbor {\n  name: \"rs-", address == second, "\" address: \"",
        address, "\" local_address: \"10.0.1.10\"\n",
        Line("peer_as: ", change.peer_as, azure ? "65515" : "65000"),
        Line("bfd ", change.bfd, aws ? "{}" : ""), "  ", change.both_neighbors,
        "\n}\n");
  }
  return absl::StrCat(
      text, "group {\n  name: \"floating\" role: ACTIVE\n",
      Line("", change.prefixes, "prefix: \"172.16.1.1/32\""),
      Line("ladder ", change.ladder,
           "{ active { med: 0 } standby { prepend: 2 med: 100 } "
           "recovering { prepend: 4 med: 200 } }"),
      "  ", change.group, "\n}\n", change.rest, "\n");
}

std::string Said(const Change& change) { return Complaint(Text(change)); }

constexpr char kAws[] = "AWS_VPC_ROUTE_SERVER";
constexpr char kAzure[] = "AZURE_ROUTE_SERVER";
constexpr char kGcp[] = "GCP_ROUTER_APPLIANCE";

constexpr char kMedAlone[] =
    "{ active { med: 0 } standby { med: 100 } recovering { med: 200 } }";

constexpr char kMedAloneWithEpochs[] =
    "{ active { med: 0 } standby { med: 10000 } recovering { med: 20000 } "
    "epoch_span: 1000 }";

std::string Prefixes(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) {
    absl::StrAppend(&text, "prefix: \"172.16.", i / 256, ".", i % 256,
                    "/32\" ");
  }
  return text;
}

TEST(LintTest, WhatSuitsItsCloudIsPassedWithoutAWord) {
  for (const char* const profile : {"GENERIC", kAws, kAzure, kGcp}) {
    EXPECT_EQ(Said({.profile = profile}), "") << profile;
  }
}

TEST(LintTest, WarningsNameLineAndFix) {
  EXPECT_EQ(Said({.profile = kAws, .both_neighbors = "opening: BOTH"}),
            "f:8:3: warning: neighbor[0].opening: BOTH listens on TCP port 179 "
            "in vain: a VPC Route Server never connects; remove it: ACTIVE is "
            "the default\n"
            "f:14:3: warning: neighbor[1].opening: BOTH listens on TCP port "
            "179 in vain: a VPC Route Server never connects; remove it: ACTIVE "
            "is the default\n");
}

// Part of what has to be said of a change; "" for nothing.
struct Case {
  Change change;
  const char* said;
};

void Check(absl::Span<const Case> cases) {
  for (const Case& test : cases) {
    const std::string said = Said(test.change);
    const std::string expected = test.said;
    if (expected.empty()) {
      EXPECT_EQ(said, "") << Text(test.change);
    } else {
      EXPECT_THAT(said, HasSubstr(expected)) << Text(test.change);
    }
  }
}

TEST(LintTest, PassiveIsWrongWhereTheRouteServerNeverDials) {
  Check({
      {{.profile = kAws, .both_neighbors = "opening: PASSIVE"},
       "f:8:3: neighbor[0].opening: PASSIVE waits for a connection, and a VPC "
       "Route Server never makes one; remove it"},
      {{.profile = kAws, .both_neighbors = "opening: ACTIVE"}, ""},
      {{.profile = kGcp, .both_neighbors = "opening: PASSIVE"}, ""},
      {{.both_neighbors = "opening: PASSIVE"}, ""},
  });
}

TEST(LintTest, BfdIsWrongWhereTheCloudHasNone) {
  Check({
      {{.profile = kAzure, .bfd = "{}"},
       "f:7:3: warning: neighbor[0].bfd: never comes up: Azure Route Server "
       "has no BFD; remove it"},
      {{.profile = kGcp, .bfd = "{ mode: STRICT }"},
       "f:7:9: neighbor[0].bfd.mode: STRICT waits for BFD, which Cloud Router "
       "does not have"},
      {{.bfd = "{ mode: STRICT }"}, ""},
  });
}

TEST(LintTest, BfdIsMissedWhereTheCloudHasIt) {
  Check({
      {{.profile = kAws, .bfd = "-"},
       "f:4:1: warning: neighbor[0].bfd: is missing, so that either end "
       "notices the other's death only after the hold time of 9 s; add bfd {}"},
      {{.profile = kAws, .bfd = "{ multihop {} }"},
       "f:7:9: neighbor[0].bfd.multihop: never comes up: a VPC Route Server "
       "has BFD over a single hop only"},
      {{.bfd = "{ multihop {} }"}, ""},
  });
}

TEST(LintTest, HoldTimeIsComparedWithTheClouds) {
  Check({
      {{.profile = kAzure, .both_neighbors = "hold_time_s: 181"},
       "f:8:3: warning: neighbor[0].hold_time_s: 181 is more than the 180 s "
       "that Azure Route Server proposes"},
      {{.profile = kAzure, .both_neighbors = "hold_time_s: 180"}, ""},
      {{.profile = kAzure, .both_neighbors = "hold_time_s: 61"}, ""},
      {{.profile = kAzure, .both_neighbors = "hold_time_s: 60"},
       "hold_time_s: 60 ends the session again and again, should Azure Route "
       "Server go on sending KEEPALIVEs every 60 s; choose more than 60"},
      {{.profile = kGcp, .both_neighbors = "hold_time_s: 61"},
       "hold_time_s: 61 is more than the 60 s"},
      {{.profile = kGcp, .both_neighbors = "hold_time_s: 20"}, "every 20 s"},
      {{.profile = kAws, .both_neighbors = "hold_time_s: 3600"}, ""},
  });
}

TEST(LintTest, SessionThatNothingEndsIsWarnedOf) {
  Check({
      {{.both_neighbors = "hold_time_s: 0"},
       "f:8:3: warning: neighbor[0].hold_time_s: 0 lets the session outlive "
       "the neighbour without BFD"},
      {{.bfd = "{}", .both_neighbors = "hold_time_s: 0"}, ""},
      {{.profile = kGcp, .bfd = "{}", .both_neighbors = "hold_time_s: 0"},
       "hold_time_s: 0 lets"},
  });
}

TEST(LintTest, HoldTimeDefaultsToTheCloudsWithoutBfd) {
  EXPECT_EQ(Load(Text({})).neighbors[0].speaker.peer.session.hold_time,
            absl::Seconds(9));
  EXPECT_EQ(Load(Text({.profile = kAzure}))
                .neighbors[0]
                .speaker.peer.session.hold_time,
            absl::Seconds(180));
  EXPECT_EQ(
      Load(Text({.profile = kGcp})).neighbors[0].speaker.peer.session.hold_time,
      absl::Seconds(60));
}

TEST(LintTest, SignaturesAndTtlSecurityAreWrongWhereTheyCannotBe) {
  Check({
      {{.profile = kAws, .both_neighbors = "password_file: \"/none\""},
       "f:8:3: warning: neighbor[0].password_file: \"/none\" keeps the session "
       "down: a VPC Route Server has no setting for TCP MD5"},
      {{.profile = kAzure, .both_neighbors = "ttl_security: true"},
       "f:8:3: neighbor[0].ttl_security: true drops every packet: Azure Route "
       "Server is several hops away"},
      {{.both_neighbors = "ttl_security: true"}, ""},
  });
}

TEST(LintTest, RoutesOfANeighborAreCounted) {
  Check({
      {{.profile = kAws, .prefixes = Prefixes(100)}, ""},
      {{.profile = kAws, .prefixes = Prefixes(101)},
       "f:5:3: warning: neighbor[0].name: \"rs-0\" would hear of 101 routes; a "
       "VPC Route Server takes 100 of one neighbour; announce fewer"},
      {{.profile = kAzure, .prefixes = Prefixes(1001)},
       "f:5:3: neighbor[0].name: \"rs-0\" would hear of 1001 routes; Azure "
       "Route Server takes 1000 of one neighbour, and ends the session beyond"},
      {{.prefixes = Prefixes(1001)}, ""},
  });
}

TEST(LintTest, AsNumbersHaveToSuitTheCloud) {
  Check({
      {{.local_as = "64500"},
       "f:3:3: warning: local_as: 64500 is for documents only (RFC 5398)"},
      {{.peer_as = "65536"},
       "f:6:3: warning: neighbor[0].peer_as: 65536 is for documents only"},
      {{.profile = kAzure, .local_as = "65518"},
       "f:3:3: local_as: 65518 is one that Azure keeps for itself"},
      {{.profile = kAzure, .local_as = "4200000000"},
       "f:3:3: local_as: 4200000000 has more than the 16 bits"},
      {{.profile = kAzure, .peer_as = "65000"},
       "f:6:3: neighbor[0].peer_as: 65000 is not that of Azure Route Server, "
       "65515; remove it"},
      {{.profile = kAzure, .peer_as = "-"}, ""},
      {{.profile = kAzure, .local_as = "65515", .peer_as = "-"},
       "f:4:1: neighbor[0].peer_as: is our own AS number"},
      {{.profile = kGcp, .local_as = "3333"},
       "f:3:3: warning: local_as: 3333 is not private"},
      {{.profile = kGcp, .peer_as = "16550"}, ""},
      {{.profile = kGcp, .peer_as = "3333"},
       "neighbor[0].peer_as: 3333 is neither private nor 16550"},
      {{.profile = kAws, .local_as = "3333", .peer_as = "4444"}, ""},
  });
}

TEST(LintTest, AsNumbersOfOurOwnForOneNeighborHaveToSuitItToo) {
  Check({
      {{.profile = kAzure, .both_neighbors = "local_as: 65518"},
       "f:8:3: neighbor[0].local_as: 65518 is one that Azure keeps"},
      {{.profile = kAzure, .both_neighbors = "local_as: 4200000000"},
       "f:14:3: neighbor[1].local_as: 4200000000 has more than the 16 bits"},
      {{.profile = kGcp, .both_neighbors = "local_as: 3333"},
       "f:8:3: warning: neighbor[0].local_as: 3333 is not private"},
      {{.both_neighbors = "local_as: 64500"},
       "f:8:3: warning: neighbor[0].local_as: 64500 is for documents only"},
      {{.profile = kAzure, .both_neighbors = "local_as: 65010"}, ""},
  });
}

TEST(LintTest, MedAloneDoesNotTellNodesOfDifferentAsNumbersApart) {
  Check({
      {{.ladder = kMedAlone}, ""},
      {{.ladder = kMedAlone, .rest = "surroundings { other_node_as: 65001 }"},
       ""},
      {{.ladder = kMedAlone, .rest = "surroundings { other_node_as: 65002 }"},
       "f:19:3: warning: group[0].ladder: tells active from standby by med "
       "alone, which route servers do not compare between paths of different "
       "AS numbers; give standby a longer prepend"},
      {{.rest = "surroundings { other_node_as: 65002 }"}, ""},
      {{.profile = kAzure, .ladder = kMedAlone},
       "f:19:3: warning: group[0].ladder: lets traffic go to active and "
       "standby alike: Azure Route Server spreads it"},
      {{.ladder = "{ active { med: 0 } standby { prepend: 1 med: 100 } "
                  "recovering { prepend: 1 med: 200 } epoch_span: 9 }",
        .rest = "surroundings { other_node_as: 65002 }"},
       "group[0].ladder.epoch_span: 9 puts the epoch into the med, which"},
  });
}

TEST(LintTest, EveryRungHasToDifferFromTheNext) {
  const std::string recovering =
      "{ active { med: 0 } standby { prepend: 2 med: 100 } "
      "recovering { prepend: 2 med: 200 } }";
  const std::string ranks =
      "{ active { med: 0 } standby { prepend: 2 med: 100 } "
      "standby { prepend: 2 med: 150 } recovering { prepend: 4 med: 200 } }";
  Check({
      {{.ladder = recovering}, ""},
      {{.profile = kAzure, .ladder = recovering},
       "f:19:3: warning: group[0].ladder: lets traffic go to standby and "
       "recovering alike: Azure Route Server spreads it over paths of equally "
       "long AS_PATH; give recovering a longer prepend than standby\n"},
      {{.ladder = recovering, .rest = "surroundings { other_node_as: 65002 }"},
       "tells standby from recovering by med alone"},
      {{.profile = kAzure, .ladder = ranks},
       "lets traffic go to standby[0] and standby[1] alike: Azure Route Server "
       "spreads it over paths of equally long AS_PATH; give standby[1] a "
       "longer "
       "prepend than standby[0]\n"},
  });
  EXPECT_THAT(Said({.profile = kAzure, .ladder = kMedAlone}),
              AllOf(HasSubstr("to active and standby alike"),
                    HasSubstr("to standby and recovering alike")));
}

TEST(LintTest, GroupShouldReachTwoEndpoints) {
  Check({
      {{.group = "neighbor: \"rs-0\""},
       "f:17:3: warning: group[0].name: \"floating\" reaches one endpoint "
       "only, 10.0.1.4: when that fails, nothing of this node is announced"},
      {{.group = "neighbor: [\"rs-0\", \"rs-1\"]"}, ""},
  });
}

TEST(LintTest, SideShouldHaveTwoEndpointsAndALookAtTheOther) {
  std::string text = Text({.group = "symmetry { mode: WORSEN }"});
  text.insert(text.find("name: \"rs-0\""), "side: \"internet\" ");
  text.insert(text.find("name: \"rs-1\""), "side: \"application\" ");
  EXPECT_THAT(Complaint(text),
              HasSubstr("f:17:3: warning: group[0].name: \"floating\" reaches "
                        "one endpoint only on side internet, 10.0.1.4"));
  text.replace(text.find("WORSEN"), 6, "WITHDRAW");
  EXPECT_THAT(Complaint(text),
              HasSubstr("f:20:14: warning: group[0].symmetry.mode: WITHDRAW "
                        "leaves nobody to announce"));
  text.replace(text.find("symmetry"), 27, "");
  EXPECT_THAT(Complaint(text),
              HasSubstr("warning: group[0].symmetry: is missing: when this "
                        "node has lost side application"));
}

TEST(LintTest, PersistRoutesNeedAnAnswerToTheDeadNodesPath) {
  const std::string persist = "surroundings { persist_routes: true }";
  Check({
      {{.profile = kAws, .rest = persist},
       "f:16:1: warning: group[0].assume_active_after_total_loss_ms: is "
       "missing: with persist routes, a standby"},
      {{.profile = kAws,
        .group = "assume_active_after_total_loss_ms: 120000",
        .rest = persist},
       ""},
      // By med alone, the epoch that an elector grants next wins.
      {{.profile = kAws, .ladder = kMedAlone, .rest = persist},
       "warning: group[0].assume_active_after_total_loss_ms: is missing"},
      {{.profile = kAws, .ladder = kMedAloneWithEpochs, .rest = persist}, ""},
      {{.profile = kAws,
        .ladder = kMedAloneWithEpochs,
        .rest = "surroundings { persist_routes: true other_node_as: 65002 }"},
       "warning: group[0].assume_active_after_total_loss_ms: is missing"},
  });
}

TEST(LintTest, StaticRoutesThatShadowWhatIsAnnouncedAreNamed) {
  const auto with = [](absl::string_view prefix, absl::string_view route) {
    return Said({.prefixes = absl::StrCat("prefix: \"", prefix, "\""),
                 .rest = absl::StrCat("surroundings { static_route: \"", route,
                                      "\" }")});
  };
  EXPECT_EQ(with("172.16.0.0/16", "172.16.0.0/16"),
            "f:22:16: warning: surroundings.static_route[0]: "
            "\"172.16.0.0/16\" goes before what group floating announces: of "
            "two routes of one length the static one wins; delete the static "
            "route\n");
  EXPECT_THAT(with("172.16.0.0/16", "172.16.1.0/24"),
              HasSubstr("takes its part of the traffic of group floating"));
  EXPECT_EQ(with("172.16.0.0/16", "172.0.0.0/8"), "");
  EXPECT_EQ(with("0.0.0.0/0", "10.0.0.0/8"), "");
  EXPECT_THAT(with("0.0.0.0/0", "0.0.0.0/0"), HasSubstr("goes before"));
  EXPECT_THAT(with("0.0.0.0/0", "10.0.0.1/8"),
              StartsWith("f:22:16: surroundings.static_route[0]: "
                         "\"10.0.0.1/8\" is not a prefix"));
}

TEST(LintTest, WarningsComeBesideErrors) {
  EXPECT_THAT(Said({.profile = kAws,
                    .bfd = "-",
                    .rest = "limits { "
                            "pending_events: 1 }"}),
              ::testing::AllOf(HasSubstr("warning: neighbor[0].bfd"),
                               HasSubstr("limits.pending_events: 1 is out")));
}

}  // namespace
}  // namespace waymark::examples
