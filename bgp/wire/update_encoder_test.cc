// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/wire/update_encoder.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/byte_writer.h"
#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "bgp/as_path.h"
#include "bgp/code_points.h"
#include "bgp/community.h"
#include "bgp/family.h"
#include "bgp/nlri.h"
#include "bgp/path_attributes.h"
#include "bgp/wire/session_context.h"
#include "bgp/wire/testing/octets.h"
#include "gtest/gtest.h"

namespace waymark::bgp {
namespace {

using ::waymark::bgp::testing::Copy;
using ::waymark::bgp::testing::Hex;
using ::waymark::bgp::testing::Join;
using ::waymark::bgp::testing::Octets;

constexpr SessionContext kExternal{.four_octet_as = true};
constexpr SessionContext kInternal{.four_octet_as = true, .internal = true};
constexpr SessionContext kTwoOctet{.four_octet_as = false};

Nlri Route(absl::string_view prefix, uint32_t path_id = 0) {
  return {*IpPrefix::Parse(prefix), path_id};
}

PathAttributes Attributes(absl::string_view next_hop = "192.0.2.1") {
  PathAttributes attributes;
  attributes.as_path = AsPath::Sequence({65001});
  attributes.next_hop =
      NextHop{.address = *IpAddress::Parse(next_hop), .link_local = {}};
  return attributes;
}

// One message with all of `nlri`.
Octets Announce(const Family& family, const PathAttributes& attributes,
                const std::vector<Nlri>& nlri, const SessionContext& context) {
  std::vector<uint8_t> buffer(kMaxExtendedMessageSize);
  ByteWriter writer(absl::MakeSpan(buffer));
  const UpdateEncoder encoder(context);
  EXPECT_EQ(encoder.Announce(encoder.Encode(family, attributes), nlri, writer),
            nlri.size());
  EXPECT_TRUE(writer.ok());
  return Copy(writer.written());
}

// The attributes of that message, for one IPv4 route 10.0.0.0/8.
Octets EncodedIpv4(const PathAttributes& attributes,
                   const SessionContext& context) {
  const Octets message =
      Announce(kIpv4Unicast, attributes, {Route("10.0.0.0/8")}, context);
  return Octets(message.begin() + 23, message.end() - 2);
}

// `count` different host routes.
std::vector<Nlri> HostRoutes(const Family& family, size_t count) {
  std::vector<Nlri> routes;
  for (size_t i = 0; i < count; ++i) {
    const uint32_t number = static_cast<uint32_t>(i);
    std::array<uint8_t, 16> octets{0x20, 0x01};
    octets[14] = static_cast<uint8_t>(number >> 8);
    octets[15] = static_cast<uint8_t>(number);
    routes.push_back({IpPrefix::Host(family == kIpv4Unicast
                                         ? IpAddress::V4(0x0a000000 + number)
                                         : IpAddress::V6(octets)),
                      0});
  }
  return routes;
}

// Conformance: RFC7606-5.1-1 negative
// Conformance: RFC7606-5.1-2 negative
TEST(UpdateEncoderTest, Ipv4UsesTheClassicFields) {
  PathAttributes attributes = Attributes();
  attributes.med = 10;
  EXPECT_EQ(Announce(kIpv4Unicast, attributes,
                     {Route("198.51.100.0/24"), Route("203.0.113.1/32"),
                      Route("0.0.0.0/0"), Route("10.128.0.0/9")},
                     kExternal),
            Hex("ffffffff ffffffff ffffffff ffffffff 003f 02"
                "0000"                     // no withdrawals
                "001b"                     // 27 octets of attributes
                "40 01 01 00"              // ORIGIN IGP
                "40 02 06 02 01 0000fde9"  // AS_PATH 65001
                "40 03 04 c0000201"        // NEXT_HOP
                "80 04 04 0000000a"        // MULTI_EXIT_DISC 10
                "18 c63364"
                "20 cb007101"
                "00"
                "09 0a80"));
}

// Conformance: RFC7606-5.1-1 positive
// Conformance: RFC4760-3-3 positive
// Conformance: RFC4760-3-4 positive
TEST(UpdateEncoderTest, Ipv6UsesMpReachWhichComesFirst) {
  EXPECT_EQ(Announce(kIpv6Unicast, Attributes("2001:db8::1"),
                     {Route("2001:db8::/32"), Route("::/0")}, kExternal),
            Hex("ffffffff ffffffff ffffffff ffffffff 0042 02"
                "0000"
                "002b"
                "80 0e 1b 0002 01"
                "   10 20010db8000000000000000000000001 00"
                "   20 20010db8 00"
                "40 01 01 00"
                "40 02 06 02 01 0000fde9"));
}

TEST(UpdateEncoderTest, ALinkLocalNextHopFollowsTheGlobalOne) {
  PathAttributes attributes = Attributes("2001:db8::1");
  attributes.next_hop->link_local = IpAddress::Parse("fe80::1");
  const Octets message =
      Announce(kIpv6Unicast, attributes, {Route("2001:db8::/32")}, kExternal);
  EXPECT_EQ(Octets(message.begin() + 23, message.begin() + 64),
            Hex("80 0e 2a 0002 01"
                "20 20010db8000000000000000000000001"
                "   fe800000000000000000000000000001 00"
                "20"));
}

// Conformance: RFC7606-5.1-2 positive
// Conformance: RFC4271-4.3-4 negative
TEST(UpdateEncoderTest, WithdrawalsStandAlone) {
  std::vector<uint8_t> buffer(kMaxMessageSize);
  ByteWriter writer(absl::MakeSpan(buffer));
  const UpdateEncoder encoder(kExternal);
  EXPECT_EQ(encoder.Withdraw(kIpv4Unicast,
                             {Route("10.0.0.0/8"), Route("0.0.0.0/0")}, writer),
            2u);
  EXPECT_EQ(encoder.Withdraw(kIpv6Unicast, {Route("2001:db8::/32")}, writer),
            1u);
  EXPECT_EQ(Copy(writer.written()),
            Hex("ffffffff ffffffff ffffffff ffffffff 001a 02"
                "0003 08 0a 00 0000"
                "ffffffff ffffffff ffffffff ffffffff 0022 02"
                "0000 000b 80 0f 08 0002 01 20 20010db8"));
}

// Conformance: RFC4724-4-1 positive
TEST(UpdateEncoderTest, EndOfRibNamesItsFamily) {
  std::vector<uint8_t> buffer(kMaxMessageSize);
  ByteWriter writer(absl::MakeSpan(buffer));
  const UpdateEncoder encoder(kExternal);
  EXPECT_TRUE(encoder.EndOfRib(kIpv4Unicast, writer));
  EXPECT_TRUE(encoder.EndOfRib(kIpv6Unicast, writer));
  EXPECT_EQ(Copy(writer.written()),
            Hex("ffffffff ffffffff ffffffff ffffffff 0017 02 0000 0000"
                "ffffffff ffffffff ffffffff ffffffff 001d 02 0000 0006"
                "80 0f 03 0002 01"));
}

// Conformance: RFC7911-5-2 positive
// Conformance: RFC7911-5-2 negative
TEST(UpdateEncoderTest, WithAddPathIdentifiersAreWritten) {
  SessionContext context = kExternal;
  context.add_path_ipv4_unicast = true;
  const Octets message =
      Announce(kIpv4Unicast, Attributes(), {Route("10.0.0.0/8", 7)}, context);
  EXPECT_EQ(Octets(message.end() - 6, message.end()), Hex("00000007 08 0a"));
  // Of the other family nothing was agreed.
  const Octets ipv6 = Announce(kIpv6Unicast, Attributes("2001:db8::1"),
                               {Route("::/0", 7)}, context);
  EXPECT_EQ(ipv6.size(), 23u + 3 + 21 + 1 + 13);
}

// Conformance: RFC4271-4.3-2 positive
// Conformance: RFC8092-3-1 negative
TEST(UpdateEncoderTest, AttributesAscendAndAreComplete) {
  PathAttributes attributes = Attributes();
  attributes.origin = Origin::kIncomplete;
  attributes.med = 0;
  attributes.local_pref = 100;
  attributes.atomic_aggregate = true;
  attributes.aggregator = Aggregator{70000, IpAddress::V4(192, 0, 2, 2)};
  attributes.communities = {{0xfde80001}, kNoExport};
  attributes.originator_id = IpAddress::V4(192, 0, 2, 3);
  attributes.cluster_list = {0x0a000001};
  attributes.extended_communities = {{{0, 2, 0xfd, 0xe8, 0, 0, 0, 0x64}}};
  attributes.large_communities = {{65000, 1, 2}};
  attributes.only_to_customer = 65001;
  attributes.unknown = {{0xc0, AttributeType{11}, {1}},
                        {0xe0, AttributeType{33}, {2}},
                        {0xc0, AttributeType{200}, {}}};
  EXPECT_EQ(EncodedIpv4(attributes, kInternal),
            Hex("40 01 01 02"
                "40 02 06 02 01 0000fde9"
                "40 03 04 c0000201"
                "80 04 04 00000000"
                "40 05 04 00000064"
                "40 06 00"
                "c0 07 08 00011170 c0000202"
                "c0 08 08 fde80001 ffffff01"
                "80 09 04 c0000203"
                "80 0a 04 0a000001"
                "e0 0b 01 01"
                "c0 10 08 0002fde800000064"
                "c0 20 0c 0000fde8 00000001 00000002"
                "e0 21 01 02"
                "c0 23 04 0000fde9"
                "e0 c8 00"));
}

// Conformance: RFC4271-5.1.5-4 positive
// Conformance: RFC4271-5-3 negative
TEST(UpdateEncoderTest, ExternalPeersDoNotGetWhatIsForInternalOnes) {
  PathAttributes attributes = Attributes();
  const Octets without = EncodedIpv4(attributes, kExternal);
  attributes.local_pref = 100;
  attributes.originator_id = IpAddress::V4(192, 0, 2, 3);
  attributes.cluster_list = {0x0a000001};
  EXPECT_EQ(EncodedIpv4(attributes, kExternal), without);
}

// Conformance: RFC4271-5.1.5-1 positive
// Conformance: RFC4271-5.1.5-4 negative
TEST(UpdateEncoderTest, InternalPeersGetTheLocalPreference) {
  PathAttributes attributes = Attributes();
  attributes.local_pref = 0;
  EXPECT_EQ(
      EncodedIpv4(attributes, kInternal),
      Join({EncodedIpv4(Attributes(), kInternal), Hex("40 05 04 00000000")}));
}

// Conformance: RFC4271-5-4 positive
// Conformance: RFC4271-5-6 positive
// Conformance: RFC4271-5-4 negative
// Conformance: RFC4271-5-6 negative
TEST(UpdateEncoderTest, UnknownAttributesAreSentPartialIfTheyAreTransitive) {
  PathAttributes attributes = Attributes();
  const Octets without = EncodedIpv4(attributes, kExternal);
  attributes.unknown = {{0x80, AttributeType{199}, {1}},
                        {0xc0, AttributeType{200}, {2}}};
  EXPECT_EQ(EncodedIpv4(attributes, kExternal),
            Join({without, Hex("e0 c8 01 02")}));
}

// Conformance: RFC4271-5-5 positive
// Conformance: RFC4271-4.3-2 negative
// Conformance: RFC4271-5-5 negative
TEST(UpdateEncoderTest, AKeptPartialBitIsWritten) {
  PathAttributes attributes = Attributes();
  attributes.communities = {{1}};
  attributes.large_communities = {{1, 2, 3}};
  attributes.partial = uint64_t{1} << 8;
  const Octets octets = EncodedIpv4(attributes, kExternal);
  EXPECT_EQ(octets[20], 0xe0);
  EXPECT_EQ(octets[27], 0xc0);
}

// Conformance: RFC8092-3-1 positive
TEST(UpdateEncoderTest, ALargeCommunityIsSentOnce) {
  PathAttributes attributes = Attributes();
  const Octets without = EncodedIpv4(attributes, kExternal);
  attributes.large_communities = {{2, 0, 0}, {1, 0, 0}, {2, 0, 0}, {1, 0, 0}};
  EXPECT_EQ(EncodedIpv4(attributes, kExternal),
            Join({without, Hex("c0 20 18 00000002 00000000 00000000"
                               "         00000001 00000000 00000000")}));
}

// Conformance: RFC6793-4.2.2-1 positive
// Conformance: RFC6793-4.2.2-2 positive
// Conformance: RFC6793-4.2.2-4 positive
// Conformance: RFC6793-4.2.2-5 positive
// Conformance: RFC6793-3-1 positive
// Conformance: RFC6793-6-3 positive
// Conformance: RFC6793-4.1-5 negative
// Conformance: RFC6793-4.2.2-3 negative
// Conformance: RFC6793-4.2.2-6 negative
// Conformance: RFC6793-6-1 negative
TEST(UpdateEncoderTest, TwoOctetPeersGetAsTransAndTheNumbersBesideIt) {
  PathAttributes attributes = Attributes();
  attributes.as_path =
      AsPath({{AsPathSegmentType::kAsConfedSequence, {64512}},
              {AsPathSegmentType::kAsSequence, {65001, 70000}}});
  attributes.aggregator = Aggregator{70000, IpAddress::V4(192, 0, 2, 2)};
  EXPECT_EQ(EncodedIpv4(attributes, kTwoOctet),
            Hex("40 01 01 00"
                "40 02 0a 03 01 fc00 02 02 fde9 5ba0"
                "40 03 04 c0000201"
                "c0 07 06 5ba0 c0000202"
                "c0 11 0a 02 02 0000fde9 00011170"
                "c0 12 08 00011170 c0000202"));
}

// Conformance: RFC6793-4.2.2-3 positive
// Conformance: RFC6793-4.2.2-6 positive
// Conformance: RFC6793-4.2.2-2 negative
// Conformance: RFC6793-4.2.2-5 negative
TEST(UpdateEncoderTest, NumbersThatFitAreSentOnce) {
  PathAttributes attributes = Attributes();
  attributes.as_path = AsPath::Sequence({1, 65535});
  attributes.aggregator = Aggregator{65535, IpAddress::V4(192, 0, 2, 2)};
  EXPECT_EQ(EncodedIpv4(attributes, kTwoOctet), Hex("40 01 01 00"
                                                    "40 02 06 02 02 0001 ffff"
                                                    "40 03 04 c0000201"
                                                    "c0 07 06 ffff c0000202"));
  // Only a confederation has a number that does not fit, and AS4_PATH must not
  // carry it.
  attributes.as_path = AsPath({{AsPathSegmentType::kAsConfedSet, {70000}}});
  attributes.aggregator.reset();
  EXPECT_EQ(EncodedIpv4(attributes, kTwoOctet), Hex("40 01 01 00"
                                                    "40 02 04 04 01 5ba0"
                                                    "40 03 04 c0000201"));
}

// Conformance: RFC6793-4.1-4 positive
// Conformance: RFC6793-4.1-5 positive
// Conformance: RFC6793-6-1 positive
// Conformance: RFC6793-4.2.2-1 negative
TEST(UpdateEncoderTest, FourOctetPeersGetNoAs4Attributes) {
  PathAttributes attributes = Attributes();
  attributes.as_path = AsPath::Sequence({70000});
  attributes.aggregator = Aggregator{70000, IpAddress::V4(192, 0, 2, 2)};
  EXPECT_EQ(EncodedIpv4(attributes, kExternal),
            Hex("40 01 01 00"
                "40 02 06 02 01 00011170"
                "40 03 04 c0000201"
                "c0 07 08 00011170 c0000202"));
}

TEST(UpdateEncoderTest, ExtendedLengthIsUsedOnlyAbove255Octets) {
  PathAttributes attributes = Attributes();
  const size_t without = EncodedIpv4(attributes, kExternal).size();
  attributes.communities.resize(63);  // 252 octets
  Octets octets = EncodedIpv4(attributes, kExternal);
  EXPECT_EQ(octets.size(), without + 3 + 252);
  EXPECT_EQ(octets[without], 0xc0);
  attributes.communities.resize(64);  // 256 octets
  octets = EncodedIpv4(attributes, kExternal);
  EXPECT_EQ(octets.size(), without + 4 + 256);
  EXPECT_EQ(octets[without], 0xd0);
  EXPECT_EQ(octets[without + 2], 1);
}

// Conformance: RFC4271-4.1-3 positive
TEST(UpdateEncoderTest, AMessageIsFilledToTheLastOctet) {
  for (const Family& family : {kIpv4Unicast, kIpv6Unicast}) {
    const std::vector<Nlri> routes = HostRoutes(family, 2000);
    const PathAttributes attributes =
        Attributes(family == kIpv4Unicast ? "192.0.2.1" : "2001:db8::1");
    const size_t one = family == kIpv4Unicast ? 5 : 17;
    const UpdateEncoder encoder(kExternal);
    const EncodedAttributes encoded = encoder.Encode(family, attributes);
    std::vector<uint8_t> buffer(2 * kMaxMessageSize);
    ByteWriter writer(absl::MakeSpan(buffer));
    const size_t count = encoder.Announce(encoded, routes, writer);
    EXPECT_LE(writer.size(), kMaxMessageSize);
    EXPECT_GT(writer.size() + one, kMaxMessageSize);
    EXPECT_EQ(encoder.Withdraw(family, routes, writer),
              (kMaxMessageSize - (family == kIpv4Unicast ? 23 : 30)) / one);
    EXPECT_GT(count, kMaxMessageSize / one - 10);
  }
}

// Conformance: RFC8654-4-2 negative
TEST(UpdateEncoderTest, AnExtendedMessageHoldsMore) {
  SessionContext context = kExternal;
  context.extended_message = true;
  const std::vector<Nlri> routes = HostRoutes(kIpv4Unicast, 20000);
  std::vector<uint8_t> buffer(2 * kMaxExtendedMessageSize);
  ByteWriter writer(absl::MakeSpan(buffer));
  const UpdateEncoder encoder(context);
  const size_t count = encoder.Announce(
      encoder.Encode(kIpv4Unicast, Attributes()), routes, writer);
  EXPECT_EQ(writer.size(), 23u + 20 + 5 * count);
  EXPECT_GT(writer.size() + 5, kMaxExtendedMessageSize);
}

TEST(UpdateEncoderTest, WhatDoesNotFitIntoTheRoomLeftIsNotWritten) {
  const UpdateEncoder encoder(kExternal);
  const EncodedAttributes ipv4 = encoder.Encode(kIpv4Unicast, Attributes());
  const EncodedAttributes ipv6 =
      encoder.Encode(kIpv6Unicast, Attributes("2001:db8::1"));
  const std::vector<Nlri> v4 = HostRoutes(kIpv4Unicast, 100);
  const std::vector<Nlri> v6 = HostRoutes(kIpv6Unicast, 100);
  for (size_t room = 0; room < 700; ++room) {
    std::vector<uint8_t> buffer(room);
    const auto expect_fits = [&](auto write) {
      ByteWriter writer(absl::MakeSpan(buffer));
      const size_t count = write(writer);
      EXPECT_TRUE(writer.ok()) << room;
      EXPECT_EQ(count == 0, writer.size() == 0) << room;
    };
    expect_fits([&](ByteWriter& w) { return encoder.Announce(ipv4, v4, w); });
    expect_fits([&](ByteWriter& w) { return encoder.Announce(ipv6, v6, w); });
    expect_fits(
        [&](ByteWriter& w) { return encoder.Withdraw(kIpv4Unicast, v4, w); });
    expect_fits(
        [&](ByteWriter& w) { return encoder.Withdraw(kIpv6Unicast, v6, w); });
    expect_fits([&](ByteWriter& w) -> size_t {
      return encoder.EndOfRib(kIpv6Unicast, w);
    });
  }
}

// Conformance: RFC4271-9.2-5 positive
// Conformance: RFC8654-4-2 positive
TEST(UpdateEncoderTest, AttributesTooLargeForAMessageAreReported) {
  PathAttributes attributes = Attributes();
  // 23 octets before the attributes, 20 of them, then a header of 4: 4048 more
  // leave one octet, for the default route.
  attributes.communities.resize(1012);
  const UpdateEncoder encoder(kExternal);
  std::vector<uint8_t> buffer(2 * kMaxMessageSize);
  ByteWriter writer(absl::MakeSpan(buffer));
  const EncodedAttributes largest = encoder.Encode(kIpv4Unicast, attributes);
  EXPECT_EQ(largest.status(), EncodeStatus::kOk);
  EXPECT_EQ(encoder.Announce(largest, {Route("10.0.0.0/8")}, writer), 0u);
  EXPECT_EQ(encoder.Announce(largest, {Route("0.0.0.0/0")}, writer), 1u);
  EXPECT_EQ(writer.size(), kMaxMessageSize);

  attributes.communities.resize(1013);
  const EncodedAttributes too_large = encoder.Encode(kIpv4Unicast, attributes);
  EXPECT_EQ(too_large.status(), EncodeStatus::kTooLarge);
  EXPECT_EQ(encoder.Announce(too_large, {Route("0.0.0.0/0")}, writer), 0u);
  EXPECT_EQ(writer.size(), kMaxMessageSize);

  SessionContext extended = kExternal;
  extended.extended_message = true;
  EXPECT_EQ(UpdateEncoder(extended).Encode(kIpv4Unicast, attributes).status(),
            EncodeStatus::kOk);
  attributes.communities.resize(20000);
  EXPECT_EQ(UpdateEncoder(extended).Encode(kIpv4Unicast, attributes).status(),
            EncodeStatus::kTooLarge);
}

TEST(UpdateEncoderTest, ANextHopOfTheRoutesFamilyIsNeeded) {
  const UpdateEncoder encoder(kExternal);
  PathAttributes attributes = Attributes();
  EXPECT_EQ(encoder.Encode(kIpv6Unicast, attributes).status(),
            EncodeStatus::kNoNextHop);
  EXPECT_EQ(encoder.Encode(kIpv4Unicast, Attributes("2001:db8::1")).status(),
            EncodeStatus::kNoNextHop);
  attributes.next_hop.reset();
  EXPECT_EQ(encoder.Encode(kIpv4Unicast, attributes).status(),
            EncodeStatus::kNoNextHop);
  EXPECT_EQ(EncodedAttributes().status(), EncodeStatus::kNoNextHop);
}

TEST(UpdateEncoderTest, NoRoutesAreNoMessage) {
  std::vector<uint8_t> buffer(kMaxMessageSize);
  ByteWriter writer(absl::MakeSpan(buffer));
  const UpdateEncoder encoder(kExternal);
  EXPECT_EQ(
      encoder.Announce(encoder.Encode(kIpv4Unicast, Attributes()), {}, writer),
      0u);
  EXPECT_EQ(encoder.Withdraw(kIpv6Unicast, {}, writer), 0u);
  EXPECT_EQ(writer.size(), 0u);
}

}  // namespace
}  // namespace waymark::bgp
