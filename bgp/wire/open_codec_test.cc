// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/wire/open_codec.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "base/byte_writer.h"
#include "bgp/capability.h"
#include "bgp/code_points.h"
#include "bgp/family.h"
#include "bgp/notification.h"
#include "bgp/open_message.h"
#include "bgp/wire/decoded.h"
#include "bgp/wire/message_header.h"
#include "bgp/wire/testing/octets.h"
#include "gtest/gtest.h"

namespace waymark::bgp {
namespace {

using ::waymark::bgp::testing::Copy;
using ::waymark::bgp::testing::ForEachChangedOctet;
using ::waymark::bgp::testing::ForEachTruncation;
using ::waymark::bgp::testing::Hex;
using ::waymark::bgp::testing::Join;
using ::waymark::bgp::testing::Message;
using ::waymark::bgp::testing::Octets;

Octets Encode(const OpenMessage& open) {
  std::array<uint8_t, kMaxMessageSize> buffer;
  ByteWriter writer(absl::MakeSpan(buffer));
  EncodeOpen(open, writer);
  return writer.ok() ? Copy(writer.written()) : Octets();
}

Notification Error(uint8_t subcode, std::vector<uint8_t> data = {}) {
  return {ErrorCode::kOpenMessage, subcode, data};
}

// Version 4, AS 65001, hold time 90, 192.0.2.1; then `rest`.
Octets Body(const Octets& rest) {
  return Join({Hex("04 fde9 005a c0000201"), rest});
}

OpenMessage Plain() {
  return {.version = 4,
          .my_as = 65001,
          .hold_time = 90,
          .bgp_identifier = 0xc0000201,
          .capabilities = {}};
}

void ExpectError(const Octets& body, const Notification& error) {
  const Decoded<OpenMessage> decoded = DecodeOpen(body);
  ASSERT_FALSE(decoded.ok());
  EXPECT_EQ(decoded.error(), error);
}

// An OPEN with capabilities of `size` octets.
OpenMessage WithCapabilities(size_t size) {
  OpenMessage open = Plain();
  while (size > 0) {
    const size_t value = size - 2 > 255 ? 100 : size - 2;
    open.capabilities.others.push_back(
        {static_cast<CapabilityCode>(200), std::vector<uint8_t>(value, 7)});
    size -= 2 + value;
  }
  return open;
}

// Conformance: RFC4271-7-1 positive
// Conformance: RFC6793-4.1-1 negative
// Conformance: RFC6793-4.1-3 negative
// Conformance: RFC6793-4.2.1-1 negative
// Conformance: RFC9072-1.1-3 negative
// Conformance: RFC4271-6.2-2 negative
// Conformance: RFC4271-6.2-3 negative
// Conformance: RFC4271-6.2-7 negative
TEST(OpenCodecTest, AnOpenWithoutParametersHasTwentyNineOctets) {
  const Octets message =
      Hex("ffffffff ffffffff ffffffff ffffffff 001d 01"
          "04"        // Version
          "fde9"      // My Autonomous System: 65001
          "005a"      // Hold Time: 90 s
          "c0000201"  // BGP Identifier: 192.0.2.1
          "00");      // no parameters
  EXPECT_EQ(Encode(Plain()), message);
  const Decoded<OpenMessage> decoded = DecodeOpen(Body(Hex("00")));
  ASSERT_TRUE(decoded.ok());
  EXPECT_EQ(*decoded, Plain());
  EXPECT_EQ(decoded->as_number(), 65001u);
}

// Conformance: RFC6793-4.1-1 positive
// Conformance: RFC6793-4.1-3 positive
// Conformance: RFC6793-4.2.1-1 positive
// Conformance: RFC5492-4-3 negative
// Conformance: RFC9072-1.1-2 negative
// Conformance: RFC9072-1.1-4 negative
TEST(OpenCodecTest, CapabilitiesStandInOneParameter) {
  OpenMessage open = Plain();
  open.my_as = kAsTrans;
  open.capabilities.families = {kIpv4Unicast};
  open.capabilities.route_refresh = true;
  open.capabilities.four_octet_as = 4200000001;
  const Octets message =
      Hex("ffffffff ffffffff ffffffff ffffffff 002d 01"
          "04 5ba0 005a c0000201"  // My Autonomous System: AS_TRANS
          "10"                     // Opt Parm Len: 16
          "02 0e"                  // Capabilities, 14 octets
          "01 04 0001 00 01"       // Multiprotocol: IPv4 unicast
          "02 00"                  // Route Refresh
          "41 04 fa56ea01");       // 4-octet AS: 4200000001
  EXPECT_EQ(Encode(open), message);
  const Decoded<OpenMessage> decoded =
      DecodeOpen(absl::MakeConstSpan(message).subspan(kHeaderSize));
  ASSERT_TRUE(decoded.ok());
  EXPECT_EQ(*decoded, open);
  EXPECT_EQ(decoded->as_number(), 4200000001u);
}

// Conformance: RFC5492-4-3 positive
// Conformance: RFC4271-6.2-8 negative
TEST(OpenCodecTest, CapabilitiesMayBeSpreadOverParameters) {
  const Decoded<OpenMessage> decoded = DecodeOpen(
      Body(Hex("12 02 06 01 04 0001 00 01  02 02 02 00  02 04 06 00 80 00")));
  ASSERT_TRUE(decoded.ok());
  EXPECT_EQ(decoded->capabilities.families, std::vector<Family>{kIpv4Unicast});
  EXPECT_TRUE(decoded->capabilities.route_refresh);
  EXPECT_TRUE(decoded->capabilities.extended_message);
  EXPECT_EQ(decoded->capabilities.others.size(), 1u);
}

// Conformance: RFC4271-6.2-1 positive
// Conformance: RFC4271-6.2-2 positive
TEST(OpenCodecTest, AnotherVersionIsAnsweredWithFour) {
  for (const uint8_t version : {0, 3, 5, 255}) {
    Octets body = Body(Hex("00"));
    body[0] = version;
    ExpectError(body, Error(subcode::kUnsupportedVersionNumber, {0, 4}));
  }
}

// Conformance: RFC4271-4.2-2 positive
// Conformance: RFC4271-6.2-4 positive
// Conformance: RFC4271-6.2-5 positive
TEST(OpenCodecTest, HoldTimesOfOneAndTwoSecondsAreRejected) {
  for (const uint8_t seconds : {1, 2}) {
    Octets body = Body(Hex("00"));
    body[4] = seconds;
    ExpectError(body, Error(subcode::kUnacceptableHoldTime, {0, seconds}));
  }
}

// Conformance: RFC4271-4.2-2 negative
// Conformance: RFC4271-6.2-5 negative
// Conformance: RFC4271-6.2-1 negative
// Conformance: RFC4271-6.2-4 negative
TEST(OpenCodecTest, OtherHoldTimesAreAccepted) {
  for (const uint16_t seconds : {0, 3, 255, 256, 257, 65535}) {
    OpenMessage open = Plain();
    open.hold_time = seconds;
    const Decoded<OpenMessage> decoded =
        DecodeOpen(absl::MakeConstSpan(Encode(open)).subspan(kHeaderSize));
    ASSERT_TRUE(decoded.ok());
    EXPECT_EQ(decoded->hold_time, seconds);
  }
}

// Conformance: RFC4271-6.2-7 positive
TEST(OpenCodecTest, IdentifierZeroIsRejected) {
  ExpectError(Hex("04 fde9 005a 00000000 00"),
              Error(subcode::kBadBgpIdentifier));
}

// Conformance: RFC4271-6.2-3 positive
TEST(OpenCodecTest, AsZeroIsRejected) {
  ExpectError(Hex("04 0000 005a c0000201 00"), Error(subcode::kBadPeerAs));
  ExpectError(Body(Hex("08 02 06 41 04 00000000")), Error(subcode::kBadPeerAs));
}

// Conformance: RFC4271-6.2-8 positive
TEST(OpenCodecTest, AnUnknownParameterIsRejected) {
  // 1 is Authentication Information, which RFC 4271 has deprecated.
  for (const uint8_t type : {0, 1, 3, 254}) {
    ExpectError(Body(Join({{5, type, 3}, Hex("010203")})),
                Error(subcode::kUnsupportedOptionalParameter, {type}));
  }
}

// Conformance: RFC4271-6.2-9 positive
TEST(OpenCodecTest, ParametersThatDoNotFillTheirLengthAreMalformed) {
  for (const char* rest : {
           "",                   // no length at all
           "01",                 // a length, no parameter
           "00 00",              // octets after the parameters
           "02 02 00 00",        //
           "03 02 00",           // one octet less than said
           "01 02",              // a parameter without its length
           "02 02 01",           // a parameter longer than the field
           "04 02 02 80 01",     // a capability longer than its parameter
           "05 02 03 01 01 00",  // a known capability of a wrong length
       }) {
    const Decoded<OpenMessage> decoded = DecodeOpen(Body(Hex(rest)));
    ASSERT_FALSE(decoded.ok()) << rest;
    EXPECT_EQ(decoded.error().code, ErrorCode::kOpenMessage);
    EXPECT_EQ(decoded.error().subcode, subcode::kUnspecific) << rest;
  }
}

// Conformance: RFC9072-1.1-2 positive
// Conformance: RFC9072-1.1-3 positive
// Conformance: RFC9072-1.1-4 positive
// Conformance: RFC9072-3-1 positive
TEST(OpenCodecTest, ParametersAbove255OctetsUseTheExtendedFormat) {
  // Capabilities of 253 octets are the most that the short format holds.
  const Octets longest = Encode(WithCapabilities(253));
  EXPECT_EQ(longest.size(), 29u + 2 + 253);
  EXPECT_EQ(longest[28], 255);
  EXPECT_EQ(longest[29], 2);

  const Octets extended = Encode(WithCapabilities(254));
  EXPECT_EQ(Octets(extended.begin() + 28, extended.begin() + 35),
            Hex("ff"       // Non-Ext OP Len
                "ff"       // Non-Ext OP Type
                "0101"     // Extended Opt. Parm. Length: 257
                "02"       // Capabilities
                "00fe"));  // 254 octets
  EXPECT_EQ(extended.size(), 29u + 3 + 3 + 254);
}

// Conformance: RFC9072-1.1-5 positive
// Conformance: RFC4271-6.2-9 negative
TEST(OpenCodecTest, EveryAmountOfCapabilitiesIsReadBack) {
  for (size_t size = 2; size < 700; ++size) {
    if (size == 3) continue;  // no capability has one octet
    const OpenMessage open = WithCapabilities(size);
    const Octets message = Encode(open);
    const Decoded<OpenMessage> decoded =
        DecodeOpen(absl::MakeConstSpan(message).subspan(kHeaderSize));
    ASSERT_TRUE(decoded.ok()) << size;
    EXPECT_EQ(*decoded, open) << size;
  }
}

// Conformance: RFC9072-1.1-1 positive
// Conformance: RFC9072-3-3 positive
// Conformance: RFC9072-3-2 negative
TEST(OpenCodecTest, TheExtendedFormatIsAcceptedForAnyLength) {
  for (const char* rest :
       {"ff ff 0007 02 0004 02 00 80 00", "01 ff 0007 02 0004 02 00 80 00",
        "0a ff 0007 02 0004 02 00 80 00"}) {
    const Decoded<OpenMessage> decoded = DecodeOpen(Body(Hex(rest)));
    ASSERT_TRUE(decoded.ok()) << rest;
    EXPECT_TRUE(decoded->capabilities.route_refresh);
  }
  EXPECT_TRUE(DecodeOpen(Body(Hex("ff ff 0000"))).ok());
}

// Conformance: RFC9072-1.1-1 negative
// Conformance: RFC9072-1.1-5 negative
// Conformance: RFC9072-3-3 negative
TEST(OpenCodecTest, AWrongExtendedLengthIsMalformed) {
  for (const char* rest :
       {"ff ff", "ff ff 00", "ff ff 0001", "ff ff 0006 02 0004 02 00 80 00",
        "ff ff 0008 02 0004 02 00 80 00", "ff ff 0002 02 00",
        "ff ff 0007 02 0005 02 00 80 00"}) {
    const Decoded<OpenMessage> decoded = DecodeOpen(Body(Hex(rest)));
    ASSERT_FALSE(decoded.ok()) << rest;
    EXPECT_EQ(decoded.error(), Error(subcode::kUnspecific)) << rest;
  }
}

// Conformance: RFC9072-3-1 negative
// Conformance: RFC9072-3-2 positive
TEST(OpenCodecTest, Type255ElsewhereIsAnUnknownParameter) {
  ExpectError(Body(Hex("06 02 02 02 00 ff 00")),
              Error(subcode::kUnsupportedOptionalParameter, {255}));
  ExpectError(Body(Hex("ff ff 0003 ff 0000")),
              Error(subcode::kUnsupportedOptionalParameter, {255}));
}

TEST(OpenCodecTest, TooManyCapabilitiesPoisonTheWriter) {
  EXPECT_FALSE(Encode(WithCapabilities(4061)).empty());
  EXPECT_EQ(Encode(WithCapabilities(4062)), Octets());
}

TEST(OpenCodecTest, EveryTruncationIsRejected) {
  OpenMessage open = WithCapabilities(300);
  open.capabilities.families = {kIpv4Unicast, kIpv6Unicast};
  const Octets message = Encode(open);
  ForEachTruncation(
      Octets(message.begin() + kHeaderSize, message.end()),
      [](const Octets& body) { EXPECT_FALSE(DecodeOpen(body).ok()); });
}

TEST(OpenCodecTest, WhatAChangedOctetLeavesValidIsWrittenBack) {
  OpenMessage open = Plain();
  open.capabilities.families = {kIpv4Unicast, kIpv6Unicast};
  open.capabilities.four_octet_as = 65001;
  open.capabilities.others = {{CapabilityCode::kRole, {0}}};
  const Octets message = Encode(open);
  ForEachChangedOctet(
      Octets(message.begin() + kHeaderSize, message.end()),
      [](const Octets& body) {
        const Decoded<OpenMessage> decoded = DecodeOpen(body);
        if (!decoded.ok()) {
          EXPECT_EQ(decoded.error().code, ErrorCode::kOpenMessage);
          return;
        }
        const Octets again = Encode(*decoded);
        const Decoded<OpenMessage> second =
            DecodeOpen(absl::MakeConstSpan(again).subspan(kHeaderSize));
        ASSERT_TRUE(second.ok());
        EXPECT_EQ(*second, *decoded);
      });
}

}  // namespace
}  // namespace waymark::bgp
