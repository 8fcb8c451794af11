// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "speaker/update_receiver.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "base/monotonic_time.h"
#include "bgp/code_points.h"
#include "bgp/family.h"
#include "bgp/route_refresh.h"
#include "bgp/session/negotiated.h"
#include "bgp/wire/decoded_update.h"
#include "bgp/wire/session_context.h"
#include "bgp/wire/testing/octets.h"
#include "bgp/wire/update_codec.h"
#include "gtest/gtest.h"
#include "rib/attributes_pool.h"
#include "rib/loc_rib.h"
#include "rib/next_hop_resolver.h"
#include "rib/peer_info.h"
#include "rib/policy.h"

namespace waymark::speaker {
namespace {

using bgp::testing::Hex;
using bgp::testing::Join;
using bgp::testing::MandatoryAttributes;
using bgp::testing::Octets;
using bgp::testing::OriginAndAsPath;
using bgp::testing::UpdateBody;

constexpr rib::PeerId kPeer{3};
const Octets kPrefixes = Hex("18 0a0101  10 0a02");  // 10.1.1.0/24, 10.2.0.0/16
// MP_REACH_NLRI: 2001:db8:1::/48 via 2001:db8::1.
const Octets kMpReach =
    Hex("80 0e 1c  0002 01  10 20010db8000000000000000000000001  00"
        "30 20010db80001");
// MP_UNREACH_NLRI of the same prefix.
const Octets kMpUnreach = Hex("80 0f 0a  0002 01  30 20010db80001");

class UpdateReceiverTest : public ::testing::Test {
 protected:
  ~UpdateReceiverTest() override { Finish(); }

  UpdateReceiver& Make(const UpdateReceiver::Options& options) {
    return receiver_.emplace(kPeer, rib::PeerKind::kExternal, options, pool_,
                             loc_rib_);
  }
  UpdateReceiver& MakeAcceptingAll() {
    UpdateReceiver::Options options;
    options.policy = &accept_all_;
    return Make(options);
  }

  // A session with AS 65001, the leftmost of MandatoryAttributes().
  static bgp::Negotiated Session(std::vector<bgp::Family> families) {
    bgp::Negotiated negotiated;
    negotiated.families = std::move(families);
    negotiated.receive.four_octet_as = true;
    negotiated.peer_open.my_as = 65001;
    negotiated.peer_open.bgp_identifier = 1;
    negotiated.local.address = IpAddress::V4(192, 0, 2, 9);
    negotiated.remote.address = IpAddress::V4(192, 0, 2, 1);
    return negotiated;
  }
  void StartBoth() {
    ASSERT_TRUE(
        receiver_->Start(Session({bgp::kIpv4Unicast, bgp::kIpv6Unicast})));
  }

  UpdateReceiver::Result Receive(const Octets& body) {
    bgp::DecodedUpdate update;
    bgp::SessionContext context;
    context.four_octet_as = true;
    (void)bgp::DecodeUpdate(body, context, update);
    return receiver_->OnUpdate(update, MonotonicTime());
  }

  // Ends the session and all work.
  void Finish() {
    if (!receiver_.has_value()) return;
    receiver_->Stop();
    while (loc_rib_.has_work()) loc_rib_.DoWork(1);
    while (receiver_->has_work()) receiver_->DoWork(1);
  }

  // The next hop of the best path, or "none".
  std::string NextHop(absl::string_view prefix) const {
    const auto entry = loc_rib_.Find(*IpPrefix::Parse(prefix));
    if (!entry.has_value() || !entry->best.has_value()) return "none";
    return entry->paths[*entry->best].attributes->next_hop->address.ToString();
  }

