// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/doctor/checks.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "examples/announcer/announcer_setup.h"
#include "examples/announcer/doctor/facts.h"
#include "examples/announcer/doctor/ruleset.h"
#include "examples/announcer/testing/config_text.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace waymark::examples {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

Facts::Address On(absl::string_view interface, absl::string_view address,
                  absl::string_view network) {
  return {*IpAddress::Parse(address), *IpPrefix::Parse(network),
          std::string(interface)};
}

// A node on which kSoundConfig is at home.
Facts Sound() {
  Facts facts;
  facts.interfaces = {{"lo", true, true, true}, {"eth0", false, true, true}};
  facts.addresses = {On("lo", "127.0.0.1", "127.0.0.0/8"),
                     On("lo", "172.16.1.1", "172.16.1.1/32"),
                     On("eth0", "10.0.1.10", "10.0.1.0/24")};
  facts.settings = {{"net/ipv4/ip_forward", "1"},
                    {"net/ipv6/conf/all/forwarding", "0"},
                    {"net/ipv4/conf/all/rp_filter", "0"},
                    {"net/ipv4/conf/eth0/rp_filter", "2"}};
  facts.ruleset = *Ruleset::Parse(R"({"nftables": []})");
  return facts;
}

AnnouncerSetup Configured(absl::string_view from = "",
                          absl::string_view to = "") {
  return Load(from.empty() ? kSoundConfig : With(from, to));
}

std::vector<std::string> Lines(const Findings& findings) {
  std::vector<std::string> lines;
  for (const Finding& finding : findings) {
    std::string line = Describe({finding});
    lines.push_back(line.substr(0, line.find('\n')));
  }
  return lines;
}

TEST(ChecksTest, ASoundNodeHasNothingButWhatCannotBeSeen) {
  const Findings findings = Examine(Configured(), Sound());
  EXPECT_FALSE(HasErrors(findings));
  for (const Finding& finding : findings) {
    EXPECT_NE(finding.grade, Finding::Grade::kWarning) << finding.text;
  }
  EXPECT_THAT(Describe(findings), HasSubstr("source/destination check"));
  EXPECT_THAT(Describe(findings), HasSubstr("0 errors, 0 warnings\n"));
}

TEST(ChecksTest, AFloatingAddressBelongsOnTheLoopback) {
  Facts facts = Sound();
  EXPECT_THAT(Lines(CheckFloatingAddresses(Configured(), facts)),
              ElementsAre("ok      172.16.1.1 is on lo"));
  facts.addresses[1] = On("eth0", "172.16.1.1", "172.16.1.0/24");
  EXPECT_THAT(Lines(CheckFloatingAddresses(Configured(), facts)),
              ElementsAre(HasSubstr("warning 172.16.1.1 is on eth0")));
  facts.addresses.pop_back();
  facts.addresses.pop_back();
  EXPECT_THAT(Describe(CheckFloatingAddresses(Configured(), facts)),
              HasSubstr("warning 172.16.1.1 is announced and on no interface\n"
                        "          -> ip address add 172.16.1.1/32 dev lo"));
}

TEST(ChecksTest, WhoAnnouncesANetworkForwards) {
  Facts facts = Sound();
  EXPECT_THAT(CheckForwarding(Configured(), facts), IsEmpty())
      << "a host route alone needs none";
  const AnnouncerSetup network = Configured("172.16.1.1/32", "0.0.0.0/0");
  EXPECT_THAT(Lines(CheckForwarding(network, facts)),
              ElementsAre("ok      net/ipv4/ip_forward is on"));
  facts.settings["net/ipv4/ip_forward"] = "0";
  EXPECT_THAT(Describe(CheckForwarding(network, facts)),
              HasSubstr("error   net/ipv4/ip_forward is 0: packets for "
                        "0.0.0.0/0 are dropped here\n"
                        "          -> sysctl -w net/ipv4/ip_forward=1"));
  facts.settings.erase("net/ipv4/ip_forward");
  EXPECT_THAT(Lines(CheckForwarding(network, facts)),
              ElementsAre("unseen  cannot read /proc/sys/net/ipv4/ip_forward"));
}

TEST(ChecksTest, AStrictReversePathFilterIsNamedWhicheverSettingMakesIt) {
  Facts facts = Sound();
  EXPECT_THAT(Lines(CheckReversePath(Configured(), facts)),
              ElementsAre("ok      eth0 has no strict reverse path filter"));
  facts.settings["net/ipv4/conf/all/rp_filter"] = "1";
  EXPECT_THAT(Lines(CheckReversePath(Configured(), facts)),
              ElementsAre(HasSubstr("ok      eth0")))
      << "2 is more than 1";
  facts.settings["net/ipv4/conf/eth0/rp_filter"] = "0";
  EXPECT_THAT(Lines(CheckReversePath(Configured(), facts)),
              ElementsAre(HasSubstr("warning eth0 has a strict")));
  facts.settings["net/ipv4/conf/all/rp_filter"] = "0";
  facts.settings["net/ipv4/conf/eth0/rp_filter"] = "1";
  EXPECT_THAT(Lines(CheckReversePath(Configured(), facts)),
              ElementsAre(HasSubstr("warning eth0 has a strict")));
}

