// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/wire/path_attributes_builder.h"

#include <cstdint>
#include <optional>
#include <vector>

#include "base/ip_address.h"
#include "bgp/as_path.h"
#include "bgp/code_points.h"
#include "bgp/community.h"
#include "bgp/path_attributes.h"
#include "bgp/wire/decoded_update.h"
#include "bgp/wire/session_context.h"
#include "bgp/wire/testing/octets.h"
#include "bgp/wire/update_codec.h"
#include "bgp/wire/update_error.h"
#include "gtest/gtest.h"

namespace waymark::bgp {
namespace {

using ::waymark::bgp::testing::Hex;
using ::waymark::bgp::testing::Join;
using ::waymark::bgp::testing::MandatoryAttributes;
using ::waymark::bgp::testing::Octets;
using ::waymark::bgp::testing::OriginAndAsPath;
using ::waymark::bgp::testing::UpdateBody;

constexpr SessionContext kExternal{.four_octet_as = true};
constexpr SessionContext kInternal{.four_octet_as = true, .internal = true};
constexpr SessionContext kTwoOctet{.four_octet_as = false};

PathAttributes Build(const Octets& attributes, const SessionContext& context,
                     const Octets& nlri = Hex("08 0a")) {
  const Octets body = UpdateBody({}, attributes, nlri);
  DecodedUpdate update;
  EXPECT_LT(DecodeUpdate(body, context, update),
            UpdateAction::kTreatAsWithdraw);
  return BuildPathAttributes(update, context);
}

PathAttributes Mandatory() {
  PathAttributes attributes;
  attributes.as_path = AsPath::Sequence({65001, 65002});
  attributes.next_hop =
      NextHop{.address = IpAddress::V4(192, 0, 2, 1), .link_local = {}};
  return attributes;
}

// The attributes of a two-octet speaker's route, with those in `more`.
PathAttributes BuildTwoOctet(const char* as_path, const Octets& more) {
  return Build(
      Join({Hex("40 01 01 00"),
            testing::Attribute(0x40, AttributeType::kAsPath, Hex(as_path)),
            testing::NextHopAttribute(), more}),
      kTwoOctet);
}

// Conformance: RFC8092-3-2 negative
TEST(PathAttributesBuilderTest, EveryKnownAttributeIsBuilt) {
  const PathAttributes built =
      Build(Join({MandatoryAttributes(),
                  Hex("80 04 04 0000000a"                    // MED 10
                      "40 05 04 00000064"                    // LOCAL_PREF 100
                      "40 06 00"                             //
                      "c0 07 08 0000fde9 c0000202"           // AGGREGATOR
                      "c0 08 08 fde80001 ffffff01"           // COMMUNITIES
                      "80 09 04 c0000203"                    // ORIGINATOR_ID
                      "80 0a 08 0a000001 0a000002"           // CLUSTER_LIST
                      "c0 10 08 0002fde800000064"            //
                      "c0 20 0c 0000fde8 00000001 00000002"  //
                      "c0 23 04 0000fde9")}),                // OTC
            kInternal);
  PathAttributes expected = Mandatory();
  expected.med = 10;
  expected.local_pref = 100;
  expected.atomic_aggregate = true;
  expected.aggregator = Aggregator{65001, IpAddress::V4(192, 0, 2, 2)};
  expected.communities = {{0xfde80001}, kNoExport};
  expected.originator_id = IpAddress::V4(192, 0, 2, 3);
  expected.cluster_list = {0x0a000001, 0x0a000002};
  expected.extended_communities = {{{0, 2, 0xfd, 0xe8, 0, 0, 0, 0x64}}};
  expected.large_communities = {{65000, 1, 2}};
  expected.only_to_customer = 65001;
  EXPECT_EQ(built, expected);
}

TEST(PathAttributesBuilderTest, AbsentIsNotZero) {
  const PathAttributes built = Build(MandatoryAttributes(), kInternal);
  EXPECT_EQ(built, Mandatory());
  EXPECT_EQ(built.med, std::nullopt);
  EXPECT_EQ(
      Build(Join({MandatoryAttributes(), Hex("80 04 04 00000000")}), kInternal)
          .med,
      0u);
}

TEST(PathAttributesBuilderTest, TheNextHopIsThatOfTheRoutes) {
  const Octets mp_reach =
      Hex("80 0e 1a 0002 01 10 20010db8000000000000000000000001 00"
          "20 20010db8");
  const NextHop ipv6{.address = *IpAddress::Parse("2001:db8::1"),
                     .link_local = std::nullopt};
  EXPECT_EQ(Build(Join({mp_reach, OriginAndAsPath()}), kExternal, {}).next_hop,
            ipv6);
  // A NEXT_HOP beside it does not count (RFC 4760, 3).
  EXPECT_EQ(
      Build(Join({mp_reach, MandatoryAttributes()}), kExternal, {}).next_hop,
      ipv6);
  EXPECT_EQ(Build(Join({mp_reach, MandatoryAttributes()}), kExternal).next_hop,
            Mandatory().next_hop);
}

// Conformance: RFC4271-5.1.5-5 positive
// Conformance: RFC7606-2-2 positive
// Conformance: RFC4271-6.3-21 positive
TEST(PathAttributesBuilderTest, DiscardedAttributesAreLeftOut) {
  EXPECT_EQ(Build(Join({MandatoryAttributes(),
                        Hex("40 05 04 00000064"           // external
                            "40 06 01 00"                 // malformed
                            "c0 07 06 fde9 c0000202"      // malformed
                            "80 09 04 c0000203"           // external
                            "80 0a 04 0a000001"           // external
                            "c0 11 06 02 01 00011170"     // not between two
                            "c0 12 08 00011170 c0000202"  // NEW speakers
                            "40 01 01 02")}),             // repeated
                  kExternal),
            Mandatory());
}

// Conformance: RFC4271-5-4 positive
// Conformance: RFC4271-5-6 positive
TEST(PathAttributesBuilderTest, UnknownTransitiveAttributesAreKeptInOrder) {
  const PathAttributes built =
      Build(Join({Hex("c0 c8 02 0102"      // transitive
                      "80 c7 01 00"        // not transitive
                      "ff 63 0003 030405"  // partial, odd bits
                      "c0 c8 02 0607"      // repeated
                      "c0 15 00"),         // empty
                  MandatoryAttributes()}),
            kExternal);
  PathAttributes expected = Mandatory();
  expected.unknown = {{0xc0, AttributeType{0x15}, {}},
                      {0xe0, AttributeType{0x63}, {3, 4, 5}},
                      {0xc0, AttributeType{0xc8}, {1, 2}}};
  EXPECT_EQ(built, expected);
}

// Conformance: RFC4271-5-5 positive
TEST(PathAttributesBuilderTest, ThePartialBitOfAKnownAttributeIsKept) {
  const PathAttributes built =
      Build(Join({MandatoryAttributes(), Hex("e0 08 04 fde80001"
                                             "c0 10 08 0002fde800000064"
                                             "e0 23 04 0000fde9")}),
            kExternal);
  EXPECT_EQ(built.partial, uint64_t{1} << 8 | uint64_t{1} << 35);
  // It means nothing elsewhere.
  EXPECT_EQ(
      Build(Join({MandatoryAttributes(), Hex("a0 04 04 00000000")}), kExternal)
          .partial,
      0u);
}

// Conformance: RFC8092-3-2 positive
TEST(PathAttributesBuilderTest, RepeatedLargeCommunitiesAreRemoved) {
  const PathAttributes built = Build(
      Join({MandatoryAttributes(), Hex("c0 20 30 00000002 00000000 00000000"
                                       "         00000001 00000000 00000000"
                                       "         00000002 00000000 00000000"
                                       "         00000001 00000000 00000001")}),
      kExternal);
  EXPECT_EQ(built.large_communities,
            (std::vector<LargeCommunity>{{2, 0, 0}, {1, 0, 0}, {1, 0, 1}}));
}

// Conformance: RFC6793-4.1-4 negative
// Conformance: RFC6793-4.2.3-1 negative
// Conformance: RFC6793-4.2.3-2 negative
TEST(PathAttributesBuilderTest, TwoOctetNumbersAreWidened) {
  const PathAttributes built =
      BuildTwoOctet("02 02 fde9 fdea", Hex("c0 07 06 fde9 c0000202"));
  EXPECT_EQ(built.as_path, AsPath::Sequence({65001, 65002}));
  EXPECT_EQ(built.aggregator, (Aggregator{65001, IpAddress::V4(192, 0, 2, 2)}));
}

// Conformance: RFC6793-4.2.3-1 positive
// Conformance: RFC6793-4.2.3-6 positive
// Conformance: RFC6793-4.1-6 negative
// Conformance: RFC6793-4.2.3-5 negative
// Conformance: RFC6793-6-2 negative
// Conformance: RFC6793-6-6 negative
TEST(PathAttributesBuilderTest, AnAs4PathIsMerged) {
  EXPECT_EQ(
      BuildTwoOctet("02 02 fde9 5ba0", Hex("c0 11 06 02 01 00011170")).as_path,
      AsPath::Sequence({65001, 70000}));
}

// Conformance: RFC6793-4.2.3-5 positive
// Conformance: RFC6793-4.2.3-6 negative
TEST(PathAttributesBuilderTest, AnAs4PathThatIsTooLongIsIgnored) {
  EXPECT_EQ(BuildTwoOctet("02 01 5ba0", Hex("c0 11 0a 02 02 00011170 00011171"))
                .as_path,
            AsPath::Sequence({kAsTrans}));
}

// Conformance: RFC6793-4.2.3-2 positive
// Conformance: RFC6793-4.2.3-4 positive
// Conformance: RFC6793-4.2.3-3 negative
// Conformance: RFC6793-6-8 negative
TEST(PathAttributesBuilderTest, AnAs4AggregatorStandsInForAsTrans) {
  const PathAttributes built = BuildTwoOctet(
      "02 01 5ba0", Hex("c0 07 06 5ba0 c0000202  c0 12 08 00011170 c0000203"
                        "c0 11 06 02 01 00011170"));
  EXPECT_EQ(built.aggregator, (Aggregator{70000, IpAddress::V4(192, 0, 2, 3)}));
  EXPECT_EQ(built.as_path, AsPath::Sequence({70000}));
}

// Conformance: RFC6793-4.2.3-3 positive
// Conformance: RFC6793-4.2.3-4 negative
TEST(PathAttributesBuilderTest, AnAggregatorOfAnOldSpeakerOverridesBoth) {
  const PathAttributes built = BuildTwoOctet(
      "02 01 5ba0", Hex("c0 07 06 fde9 c0000202  c0 12 08 00011170 c0000203"
                        "c0 11 06 02 01 00011170"));
  EXPECT_EQ(built.aggregator, (Aggregator{65001, IpAddress::V4(192, 0, 2, 2)}));
  EXPECT_EQ(built.as_path, AsPath::Sequence({kAsTrans}));
}

TEST(PathAttributesBuilderTest, AnAs4AggregatorAloneIsNoAggregator) {
  const PathAttributes built =
      BuildTwoOctet("02 01 fde9", Hex("c0 12 08 00011170 c0000203"));
  EXPECT_EQ(built.aggregator, std::nullopt);
  EXPECT_EQ(built.partial, 0u);
}

// Conformance: RFC6793-6-6 positive
// Conformance: RFC6793-6-8 positive
TEST(PathAttributesBuilderTest, MalformedAs4AttributesAreIgnored) {
  const PathAttributes built = BuildTwoOctet(
      "02 01 5ba0", Hex("c0 07 06 5ba0 c0000202  c0 12 06 1170 c0000203"
                        "c0 11 08 02 02 00011170 0000"));
  EXPECT_EQ(built.aggregator,
            (Aggregator{kAsTrans, IpAddress::V4(192, 0, 2, 2)}));
  EXPECT_EQ(built.as_path, AsPath::Sequence({kAsTrans}));
}

TEST(PathAttributesBuilderTest, AWithdrawalHasDefaults) {
  const Octets body = UpdateBody(Hex("08 0a"), {}, {});
  DecodedUpdate update;
  EXPECT_EQ(DecodeUpdate(body, kExternal, update), UpdateAction::kNone);
  EXPECT_EQ(BuildPathAttributes(update, kExternal), PathAttributes());
}

}  // namespace
}  // namespace waymark::bgp
