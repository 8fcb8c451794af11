// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A route server after the model of a cloud's: endpoints that listen and never
// dial, one best path for each prefix, installed in routing tables; nothing is
// announced back unless asked for.

#ifndef WAYMARK_EXAMPLES_ROUTE_SERVER_ROUTE_SERVER_H_
#define WAYMARK_EXAMPLES_ROUTE_SERVER_ROUTE_SERVER_H_

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "examples/daemon/event_log.h"
#include "examples/daemon/line_output.h"
#include "examples/daemon/speaker_recorder.h"
#include "examples/route_server/route_installer.h"
#include "examples/route_server/route_server_setup.h"
#include "examples/route_server/routing_table.h"
#include "posix/event_loop.h"
#include "posix/hosted_speaker.h"
#include "posix/libcrypto/libcrypto_digest.h"
#include "posix/netlink/link_monitor.h"
#include "rib/peer_info.h"
#include "rib/policy.h"
#include "rib/rib_observer.h"

namespace waymark::examples {

class RouteServer : private SpeakerRecorder,
                    private rib::RibObserver,
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

 private:
  RouteServer(posix::EventLoop& loop, EventLog& events, LineOutput& diagnostics,
              const RouteServerSetup& setup, std::vector<NamedTable> tables)
      : SpeakerRecorder(events),
        loop_(loop),
        diagnostics_(diagnostics),
        setup_(setup),
        tables_(std::move(tables)) {}

  absl::Status OpenSpeaker();
  absl::Status InstallRoutes();
  absl::Status AddPeers();
  absl::Status WatchLinks();
  void OnInstallFailure(const InstallFailure& failure);

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
  LineOutput& diagnostics_;
  const RouteServerSetup setup_;
  std::vector<NamedTable> tables_;  // until the installer has them
  const rib::AcceptAll accept_all_;
  posix::LibcryptoDigest digest_;  // of BFD's keys
  std::unique_ptr<posix::HostedSpeaker> hosted_;
  std::unique_ptr<RouteInstaller> installer_;
  std::unique_ptr<posix::LinkMonitor> links_;
  std::vector<rib::PeerId> peers_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ROUTE_SERVER_ROUTE_SERVER_H_
