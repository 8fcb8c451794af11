// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A Peer with everything that it needs in a simulated world: dialer, listener,
// liveness source and a visitor that remembers.

#ifndef WAYMARK_BGP_SESSION_TESTING_SIMULATED_PEER_H_
#define WAYMARK_BGP_SESSION_TESTING_SIMULATED_PEER_H_

#include <memory>
#include <utility>

#include "base/byte_stream.h"
#include "base/dialer.h"
#include "base/ip_endpoint.h"
#include "base/listener.h"
#include "base/testing/simulated_node.h"
#include "base/testing/stream_network.h"
#include "bgp/session/open_policy.h"
#include "bgp/session/peer.h"
#include "bgp/session/peer_config.h"
#include "bgp/session/testing/fake_liveness_source.h"
#include "bgp/session/testing/recording_visitor.h"

namespace waymark::bgp::testing {

class SimulatedPeer final : private ListenerVisitor {
 public:
  // `network`, `node` and `open_policy` are borrowed. Listens at `local`
  // whatever the mode.
  SimulatedPeer(waymark::testing::StreamNetwork& network,
                waymark::testing::SimulatedNode& node, const IpEndpoint& local,
                const IpEndpoint& remote, const PeerConfig& config,
                OpenPolicy* open_policy = nullptr)
      : liveness_(node.clock()),
        dialer_(network.CreateDialer(
            node, {local.address, /*port=*/0, local.scope_id}, remote)),
        peer_(std::make_unique<Peer>(
            node.runtime(), config,
            PeerDependencies{dialer_.get(), &liveness_, open_policy},
            visitor_)),
        listener_(network.CreateListener(node, local)) {
    listener_->SetVisitor(this);
  }

  Peer* operator->() { return peer_.get(); }
  Peer& operator*() { return *peer_; }
  void Destroy() { peer_.reset(); }
  bool destroyed() const { return peer_ == nullptr; }

  RecordingVisitor& visitor() { return visitor_; }
  FakeLivenessSource& liveness() { return liveness_; }
  bool established() const { return visitor_.established(); }

 private:
  void OnAccepted(std::unique_ptr<ByteStream> stream) override {
    if (peer_ != nullptr) peer_->OnIncoming(std::move(stream));
  }

  RecordingVisitor visitor_;
  FakeLivenessSource liveness_;
  std::unique_ptr<Dialer> dialer_;
  std::unique_ptr<Peer> peer_;
  std::unique_ptr<Listener> listener_;
};

}  // namespace waymark::bgp::testing

#endif  // WAYMARK_BGP_SESSION_TESTING_SIMULATED_PEER_H_
