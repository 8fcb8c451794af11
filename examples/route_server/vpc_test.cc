// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/route_server/vpc.h"

#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "examples/route_server/route_server_setup.h"
#include "gtest/gtest.h"

namespace waymark::examples {
namespace {

IpAddress A(const char* text) { return *IpAddress::Parse(text); }

// Two peers: 10.0.1.10, which has an IPv6 address beside, and 10.0.2.10.
RouteServerSetup WithTwoPeers(NextHopCheck check) {
  RouteServerSetup setup;
  for (const char* const address : {"10.0.1.10", "10.0.2.10"}) {
    setup.peers.emplace_back().speaker.address = A(address);
  }
  setup.vpc.interfaces = {{"eni-1", {A("10.0.1.10"), A("2001:db8::10")}}};
  setup.vpc.next_hop_check = check;
  return setup;
}

TEST(VpcTest, PeersAreInterfacesWhetherListedOrNot) {
  const Vpc vpc(WithTwoPeers(NextHopCheck::kVpcInterface));
  EXPECT_EQ(vpc.InterfaceOf(A("10.0.1.10")), "eni-1");
  EXPECT_EQ(vpc.InterfaceOf(A("2001:db8::10")), "eni-1");
  EXPECT_EQ(vpc.InterfaceOf(A("10.0.2.10")), "10.0.2.10");
  EXPECT_EQ(vpc.InterfaceOf(A("10.0.3.10")), "");
}

TEST(VpcTest, ANextHopIsAnAddressOfSomeInterfaceUnlessAskedForOtherwise) {
  const Vpc vpc(WithTwoPeers(NextHopCheck::kVpcInterface));
  EXPECT_EQ(vpc.WhyNoNextHop(A("10.0.1.10"), A("10.0.1.10")), "");
  EXPECT_EQ(vpc.WhyNoNextHop(A("2001:db8::10"), A("10.0.1.10")), "");
  EXPECT_EQ(vpc.WhyNoNextHop(A("10.0.2.10"), A("10.0.1.10")), "");
  EXPECT_EQ(vpc.WhyNoNextHop(A("10.0.3.10"), A("10.0.1.10")),
            "next hop 10.0.3.10 is no address of an interface of the VPC");
}

TEST(VpcTest, ItCanBeHeldToThePeersOwnInterface) {
  const Vpc vpc(WithTwoPeers(NextHopCheck::kPeerInterface));
  EXPECT_EQ(vpc.WhyNoNextHop(A("10.0.1.10"), A("10.0.1.10")), "");
  EXPECT_EQ(vpc.WhyNoNextHop(A("2001:db8::10"), A("10.0.1.10")), "");
  EXPECT_EQ(vpc.WhyNoNextHop(A("10.0.2.10"), A("10.0.1.10")),
            "next hop 10.0.2.10 is no address of the peer's interface");
}

TEST(VpcTest, ItCanBeLeftUnchecked) {
  const Vpc vpc(WithTwoPeers(NextHopCheck::kUnchecked));
  EXPECT_EQ(vpc.WhyNoNextHop(A("192.0.2.1"), A("10.0.1.10")), "");
}

TEST(VpcTest, PrefixesOfTheVpcLieInItsCidrsIfThoseAreKnown) {
  RouteServerSetup setup = WithTwoPeers(NextHopCheck::kVpcInterface);
  EXPECT_TRUE(Vpc(setup).Contains(*IpPrefix::Parse("0.0.0.0/0")));
  setup.vpc.cidrs = {*IpPrefix::Parse("10.0.0.0/16"),
                     *IpPrefix::Parse("2001:db8::/56")};
  const Vpc vpc(setup);
  EXPECT_TRUE(vpc.Contains(*IpPrefix::Parse("10.0.3.0/24")));
  EXPECT_TRUE(vpc.Contains(*IpPrefix::Parse("2001:db8::/64")));
  EXPECT_FALSE(vpc.Contains(*IpPrefix::Parse("0.0.0.0/0")));
  EXPECT_FALSE(vpc.Contains(*IpPrefix::Parse("172.16.1.1/32")));
}

}  // namespace
}  // namespace waymark::examples
