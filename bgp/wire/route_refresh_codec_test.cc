// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/wire/route_refresh_codec.h"

#include <array>
#include <cstddef>
#include <cstdint>

#include "absl/types/span.h"
#include "base/byte_writer.h"
#include "bgp/code_points.h"
#include "bgp/family.h"
#include "bgp/notification.h"
#include "bgp/route_refresh.h"
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
using ::waymark::bgp::testing::Message;
using ::waymark::bgp::testing::Octets;

Octets Encode(const RouteRefresh& refresh) {
  std::array<uint8_t, 23> buffer;
  ByteWriter writer(absl::MakeSpan(buffer));
  EncodeRouteRefresh(refresh, writer);
  EXPECT_TRUE(writer.ok());
  return Copy(writer.written());
}

Decoded<RouteRefresh> Decode(const Octets& message, bool enhanced) {
  return DecodeRouteRefresh({MessageType::kRouteRefresh, message}, enhanced);
}

TEST(RouteRefreshCodecTest, ARequestNamesItsFamily) {
  const Octets message =
      Hex("ffffffff ffffffff ffffffff ffffffff 0017 05"
          "0002"  // AFI: IPv6
          "00"    // Message Subtype: normal
          "01");  // SAFI: unicast
  const RouteRefresh refresh{.family = kIpv6Unicast};
  EXPECT_EQ(Encode(refresh), message);
  for (const bool enhanced : {false, true}) {
    const Decoded<RouteRefresh> decoded = Decode(message, enhanced);
    ASSERT_TRUE(decoded.ok());
    EXPECT_EQ(*decoded, refresh);
  }
}

// Conformance: RFC7313-4-3 positive
// Conformance: RFC7313-5-3 negative
TEST(RouteRefreshCodecTest, TheSubtypeIsReadIfThePeerKnowsIt) {
  const Octets begin = Message(MessageType::kRouteRefresh, Hex("0001 01 01"));
  EXPECT_EQ(Encode({.family = kIpv4Unicast,
                    .subtype = RouteRefreshSubtype::kBeginningOfRefresh}),
            begin);
  EXPECT_EQ(Decode(begin, true)->subtype,
            RouteRefreshSubtype::kBeginningOfRefresh);
  const Octets end = Message(MessageType::kRouteRefresh, Hex("0001 02 01"));
  EXPECT_EQ(Decode(end, true)->subtype, RouteRefreshSubtype::kEndOfRefresh);
}

// Conformance: RFC7313-4-3 negative
TEST(RouteRefreshCodecTest, OtherwiseTheOctetIsReserved) {
  const Octets message = Message(MessageType::kRouteRefresh, Hex("0001 01 01"));
  EXPECT_EQ(Decode(message, false)->subtype, RouteRefreshSubtype::kNormal);
}

// Conformance: RFC7313-5-3 positive
TEST(RouteRefreshCodecTest, AnUnknownSubtypeIsKeptToBeIgnored) {
  // Whatever its length: another standard may give it a longer body.
  for (const char* body : {"0001 07 01", "0001 07", "0001 07 01 aabbcc"}) {
    const Octets message = Message(MessageType::kRouteRefresh, Hex(body));
    const Decoded<RouteRefresh> decoded = Decode(message, true);
    ASSERT_TRUE(decoded.ok()) << body;
    EXPECT_EQ(decoded->subtype, static_cast<RouteRefreshSubtype>(7));
  }
}

// Conformance: RFC7313-5-1 positive
// Conformance: RFC7313-5-2 positive
TEST(RouteRefreshCodecTest, AMarkOfTheWrongLengthIsAnErrorOfItsOwn) {
  for (const char* body : {"0001 01", "0001 01 01 00", "0001 02 01 00 00"}) {
    const Octets message = Message(MessageType::kRouteRefresh, Hex(body));
    const Decoded<RouteRefresh> decoded = Decode(message, true);
    ASSERT_FALSE(decoded.ok());
    EXPECT_EQ(decoded.error(),
              (Notification{ErrorCode::kRouteRefreshMessage,
                            subcode::kInvalidMessageLength, message}));
  }
}

// Conformance: RFC7313-5-1 negative
// Conformance: RFC7313-5-2 negative
TEST(RouteRefreshCodecTest, WithoutTheCapabilityItIsABadMessageLength) {
  const Octets message = Message(MessageType::kRouteRefresh, Hex("0001 01"));
  const Decoded<RouteRefresh> decoded = Decode(message, false);
  ASSERT_FALSE(decoded.ok());
  EXPECT_EQ(decoded.error(), (Notification{ErrorCode::kMessageHeader,
                                           subcode::kBadMessageLength,
                                           {0, 22}}));
}

// Conformance: RFC7313-5-1 negative
// Conformance: RFC7313-5-2 negative
TEST(RouteRefreshCodecTest, ARequestOfTheWrongLengthIsABadMessageLength) {
  for (const char* body : {"", "0001", "0001 00", "0001 00 01 00"}) {
    const Octets message = Message(MessageType::kRouteRefresh, Hex(body));
    const Decoded<RouteRefresh> decoded = Decode(message, true);
    ASSERT_FALSE(decoded.ok()) << body;
    EXPECT_EQ(decoded.error(),
              (Notification{ErrorCode::kMessageHeader,
                            subcode::kBadMessageLength,
                            {0, static_cast<uint8_t>(message.size())}}));
  }
}

TEST(RouteRefreshCodecTest, EveryBodyOfFourOctetsIsWrittenBack) {
  const Octets body = Hex("0001 00 01");
  ForEachTruncation(body, [](const Octets& octets) {
    EXPECT_FALSE(
        Decode(Message(MessageType::kRouteRefresh, octets), true).ok());
  });
  ForEachChangedOctet(body, [](const Octets& octets) {
    const Octets message = Message(MessageType::kRouteRefresh, octets);
    const Decoded<RouteRefresh> decoded = Decode(message, true);
    ASSERT_TRUE(decoded.ok());
    EXPECT_EQ(Encode(*decoded), message);
  });
}

}  // namespace
}  // namespace waymark::bgp
