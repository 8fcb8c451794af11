// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "rib/originated_set.h"

#include <optional>

#include "absl/status/status.h"
#include "gtest/gtest.h"
#include "rib/testing/fake_neighbour.h"
#include "rib/testing/route_values.h"

namespace waymark::rib {
namespace {

constexpr absl::StatusCode kInvalid = absl::StatusCode::kInvalidArgument;
constexpr absl::StatusCode kExhausted = absl::StatusCode::kResourceExhausted;

EgressPeer Neighbour(PeerKind kind) {
  return {.peer = PeerId{1},
          .kind = kind,
          .local_as = 65001,
          .peer_as = kind == PeerKind::kExternal ? 65000u : 65001u,
          .peer_address = A("192.0.2.1"),
          .own_next_hop = bgp::NextHop{A("192.0.2.10"), {}}};
}

// As an announcer gives it: without next hop and without our AS number.
bgp::PathAttributes Local() { return bgp::PathAttributes(); }

class OriginatedSetTest : public testing::Test {
 protected:
  absl::Status Announce(const char* prefix,
                        const bgp::PathAttributes& attributes) {
    return set_.Announce(P(prefix), pool_.Intern(attributes));
  }

  AttributesPool pool_;
  AdjRibOut out_{{}};
  OriginatedSet set_{Neighbour(PeerKind::kExternal), {}, pool_, out_};
};

// Conformance: RFC4271-9.2-4 positive
TEST_F(OriginatedSetTest, AnExternalNeighbourGetsOurAsAndOurNextHop) {
  bgp::PathAttributes attributes = Local();
  attributes.med = 100;
  attributes.communities = {{65001u << 16 | 7}};
  EXPECT_TRUE(Announce("172.16.1.1/32", attributes).ok());
  const AttributesRef sent = out_.Wanted(P("172.16.1.1/32"));
  ASSERT_TRUE(sent);
  EXPECT_EQ(sent->as_path.ToString(), "65001");
  EXPECT_EQ(sent->next_hop->address, A("192.0.2.10"));
  EXPECT_EQ(sent->med, 100u);
  EXPECT_EQ(sent->communities, attributes.communities);
}

TEST_F(OriginatedSetTest, GivenAsNumbersComeBehindOurs) {
  bgp::PathAttributes attributes = Local();
  attributes.as_path = bgp::AsPath::Sequence({65001, 65001});
  EXPECT_TRUE(Announce("172.16.1.1/32", attributes).ok());
  EXPECT_EQ(out_.Wanted(P("172.16.1.1/32"))->as_path.ToString(),
            "65001 65001 65001");
}

TEST_F(OriginatedSetTest, AnAbsentMedStaysAbsentAndZeroStaysZero) {
  EXPECT_TRUE(Announce("10.0.0.0/8", Local()).ok());
  EXPECT_FALSE(out_.Wanted(P("10.0.0.0/8"))->med.has_value());
  bgp::PathAttributes zero = Local();
  zero.med = 0;
  EXPECT_TRUE(Announce("10.0.0.0/8", zero).ok());
  EXPECT_EQ(out_.Wanted(P("10.0.0.0/8"))->med, 0u);
}

// Conformance: RFC4271-5.1.5-4 positive
TEST_F(OriginatedSetTest, AnExternalNeighbourGetsNoLocalPref) {
  bgp::PathAttributes attributes = Local();
  attributes.local_pref = 200;
  EXPECT_TRUE(Announce("10.0.0.0/8", attributes).ok());
  EXPECT_FALSE(out_.Wanted(P("10.0.0.0/8"))->local_pref.has_value());
}

// Conformance: RFC4271-5.1.5-1 positive
TEST_F(OriginatedSetTest, AnInternalNeighbourGetsLocalPrefAndAnEmptyPath) {
  OriginatedSet set(Neighbour(PeerKind::kInternal), {}, pool_, out_);
  EXPECT_TRUE(set.Announce(P("10.0.0.0/8"), pool_.Intern(Local())).ok());
  EXPECT_EQ(out_.Wanted(P("10.0.0.0/8"))->local_pref, 100u);
  EXPECT_TRUE(out_.Wanted(P("10.0.0.0/8"))->as_path.empty());
  bgp::PathAttributes attributes = Local();
  attributes.local_pref = 200;
  EXPECT_TRUE(set.Announce(P("10.0.0.0/8"), pool_.Intern(attributes)).ok());
  EXPECT_EQ(out_.Wanted(P("10.0.0.0/8"))->local_pref, 200u);
}

TEST_F(OriginatedSetTest, AGivenNextHopIsKept) {
  bgp::PathAttributes attributes = Local();
  attributes.next_hop = bgp::NextHop{A("192.0.2.77"), {}};
  EXPECT_TRUE(Announce("10.0.0.0/8", attributes).ok());
  EXPECT_EQ(out_.Wanted(P("10.0.0.0/8"))->next_hop->address, A("192.0.2.77"));
}

// Conformance: RFC4271-5.1.3-2 positive
TEST_F(OriginatedSetTest, TheNeighboursOwnAddressAsNextHopIsRefused) {
  EXPECT_TRUE(Announce("10.0.0.0/8", Local()).ok());
  bgp::PathAttributes attributes = Local();
  attributes.next_hop = bgp::NextHop{A("192.0.2.1"), {}};
  EXPECT_EQ(Announce("10.0.0.0/8", attributes).code(), kInvalid);
  // What was announced before stands.
  EXPECT_EQ(out_.Wanted(P("10.0.0.0/8"))->next_hop->address, A("192.0.2.10"));
}

// Conformance: RFC4271-5.1.3-2 negative
TEST_F(OriginatedSetTest, AThirdAddressAsNextHopIsNot) {
  bgp::PathAttributes attributes = Local();
  attributes.next_hop = bgp::NextHop{A("192.0.2.2"), {}};
  EXPECT_TRUE(Announce("10.0.0.0/8", attributes).ok());
}

TEST_F(OriginatedSetTest, FamiliesMustMatch) {
  EXPECT_EQ(Announce("2001:db8::/32", Local()).code(), kInvalid);
  bgp::PathAttributes attributes = Local();
  attributes.next_hop = bgp::NextHop{A("2001:db8::1"), {}};
  EXPECT_EQ(Announce("10.0.0.0/8", attributes).code(), kInvalid);
  attributes.next_hop = bgp::NextHop{A("0.0.0.0"), {}};
  EXPECT_EQ(Announce("10.0.0.0/8", attributes).code(), kInvalid);
  EXPECT_EQ(set_.Announce(P("10.0.0.0/8"), AttributesRef()).code(), kInvalid);
  EXPECT_EQ(set_.size(), 0u);
}

TEST_F(OriginatedSetTest, Ipv6RoutesRideOnAnIpv4Session) {
  EgressPeer peer = Neighbour(PeerKind::kExternal);
  peer.own_next_hop = bgp::NextHop{A("2001:db8::10"), A("fe80::10")};
  OriginatedSet set(peer, {.family = IpFamily::kV6}, pool_, out_);
  EXPECT_TRUE(set.Announce(P("2001:db8:1::/48"), pool_.Intern(Local())).ok());
  EXPECT_EQ(out_.Wanted(P("2001:db8:1::/48"))->next_hop, peer.own_next_hop);
}

TEST_F(OriginatedSetTest, WithdrawingTakesTheRouteOut) {
  EXPECT_TRUE(Announce("10.0.0.0/8", Local()).ok());
  EXPECT_TRUE(set_.Withdraw(P("10.0.0.0/8")));
  EXPECT_FALSE(set_.Withdraw(P("10.0.0.0/8")));
  EXPECT_FALSE(out_.Wanted(P("10.0.0.0/8")));
}

TEST_F(OriginatedSetTest, ClearingTakesAllRoutesOut) {
  EXPECT_TRUE(Announce("10.0.0.0/8", Local()).ok());
  EXPECT_TRUE(Announce("11.0.0.0/8", Local()).ok());
  set_.Clear();
  EXPECT_EQ(set_.size(), 0u);
  EXPECT_EQ(out_.wanted(), 0u);
}

TEST_F(OriginatedSetTest, ARouteWaitsForAnUnknownNextHop) {
  EgressPeer peer = Neighbour(PeerKind::kExternal);
  peer.own_next_hop.reset();
  OriginatedSet set(peer, {}, pool_, out_);
  EXPECT_TRUE(set.Announce(P("10.0.0.0/8"), pool_.Intern(Local())).ok());
  EXPECT_EQ(set.waiting(), 1u);
  EXPECT_EQ(out_.wanted(), 0u);
  EXPECT_TRUE(set.SetOwnNextHop(bgp::NextHop{A("192.0.2.10"), {}}).ok());
  EXPECT_EQ(set.waiting(), 0u);
  EXPECT_EQ(out_.Wanted(P("10.0.0.0/8"))->next_hop->address, A("192.0.2.10"));
  EXPECT_TRUE(set.SetOwnNextHop(std::nullopt).ok());
  EXPECT_EQ(set.waiting(), 1u);
  EXPECT_EQ(out_.wanted(), 0u);
  EXPECT_TRUE(set.Withdraw(P("10.0.0.0/8")));
  EXPECT_EQ(set.waiting(), 0u);
}

TEST_F(OriginatedSetTest, AnotherOwnNextHopAnnouncesAnew) {
  bgp::PathAttributes given = Local();
  given.next_hop = bgp::NextHop{A("192.0.2.77"), {}};
  EXPECT_TRUE(Announce("10.0.0.0/8", Local()).ok());
  EXPECT_TRUE(Announce("11.0.0.0/8", given).ok());
  FakeNeighbour neighbour(out_);
  out_.Start();
  neighbour.TakeLog();
  EXPECT_TRUE(set_.SetOwnNextHop(bgp::NextHop{A("192.0.2.11"), {}}).ok());
  EXPECT_EQ(neighbour.TakeLog(),
            (std::vector<std::string>{"+ 10.0.0.0/8 [65001]"}));
  EXPECT_EQ(out_.Wanted(P("10.0.0.0/8"))->next_hop->address, A("192.0.2.11"));
}

TEST_F(OriginatedSetTest, AnOwnNextHopThatIsWrongWithdraws) {
  EXPECT_TRUE(Announce("10.0.0.0/8", Local()).ok());
  EXPECT_EQ(set_.SetOwnNextHop(bgp::NextHop{A("192.0.2.1"), {}}).code(),
            kInvalid);
  EXPECT_EQ(set_.waiting(), 1u);
  EXPECT_EQ(out_.wanted(), 0u);
}

TEST_F(OriginatedSetTest, LimitsAreReported) {
  AdjRibOut small({.max_prefixes = 1});
  OriginatedSet set(Neighbour(PeerKind::kExternal), {.max_prefixes = 2}, pool_,
                    small);
  const AttributesRef local = pool_.Intern(Local());
  EXPECT_TRUE(set.Announce(P("10.0.0.0/8"), local).ok());
  EXPECT_EQ(set.Announce(P("11.0.0.0/8"), local).code(), kExhausted);
  EXPECT_EQ(set.size(), 1u);

  OriginatedSet one(Neighbour(PeerKind::kExternal), {.max_prefixes = 1}, pool_,
                    out_);
  EXPECT_TRUE(one.Announce(P("10.0.0.0/8"), local).ok());
  EXPECT_EQ(one.Announce(P("11.0.0.0/8"), local).code(), kExhausted);
  EXPECT_TRUE(one.Announce(P("10.0.0.0/8"), local).ok());

  AttributesPool full({.max_sets = 1});
  OriginatedSet poor(Neighbour(PeerKind::kExternal), {}, full, out_);
  EXPECT_EQ(poor.Announce(P("12.0.0.0/8"), full.Intern(Local())).code(),
            kExhausted);
}

}  // namespace
}  // namespace waymark::rib
