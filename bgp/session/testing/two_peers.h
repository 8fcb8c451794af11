// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Two Peers that are each other's neighbours (OurConfig, TheirConfig).

#ifndef WAYMARK_BGP_SESSION_TESTING_TWO_PEERS_H_
#define WAYMARK_BGP_SESSION_TESTING_TWO_PEERS_H_

#include <cstdint>
#include <memory>

#include "absl/time/time.h"
#include "base/testing/simulated_node.h"
#include "base/testing/simulated_world.h"
#include "base/testing/stream_network.h"
#include "bgp/session/peer_config.h"
#include "bgp/session/testing/scripted_peer_test.h"
#include "bgp/session/testing/simulated_peer.h"
#include "gtest/gtest.h"

namespace waymark::bgp::testing {

class TwoPeers {
 public:
  explicit TwoPeers(uint64_t seed = 1,
                    const PeerConfig& our_config = OurConfig(),
                    const PeerConfig& their_config = TheirConfig(),
                    const waymark::testing::StreamNetworkOptions& options = {})
      : world_(seed),
        network_(world_, options),
        ours_(network_, our_node_, kOurs, kTheirs, our_config),
        theirs_(network_, their_node_, kTheirs, kOurs, their_config) {}

  void Start() {
    ours_->Start();
    theirs_->Start();
  }
  void Run(absl::Duration duration) { world_.RunFor(duration); }
  // False if `limit` passed before.
  bool RunUntilEstablished(absl::Duration limit) {
    return world_.RunUntil([this] { return established(); }, limit);
  }
  // Both, and over one connection.
  bool established() {
    return ours_.established() && theirs_.established() &&
           ours_->negotiated()->local == theirs_->negotiated()->remote &&
           ours_->negotiated()->remote == theirs_->negotiated()->local;
  }
  void SetBlocked(bool blocked) {
    network_.SetBlocked(kOurs.address, kTheirs.address, blocked);
    network_.SetBlocked(kTheirs.address, kOurs.address, blocked);
  }
  void ExpectOrder() {
    EXPECT_EQ(ours_.visitor().violation(), "");
    EXPECT_EQ(theirs_.visitor().violation(), "");
  }

  waymark::testing::SimulatedWorld& world() { return world_; }
  waymark::testing::StreamNetwork& network() { return network_; }
  SimulatedPeer& ours() { return ours_; }
  SimulatedPeer& theirs() { return theirs_; }

 private:
  waymark::testing::SimulatedWorld world_;
  waymark::testing::StreamNetwork network_;
  waymark::testing::SimulatedNode& our_node_ = world_.AddNode("ours");
  waymark::testing::SimulatedNode& their_node_ = world_.AddNode("theirs");
  SimulatedPeer ours_;
  SimulatedPeer theirs_;
};

}  // namespace waymark::bgp::testing

#endif  // WAYMARK_BGP_SESSION_TESTING_TWO_PEERS_H_
