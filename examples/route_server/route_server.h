// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A route server after the model of a cloud's: endpoints that listen and never
// dial, one best path for each prefix, propagated into route tables; nothing is
// announced back unless asked for.

#ifndef WAYMARK_EXAMPLES_ROUTE_SERVER_ROUTE_SERVER_H_
#define WAYMARK_EXAMPLES_ROUTE_SERVER_ROUTE_SERVER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/alive_token.h"
#include "examples/daemon/event_log.h"
#include "examples/daemon/line_output.h"
#include "examples/daemon/speaker_recorder.h"
#include "examples/route_server/peer_event_log.h"
#include "examples/route_server/persist_routes.h"
#include "examples/route_server/rib_index.h"
#include "examples/route_server/route_installer.h"
#include "examples/route_server/route_server_setup.h"
#include "examples/route_server/routing_database.h"
#include "examples/route_server/routing_table.h"
#include "posix/event_loop.h"
#include "posix/hosted_speaker.h"
#include "posix/libcrypto/libcrypto_digest.h"
#include "posix/netlink/link_monitor.h"
#include "rib/peer_info.h"
#include "rib/policy.h"
#include "rib/rib_observer.h"
#include "speaker/speaker.h"
#include "speaker/update_receiver.h"

namespace waymark::examples {

class RouteServer : private SpeakerRecorder,
                    private speaker::RouteRetention,
                    private rib::RibObserver,
                    private rib::PathObserver,
                    private posix::LinkMonitorVisitor {
 public:
  // Opens sockets, cleans the tables and awaits the peers. `loop`, `events` and
  // `diagnostics`, which hears in lines for people of what the tables refuse,
  // are borrowed. Errors name what could not be done.
  static absl::StatusOr<std::unique_ptr<RouteServer>> Create(
      posix::EventLoop& loop, EventLog& events, LineOutput& diagnostics,
      const RouteServerSetup& setup, std::vector<NamedTable> tables);
  // Removes the installed routes.
  ~RouteServer() override;
  RouteServer(const RouteServer&) = delete;
  RouteServer& operator=(const RouteServer&) = delete;

  // Cease to every peer.
  void Stop();

  // What it is made of, for listings.
  const RouteServerSetup& setup() const { return setup_; }
  // By place in setup().peers.
  const std::vector<rib::PeerId>& peers() const { return peers_; }
  speaker::Speaker& speaker() { return hosted_->speaker(); }
  const RibIndex& rib_index() const { return rib_index_; }
  const RoutingDatabase& routing() const { return *routing_; }
  PersistRoutes& persist_routes() { return persist_; }

 private:
  RouteServer(posix::EventLoop& loop, EventLog& events, LineOutput& diagnostics,
              const RouteServerSetup& setup, std::vector<NamedTable> tables);

  absl::Status OpenSpeaker();
  absl::Status InstallRoutes();
  absl::Status OpenPeerEventLog();
  absl::Status AddPeers();
  absl::Status WatchLinks();
  speaker::UpdateReceiver::Options ReceiveOptions();
  void OnInstallFailure(const InstallFailure& failure);
  void OnExcess(rib::PeerId peer);

  // SpeakerRecorder.
  void OnSessionUp(speaker::Neighbor& neighbor, uint64_t incarnation,
                   const bgp::Negotiated& negotiated) override;
  void OnSessionDown(speaker::Neighbor& neighbor, uint64_t incarnation,
                     const bgp::DownReason& reason) override;
  void OnBfdStateChange(speaker::Neighbor& neighbor,
                        const bfd::StateChange& change) override;

  // speaker::RouteRetention: those of the last session, or of the last that a
  // link took together.
  bool KeepsRoutesOf(rib::PeerId peer) override;

  // rib::RibObserver, after the routing database.
  void OnBestChanged(const rib::BestChange& change) override;
  void OnBatchEnd() override {}

  // rib::PathObserver, for all who want to know.
  void OnPathChanged(const rib::PathChange& change) override;

  // posix::LinkMonitorVisitor: an endpoint that has lost its link has lost its
  // peers, and need not wait for a timer to know.
  void OnLinkChanged(const posix::Link& link) override;
  void OnLinkRemoved(const posix::Link& link) override;
  void OnAddressAdded(const posix::LinkAddress&) override {}
  void OnAddressRemoved(const posix::LinkAddress&) override {}
  void ResetPeersOn(uint32_t link_index);

  posix::EventLoop& loop_;
  LineOutput& diagnostics_;
  const RouteServerSetup setup_;
  std::vector<NamedTable> tables_;  // until the routing database has them
  const rib::AcceptAll accept_all_;
  posix::LibcryptoDigest digest_;  // of BFD's keys
  std::unique_ptr<posix::HostedSpeaker> hosted_;
  PersistRoutes persist_;
  std::unique_ptr<RoutingDatabase> routing_;
  RibIndex rib_index_;
  std::optional<PeerEventLog> peer_events_;
  std::unique_ptr<posix::LinkMonitor> links_;
  std::vector<rib::PeerId> peers_;
  std::set<rib::PeerId> up_;         // with a session
  std::set<rib::PeerId> excessive_;  // whose session is to end in a moment
  // Of up_: whose endpoint has lost its link. That the session has ended is
  // told in a moment, of one after the other.
  std::set<rib::PeerId> cut_off_;
  AliveToken alive_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ROUTE_SERVER_ROUTE_SERVER_H_
