// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "announcer/announced_path.h"

#include "announcer/ladder.h"
#include "announcer/neighbor.h"
#include "announcer/testing/recording.h"
#include "base/ip_address.h"
#include "bgp/code_points.h"
#include "bgp/community.h"
#include "bgp/path_attributes.h"
#include "gtest/gtest.h"

namespace waymark::announcer {
namespace {

using testing::Address;
using testing::Describe;

TEST(AnnouncedPathTest, LocalAsStandsOnceWithoutPrepend) {
  Step step;
  step.med = 0;
  const bgp::PathAttributes path =
      AnnouncedPath(65001, step, Address("10.0.1.10"));
  EXPECT_EQ(Describe(path), "path 65001 med 0 via 10.0.1.10");
  EXPECT_EQ(path.origin, bgp::Origin::kIgp);
  EXPECT_FALSE(path.local_pref.has_value());
  EXPECT_FALSE(path.atomic_aggregate);
}

TEST(AnnouncedPathTest, EveryCopyStandsInOneSequence) {
  Step step;
  step.prepend = kMaxPrepend;
  step.med = 7;
  const bgp::PathAttributes path =
      AnnouncedPath(4200000000, step, Address("10.0.1.10"));
  ASSERT_EQ(path.as_path.segments().size(), 1u);
  EXPECT_EQ(path.as_path.segments()[0].type,
            bgp::AsPathSegmentType::kAsSequence);
  EXPECT_EQ(path.as_path.DecisionLength(), kMaxPrepend + 1);
  EXPECT_EQ(path.as_path.OriginAs(), 4200000000);
}

TEST(AnnouncedPathTest, CommunitiesKeepTheirOrder) {
  Step step;
  step.med = 1;
  step.communities = {bgp::Community{65001u << 16 | 2}, bgp::kGracefulShutdown,
                      bgp::Community{65001u << 16 | 1}};
  step.large_communities = {{65001, 1, 2}};
  EXPECT_EQ(Describe(AnnouncedPath(65001, step, Address("10.0.1.10"))),
            "path 65001 med 1 via 10.0.1.10 65001:2 65535:0 65001:1 65001:1:2");
}

NextHops Hops(absl::string_view ipv4, absl::string_view ipv6) {
  NextHops hops;
  if (!ipv4.empty()) hops.ipv4 = Address(ipv4);
  if (!ipv6.empty()) hops.ipv6 = Address(ipv6);
  return hops;
}

TEST(ChooseNextHopTest, GroupGoesBeforeNeighborBeforeSession) {
  const IpAddress local = Address("10.0.1.10");
  const NextHops group = Hops("192.0.2.1", ""),
                 neighbor = Hops("192.0.2.2", "");
  EXPECT_EQ(ChooseNextHop(IpFamily::kV4, group, neighbor, local),
            Address("192.0.2.1"));
  EXPECT_EQ(ChooseNextHop(IpFamily::kV4, {}, neighbor, local),
            Address("192.0.2.2"));
  EXPECT_EQ(ChooseNextHop(IpFamily::kV4, {}, {}, local), local);
}

TEST(ChooseNextHopTest, SessionOfTheOtherFamilyHasNoneToOffer) {
  EXPECT_EQ(ChooseNextHop(IpFamily::kV6, {}, {}, Address("10.0.1.10")),
            std::nullopt);
  EXPECT_EQ(ChooseNextHop(IpFamily::kV4, {}, {}, Address("2001:db8::10")),
            std::nullopt);
  EXPECT_EQ(ChooseNextHop(IpFamily::kV6, Hops("192.0.2.1", "2001:db8::1"), {},
                          Address("10.0.1.10")),
            Address("2001:db8::1"));
}

TEST(ChooseNextHopTest, LinkLocalSessionNeedsAGlobalNextHop) {
  EXPECT_EQ(ChooseNextHop(IpFamily::kV6, {}, {}, Address("fe80::1")),
            std::nullopt);
}

TEST(ChooseNextHopTest, Ipv4LinkLocalSessionAddressWillDo) {
  EXPECT_EQ(ChooseNextHop(IpFamily::kV4, {}, {}, Address("169.254.6.2")),
            Address("169.254.6.2"));
}

TEST(ChooseNextHopTest, Ipv4MappedSessionAddressIsNoNextHop) {
  EXPECT_EQ(ChooseNextHop(IpFamily::kV6, {}, {}, Address("::ffff:10.0.0.1")),
            std::nullopt);
}

TEST(UsableNextHopTest, UnspecifiedMulticastAndMappedAreNot) {
  EXPECT_FALSE(IsUsableNextHop(Address("0.0.0.0")));
  EXPECT_FALSE(IsUsableNextHop(Address("::")));
  EXPECT_FALSE(IsUsableNextHop(Address("224.0.0.5")));
  EXPECT_FALSE(IsUsableNextHop(Address("ff02::5")));
  EXPECT_FALSE(IsUsableNextHop(Address("::ffff:10.0.0.1")));
  EXPECT_TRUE(IsUsableNextHop(Address("10.0.0.1")));
  EXPECT_TRUE(IsUsableNextHop(Address("2001:db8::1")));
}

}  // namespace
}  // namespace waymark::announcer
