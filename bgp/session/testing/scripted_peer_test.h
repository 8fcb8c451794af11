// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Fixture: one Peer (AS 65001, 10.0.0.1) against a scripted speaker (AS 65000,
// 10.0.0.2) that does nothing by itself.

#ifndef WAYMARK_BGP_SESSION_TESTING_SCRIPTED_PEER_TEST_H_
#define WAYMARK_BGP_SESSION_TESTING_SCRIPTED_PEER_TEST_H_

#include <cstdint>
#include <memory>

#include "absl/time/time.h"
#include "base/ip_address.h"
#include "base/ip_endpoint.h"
#include "base/monotonic_time.h"
#include "base/testing/simulated_node.h"
#include "base/testing/simulated_world.h"
#include "base/testing/stream_network.h"
#include "bgp/family.h"
#include "bgp/open_message.h"
#include "bgp/session/open_policy.h"
#include "bgp/session/peer_config.h"
#include "bgp/session/session_config.h"
#include "bgp/session/testing/scripted_speaker.h"
#include "bgp/session/testing/simulated_peer.h"
#include "gtest/gtest.h"

namespace waymark::bgp::testing {

inline constexpr IpEndpoint kOurs = {IpAddress::V4(10, 0, 0, 1), 179};
inline constexpr IpEndpoint kTheirs = {IpAddress::V4(10, 0, 0, 2), 179};
inline constexpr uint32_t kOurAs = 65001;
inline constexpr uint32_t kTheirAs = 65000;

inline PeerConfig OurConfig() {
  PeerConfig config;
  config.name = "theirs";
  config.session.local_as = kOurAs;
  config.session.peer_as = kTheirAs;
  config.session.bgp_identifier = 0x0A000001;
  config.session.families = {kIpv4Unicast, kIpv6Unicast};
  config.session.hold_time = absl::Seconds(9);
  return config;
}

// The mirror of OurConfig.
inline PeerConfig TheirConfig() {
  PeerConfig config = OurConfig();
  config.name = "ours";
  config.session.local_as = kTheirAs;
  config.session.peer_as = kOurAs;
  config.session.bgp_identifier = 0x0A000002;
  return config;
}

class ScriptedPeerTest : public ::testing::Test {
 protected:
  explicit ScriptedPeerTest(
      const waymark::testing::StreamNetworkOptions& options = {})
      : network_(world_, options) {}

  // Makes and starts the peer.
  SimulatedPeer& StartPeer(const PeerConfig& config,
                           OpenPolicy* open_policy = nullptr) {
    peer_ = std::make_unique<SimulatedPeer>(network_, node_, kOurs, kTheirs,
                                            config, open_policy);
    (*peer_)->Start();
    return *peer_;
  }

  // Runs until the peer has connected and sent its OPEN.
  ScriptedConnection& AwaitOpen() {
    Run(absl::Seconds(2));
    EXPECT_GT(speaker_.connection_count(), 0u);
    return speaker_.last();
  }

  // From there to Established.
  ScriptedConnection& Establish(const OpenMessage& open) {
    ScriptedConnection& connection = AwaitOpen();
    connection.SendOpen(open);
    connection.SendKeepalive();
    Run(absl::Milliseconds(10));
    EXPECT_TRUE(peer_->established());
    return connection;
  }
  ScriptedConnection& Establish() {
    return Establish(MakeOpen(TheirConfig().session));
  }

  void Run(absl::Duration duration) { world_.RunFor(duration); }
  MonotonicTime Now() const { return world_.Now(); }
  RecordingVisitor& visitor() { return peer_->visitor(); }

  waymark::testing::SimulatedWorld world_;
  waymark::testing::StreamNetwork network_;
  waymark::testing::SimulatedNode& node_ = world_.AddNode("ours");
  waymark::testing::SimulatedNode& their_node_ = world_.AddNode("theirs");
  ScriptedSpeaker speaker_{network_, their_node_, kTheirs, kOurs};
  std::unique_ptr<SimulatedPeer> peer_;
};

}  // namespace waymark::bgp::testing

#endif  // WAYMARK_BGP_SESSION_TESTING_SCRIPTED_PEER_TEST_H_
