// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/code_points.h"

#include <string>

#include "base/ip_address.h"
#include "bgp/capability.h"
#include "bgp/family.h"
#include "gtest/gtest.h"

namespace waymark::bgp {
namespace {

TEST(CodePointsTest, KnownValuesHaveTheNamesOfTheirRfc) {
  EXPECT_EQ(ToString(MessageType::kRouteRefresh), "route_refresh");
  EXPECT_EQ(ToString(Afi::kIpv6), "ipv6");
  EXPECT_EQ(ToString(Safi::kUnicast), "unicast");
  EXPECT_EQ(ToString(CapabilityCode::kFourOctetAs), "four_octet_as");
  EXPECT_EQ(ToString(AttributeType::kMultiExitDisc), "multi_exit_disc");
  EXPECT_EQ(ToString(Origin::kIncomplete), "incomplete");
  EXPECT_EQ(ToString(ErrorCode::kFiniteStateMachine), "finite_state_machine");
  EXPECT_EQ(ToString(ErrorCode::kUpdateMessage, subcode::kMalformedAsPath),
            "update_message/malformed_as_path");
}

TEST(CodePointsTest, UnknownValuesAreNumbers) {
  EXPECT_EQ(ToString(static_cast<MessageType>(200)), "200");
  EXPECT_EQ(ToString(static_cast<Afi>(25)), "25");
  EXPECT_EQ(ToString(static_cast<Safi>(70)), "70");
  EXPECT_EQ(ToString(static_cast<CapabilityCode>(128)), "128");
  EXPECT_EQ(ToString(static_cast<AttributeType>(255)), "255");
  EXPECT_EQ(ToString(static_cast<Origin>(3)), "3");
  EXPECT_EQ(ToString(static_cast<ErrorCode>(9)), "9");
  EXPECT_EQ(ToString(ErrorCode::kCease, 77), "cease/77");
}

TEST(CodePointsTest, EveryKnownCodeHasADistinctName) {
  // The names of the enumerators that exist are not numbers.
  for (int type = 1; type <= 5; ++type) {
    EXPECT_NE(ToString(static_cast<MessageType>(type)), std::to_string(type));
  }
  for (int code = 1; code <= 8; ++code) {
    EXPECT_NE(ToString(static_cast<ErrorCode>(code)), std::to_string(code));
  }
}

TEST(CodePointsTest, FamiliesAreNamedOrNumbered) {
  EXPECT_EQ(ToString(kIpv4Unicast), "ipv4_unicast");
  EXPECT_EQ(ToString(kIpv6Unicast), "ipv6_unicast");
  EXPECT_EQ(ToString(Family{static_cast<Afi>(25), static_cast<Safi>(70)}),
            "25/70");
  EXPECT_EQ(UnicastFamily(IpFamily::kV4), kIpv4Unicast);
  EXPECT_EQ(UnicastFamily(IpFamily::kV6), kIpv6Unicast);
}

TEST(CapabilitiesTest, HasFamilyFindsOnlyWhatIsThere) {
  Capabilities capabilities;
  EXPECT_FALSE(capabilities.HasFamily(kIpv4Unicast));
  capabilities.families = {kIpv6Unicast};
  EXPECT_TRUE(capabilities.HasFamily(kIpv6Unicast));
  EXPECT_FALSE(capabilities.HasFamily(kIpv4Unicast));
}

}  // namespace
}  // namespace waymark::bgp
