// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "rib/propagation.h"

#include <cstdint>
#include <string>
#include <vector>

#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "gtest/gtest.h"
#include "rib/testing/fake_neighbour.h"
#include "rib/testing/fake_next_hop_resolver.h"
#include "rib/testing/route_values.h"

namespace waymark::rib {
namespace {

using Log = std::vector<std::string>;

constexpr PeerId kOne{1};
constexpr PeerId kTwo{2};

IpPrefix Numbered(uint32_t n) {
  return *IpPrefix::Create(IpAddress::V4(0x0a000000 + (n << 8)), 24);
}

// Peers 1 and 2 send and receive; 65000 is in between.
class PropagationTest : public testing::Test {
 protected:
  PropagationTest() {
    loc_rib_.AddPeer(External(1, 65001));
    loc_rib_.AddPeer(External(2, 65002));
  }
  Propagation::Target Target(uint32_t n, AdjRibOut& out) {
    return {.peer = {.peer = PeerId{n},
                     .kind = PeerKind::kExternal,
                     .local_as = 65000,
                     .peer_as = 65000 + n,
                     .peer_address = External(n).peer_address,
                     .own_next_hop = bgp::NextHop{A("192.0.2.100"), {}}},
            .family = IpFamily::kV4,
            .policy = &accept_,
            .out = &out};
  }
  void Update(PeerId peer, const char* prefix,
              const bgp::PathAttributes& attributes) {
    loc_rib_.Update(peer, N(prefix), pool_.Intern(attributes), T(1));
  }
  void FinishWork() {
    while (!propagation_.DoWork(100)) {
    }
  }

