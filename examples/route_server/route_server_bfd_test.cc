// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// BFD between the route server and its peers, on UDP port 3784 of one loopback
// address each.

#include <memory>
#include <string>
#include <utility>

#include "base/ip_address.h"
#include "bfd/code_points.h"
#include "bgp/session/down_reason.h"
#include "examples/route_server/route_server.h"
#include "examples/route_server/route_server_setup.h"
#include "examples/route_server/testing/loopback_vpc.h"
#include "examples/testing/loopback_speaker.h"
#include "gtest/gtest.h"
#include "rib/peer_info.h"
#include "speaker/bfd_control.h"
#include "speaker/neighbor.h"

namespace waymark::examples {
namespace {

constexpr char kBfd[] = "bfd { desired_min_tx_ms: 50 required_min_rx_ms: 50 }";

class RouteServerBfdTest : public LoopbackVpc {
 protected:
  // Of the first peer, as the server sees it.
  bool IsBfdUp() {
    const auto snapshot = server_->speaker().Find(kServer)->Snapshot();
    return snapshot.bfd.has_value() &&
           snapshot.bfd->session_state == bfd::State::kUp;
  }
  bool IsBgpUp() {
    return server_->speaker().Find(kServer)->negotiated() != nullptr;
  }
  std::string LastDownReason() {
    const auto snapshot = server_->speaker().Find(kServer)->Snapshot();
    return snapshot.peer.last_down.has_value()
               ? bgp::ToString(snapshot.peer.last_down->kind)
               : "none";
  }
};

TEST_F(RouteServerBfdTest, BfdThatGoesDownEndsTheSessionAndItsRoutes) {
  ASSERT_TRUE(Open(Setup("", kBfd)).ok());
  const auto standby = Peer(second_, "192.0.2.3", /*med=*/100);
  const auto active = Peer(first_, /*with_bfd=*/true);
  active->Announce(kServer, kFloating, "192.0.2.2", /*med=*/0);
  ASSERT_TRUE(UntilVia("192.0.2.2"));
  ASSERT_TRUE(Until([&] { return IsBfdUp(); }));
  // It says Down, and its BGP says nothing.
  active->speaker().Find(kServer)->bfd()->ResetForwardingPlane();
  ASSERT_TRUE(UntilVia("192.0.2.3"));
  EXPECT_EQ(LastDownReason(), "bfd_down");
}

TEST_F(RouteServerBfdTest, ASessionComesUpWithoutBfdUnlessItIsStrict) {
  ASSERT_TRUE(Open(Setup("", kBfd)).ok());
  const auto active = Peer(first_, "192.0.2.2", /*med=*/0);
  EXPECT_TRUE(UntilVia("192.0.2.2"));
  EXPECT_FALSE(IsBfdUp());
}

TEST_F(RouteServerBfdTest, AStrictSessionWaitsForBfd) {
  ASSERT_TRUE(Open(Setup("",
                         "bfd { desired_min_tx_ms: 50 required_min_rx_ms: 50 "
                         "mode: STRICT }"))
                  .ok());
  LoopbackSpeaker without(*loop_, second_, 65001, 0);
  const rib::PeerId id = without.Connect(endpoint_, 65000);
  const auto with = Peer(first_, /*with_bfd=*/true);
  EXPECT_TRUE(Until([&] { return IsBgpUp(); }));
  EXPECT_TRUE(IsBfdUp());
  EXPECT_FALSE(without.IsUp(id));
}

// Where BFD is received at the endpoints' addresses alone, the port is free at
// others.
TEST_F(RouteServerBfdTest, TwoRouteServersShareAMachine) {
  ASSERT_TRUE(Open(Setup("", kBfd)).ok());
  const std::unique_ptr<RouteServer> first = std::move(server_);
  RouteServerSetup other = Setup("", kBfd);
  const IpAddress address = IpAddress::V4(127, 0, 0, 11);
  other.endpoints[0].listen = {address, FreePort(address)};
  for (PeerSetup& peer : other.peers) peer.speaker.local_address = address;
  EXPECT_TRUE(Open(other).ok());
}

}  // namespace
}  // namespace waymark::examples