  rib::AttributesPool pool_;
  rib::AlwaysResolves resolver_;
  rib::LocRib loc_rib_{{}, resolver_};
  rib::AcceptAll accept_all_;
  std::optional<UpdateReceiver> receiver_;
};

// RFC 7606, 5.1: not to be sent, and to be understood.
TEST_F(UpdateReceiverTest, BothKindsOfNlriInOneMessageHaveTheirOwnNextHops) {
  MakeAcceptingAll();
  StartBoth();
  const UpdateReceiver::Result result = Receive(
      UpdateBody({}, Join({MandatoryAttributes(), kMpReach}), kPrefixes));
  EXPECT_EQ(result.announced, 3u);
  EXPECT_EQ(NextHop("10.1.1.0/24"), "192.0.2.1");
  EXPECT_EQ(NextHop("10.2.0.0/16"), "192.0.2.1");
  EXPECT_EQ(NextHop("2001:db8:1::/48"), "2001:db8::1");
  EXPECT_EQ(receiver_->received(), 3u);
  EXPECT_EQ(receiver_->accepted(), 3u);
}

TEST_F(UpdateReceiverTest, BothKindsOfWithdrawalInOneMessageAreTaken) {
  MakeAcceptingAll();
  StartBoth();
  Receive(UpdateBody({}, Join({MandatoryAttributes(), kMpReach}), kPrefixes));
  const UpdateReceiver::Result result =
      Receive(UpdateBody(kPrefixes, kMpUnreach, {}));
  EXPECT_EQ(result.withdrawn, 3u);
  EXPECT_EQ(loc_rib_.prefixes(), 0u);
  EXPECT_EQ(receiver_->received(), 0u);
}

// RFC 4271, 4.3: as if the withdrawal did not contain it.
TEST_F(UpdateReceiverTest, APrefixThatIsWithdrawnAndAnnouncedIsAnnounced) {
  MakeAcceptingAll();
  StartBoth();
  Receive(UpdateBody(kPrefixes, MandatoryAttributes(), Hex("18 0a0101")));
  EXPECT_EQ(NextHop("10.1.1.0/24"), "192.0.2.1");
}

// RFC 7606, 2: ORIGIN 3 does not exist.
TEST_F(UpdateReceiverTest, TreatAsWithdrawRemovesWhatWasAnnounced) {
  MakeAcceptingAll();
  StartBoth();
  Receive(UpdateBody({}, Join({MandatoryAttributes(), kMpReach}), kPrefixes));
  Octets broken = MandatoryAttributes();
  broken[3] = 3;
  const UpdateReceiver::Result result =
      Receive(UpdateBody({}, Join({broken, kMpReach}), Hex("18 0a0101")));
  EXPECT_EQ(result.announced, 0u);
  EXPECT_EQ(result.withdrawn, 2u);
  EXPECT_EQ(NextHop("10.1.1.0/24"), "none");
  EXPECT_EQ(NextHop("2001:db8:1::/48"), "none");
  EXPECT_EQ(NextHop("10.2.0.0/16"), "192.0.2.1");
}

// RFC 4760, 6.
TEST_F(UpdateReceiverTest, AFamilyThatWasNotNegotiatedIsIgnored) {
  MakeAcceptingAll();
  ASSERT_TRUE(receiver_->Start(Session({bgp::kIpv4Unicast})));
  EXPECT_EQ(Receive(UpdateBody({}, Join({OriginAndAsPath(), kMpReach}), {}))
                .announced,
            0u);
  EXPECT_EQ(Receive(UpdateBody({}, kMpUnreach, {})).withdrawn, 0u);
  EXPECT_EQ(Receive(UpdateBody({}, MandatoryAttributes(), kPrefixes)).announced,
            2u);
  EXPECT_EQ(loc_rib_.prefixes(), 2u);
}

TEST_F(UpdateReceiverTest, AFamilyOfAnEarlierSessionOnlyIsIgnored) {
  MakeAcceptingAll();
  StartBoth();
  Finish();
  ASSERT_TRUE(receiver_->Start(Session({bgp::kIpv4Unicast})));
  Receive(UpdateBody({}, Join({OriginAndAsPath(), kMpReach}), {}));
  EXPECT_EQ(loc_rib_.prefixes(), 0u);
}

// RFC 4271, 6.3: semantically incorrect, and the route is ignored.
TEST_F(UpdateReceiverTest, ANextHopThatIsOurselvesRemovesWhatItReplaces) {
  MakeAcceptingAll();
  StartBoth();
  Receive(UpdateBody({}, MandatoryAttributes(), kPrefixes));
  const Octets ourselves = Hex("40 03 04 c0000209");
  Receive(
      UpdateBody({}, Join({OriginAndAsPath(), ourselves}), Hex("18 0a0101")));
  EXPECT_EQ(NextHop("10.1.1.0/24"), "none");
  EXPECT_EQ(NextHop("10.2.0.0/16"), "192.0.2.1");
}

TEST_F(UpdateReceiverTest, AForeignFirstAsIsTakenWhereItIsNotEnforced) {
  UpdateReceiver::Options options;
  options.policy = &accept_all_;
  const Octets foreign =
      Hex("40 01 01 00"
          "40 02 06 02 01 0000fdf3"
          "40 03 04 c0000201");
  Make(options);
  StartBoth();
  EXPECT_EQ(Receive(UpdateBody({}, foreign, kPrefixes)).announced, 0u);
  Finish();

  options.enforce_first_as = false;
  Make(options);
  StartBoth();
  EXPECT_EQ(Receive(UpdateBody({}, foreign, kPrefixes)).announced, 2u);
}

TEST_F(UpdateReceiverTest, TheLimitEndsTheMessageAtTheRouteThatExceedsIt) {
  UpdateReceiver::Options options;
  options.policy = &accept_all_;
  options.adj_rib_in.max_prefixes = 1;
  options.adj_rib_in.warning_threshold = 1;
  Make(options);
  StartBoth();
  const UpdateReceiver::Result result = Receive(
      UpdateBody({}, Join({MandatoryAttributes(), kMpReach}), kPrefixes));
  EXPECT_TRUE(result.cease);
  EXPECT_TRUE(result.max_prefix_warning);
  EXPECT_EQ(loc_rib_.prefixes(), 1u);
}

// The third of three prefixes, of the other family, is one too many.
TEST_F(UpdateReceiverTest, TheMaximumOfAllFamiliesLeavesOutWhatIsBeyondIt) {
  UpdateReceiver::Options options;
  options.policy = &accept_all_;
  options.max_routes = 2;
  options.adj_rib_in.limit_action = rib::AdjRibIn::LimitAction::kReject;
  Make(options);
  StartBoth();
  const Octets both =
      UpdateBody({}, Join({MandatoryAttributes(), kMpReach}), kPrefixes);
  EXPECT_FALSE(Receive(both).cease);
  EXPECT_EQ(receiver_->received(), 2u);
  EXPECT_EQ(receiver_->over_limit(), 1u);
  EXPECT_EQ(NextHop("2001:db8:1::/48"), "none");
  // Those that are stored are not new.
  Receive(UpdateBody({}, MandatoryAttributes(), kPrefixes));
  EXPECT_EQ(receiver_->over_limit(), 1u);
  // One has gone: there is room.
  Receive(UpdateBody(Hex("18 0a0101"), {}, {}));
  Receive(UpdateBody({}, Join({OriginAndAsPath(), kMpReach}), {}));
  EXPECT_EQ(NextHop("2001:db8:1::/48"), "2001:db8::1");
}

TEST_F(UpdateReceiverTest, TheMaximumOfAllFamiliesEndsTheSessionIfToldSo) {
  UpdateReceiver::Options options;
  options.policy = &accept_all_;
  options.max_routes = 2;
  options.adj_rib_in.limit_action = rib::AdjRibIn::LimitAction::kCease;
  Make(options);
  StartBoth();
  EXPECT_TRUE(Receive(UpdateBody({}, Join({MandatoryAttributes(), kMpReach}),
                                 kPrefixes))
                  .cease);
  EXPECT_EQ(receiver_->received(), 2u);
  EXPECT_EQ(receiver_->over_limit(), 1u);
}

class FixedRetention : public RouteRetention {
 public:
  bool KeepsRoutesOf(rib::PeerId peer) override {
    EXPECT_EQ(peer, kPeer);
    ++asked;
    return keeps;
  }
  bool keeps = true;
  int asked = 0;
};

TEST_F(UpdateReceiverTest, RoutesStayAfterTheSessionWhereThatIsWanted) {
  FixedRetention retention;
  UpdateReceiver::Options options;
  options.policy = &accept_all_;
  options.retention = &retention;
  Make(options);
  for (const bool keeps : {true, false}) {
    retention.keeps = keeps;
    StartBoth();
    Receive(UpdateBody({}, MandatoryAttributes(), kPrefixes));
    Finish();
    EXPECT_EQ(NextHop("10.1.1.0/24"), keeps ? "192.0.2.1" : "none");
    EXPECT_EQ(receiver_->received(), 0u);
  }
  EXPECT_EQ(retention.asked, 2);
}

TEST_F(UpdateReceiverTest, ARouteWhoseAttributesFindNoPlaceIsNotKeptInUse) {
  rib::AttributesPool small({.max_sets = 1});
  UpdateReceiver::Options options;
  options.policy = &accept_all_;
  UpdateReceiver receiver(kPeer, rib::PeerKind::kExternal, options, small,
                          loc_rib_);
  ASSERT_TRUE(receiver.Start(Session({bgp::kIpv4Unicast})));
  const auto receive = [&](const Octets& attributes) {
    const Octets body = UpdateBody({}, attributes, Hex("18 0a0101"));
    bgp::DecodedUpdate update;
    bgp::SessionContext context;
    context.four_octet_as = true;
    (void)bgp::DecodeUpdate(body, context, update);
    return receiver.OnUpdate(update, MonotonicTime());
  };
  receive(MandatoryAttributes());
  EXPECT_EQ(NextHop("10.1.1.0/24"), "192.0.2.1");
  receive(Join({MandatoryAttributes(), Hex("80 04 04 00000007")}));
  EXPECT_EQ(NextHop("10.1.1.0/24"), "none");
  receiver.Stop();
  while (loc_rib_.has_work()) loc_rib_.DoWork(1);
  while (receiver.has_work()) receiver.DoWork(1);
}

constexpr bgp::RouteRefresh kBoRR = {
    .family = bgp::kIpv4Unicast,
    .subtype = bgp::RouteRefreshSubtype::kBeginningOfRefresh};
constexpr bgp::RouteRefresh kEoRR = {
    .family = bgp::kIpv4Unicast,
    .subtype = bgp::RouteRefreshSubtype::kEndOfRefresh};

// Conformance: RFC7313-4-3 positive
TEST_F(UpdateReceiverTest, ARefreshThatLeavesARouteOutRemovesIt) {
  MakeAcceptingAll();
  StartBoth();
  Receive(UpdateBody({}, Join({MandatoryAttributes(), kMpReach}), kPrefixes));
  receiver_->OnRouteRefresh(kBoRR);
  Receive(UpdateBody({}, MandatoryAttributes(), Hex("10 0a02")));
  EXPECT_FALSE(receiver_->has_work());
  receiver_->OnRouteRefresh(kEoRR);
  EXPECT_TRUE(receiver_->has_work());
  while (receiver_->has_work()) receiver_->DoWork(1);
  EXPECT_EQ(NextHop("10.1.1.0/24"), "none");
  EXPECT_EQ(NextHop("10.2.0.0/16"), "192.0.2.1");
  EXPECT_EQ(NextHop("2001:db8:1::/48"), "2001:db8::1") << "another family";
}

// Conformance: RFC7313-4-3 negative
TEST_F(UpdateReceiverTest, ARequestForOurRoutesMakesNothingStale) {
  MakeAcceptingAll();
  StartBoth();
  Receive(UpdateBody({}, MandatoryAttributes(), kPrefixes));
  receiver_->OnRouteRefresh({.family = bgp::kIpv4Unicast});
  receiver_->OnRouteRefresh(kEoRR);
  EXPECT_FALSE(receiver_->has_work());
}

TEST_F(UpdateReceiverTest, RefreshesOfOneFamilyDoNotHoldUpAnother) {
  MakeAcceptingAll();
  StartBoth();
  Receive(UpdateBody({}, Join({MandatoryAttributes(), kMpReach}), kPrefixes));
  for (const bgp::Family& family : {bgp::kIpv4Unicast, bgp::kIpv6Unicast}) {
    receiver_->OnRouteRefresh({.family = family, .subtype = kBoRR.subtype});
    receiver_->OnRouteRefresh({.family = family, .subtype = kEoRR.subtype});
  }
  for (int slice = 0; slice < 100; ++slice) {
    receiver_->DoWork(1);
    receiver_->OnRouteRefresh(kBoRR);
    Receive(UpdateBody({}, MandatoryAttributes(), kPrefixes));
    receiver_->OnRouteRefresh(kEoRR);
  }
  EXPECT_TRUE(receiver_->has_work());
  EXPECT_EQ(NextHop("2001:db8:1::/48"), "none");
}

// Conformance: RFC7313-4-7 positive
// Conformance: RFC7313-4-a positive
// Conformance: RFC7313-4-a negative
TEST_F(UpdateReceiverTest, BeforeEndOfRibOneThatRestartsGracefullyIsIgnored) {
  MakeAcceptingAll();
  bgp::Negotiated session = Session({bgp::kIpv4Unicast});
  session.peer_open.capabilities.others = {
      {bgp::CapabilityCode::kGracefulRestart, {0, 0}}};
  ASSERT_TRUE(receiver_->Start(session));
  Receive(UpdateBody({}, MandatoryAttributes(), kPrefixes));
  receiver_->OnRouteRefresh(kBoRR);
  receiver_->OnRouteRefresh(kEoRR);
  EXPECT_FALSE(receiver_->has_work());
  EXPECT_EQ(receiver_->early_refreshes(), 1u);
  Receive(UpdateBody({}, {}, {}));  // End-of-RIB of IPv4 unicast
  receiver_->OnRouteRefresh(kBoRR);
  receiver_->OnRouteRefresh(kEoRR);
  EXPECT_TRUE(receiver_->has_work());
  EXPECT_EQ(receiver_->early_refreshes(), 1u);
}

// Conformance: RFC7313-4-7 negative
TEST_F(UpdateReceiverTest, WithoutGracefulRestartNoEndOfRibIsNeeded) {
  MakeAcceptingAll();
  StartBoth();
  Receive(UpdateBody({}, MandatoryAttributes(), kPrefixes));
  receiver_->OnRouteRefresh(kBoRR);
  receiver_->OnRouteRefresh(kEoRR);
  EXPECT_TRUE(receiver_->has_work());
}

TEST_F(UpdateReceiverTest, AfterTheSessionItsRoutesGoInSlices) {
  MakeAcceptingAll();
  StartBoth();
  Receive(UpdateBody({}, Join({MandatoryAttributes(), kMpReach}), kPrefixes));
  receiver_->Stop();
  EXPECT_TRUE(loc_rib_.has_work());
  while (loc_rib_.has_work()) loc_rib_.DoWork(1);
  EXPECT_EQ(loc_rib_.prefixes(), 0u);
  EXPECT_TRUE(receiver_->has_work());
  while (receiver_->has_work()) receiver_->DoWork(1);
  EXPECT_EQ(receiver_->received(), 0u);
}

}  // namespace
}  // namespace waymark::speaker
