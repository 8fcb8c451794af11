// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/route_server/route_server.h"

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "bgp/notification.h"
#include "examples/daemon/speaker_events.h"
#include "rib/loc_rib.h"
#include "speaker/neighbor_config.h"
#include "speaker/speaker.h"

namespace waymark::examples {

absl::StatusOr<std::unique_ptr<RouteServer>> RouteServer::Create(
    posix::EventLoop& loop, EventLog& events, LineOutput& diagnostics,
    const RouteServerSetup& setup, std::vector<NamedTable> tables) {
  std::unique_ptr<RouteServer> server(
      new RouteServer(loop, events, diagnostics, setup, std::move(tables)));
  for (absl::Status (RouteServer::*step)() : {
           &RouteServer::OpenSpeaker,
           &RouteServer::InstallRoutes,
           &RouteServer::AddPeers,
           &RouteServer::WatchLinks,
       }) {
    if (absl::Status status = (server.get()->*step)(); !status.ok()) {
      return status;
    }
  }
  return server;
}

RouteServer::~RouteServer() {
  if (hosted_ == nullptr) return;
  rib::LocRib& rib = *hosted_->speaker().loc_rib();
  rib.RemoveObserver(this);
  if (installer_ != nullptr) rib.RemoveObserver(installer_.get());
}

absl::Status RouteServer::OpenSpeaker() {
  posix::HostedSpeaker::Options options;
  options.speaker.loc_rib.emplace();
  options.speaker.loc_rib->decision.local_as = setup_.as_number;
  for (const EndpointSetup& endpoint : setup_.endpoints) {
    options.listen.push_back(endpoint.listen);
  }
  for (const PeerSetup& peer : setup_.peers) {
    options.RequireBfd(peer.speaker);
  }
  options.bfd_sessions.max_sessions = setup_.peers.size();
  absl::StatusOr<std::unique_ptr<posix::HostedSpeaker>> hosted =
      posix::HostedSpeaker::Create(loop_, options, *this);
  if (!hosted.ok()) return hosted.status();
  hosted_ = *std::move(hosted);
  return absl::OkStatus();
}

absl::Status RouteServer::InstallRoutes() {
  absl::StatusOr<std::unique_ptr<RouteInstaller>> installer =
      RouteInstaller::Create(
          loop_.runtime(), std::move(tables_),
          [this](const InstallFailure& failure) { OnInstallFailure(failure); });
  if (!installer.ok()) return installer.status();
  installer_ = *std::move(installer);
  rib::LocRib& rib = *hosted_->speaker().loc_rib();
  // First the packets, then the report.
  rib.AddObserver(installer_.get());
  rib.AddObserver(this);
  return absl::OkStatus();
}

absl::Status RouteServer::AddPeers() {
  for (const PeerSetup& peer : setup_.peers) {
    speaker::NeighborConfig config = peer.speaker;
    if (config.bfd.has_value()) config.bfd->digest = &digest_;
    config.receive.emplace();
    config.receive->policy = &accept_all_;
    if (setup_.announce_to_all) {
      config.propagate.emplace();
      config.propagate->policy = &accept_all_;
      config.propagate->options.transparent = setup_.transparent;
    }
    posix::HostedSpeaker::NeighborSocket socket;
    socket.peer = peer.tcp;
    const absl::StatusOr<rib::PeerId> id = hosted_->AddNeighbor(config, socket);
    if (!id.ok()) return id.status();
    peers_.push_back(*id);
  }
  for (rib::PeerId id : peers_) {
    if (absl::Status status = hosted_->speaker().Start(id); !status.ok()) {
      return status;
    }
  }
  return absl::OkStatus();
}

absl::Status RouteServer::WatchLinks() {
  absl::StatusOr<std::unique_ptr<posix::LinkMonitor>> links =
      posix::LinkMonitor::Create(loop_, *this);
  if (!links.ok()) return links.status();
  links_ = *std::move(links);
  return absl::OkStatus();
}

void RouteServer::OnInstallFailure(const InstallFailure& failure) {
  std::string line =
      absl::StrCat("route_server: table ", failure.table, ": ",
                   failure.prefix.ToString(), ": ", failure.status.message());
  if (failure.others > 0) {
    absl::StrAppend(&line, " (and ", failure.others,
                    " more since the last message)");
  }
  diagnostics_.Write(std::move(line));
}

void RouteServer::Stop() {
  for (rib::PeerId id : peers_) {
    hosted_->speaker().Stop(
        id, bgp::Notification::Cease(bgp::subcode::kAdministrativeShutdown,
                                     "route server stops"));
  }
}

// --- Events. ---

void RouteServer::OnBestChanged(const rib::BestChange& change) {
  events().Record(BestChangedEvent(hosted_->speaker(), change));
}

// --- Links. ---

void RouteServer::OnLinkChanged(const posix::Link& link) {
  if (!link.up || !link.carrier) ResetPeersOn(link.index);
}

void RouteServer::OnLinkRemoved(const posix::Link& link) {
  ResetPeersOn(link.index);
}

void RouteServer::ResetPeersOn(uint32_t link_index) {
  for (const posix::LinkAddress& address : links_->addresses()) {
    if (address.link_index != link_index) continue;
    for (rib::PeerId id : peers_) {
      if (hosted_->speaker().Find(id)->config().local_address !=
          address.address) {
        continue;
      }
      hosted_->speaker().Reset(
          id, bgp::DownKind::kTransportClosed,
          bgp::Notification::Cease(bgp::subcode::kUnspecific));
    }
  }
}

}  // namespace waymark::examples
