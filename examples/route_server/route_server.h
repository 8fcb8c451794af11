// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A route server after the model of a cloud's: endpoints that listen and never
// dial, one best path for each prefix, installed in routing tables; nothing is
// announced back unless asked for.

#ifndef WAYMARK_EXAMPLES_ROUTE_SERVER_ROUTE_SERVER_H_
#define WAYMARK_EXAMPLES_ROUTE_SERVER_ROUTE_SERVER_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "examples/daemon/event_log.h"
#include "examples/daemon/speaker_recorder.h"
#include "examples/route_server/config_loader.h"
#include "examples/route_server/route_installer.h"
#include "posix/event_loop.h"
#include "posix/hosted_speaker.h"
#include "posix/netlink/link_monitor.h"
#include "rib/peer_info.h"
#include "rib/policy.h"
#include "rib/rib_observer.h"

namespace waymark::examples {

class RouteServer : private SpeakerRecorder,
                    private rib::RibObserver,
                    private posix::LinkMonitorVisitor {
 public:
  // Opens sockets and tables and awaits the peers. `loop` and `events` are
  // borrowed. Errors name what could not be done.
  static absl::StatusOr<std::unique_ptr<RouteServer>> Create(
      posix::EventLoop& loop, EventLog& events, const RouteServerSetup& setup);
  ~RouteServer() override;
  RouteServer(const RouteServer&) = delete;
  RouteServer& operator=(const RouteServer&) = delete;

  // Cease to every peer.
  void Stop();

 private:
  RouteServer(posix::EventLoop& loop, EventLog& events,
              const RouteServerSetup& setup)
      : SpeakerRecorder(events), loop_(loop), setup_(setup) {}

  absl::Status OpenSpeaker();
  absl::Status OpenTables();
  absl::Status AddPeers();
  absl::Status WatchLinks();

  // rib::RibObserver, after the installer.
  void OnBestChanged(const rib::BestChange& change) override;
  void OnBatchEnd() override {}

  // posix::LinkMonitorVisitor: an endpoint that has lost its link has lost its
  // peers, and need not wait for a timer to know.
  void OnLinkChanged(const posix::Link& link) override;
  void OnLinkRemoved(const posix::Link& link) override;
  void OnAddressAdded(const posix::LinkAddress&) override {}
  void OnAddressRemoved(const posix::LinkAddress&) override {}
  void ResetPeersOn(uint32_t link_index);

  posix::EventLoop& loop_;
  const RouteServerSetup setup_;
  const rib::AcceptAll accept_all_;
  std::unique_ptr<posix::HostedSpeaker> hosted_;
  std::unique_ptr<RouteInstaller> installer_;
  std::unique_ptr<posix::LinkMonitor> links_;
  std::vector<rib::PeerId> peers_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ROUTE_SERVER_ROUTE_SERVER_H_
