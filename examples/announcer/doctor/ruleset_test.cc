// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/doctor/ruleset.h"

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/ip_address.h"
#include "examples/announcer/doctor/probe_packet.h"
#include "gtest/gtest.h"

namespace waymark::examples {
namespace {

using Outcome = FirewallVerdict::Outcome;

// The table "inet f" with a chain "in", hooked to input, and one "sub".
std::string Table(absl::string_view policy, absl::string_view rules) {
  return absl::StrCat(
      R"({"nftables": [{"metainfo": {"json_schema_version": 1}},
      {"chain": {"family": "inet", "table": "f", "name": "in",
                 "type": "filter", "hook": "input", "policy": ")",
      policy, R"("}},
      {"chain": {"family": "inet", "table": "f", "name": "sub"}})",
      rules, "]}");
}

std::string Rule(absl::string_view chain, absl::string_view statements) {
  return absl::StrCat(
      R"(,{"rule": {"family": "inet", "table": "f", "chain": ")", chain,
      R"(", "expr": [)", statements, "]}}");
}

std::string Is(absl::string_view left, absl::string_view right,
               absl::string_view op = "==") {
  return absl::StrCat(R"({"match": {"op": ")", op, R"(", "left": )", left,
                      R"(, "right": )", right, "}}");
}

std::string Payload(absl::string_view protocol, absl::string_view field) {
  return absl::StrCat(R"({"payload": {"protocol": ")", protocol,
                      R"(", "field": ")", field, R"("}})");
}

constexpr char kAccept[] = R"({"accept": null})";
constexpr char kDrop[] = R"({"drop": null})";
constexpr char kCounter[] = R"({"counter": {"packets": 0, "bytes": 0}})";

ProbePacket Bfd() {
  ProbePacket packet;
  packet.protocol = "udp";
  packet.source = IpAddress::V4(10, 0, 1, 4);
  packet.destination = IpAddress::V4(10, 0, 1, 10);
  packet.source_port = 49152;
  packet.destination_port = 3784;
  packet.interface = "eth0";
  return packet;
}

FirewallVerdict Judge(const std::string& json,
                      const ProbePacket& packet = Bfd()) {
  const absl::StatusOr<Ruleset> ruleset = Ruleset::Parse(json);
  EXPECT_TRUE(ruleset.ok()) << ruleset.status() << json;
  return ruleset.ok() ? ruleset->Judge(packet) : FirewallVerdict();
}

Outcome OutcomeOf(absl::string_view policy, const std::string& rules,
                  const ProbePacket& packet = Bfd()) {
  return Judge(Table(policy, rules), packet).outcome;
}

// Whether a rule that accepts what matches lets the packet past a policy of
// drop.
Outcome Accepting(const std::string& match, const ProbePacket& packet = Bfd()) {
  return OutcomeOf("drop", Rule("in", absl::StrCat(match, ",", kAccept)),
                   packet);
}

TEST(RulesetTest, SomethingElseThanARulesetIsRefused) {
  for (const char* text : {"", "[]", "{}", "{\"nftables\": 1}", "no tables"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(Ruleset::Parse(text).status())) << text;
  }
}

TEST(RulesetTest, WithoutChainsEverythingPasses) {
  EXPECT_EQ(Judge(R"({"nftables": []})").outcome, Outcome::kPasses);
}

TEST(RulesetTest, ThePolicyCountsForWhatNoRuleDecides) {
  EXPECT_EQ(OutcomeOf("accept", ""), Outcome::kPasses);
  const FirewallVerdict verdict = Judge(Table("drop", ""));
  EXPECT_EQ(verdict.outcome, Outcome::kBlocked);
  EXPECT_EQ(verdict.where, "the policy of chain \"in\" in table inet f");
}

TEST(RulesetTest, PortsMatchByNumberSetRangeAndNot) {
  const std::string port = Payload("udp", "dport");
  EXPECT_EQ(Accepting(Is(port, "3784")), Outcome::kPasses);
  EXPECT_EQ(Accepting(Is(port, "3785")), Outcome::kBlocked);
  EXPECT_EQ(Accepting(Is(port, R"({"set": [22, 3784]})")), Outcome::kPasses);
  EXPECT_EQ(Accepting(Is(port, R"({"set": [22, {"range": [3000, 4000]}]})")),
            Outcome::kPasses);
  EXPECT_EQ(Accepting(Is(port, R"({"range": [3785, 4784]})")),
            Outcome::kBlocked);
  EXPECT_EQ(Accepting(Is(port, "22", "!=")), Outcome::kPasses);
  EXPECT_EQ(Accepting(Is(port, "3784", "!=")), Outcome::kBlocked);
  EXPECT_EQ(Accepting(Is(Payload("th", "dport"), "3784")), Outcome::kPasses);
}

TEST(RulesetTest, AnotherProtocolDoesNotMatchNotEvenItsOpposite) {
  EXPECT_EQ(Accepting(Is(Payload("tcp", "dport"), "3784")), Outcome::kBlocked);
  EXPECT_EQ(Accepting(Is(Payload("tcp", "dport"), "22", "!=")),
            Outcome::kBlocked);
  EXPECT_EQ(Accepting(Is(Payload("ip6", "saddr"), "\"::1\"", "!=")),
            Outcome::kBlocked);
  EXPECT_EQ(Accepting(Is(Payload("icmp", "type"), "\"echo-request\"")),
            Outcome::kBlocked);
}

