// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/wire/capability_codec.h"

#include <array>
#include <optional>

#include "absl/types/span.h"
#include "base/byte_writer.h"
#include "bgp/capability.h"
#include "bgp/code_points.h"
#include "bgp/family.h"
#include "bgp/notification.h"
#include "bgp/wire/testing/octets.h"
#include "gtest/gtest.h"

namespace waymark::bgp {
namespace {

using ::waymark::bgp::testing::Copy;
using ::waymark::bgp::testing::Hex;
using ::waymark::bgp::testing::Join;
using ::waymark::bgp::testing::Octets;

Octets Encode(const Capabilities& capabilities) {
  std::array<uint8_t, 4096> buffer;
  ByteWriter writer(absl::MakeSpan(buffer));
  EncodeCapabilities(capabilities, writer);
  EXPECT_TRUE(writer.ok());
  EXPECT_EQ(writer.size(), EncodedSize(capabilities));
  return Copy(writer.written());
}

Capabilities Decode(const Octets& octets) {
  Capabilities capabilities;
  EXPECT_EQ(DecodeCapabilities(octets, capabilities), std::nullopt);
  return capabilities;
}

Notification Malformed(const Octets& capability) {
  return {ErrorCode::kOpenMessage, subcode::kUnspecific, capability};
}

// Conformance: RFC4760-8-1 positive
// Conformance: RFC6793-4.1-2 positive
// Conformance: RFC5492-3-2 negative
TEST(CapabilityCodecTest, KnownCapabilitiesAreReadAndWritten) {
  const Octets octets =
      Hex("01 04 0001 00 01"    // Multiprotocol: IPv4 unicast
          "01 04 0002 00 01"    // Multiprotocol: IPv6 unicast
          "02 00"               // Route Refresh
          "06 00"               // Extended Message
          "46 00"               // Enhanced Route Refresh
          "41 04 00010000"      // 4-octet AS: 65536
          "40 02 8078"          // Graceful Restart, not interpreted
          "05 06 0001 0001 02"  // Extended Next Hop, not interpreted
          "00");
  const Capabilities capabilities{
      .families = {kIpv4Unicast, kIpv6Unicast},
      .route_refresh = true,
      .extended_message = true,
      .enhanced_route_refresh = true,
      .four_octet_as = 65536,
      .others = {{CapabilityCode::kGracefulRestart, {0x80, 0x78}},
                 {CapabilityCode::kExtendedNextHop, {0, 1, 0, 1, 2, 0}}}};
  EXPECT_EQ(Decode(octets), capabilities);
  EXPECT_EQ(Encode(capabilities), octets);
}

// Conformance: RFC4760-8-1 negative
TEST(CapabilityCodecTest, NoCapabilitiesAreNoOctets) {
  EXPECT_EQ(Decode({}), Capabilities());
  EXPECT_EQ(Encode({}), Octets());
}

// Conformance: RFC5492-4-1 positive
TEST(CapabilityCodecTest, ARepeatedCapabilityAddsNothing) {
  const Octets once = Hex("01 04 0001 00 01  02 00  41 04 0000fde8");
  EXPECT_EQ(Decode(Join({once, once})), Decode(once));
}

// Conformance: RFC5492-4-1 negative
TEST(CapabilityCodecTest, OfDifferentAsNumbersTheFirstStands) {
  EXPECT_EQ(Decode(Hex("41 04 00000001  41 04 00000002")).four_octet_as, 1u);
}

// Conformance: RFC5492-3-2 positive
// Conformance: RFC5492-3-3 positive
// Conformance: RFC5492-5-2 positive
TEST(CapabilityCodecTest, UnknownCapabilitiesAreKeptInTheirOrder) {
  const Octets octets = Hex("80 00  fe 03 010203  80 00");
  const Capabilities capabilities = Decode(octets);
  ASSERT_EQ(capabilities.others.size(), 3u);
  EXPECT_EQ(capabilities.others[1],
            (RawCapability{static_cast<CapabilityCode>(254), {1, 2, 3}}));
  EXPECT_EQ(Encode(capabilities), octets);
}

// Conformance: RFC4271-6.2-9 positive
// Conformance: RFC5492-3-3 negative
// Conformance: RFC5492-5-2 negative
// Conformance: RFC6793-4.1-2 negative
TEST(CapabilityCodecTest, AWrongLengthOfAKnownCapabilityIsMalformed) {
  for (const char* capability :
       {"01 03 000100", "01 05 0001000101", "01 00", "02 01 00", "06 01 00",
        "46 01 00", "41 03 000001", "41 05 0000000100", "41 00"}) {
    Capabilities capabilities;
    const Octets good = Hex("80 01 aa");
    EXPECT_EQ(
        DecodeCapabilities(Join({good, Hex(capability), good}), capabilities),
        Malformed(Hex(capability)))
        << capability;
  }
}

TEST(CapabilityCodecTest, OneThatOverrunsTheParameterIsMalformed) {
  for (const char* capability : {"80", "80 01", "01 04 0001 00", "80 ff 00"}) {
    Capabilities capabilities;
    EXPECT_EQ(
        DecodeCapabilities(Join({Hex("02 00"), Hex(capability)}), capabilities),
        Malformed(Hex(capability)))
        << capability;
  }
}

}  // namespace
}  // namespace waymark::bgp
