// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/session/negotiated.h"

#include <cstdint>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "bgp/code_points.h"
#include "bgp/family.h"
#include "bgp/open_message.h"
#include "gtest/gtest.h"

namespace waymark::bgp {
namespace {

OpenMessage Open(uint32_t as_number, std::vector<Family> families) {
  OpenMessage open;
  open.my_as = static_cast<uint16_t>(as_number);
  open.hold_time = 90;
  open.bgp_identifier = as_number;
  open.capabilities.families = std::move(families);
  open.capabilities.four_octet_as = as_number;
  return open;
}

TEST(NegotiatedTest, FamiliesAreThoseOfBothInOurOrder) {
  const Negotiated negotiated =
      Negotiate(Open(65001, {kIpv6Unicast, kIpv4Unicast}),
                Open(65000, {kIpv4Unicast, {Afi{25}, Safi{70}}, kIpv6Unicast}));
  EXPECT_EQ(negotiated.families,
            (std::vector<Family>{kIpv6Unicast, kIpv4Unicast}));
  EXPECT_TRUE(negotiated.HasFamily(kIpv4Unicast));
  EXPECT_FALSE(negotiated.HasFamily({Afi{25}, Safi{70}}));
}

TEST(NegotiatedTest, NoMultiprotocolCapabilityMeansIpv4Unicast) {
  EXPECT_EQ(
      Negotiate(Open(65001, {kIpv6Unicast, kIpv4Unicast}), Open(65000, {}))
          .families,
      std::vector<Family>{kIpv4Unicast});
  // One that leaves IPv4 out means it (RFC 4760, 8).
  EXPECT_TRUE(
      Negotiate(Open(65001, {kIpv4Unicast}), Open(65000, {kIpv6Unicast}))
          .families.empty());
}

TEST(NegotiatedTest, FourOctetAsNumbersNeedBoth) {
  OpenMessage old = Open(65000, {kIpv4Unicast});
  old.capabilities.four_octet_as.reset();
  const Negotiated negotiated = Negotiate(Open(65001, {kIpv4Unicast}), old);
  EXPECT_FALSE(negotiated.receive.four_octet_as);
  EXPECT_FALSE(negotiated.transmit.four_octet_as);
  EXPECT_EQ(negotiated.peer_as(), 65000u);
}

TEST(NegotiatedTest, ExtendedMessagesDependOnTheReceiverOfEachDirection) {
  OpenMessage ours = Open(65001, {kIpv4Unicast});
  OpenMessage theirs = Open(65000, {kIpv4Unicast});
  theirs.capabilities.extended_message = true;
  const Negotiated negotiated = Negotiate(ours, theirs);
  EXPECT_FALSE(negotiated.receive.extended_message);
  EXPECT_TRUE(negotiated.transmit.extended_message);
}

TEST(NegotiatedTest, MarksOfARefreshNeedBoth) {
  for (const bool ours_knows : {false, true}) {
    for (const bool theirs_knows : {false, true}) {
      OpenMessage ours = Open(65001, {kIpv4Unicast});
      OpenMessage theirs = Open(65000, {kIpv4Unicast});
      ours.capabilities.enhanced_route_refresh = ours_knows;
      theirs.capabilities.enhanced_route_refresh = theirs_knows;
      EXPECT_EQ(Negotiate(ours, theirs).enhanced_route_refresh,
                ours_knows && theirs_knows);
    }
  }
}

TEST(NegotiatedTest, OneAsOnBothSidesIsInternal) {
  EXPECT_TRUE(Negotiate(Open(65001, {}), Open(65001, {})).internal());
  EXPECT_FALSE(Negotiate(Open(65001, {}), Open(65000, {})).internal());
}

TEST(NegotiatedTest, KeepaliveTimeIsAThirdOfTheHoldTime) {
  for (const uint16_t hold_time : {0, 3, 4, 9, 90, 65535}) {
    OpenMessage theirs = Open(65000, {});
    theirs.hold_time = hold_time;
    OpenMessage ours = Open(65001, {});
    ours.hold_time = 65535;
    const Negotiated negotiated = Negotiate(ours, theirs);
    EXPECT_EQ(negotiated.hold_time, absl::Seconds(hold_time));
    EXPECT_EQ(negotiated.keepalive_time, absl::Seconds(hold_time) / 3);
  }
}

}  // namespace
}  // namespace waymark::bgp
