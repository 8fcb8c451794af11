// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/wire/nlri_view.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "bgp/code_points.h"
#include "bgp/family.h"
#include "bgp/nlri.h"
#include "bgp/wire/testing/octets.h"
#include "gtest/gtest.h"

namespace waymark::bgp {
namespace {

using ::waymark::bgp::testing::Hex;
using ::waymark::bgp::testing::Join;
using ::waymark::bgp::testing::Octets;

std::vector<std::string> Read(const Family& family, const Octets& octets,
                              bool add_path = false) {
  EXPECT_TRUE(NlriIsValid(family, add_path, octets));
  const NlriView view(family, add_path, octets);
  std::vector<std::string> texts;
  for (const Nlri& nlri : view) {
    texts.push_back(
        add_path ? absl::StrCat(nlri.path_id, "@", nlri.prefix.ToString())
                 : nlri.prefix.ToString());
  }
  EXPECT_EQ(view.Count(), texts.size());
  return texts;
}

TEST(NlriViewTest, Ipv4PrefixesTakeAsManyOctetsAsTheyNeed) {
  EXPECT_EQ(Read(kIpv4Unicast, Hex("00"              // 0.0.0.0/0
                                   "08 0a"           // 10.0.0.0/8
                                   "09 0a80"         // 10.128.0.0/9
                                   "10 ac10"         // 172.16.0.0/16
                                   "11 ac1080"       // 172.16.128.0/17
                                   "18 c00002"       // 192.0.2.0/24
                                   "19 c0000280"     // 192.0.2.128/25
                                   "20 c0000201")),  // 192.0.2.1/32
            (std::vector<std::string>{"0.0.0.0/0", "10.0.0.0/8", "10.128.0.0/9",
                                      "172.16.0.0/16", "172.16.128.0/17",
                                      "192.0.2.0/24", "192.0.2.128/25",
                                      "192.0.2.1/32"}));
}

TEST(NlriViewTest, Ipv6PrefixesTakeAsManyOctetsAsTheyNeed) {
  EXPECT_EQ(Read(kIpv6Unicast, Hex("00"
                                   "20 20010db8"
                                   "2d 20010db80008"
                                   "40 20010db800000001"
                                   "41 20010db80000000180"
                                   "80 20010db8000000000000000000000001")),
            (std::vector<std::string>{
                "::/0", "2001:db8::/32", "2001:db8:8::/45", "2001:db8:0:1::/64",
                "2001:db8:0:1:8000::/65", "2001:db8::1/128"}));
}

TEST(NlriViewTest, BitsBeyondTheLengthAreIgnored) {
  EXPECT_EQ(Read(kIpv4Unicast, Hex("09 0aff")),
            (std::vector<std::string>{"10.128.0.0/9"}));
  EXPECT_EQ(Read(kIpv6Unicast, Hex("2d 20010db8000f")),
            (std::vector<std::string>{"2001:db8:8::/45"}));
}

// Conformance: RFC7911-3-1 positive
TEST(NlriViewTest, WithAddPathAnIdentifierStandsInFront) {
  EXPECT_EQ(
      Read(kIpv4Unicast, Hex("00000001 18 c00002  ffffffff 00"), true),
      (std::vector<std::string>{"1@192.0.2.0/24", "4294967295@0.0.0.0/0"}));
  EXPECT_EQ(Read(kIpv6Unicast, Hex("00000007 20 20010db8"), true),
            (std::vector<std::string>{"7@2001:db8::/32"}));
}

// Conformance: RFC7911-3-1 negative
TEST(NlriViewTest, AMissingIdentifierIsNoticed) {
  EXPECT_FALSE(NlriIsValid(kIpv4Unicast, true, Hex("18 c00002")));
  EXPECT_FALSE(NlriIsValid(kIpv4Unicast, true, Hex("00000001")));
}

TEST(NlriViewTest, AnEmptyFieldYieldsNothing) {
  EXPECT_TRUE(Read(kIpv4Unicast, {}).empty());
  EXPECT_TRUE(NlriView().empty());
  EXPECT_EQ(NlriView().Count(), 0u);
}

TEST(NlriViewTest, AFamilyThatCannotBeReadYieldsNothing) {
  const Family evpn{static_cast<Afi>(25), static_cast<Safi>(70)};
  const Octets octets = Hex("ff ff ff");
  EXPECT_TRUE(Read(evpn, octets).empty());
  EXPECT_FALSE(NlriView(evpn, false, octets).empty());
}

// Conformance: RFC7606-5.3-1 positive
// Conformance: RFC7606-5.3-2 positive
TEST(NlriViewTest, EveryLengthUpToTheFamilysIsValidAndNoOther) {
  for (int bits = 0; bits < 256; ++bits) {
    const Octets octets = Join({{static_cast<uint8_t>(bits)},
                                Octets(static_cast<size_t>(bits + 7) / 8, 0)});
    EXPECT_EQ(NlriIsValid(kIpv4Unicast, false, octets), bits <= 32) << bits;
    EXPECT_EQ(NlriIsValid(kIpv6Unicast, false, octets), bits <= 128) << bits;
  }
}

// Conformance: RFC7606-5.3-1 negative
// Conformance: RFC7606-5.3-2 negative
TEST(NlriViewTest, APrefixMustNotEndAfterItsField) {
  for (int bits = 1; bits <= 128; ++bits) {
    const Octets octets =
        Join({Hex("00"),
              {static_cast<uint8_t>(bits)},
              Octets(static_cast<size_t>(bits + 7) / 8 - 1, 0)});
    EXPECT_FALSE(NlriIsValid(kIpv4Unicast, false, octets)) << bits;
    EXPECT_FALSE(NlriIsValid(kIpv6Unicast, false, octets)) << bits;
  }
}

}  // namespace
}  // namespace waymark::bgp