TEST(ChecksTest, OurEndOfASessionIsOnAnInterfaceThatIsUp) {
  Facts facts = Sound();
  EXPECT_THAT(Lines(CheckLocalAddresses(Configured(), facts)),
              ElementsAre("ok      neighbor \"rs-1\": 10.0.1.10 is on eth0",
                          "ok      neighbor \"rs-2\": 10.0.1.10 is on eth0"));
  facts.interfaces[1].carrier = false;
  EXPECT_THAT(Lines(CheckLocalAddresses(Configured(), facts))[0],
              HasSubstr("error   neighbor \"rs-1\": interface eth0 of "
                        "10.0.1.10 is without carrier"));
  facts.interfaces[1].up = false;
  EXPECT_THAT(Lines(CheckLocalAddresses(Configured(), facts))[0],
              HasSubstr("is down"));
  facts.addresses.pop_back();
  EXPECT_THAT(Lines(CheckLocalAddresses(Configured(), facts))[0],
              HasSubstr("local_address 10.0.1.10 is on no interface"));
}

TEST(ChecksTest, WithoutALocalAddressThereIsNothingToLookFor) {
  const AnnouncerSetup setup =
      Configured("  local_address: \"10.0.1.10\"\n", "");
  EXPECT_THAT(Lines(CheckLocalAddresses(setup, Sound()))[0],
              HasSubstr("unseen  neighbor \"rs-1\": has no local_address"));
  EXPECT_EQ(CheckNextHops(setup, Sound()).size(), 1u) << "of the other one";
}

TEST(ChecksTest, BfdOverASingleHopNeedsItsNeighborNextToIt) {
  Facts facts = Sound();
  facts.addresses[2] = On("eth0", "10.0.1.10", "10.0.1.8/29");
  const AnnouncerSetup single =
      Configured("peer_as: 65000", "peer_as: 65000 bfd {}");
  EXPECT_THAT(Lines(CheckLocalAddresses(single, facts))[0],
              HasSubstr("10.0.1.4 is not in 10.0.1.8/29"));
  const AnnouncerSetup multihop =
      Configured("peer_as: 65000", "peer_as: 65000 bfd { multihop {} }");
  EXPECT_THAT(Lines(CheckLocalAddresses(multihop, facts))[0], HasSubstr("ok "));
}

TEST(ChecksTest, NextHopsAreAddressesThatOthersReachThisNodeBy) {
  const Facts facts = Sound();
  EXPECT_THAT(Lines(CheckNextHops(Configured(), facts))[0],
              HasSubstr("ok      group \"floating\" to \"rs-1\": IPv4 next hop "
                        "10.0.1.10 is on eth0"));
  const auto with = [&](absl::string_view address) {
    return Lines(CheckNextHops(
        Configured("ladder {", absl::StrCat("next_hop { ipv4: \"", address,
                                            "\" } ladder {")),
        facts))[0];
  };
  EXPECT_THAT(with("10.0.1.99"), HasSubstr("is no address of this node"));
  EXPECT_THAT(with("172.16.1.1"), HasSubstr("cannot reach it"));
}

TEST(ChecksTest, AFirewallThatBlocksIsNamedWithWhatItBlocks) {
  Facts facts = Sound();
  facts.ruleset = *Ruleset::Parse(R"({"nftables": [
      {"chain": {"family": "inet", "table": "f", "name": "in",
                 "type": "filter", "hook": "input", "policy": "drop"}},
      {"rule": {"family": "inet", "table": "f", "chain": "in", "expr": [
          {"match": {"op": "in", "left": {"ct": {"key": "state"}},
                     "right": ["established", "related"]}},
          {"accept": null}]}}]})");
  const AnnouncerSetup setup =
      Configured("peer_as: 65000", "peer_as: 65000 bfd {}");
  const std::string text = Describe(CheckFirewall(setup, facts));
  // Answers to what we open pass.
  EXPECT_THAT(text, Not(HasSubstr("BGP")));
  EXPECT_THAT(text,
              HasSubstr("error   neighbor \"rs-1\": BFD from it is blocked by "
                        "the policy of chain \"in\" in table inet f\n"
                        "          -> accept udp dport 3784 there"));
  EXPECT_THAT(text, HasSubstr("ok      neighbor \"rs-2\""));
  const AnnouncerSetup passive =
      Configured("peer_as: 65000", "peer_as: 65000 opening: PASSIVE");
  EXPECT_THAT(Describe(CheckFirewall(passive, facts)),
              HasSubstr("BGP opened by it is blocked"));
}

TEST(ChecksTest, RulesThatCannotBeReadAreUnseen) {
  Facts facts = Sound();
  facts.ruleset = absl::UnavailableError("no nft");
  EXPECT_THAT(Lines(CheckFirewall(Configured(), facts)),
              ElementsAre("unseen  the rules of nftables: no nft"));
}

TEST(ChecksTest, RulesOfLegacyIptablesAreUnseen) {
  Facts facts = Sound();
  EXPECT_THAT(Describe(Examine(Configured(), facts)),
              Not(HasSubstr("iptables-legacy")));
  facts.legacy_tables = {"ip filter", "ip6 mangle"};
  EXPECT_THAT(Lines(NameTheUnseen(Configured(), facts)),
              Contains("unseen  the rules of iptables-legacy in ip filter, ip6 "
                       "mangle, which nft does not list"));
}

}  // namespace
}  // namespace waymark::examples