  const AcceptAll accept_;
  FakeNextHopResolver resolver_;
  AttributesPool pool_;
  LocRib loc_rib_{{.decision = {.local_as = 65000}}, resolver_};
  AdjRibOut to_one_{{}};
  AdjRibOut to_two_{{}};
  FakeNeighbour one_{to_one_};
  FakeNeighbour two_{to_two_};
  Propagation propagation_{loc_rib_, pool_};
};

// Conformance: RFC4271-9.2-2 positive
TEST_F(PropagationTest, ABestPathGoesToOthersButNotToItsSource) {
  propagation_.SetTarget(Target(1, to_one_));
  propagation_.SetTarget(Target(2, to_two_));
  to_one_.Start();
  to_two_.Start();
  Update(kOne, "10.0.0.0/8", Attributes({65001}));
  EXPECT_TRUE(one_.TakeLog().empty());
  EXPECT_EQ(two_.TakeLog(), (Log{"+ 10.0.0.0/8 [65000 65001]"}));
  loc_rib_.Withdraw(kOne, N("10.0.0.0/8"));
  EXPECT_EQ(two_.TakeLog(), (Log{"- 10.0.0.0/8"}));
}

// Conformance: RFC4271-9.1.3-2 positive
TEST_F(PropagationTest, ANewBestPathFromTheReceiverWithdrawsWhatItHeld) {
  propagation_.SetTarget(Target(1, to_one_));
  propagation_.SetTarget(Target(2, to_two_));
  to_one_.Start();
  to_two_.Start();
  Update(kOne, "10.0.0.0/8", Attributes({65001, 7}));
  one_.TakeLog();
  two_.TakeLog();
  Update(kTwo, "10.0.0.0/8", Attributes({65002}));
  EXPECT_EQ(one_.TakeLog(), (Log{"+ 10.0.0.0/8 [65000 65002]"}));
  EXPECT_EQ(two_.TakeLog(), (Log{"- 10.0.0.0/8"}));
}

// Conformance: RFC4271-9.1.3-2 positive
TEST_F(PropagationTest, ARouteThatPolicyNowExcludesIsWithdrawn) {
  propagation_.SetTarget(Target(2, to_two_));
  to_two_.Start();
  Update(kOne, "10.0.0.0/8", Attributes({65001}));
  two_.TakeLog();
  bgp::PathAttributes no_export = Attributes({65001});
  no_export.communities = {bgp::kNoExport};
  Update(kOne, "10.0.0.0/8", no_export);
  EXPECT_EQ(two_.TakeLog(), (Log{"- 10.0.0.0/8"}));
}

// Conformance: RFC4271-9.1.3-1 positive
TEST_F(PropagationTest, AnUnresolvableRouteIsNotPassedOn) {
  propagation_.SetTarget(Target(2, to_two_));
  to_two_.Start();
  Update(kOne, "10.0.0.0/8", Attributes({65001}, "192.0.2.77"));
  EXPECT_EQ(two_.TakeLog().size(), 1u);
  resolver_.SetUnresolvable(A("192.0.2.77"));
  resolver_.Announce();
  loc_rib_.DoWork(100);
  EXPECT_EQ(two_.TakeLog(), (Log{"- 10.0.0.0/8"}));
}

TEST_F(PropagationTest, ANewTargetIsLoadedInSlicesUrgentRoutesFirst) {
  for (uint32_t n = 0; n < 1000; ++n) {
    loc_rib_.Update(kOne, {Numbered(n), 0}, pool_.Intern(Attributes({65001})),
                    T(1));
  }
  Update(kOne, "0.0.0.0/0", Attributes({65001}));
  propagation_.SetTarget(Target(2, to_two_));
  EXPECT_TRUE(propagation_.has_work());
  EXPECT_FALSE(propagation_.IsLoaded(&to_two_));
  EXPECT_FALSE(propagation_.DoWork(1));
  EXPECT_EQ(to_two_.wanted(), 1u);
  EXPECT_TRUE(to_two_.Wanted(P("0.0.0.0/0")));
  FinishWork();
  EXPECT_TRUE(propagation_.IsLoaded(&to_two_));
  EXPECT_EQ(to_two_.wanted(), 1001u);
}

TEST_F(PropagationTest, ChangesDuringLoadingAreNotLost) {
  for (uint32_t n = 0; n < 1000; ++n) {
    loc_rib_.Update(kOne, {Numbered(n), 0}, pool_.Intern(Attributes({65001})),
                    T(1));
  }
  propagation_.SetTarget(Target(2, to_two_));
  for (uint32_t n = 0; n < 1000; ++n) {
    if (n % 3 == 0) loc_rib_.Withdraw(kOne, {Numbered(n), 0});
    if (n % 3 == 1) {
      loc_rib_.Update(kOne, {Numbered(n), 0},
                      pool_.Intern(Attributes({65001, 5})), T(1));
    }
    if (n % 10 == 0) propagation_.DoWork(10);
  }
  FinishWork();
  for (uint32_t n = 0; n < 1000; ++n) {
    const AttributesRef wanted = to_two_.Wanted(Numbered(n));
    ASSERT_EQ(static_cast<bool>(wanted), n % 3 != 0) << n;
    if (wanted) {
      EXPECT_EQ(wanted->as_path.ToString(),
                n % 3 == 1 ? "65000 65001 5" : "65000 65001");
    }
  }
}

TEST_F(PropagationTest, AnotherPolicyIsAppliedToEverything) {
  Update(kOne, "10.0.0.0/8", Attributes({65001}));
  Update(kOne, "11.0.0.0/8", Attributes({65001}));
  propagation_.SetTarget(Target(2, to_two_));
  FinishWork();
  EXPECT_EQ(to_two_.wanted(), 2u);
  const PermitList list({{P("11.0.0.0/8"), std::nullopt}});
  Propagation::Target target = Target(2, to_two_);
  target.policy = &list;
  propagation_.SetTarget(target);
  FinishWork();
  EXPECT_EQ(to_two_.wanted(), 1u);
  EXPECT_TRUE(to_two_.Wanted(P("11.0.0.0/8")));
}

// RFC 8212.
TEST_F(PropagationTest, WithoutPolicyNothingIsPassedOn) {
  Propagation::Target target = Target(2, to_two_);
  target.policy = nullptr;
  propagation_.SetTarget(target);
  Update(kOne, "10.0.0.0/8", Attributes({65001}));
  EXPECT_EQ(to_two_.wanted(), 0u);
}

TEST_F(PropagationTest, OtherFamiliesAreLeftAlone) {
  propagation_.SetTarget(Target(2, to_two_));
  Update(kOne, "2001:db8::/32", Attributes({65001}, "2001:db8::1"));
  FinishWork();
  EXPECT_EQ(to_two_.wanted(), 0u);
}

TEST_F(PropagationTest, ARemovedTargetIsLeftAlone) {
  propagation_.SetTarget(Target(2, to_two_));
  Update(kOne, "10.0.0.0/8", Attributes({65001}));
  propagation_.RemoveTarget(&to_two_);
  Update(kOne, "11.0.0.0/8", Attributes({65001}));
  EXPECT_EQ(to_two_.wanted(), 1u);
  EXPECT_FALSE(propagation_.IsLoaded(&to_two_));
  EXPECT_FALSE(propagation_.has_work());
}

// Conformance: RFC4271-5.1.6-1 positive
// Conformance: RFC4271-9.1.4-3 positive
TEST_F(PropagationTest, AnAggregateIsPassedOnWithItsOwnPrefix) {
  propagation_.SetTarget(Target(2, to_two_));
  bgp::PathAttributes aggregate = Attributes({65001});
  aggregate.atomic_aggregate = true;
  Update(kOne, "10.0.0.0/8", aggregate);
  EXPECT_TRUE(to_two_.Wanted(P("10.0.0.0/8"))->atomic_aggregate);
  EXPECT_EQ(to_two_.wanted(), 1u);
}

}  // namespace
}  // namespace waymark::rib
