// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "speaker/testing/simulated_site.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/random/distributions.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "speaker/bfd_service.h"

namespace waymark::speaker::testing {
namespace {

constexpr uint16_t kBgpPort = 179;

SpeakerConfig ConfigOf(const SimulatedSite::Options& options, BfdService& bfd,
                       std::optional<bfd::TransmitGroup>& bfd_group) {
  SpeakerConfig config;
  if (options.has_loc_rib) {
    config.loc_rib.emplace();
    config.loc_rib->decision.local_as = options.as_number;
  }
  config.received_pool = options.received_pool;
  config.bfd = &bfd;
  if (bfd_group.has_value()) config.bfd_group = &*bfd_group;
  return config;
}

}  // namespace

void SimulatedInternet::SetBlocked(const IpAddress& a, const IpAddress& b,
                                   bool blocked) {
  streams.SetBlocked(a, b, blocked);
  streams.SetBlocked(b, a, blocked);
  packets.SetBlocked(a, b, blocked);
  packets.SetBlocked(b, a, blocked);
}

SimulatedSite::SimulatedSite(SimulatedInternet& internet,
                             absl::string_view name, const IpAddress& address,
                             const Options& options)
    : internet_(internet),
      options_(options),
      address_(address),
      node_(internet.world.AddNode(name, options.node)),
      demultiplexer_({}, node_.runtime().random),
      transport_(node_, internet.packets, demultiplexer_),
      bfd_(node_.runtime(), demultiplexer_, transport_),
      listener_(internet.streams.CreateListener(node_, {address, kBgpPort})) {
  if (options.bfd_in_step.has_value()) {
    bfd_group_.emplace(absl::Uniform<uint32_t>(node_.runtime().random),
                       *options.bfd_in_step);
  }
  speaker_ = std::make_unique<Speaker>(
      node_.runtime(), ConfigOf(options, bfd_, bfd_group_), *this);
  listener_->SetVisitor(speaker_.get());
}

NeighborConfig SimulatedSite::ConfigFor(const SimulatedSite& other,
                                        bool with_bfd) const {
  NeighborConfig config;
  config.peer.name = other.node_.name();
  config.peer.session.local_as = options_.as_number;
  config.peer.session.peer_as = other.options_.as_number;
  config.peer.session.bgp_identifier = address_.v4_host_order();
  config.peer.session.families = {bgp::kIpv4Unicast, bgp::kIpv6Unicast};
  config.peer.session.hold_time = absl::Seconds(9);
  config.address = other.address_;
  config.local_address = address_;
  if (options_.has_loc_rib) {
    config.receive.emplace();
    config.receive->policy = &accept_all_;
  }
  if (with_bfd) {
    config.peer.liveness = bgp::LivenessMode::kWatch;
    config.bfd.emplace();
    config.bfd->timers = {.desired_min_tx = absl::Milliseconds(50),
                          .required_min_rx = absl::Milliseconds(50),
                          .detect_multiplier = 3};
  }
  return config;
}

rib::PeerId SimulatedSite::Add(const NeighborConfig& config) {
  absl::StatusOr<rib::PeerId> id = speaker_->AddNeighbor(
      config, internet_.streams.CreateDialer(node_, {address_, 0},
                                             {config.address, kBgpPort}));
  EXPECT_TRUE(id.ok()) << id.status();
  return id.value_or(rib::PeerId{});
}

rib::PeerId SimulatedSite::Connect(const SimulatedSite& other, bool with_bfd) {
  const rib::PeerId id = Add(ConfigFor(other, with_bfd));
  EXPECT_TRUE(speaker_->Start(id).ok());
  return id;
}

bool SimulatedSite::IsUp(rib::PeerId id) const {
  const Neighbor* const neighbor = std::as_const(*speaker_).Find(id);
  return neighbor != nullptr && neighbor->negotiated() != nullptr;
}

std::string SimulatedSite::Best(const IpPrefix& prefix) const {
  const std::optional<rib::RibEntry> entry = speaker_->loc_rib()->Find(prefix);
  if (!entry.has_value() || !entry->best.has_value()) return "none";
  const bgp::PathAttributes& path = *entry->paths[*entry->best].attributes;
  return absl::StrCat(path.as_path.ToString(), " med ",
                      path.med.has_value() ? absl::StrCat(*path.med) : "absent",
                      " via ", path.next_hop->address.ToString());
}

int SimulatedSite::CountEvents(absl::string_view event) const {
  return static_cast<int>(std::count(events_.begin(), events_.end(), event));
}

void SimulatedSite::DestroySpeaker() {
  listener_.reset();
  speaker_.reset();
}

void SimulatedSite::Keep(const std::string& event) {
  events_.push_back(event);
  if (on_event) on_event(event);
}

void SimulatedSite::OnSessionUp(Neighbor&, uint64_t, const bgp::Negotiated&) {
  Keep("up");
}

void SimulatedSite::OnSessionDown(Neighbor&, uint64_t,
                                  const bgp::DownReason& reason) {
  Keep(absl::StrCat("down ", bgp::ToString(reason.kind)));
}

void SimulatedSite::OnBfdStateChange(Neighbor&,
                                     const bfd::StateChange& change) {
  Keep(absl::StrCat("bfd ", bfd::Name(change.new_state), " ",
                    bfd::Name(change.reason)));
}

void SimulatedSite::OnBfdLocalStall(Neighbor&, const bfd::LocalStall&) {
  Keep("stall");
}

void SimulatedSite::OnBfdRemoteDiagnostic(Neighbor&,
                                          bfd::Diagnostic diagnostic) {
  Keep(absl::StrCat("bfd remote_diagnostic ", bfd::Name(diagnostic)));
}

void SimulatedSite::OnBfdRemoteAdminChange(
    Neighbor&, const bfd::RemoteAdminChange& change) {
  Keep(change.admin_down ? "bfd remote_admin_down" : "bfd remote_admin_over");
}

}  // namespace waymark::speaker::testing
