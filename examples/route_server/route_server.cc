// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/route_server/route_server.h"

#include <string>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "bfd/code_points.h"
#include "bfd/session_listener.h"
#include "bfd/transmit_group.h"
#include "bgp/notification.h"
#include "bgp/session/down_reason.h"
#include "examples/daemon/speaker_events.h"
#include "rib/adj_rib_in.h"
#include "rib/loc_rib.h"
#include "speaker/neighbor.h"
#include "speaker/neighbor_config.h"

namespace waymark::examples {

absl::StatusOr<std::unique_ptr<RouteServer>> RouteServer::Create(
    posix::EventLoop& loop, EventLog& events, LineOutput& diagnostics,
    const RouteServerSetup& setup, std::vector<NamedTable> tables) {
  std::unique_ptr<RouteServer> server(
      new RouteServer(loop, events, diagnostics, setup, std::move(tables)));
  for (absl::Status (RouteServer::*step)() : {
           &RouteServer::OpenSpeaker,
           &RouteServer::InstallRoutes,
           &RouteServer::OpenPeerEventLog,
           &RouteServer::AddPeers,
           &RouteServer::WatchLinks,
       }) {
    if (absl::Status status = (server.get()->*step)(); !status.ok()) {
      return status;
    }
  }
  return server;
}

RouteServer::RouteServer(posix::EventLoop& loop, EventLog& events,
                         LineOutput& diagnostics, const RouteServerSetup& setup,
                         std::vector<NamedTable> tables)
    : SpeakerRecorder(events),
      loop_(loop),
      diagnostics_(diagnostics),
      setup_(setup),
      tables_(std::move(tables)),
      persist_(loop.runtime(), setup.persist_routes,
               [this] { hosted_->speaker().ReleaseRetainedRoutes(); }) {}

RouteServer::~RouteServer() {
  if (hosted_ == nullptr) return;
  rib::LocRib& rib = *hosted_->speaker().loc_rib();
  rib.SetPathObserver(nullptr);
  rib.RemoveObserver(this);
  if (routing_ != nullptr) rib.RemoveObserver(&routing_->rib_observer());
  // While everything is there that its sessions may ask.
  hosted_.reset();
}

absl::Status RouteServer::OpenSpeaker() {
  posix::HostedSpeaker::Options options;
  options.bfd_in_step = bfd::TransmitGroup::Lead::kNone;
  options.speaker.loc_rib.emplace();
  options.speaker.loc_rib->decision.local_as = setup_.as_number;
  options.speaker.loc_rib->decision.always_compare_med =
      setup_.always_compare_med;
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
  RoutingDatabase::Callbacks callbacks;
  callbacks.on_failure = [this](const InstallFailure& failure) {
    OnInstallFailure(failure);
  };
  callbacks.on_excess = [this](rib::PeerId peer) { OnExcess(peer); };
  absl::StatusOr<std::unique_ptr<RoutingDatabase>> routing =
      RoutingDatabase::Create(loop_.runtime(), setup_, std::move(tables_),
                              std::move(callbacks));
  if (!routing.ok()) return routing.status();
  routing_ = *std::move(routing);
  rib::LocRib& rib = *hosted_->speaker().loc_rib();
  // First the packets, then the report.
  rib.AddObserver(&routing_->rib_observer());
  rib.AddObserver(this);
  rib.SetPathObserver(this);
  return absl::OkStatus();
}

absl::Status RouteServer::OpenPeerEventLog() {
  if (!setup_.peer_event_log.has_value()) return absl::OkStatus();
  peer_events_.emplace(loop_, *setup_.peer_event_log, hosted_->speaker(),
                       diagnostics_);
  return absl::OkStatus();
}

speaker::UpdateReceiver::Options RouteServer::ReceiveOptions() {
  speaker::UpdateReceiver::Options options;
  options.policy = &accept_all_;
  options.retention = this;
  options.max_routes = setup_.quotas.routes_per_peer;
  options.adj_rib_in.limit_action = setup_.quotas.ends_session
                                        ? rib::AdjRibIn::LimitAction::kCease
                                        : rib::AdjRibIn::LimitAction::kReject;
  return options;
}

absl::Status RouteServer::AddPeers() {
  for (const PeerSetup& peer : setup_.peers) {
    speaker::NeighborConfig config = peer.speaker;
    if (config.bfd.has_value()) config.bfd->digest = &digest_;
    config.receive = ReceiveOptions();
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

// A RIB that is in the middle of a change loses no session.
void RouteServer::OnExcess(rib::PeerId peer) {
  if (!setup_.quotas.ends_session) return;
  if (!excessive_.insert(peer).second) return;
  loop_.Defer([this, peer, alive = alive_.Watch()] {
    if (!alive || excessive_.erase(peer) == 0) return;
    hosted_->speaker().Reset(
        peer, bgp::DownKind::kMaxPrefixes,
        bgp::Notification::Cease(bgp::subcode::kMaximumPrefixesReached));
  });
}

// --- Events. ---

void RouteServer::OnSessionUp(speaker::Neighbor& neighbor, uint64_t incarnation,
                              const bgp::Negotiated& negotiated) {
  up_.insert(neighbor.id());
  persist_.OnSessionUp();
  if (peer_events_.has_value()) {
    peer_events_->OnBgpStatus(neighbor.config().peer.name, /*up=*/true);
  }
  SpeakerRecorder::OnSessionUp(neighbor, incarnation, negotiated);
}

void RouteServer::OnSessionDown(speaker::Neighbor& neighbor,
                                uint64_t incarnation,
                                const bgp::DownReason& reason) {
  up_.erase(neighbor.id());
  cut_off_.erase(neighbor.id());
  excessive_.erase(neighbor.id());
  if (peer_events_.has_value()) {
    peer_events_->OnBgpStatus(neighbor.config().peer.name, /*up=*/false);
  }
  SpeakerRecorder::OnSessionDown(neighbor, incarnation, reason);
}

void RouteServer::OnBfdStateChange(speaker::Neighbor& neighbor,
                                   const bfd::StateChange& change) {
  const bool was_up = change.old_state == bfd::State::kUp;
  const bool is_up = change.new_state == bfd::State::kUp;
  if (peer_events_.has_value() && was_up != is_up) {
    peer_events_->OnBfdStatus(neighbor.config().peer.name, is_up);
  }
  SpeakerRecorder::OnBfdStateChange(neighbor, change);
}

bool RouteServer::KeepsRoutesOf(rib::PeerId peer) {
  const bool another_stays = absl::c_any_of(up_, [this, peer](rib::PeerId up) {
    return up != peer && !cut_off_.contains(up);
  });
  return !another_stays && up_.contains(peer) && persist_.OnTotalLoss();
}

void RouteServer::OnBestChanged(const rib::BestChange& change) {
  events().Record(BestChangedEvent(hosted_->speaker(), change));
}

void RouteServer::OnPathChanged(const rib::PathChange& change) {
  routing_->path_observer().OnPathChanged(change);
  rib_index_.OnPathChanged(change);
  if (peer_events_.has_value()) peer_events_->OnPathChanged(change);
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
      if (up_.contains(id)) cut_off_.insert(id);
      hosted_->speaker().Reset(
          id, bgp::DownKind::kTransportClosed,
          bgp::Notification::Cease(bgp::subcode::kUnspecific));
    }
  }
}

}  // namespace waymark::examples