TEST(RulesetTest, AddressesMatchByValuePrefixAndRange) {
  const std::string source = Payload("ip", "saddr");
  EXPECT_EQ(Accepting(Is(source, "\"10.0.1.4\"")), Outcome::kPasses);
  EXPECT_EQ(Accepting(Is(source, "\"10.0.1.5\"")), Outcome::kBlocked);
  EXPECT_EQ(
      Accepting(Is(source, R"({"prefix": {"addr": "10.0.0.0", "len": 8}})")),
      Outcome::kPasses);
  EXPECT_EQ(
      Accepting(Is(source, R"({"prefix": {"addr": "10.1.0.0", "len": 16}})")),
      Outcome::kBlocked);
  EXPECT_EQ(Accepting(Is(source, R"({"range": ["10.0.1.1", "10.0.1.9"]})")),
            Outcome::kPasses);
}

TEST(RulesetTest, ProtocolInterfaceAndStateOfTheConnectionAreKnown) {
  const auto meta = [](const char* key) {
    return absl::StrCat(R"({"meta": {"key": ")", key, R"("}})");
  };
  constexpr char kState[] = R"({"ct": {"key": "state"}})";
  EXPECT_EQ(Accepting(Is(meta("l4proto"), "\"udp\"")), Outcome::kPasses);
  EXPECT_EQ(Accepting(Is(meta("nfproto"), "\"ipv6\"")), Outcome::kBlocked);
  EXPECT_EQ(Accepting(Is(meta("iifname"), "\"eth0\"")), Outcome::kPasses);
  EXPECT_EQ(Accepting(Is(meta("iifname"), "\"eth*\"")), Outcome::kPasses);
  EXPECT_EQ(Accepting(Is(meta("iifname"), "\"lo\"")), Outcome::kBlocked);
  EXPECT_EQ(Accepting(Is(kState, R"(["established", "related"])", "in")),
            Outcome::kBlocked);
  ProbePacket answer = Bfd();
  answer.established = true;
  EXPECT_EQ(
      Accepting(Is(kState, R"(["established", "related"])", "in"), answer),
      Outcome::kPasses);
}

TEST(RulesetTest, JumpsAreFollowedAndReturnEndsAChain) {
  const std::string jump = Rule("in", R"({"jump": {"target": "sub"}})");
  EXPECT_EQ(OutcomeOf("accept", jump + Rule("sub", kDrop)), Outcome::kBlocked);
  EXPECT_EQ(OutcomeOf("drop", jump + Rule("sub", kAccept)), Outcome::kPasses);
  EXPECT_EQ(OutcomeOf("accept", jump + Rule("sub", R"({"return": null})") +
                                    Rule("sub", kDrop)),
            Outcome::kPasses);
  // A circle, which the kernel would not take, ends.
  EXPECT_EQ(
      OutcomeOf("accept", jump + Rule("sub", R"({"jump": {"target": "sub"}})")),
      Outcome::kPasses);
}

TEST(RulesetTest, TheFirstRuleThatDecidesCounts) {
  EXPECT_EQ(OutcomeOf("accept", Rule("in", absl::StrCat(kCounter, ",", kDrop)) +
                                    Rule("in", kAccept)),
            Outcome::kBlocked);
  const FirewallVerdict verdict = Judge(Table("accept", Rule("in", kDrop)));
  EXPECT_EQ(verdict.where, "a rule of chain \"in\" in table inet f");
}

TEST(RulesetTest, AVerdictMapIsAChoiceOfVerdicts) {
  const auto map = [](const char* entries) {
    return Rule("in",
                absl::StrCat(R"({"vmap": {"key": )", Payload("udp", "dport"),
                             R"(, "data": {"set": [)", entries, "]}}}"));
  };
  EXPECT_EQ(OutcomeOf("drop", map(R"([22, {"drop": null}],
                                     [3784, {"accept": null}])")),
            Outcome::kPasses);
  EXPECT_EQ(OutcomeOf("accept", map(R"([3784, {"drop": null}])")),
            Outcome::kBlocked);
}

TEST(RulesetTest, WhatCannotBeKnownLeavesItUnclear) {
  const std::string mark = Is(R"({"meta": {"key": "mark"}})", "7");
  EXPECT_EQ(Accepting(mark), Outcome::kUnclear);
  EXPECT_EQ(Accepting(Is(Payload("ip", "saddr"), "\"@known\"")),
            Outcome::kUnclear);
  EXPECT_EQ(Accepting(R"({"limit": {"rate": 5, "per": "second"}})"),
            Outcome::kUnclear);
  EXPECT_EQ(Accepting(R"({"xt": null})"), Outcome::kUnclear);
  const FirewallVerdict verdict =
      Judge(Table("accept", Rule("in", absl::StrCat(mark, ",", kDrop))));
  EXPECT_EQ(verdict.outcome, Outcome::kUnclear);
  EXPECT_TRUE(absl::StrContains(verdict.where, "\"in\"")) << verdict.where;
  // Of no consequence where both ways end the same.
  EXPECT_EQ(OutcomeOf("accept", Rule("in", absl::StrCat(mark, ",", kAccept))),
            Outcome::kPasses);
}

TEST(RulesetTest, OnlyTheHooksOnThePacketsWayCount) {
  ProbePacket outgoing = Bfd();
  outgoing.incoming = false;
  EXPECT_EQ(OutcomeOf("drop", "", outgoing), Outcome::kPasses);
}

}  // namespace
}  // namespace waymark::examples
