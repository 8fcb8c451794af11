// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A machine with a speaker in the simulated world: one address, TCP port 179,
// BFD, and a record of everything that the speaker reports.

#ifndef WAYMARK_SPEAKER_TESTING_SIMULATED_SITE_H_
#define WAYMARK_SPEAKER_TESTING_SIMULATED_SITE_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "base/listener.h"
#include "base/testing/packet_network.h"
#include "base/testing/simulated_node.h"
#include "base/testing/simulated_world.h"
#include "base/testing/stream_network.h"
#include "bfd/demultiplexer.h"
#include "bfd/testing/simulated_transport.h"
#include "bfd/transmit_group.h"
#include "rib/attributes_pool.h"
#include "rib/peer_info.h"
#include "rib/policy.h"
#include "speaker/local_bfd.h"
#include "speaker/neighbor.h"
#include "speaker/neighbor_config.h"
#include "speaker/speaker.h"

namespace waymark::speaker::testing {

// What several sites share.
struct SimulatedInternet {
  explicit SimulatedInternet(uint64_t seed = 1) : world(seed) {}
  waymark::testing::SimulatedWorld world;
  waymark::testing::StreamNetwork streams{world};
  waymark::testing::PacketNetwork packets{world};

  // Everything between the two, in both directions, silently.
  void SetBlocked(const IpAddress& a, const IpAddress& b, bool blocked);
};

class SimulatedSite : public NeighborVisitor {
 public:
  struct Options {
    uint32_t as_number = 65001;
    bool has_loc_rib = false;
    std::optional<bfd::TransmitGroup::Lead> bfd_in_step = {};
    rib::AttributesPool::Limits received_pool = {};
    waymark::testing::SimulatedNodeOptions node = {};
  };

  SimulatedSite(SimulatedInternet& internet, absl::string_view name,
                const IpAddress& address, const Options& options);

  // A neighbour configuration towards `other`: accepts everything where there
  // is a Loc-RIB; BFD with 50 ms x 3 if wanted.
  NeighborConfig ConfigFor(const SimulatedSite& other, bool with_bfd) const;
  rib::PeerId Add(const NeighborConfig& config);
  // ConfigFor, Add and Start.
  rib::PeerId Connect(const SimulatedSite& other, bool with_bfd);

  Speaker& speaker() { return *speaker_; }
  waymark::testing::SimulatedNode& node() { return node_; }
  const IpAddress& address() const { return address_; }
  bool IsUp(rib::PeerId id) const;
  // The best path of the Loc-RIB: "65001 65001 med 10 via 10.0.0.1", or "none".
  std::string Best(const IpPrefix& prefix) const;

  // What was reported: "up", "down bfd_down", "bfd up", "bfd down
  // neighbor_signaled_down", "bfd remote_admin_down" and "bfd
  // remote_admin_over", "bfd remote_diagnostic concatenated_path_down",
  // "stall".
  const std::vector<std::string>& events() const { return events_; }
  int CountEvents(absl::string_view event) const;
  void ForgetEvents() { events_.clear(); }

  // Called inside the speaker's call, after the event was kept.
  std::function<void(const std::string& event)> on_event;

  // From then on there is neither speaker() nor listener.
  void DestroySpeaker();

 private:
  void Keep(const std::string& event);

  void OnSessionUp(Neighbor& neighbor, uint64_t incarnation,
                   const bgp::Negotiated& negotiated) override;
  void OnSessionDown(Neighbor& neighbor, uint64_t incarnation,
                     const bgp::DownReason& reason) override;
  void OnBfdStateChange(Neighbor& neighbor,
                        const bfd::StateChange& change) override;
  void OnBfdLocalStall(Neighbor& neighbor,
                       const bfd::LocalStall& stall) override;
  void OnBfdRemoteDiagnostic(Neighbor& neighbor,
                             bfd::Diagnostic diagnostic) override;
  void OnBfdRemoteAdminChange(Neighbor& neighbor,
                              const bfd::RemoteAdminChange& change) override;

  SimulatedInternet& internet_;
  const Options options_;
  const IpAddress address_;
  waymark::testing::SimulatedNode& node_;
  rib::AcceptAll accept_all_;
  bfd::Demultiplexer demultiplexer_;
  bfd::testing::SimulatedTransport transport_;
  LocalBfd bfd_;
  std::optional<bfd::TransmitGroup> bfd_group_;
  std::unique_ptr<Speaker> speaker_;
  std::unique_ptr<Listener> listener_;
  std::vector<std::string> events_;
};

}  // namespace waymark::speaker::testing

#endif  // WAYMARK_SPEAKER_TESTING_SIMULATED_SITE_H_
