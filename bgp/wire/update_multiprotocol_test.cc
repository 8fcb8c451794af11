// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// MP_REACH_NLRI and MP_UNREACH_NLRI (RFC 4760; RFC 7606, 5 and 7.11).

#include <optional>
#include <string>
#include <vector>

#include "base/ip_address.h"
#include "bgp/code_points.h"
#include "bgp/family.h"
#include "bgp/nlri.h"
#include "bgp/notification.h"
#include "bgp/path_attributes.h"
#include "bgp/wire/decoded_update.h"
#include "bgp/wire/nlri_view.h"
#include "bgp/wire/session_context.h"
#include "bgp/wire/testing/octets.h"
#include "bgp/wire/update_codec.h"
#include "bgp/wire/update_error.h"
#include "gtest/gtest.h"

namespace waymark::bgp {
namespace {

using ::waymark::bgp::testing::Attribute;
using ::waymark::bgp::testing::Copy;
using ::waymark::bgp::testing::Hex;
using ::waymark::bgp::testing::Join;
using ::waymark::bgp::testing::MandatoryAttributes;
using ::waymark::bgp::testing::NextHopAttribute;
using ::waymark::bgp::testing::Octets;
using ::waymark::bgp::testing::OriginAndAsPath;
using ::waymark::bgp::testing::UpdateBody;

constexpr SessionContext kExternal{.four_octet_as = true};
constexpr Family kEvpn{static_cast<Afi>(25), static_cast<Safi>(70)};

using Texts = std::vector<std::string>;

Texts Prefixes(const NlriView& field) {
  Texts prefixes;
  for (const Nlri& nlri : field) prefixes.push_back(nlri.prefix.ToString());
  return prefixes;
}

Octets MpReach(const Octets& value, uint8_t flags = 0x80) {
  return Attribute(flags, AttributeType::kMpReachNlri, value);
}
Octets MpUnreach(const Octets& value, uint8_t flags = 0x80) {
  return Attribute(flags, AttributeType::kMpUnreachNlri, value);
}

const char kIpv6Reach[] =
    "0002 01"                              // IPv6 unicast
    "10 20010db8000000000000000000000001"  // next hop 2001:db8::1
    "00"                                   // reserved
    "20 20010db8";                         // 2001:db8::/32

class UpdateMultiprotocolTest : public ::testing::Test {
 protected:
  UpdateAction Decode(const Octets& attributes, const Octets& nlri = {},
                      const SessionContext& context = kExternal) {
    body_ = UpdateBody({}, attributes, nlri);
    return DecodeUpdate(body_, context, update_);
  }
  // Expects a reset for just this attribute beside correct ones and a route.
  void ExpectIncorrect(const Octets& attribute) {
    EXPECT_EQ(Decode(Join({attribute, MandatoryAttributes()}), Hex("08 0a")),
              UpdateAction::kSessionReset)
        << testing::ToHex(attribute);
    EXPECT_EQ(update_.ResetNotification(),
              (Notification{ErrorCode::kUpdateMessage,
                            subcode::kOptionalAttributeError, attribute}));
    EXPECT_TRUE(update_.withdrawn().empty());
    EXPECT_TRUE(update_.mp_reach().empty());
    EXPECT_TRUE(update_.mp_unreach().empty());
  }

  Octets body_;
  DecodedUpdate update_;
};

TEST_F(UpdateMultiprotocolTest, Ipv6RoutesComeWithTheirNextHop) {
  EXPECT_EQ(Decode(Join({MpReach(Hex(kIpv6Reach)), OriginAndAsPath()})),
            UpdateAction::kNone);
  EXPECT_EQ(update_.mp_reach().family(), kIpv6Unicast);
  EXPECT_EQ(Prefixes(update_.mp_reach()), Texts{"2001:db8::/32"});
  EXPECT_EQ(update_.announced()[1].octets(), update_.mp_reach().octets());
  EXPECT_EQ(update_.mp_next_hop(),
            (NextHop{*IpAddress::Parse("2001:db8::1"), std::nullopt}));
  EXPECT_EQ(update_.next_hop(), std::nullopt);
}

TEST_F(UpdateMultiprotocolTest, ALinkLocalNextHopMayStandBesideTheGlobalOne) {
  EXPECT_EQ(Decode(Join({MpReach(Hex("0002 01"
                                     "20 20010db8000000000000000000000001"
                                     "   fe800000000000000000000000000001"
                                     "00 20 20010db8")),
                         OriginAndAsPath()})),
            UpdateAction::kNone);
  EXPECT_EQ(update_.mp_next_hop(), (NextHop{*IpAddress::Parse("2001:db8::1"),
                                            *IpAddress::Parse("fe80::1")}));
}

TEST_F(UpdateMultiprotocolTest, Ipv4RoutesMayComeThisWayToo) {
  EXPECT_EQ(Decode(Join({MpReach(Hex("0001 01 04 c0000201 00 18 c63364")),
                         OriginAndAsPath()})),
            UpdateAction::kNone);
  EXPECT_EQ(Prefixes(update_.mp_reach()), Texts{"198.51.100.0/24"});
  EXPECT_EQ(update_.mp_next_hop()->address, IpAddress::V4(192, 0, 2, 1));
}

// Conformance: RFC7606-5.1-3 positive
TEST_F(UpdateMultiprotocolTest, EveryFieldMayBeUsedAtOnceAndInAnyOrder) {
  EXPECT_EQ(Decode(Join({MandatoryAttributes(),
                         MpUnreach(Hex("0002 01 30 20010db80001")),
                         MpReach(Hex(kIpv6Reach))}),
                   Hex("08 0a")),
            UpdateAction::kNone);
  EXPECT_EQ(Prefixes(update_.mp_unreach()), Texts{"2001:db8:1::/48"});
  EXPECT_EQ(Prefixes(update_.mp_reach()), Texts{"2001:db8::/32"});
  EXPECT_EQ(Prefixes(update_.nlri()), Texts{"10.0.0.0/8"});
  EXPECT_EQ(update_.next_hop()->address, IpAddress::V4(192, 0, 2, 1));
}

// Conformance: RFC4760-3-3 negative
TEST_F(UpdateMultiprotocolTest, TheReservedOctetIsIgnored) {
  Octets value = Hex(kIpv6Reach);
  value[20] = 0xff;
  EXPECT_EQ(Decode(Join({MpReach(value), OriginAndAsPath()})),
            UpdateAction::kNone);
  EXPECT_EQ(Prefixes(update_.mp_reach()), Texts{"2001:db8::/32"});
}

TEST_F(UpdateMultiprotocolTest, AnEmptyMpUnreachIsTheEndOfRibOfItsFamily) {
  EXPECT_EQ(Decode(MpUnreach(Hex("0002 01"))), UpdateAction::kNone);
  EXPECT_EQ(update_.end_of_rib(), kIpv6Unicast);
  EXPECT_EQ(
      Decode(Attribute(0x90, AttributeType::kMpUnreachNlri, Hex("0001 01"))),
      UpdateAction::kNone);
  EXPECT_EQ(update_.end_of_rib(), kIpv4Unicast);
  Decode(MpUnreach(Hex("0019 46")));
  EXPECT_EQ(update_.end_of_rib(), kEvpn);
}

TEST_F(UpdateMultiprotocolTest, AnythingMoreIsNoEndOfRib) {
  Decode(MpUnreach(Hex("0002 01 20 20010db8")));
  EXPECT_FALSE(update_.is_end_of_rib());
  Decode(Join({MpUnreach(Hex("0002 01")), OriginAndAsPath()}));
  EXPECT_FALSE(update_.is_end_of_rib());
  Decode(Join({MpUnreach(Hex("0002 01")), MandatoryAttributes()}),
         Hex("08 0a"));
  EXPECT_FALSE(update_.is_end_of_rib());
}

// Conformance: RFC4760-3-4 negative
TEST_F(UpdateMultiprotocolTest, MpReachNeedsOriginAndAsPathButNoNextHop) {
  EXPECT_EQ(Decode(MpReach(Hex(kIpv6Reach))), UpdateAction::kTreatAsWithdraw);
  ASSERT_EQ(update_.errors().size(), 2u);
  EXPECT_EQ(update_.errors()[0].attribute, AttributeType::kOrigin);
  EXPECT_EQ(update_.errors()[1].attribute, AttributeType::kAsPath);
}

// Conformance: RFC7606-2-1 positive
TEST_F(UpdateMultiprotocolTest, TreatAsWithdrawTakesTheRoutesOfMpReach) {
  EXPECT_EQ(Decode(Join({MpReach(Hex(kIpv6Reach)), OriginAndAsPath(),
                         Hex("80 04 03 000000")})),
            UpdateAction::kTreatAsWithdraw);
  Texts withdrawn;
  for (const NlriView& field : update_.withdrawn()) {
    for (const std::string& text : Prefixes(field)) withdrawn.push_back(text);
  }
  EXPECT_EQ(withdrawn, Texts{"2001:db8::/32"});
  EXPECT_TRUE(update_.announced().empty());
}

TEST_F(UpdateMultiprotocolTest, AnUnusableNextHopAttributeBesideItIsIgnored) {
  EXPECT_EQ(Decode(Join({MpReach(Hex(kIpv6Reach)), OriginAndAsPath(),
                         Hex("40 03 04 00000000")})),
            UpdateAction::kNone);
}

// Conformance: RFC4271-6.3-20 positive
TEST_F(UpdateMultiprotocolTest, ANextHopThatIsNoHostWithdraws) {
  for (const char* value :
       {"0002 01 10 00000000000000000000000000000000 00 20 20010db8",
        "0002 01 10 ff020000000000000000000000000001 00 20 20010db8",
        "0001 01 04 00000000 00 18 c63364",
        "0001 01 04 e0000001 00 18 c63364"}) {
    const Octets mp_reach = MpReach(Hex(value));
    EXPECT_EQ(Decode(Join({mp_reach, OriginAndAsPath()})),
              UpdateAction::kTreatAsWithdraw)
        << value;
    ASSERT_EQ(update_.errors().size(), 1u);
    EXPECT_EQ(update_.errors()[0].subcode, subcode::kOptionalAttributeError);
    EXPECT_EQ(Copy(update_.errors()[0].data), mp_reach);
  }
}

// Conformance: RFC7606-5.3-2 positive
// Conformance: RFC4760-7-1 positive
TEST_F(UpdateMultiprotocolTest, AttributesThatAreTooShortAreIncorrect) {
  for (const char* value : {"", "00", "0002 01 00", "0002 01 10"}) {
    ExpectIncorrect(MpReach(Hex(value)));
  }
  for (const char* value : {"", "00", "0002"}) {
    ExpectIncorrect(MpUnreach(Hex(value)));
  }
}

// Conformance: RFC7606-5.3-2 positive
TEST_F(UpdateMultiprotocolTest, WrongFlagsMakeThemIncorrect) {
  for (const uint8_t flags : {0x00, 0x40, 0xc0}) {
    ExpectIncorrect(MpReach(Hex(kIpv6Reach), flags));
    ExpectIncorrect(MpUnreach(Hex("0002 01 20 20010db8"), flags));
  }
}

// Conformance: RFC7606-7.11-1 positive
// Conformance: RFC7606-7.11-1 negative
TEST_F(UpdateMultiprotocolTest, ANextHopOfAWrongLengthIsIncorrect) {
  for (int length = 0; length < 256; ++length) {
    const Octets next_hop = Octets(static_cast<size_t>(length), 0x20);
    for (const uint8_t afi : {1, 2}) {
      const Octets value =
          Join({{0, afi, 1, static_cast<uint8_t>(length)}, next_hop, {0}});
      if (value.size() > 255) continue;
      const bool expected =
          afi == 1 ? length == 4 : length == 16 || length == 32;
      if (!expected) {
        ExpectIncorrect(MpReach(value));
      } else {
        EXPECT_EQ(
            Decode(Join({MpReach(value), MandatoryAttributes()}), Hex("08 0a")),
            UpdateAction::kNone);
      }
    }
  }
}

// Conformance: RFC7606-7.11-1 positive
TEST_F(UpdateMultiprotocolTest, ANextHopThatEndsAfterTheAttributeIsIncorrect) {
  ExpectIncorrect(MpReach(Hex("0002 01 10 20010db8")));
  // No room for the reserved octet.
  ExpectIncorrect(MpReach(Hex("0002 01 10 20010db8000000000000000000000001")));
}

// Conformance: RFC7606-5.3-2 positive
TEST_F(UpdateMultiprotocolTest, RoutesThatCannotBeReadMakeThemIncorrect) {
  ExpectIncorrect(MpReach(
      Hex("0002 01 10 20010db8000000000000000000000001 00 81 20010db8")));
  ExpectIncorrect(
      MpReach(Hex("0002 01 10 20010db8000000000000000000000001 00 20 20010d")));
  ExpectIncorrect(MpReach(Hex("0001 01 04 c0000201 00 21 c633640000")));
  ExpectIncorrect(MpUnreach(Hex("0002 01 20 20010d")));
  ExpectIncorrect(MpUnreach(Hex("0001 01 21 c633640000")));
}

// Conformance: RFC7606-3-10 positive
// Conformance: RFC7606-5.1-3 negative
TEST_F(UpdateMultiprotocolTest, EitherTwiceResetsTheSession) {
  for (const Octets& once :
       {MpReach(Hex(kIpv6Reach)), MpUnreach(Hex("0002 01"))}) {
    EXPECT_EQ(Decode(Join({once, MandatoryAttributes(), once}), Hex("08 0a")),
              UpdateAction::kSessionReset);
    EXPECT_EQ(update_.ResetNotification(),
              (Notification{ErrorCode::kUpdateMessage,
                            subcode::kMalformedAttributeList, once}));
  }
}

// Conformance: RFC7606-3-10 negative
// Conformance: RFC4760-7-1 negative
TEST_F(UpdateMultiprotocolTest, OneOfEachIsFine) {
  EXPECT_EQ(Decode(Join({MpReach(Hex(kIpv6Reach)),
                         MpUnreach(Hex("0002 01 30 20010db80001")),
                         OriginAndAsPath()})),
            UpdateAction::kNone);
}

TEST_F(UpdateMultiprotocolTest, AnotherFamilyIsCarriedAsOctets) {
  EXPECT_EQ(Decode(Join({MpReach(Hex("0019 46 04 c0000201 00 ff ff ff")),
                         OriginAndAsPath()})),
            UpdateAction::kNone);
  EXPECT_EQ(update_.mp_reach().family(), kEvpn);
  EXPECT_EQ(Copy(update_.mp_reach().octets()), Hex("ff ff ff"));
  EXPECT_TRUE(Prefixes(update_.mp_reach()).empty());
  EXPECT_EQ(update_.mp_next_hop(), std::nullopt);
  EXPECT_EQ(Copy(update_.mp_next_hop_octets()), Hex("c0000201"));
}

TEST_F(UpdateMultiprotocolTest, AddPathIsPerFamily) {
  SessionContext context = kExternal;
  context.add_path_ipv6_unicast = true;
  EXPECT_EQ(
      Decode(Join({MpReach(Hex("0002 01 10 20010db8000000000000000000000001 00"
                               "00000005 20 20010db8")),
                   MandatoryAttributes()}),
             Hex("08 0a"), context),
      UpdateAction::kNone);
  EXPECT_EQ((*update_.mp_reach().begin()).path_id, 5u);
  EXPECT_EQ((*update_.nlri().begin()).path_id, 0u);
}

}  // namespace
}  // namespace waymark::bgp
