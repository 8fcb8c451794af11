// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/testing/loopback_speaker.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <utility>

#include "absl/algorithm/container.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/ip_prefix.h"
#include "bfd/session_config.h"
#include "bgp/family.h"
#include "bgp/path_attributes.h"
#include "bgp/session/liveness_source.h"
#include "bgp/session/peer_config.h"
#include "gtest/gtest.h"
#include "posix/file_descriptor.h"
#include "rib/loc_rib.h"
#include "speaker/neighbor_config.h"
#include "speaker/speaker.h"

namespace waymark::examples {

uint16_t FreePort(const IpAddress& address) {
  const posix::FileDescriptor fd(
      ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in local = {};
  local.sin_family = AF_INET;
  local.sin_addr.s_addr = htonl(address.v4_host_order());
  socklen_t size = sizeof local;
  EXPECT_EQ(::bind(fd.get(), reinterpret_cast<const sockaddr*>(&local), size),
            0);
  EXPECT_EQ(::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&local), &size),
            0);
  return ntohs(local.sin_port);
}

LoopbackSpeaker::LoopbackSpeaker(posix::EventLoop& loop,
                                 const IpAddress& address, uint32_t as_number,
                                 uint16_t port)
    : address_(address), as_number_(as_number) {
  posix::HostedSpeaker::Options options;
  options.speaker.loc_rib.emplace();
  options.speaker.loc_rib->decision.local_as = as_number;
  // No socket is opened before a session wants one.
  options.bfd.emplace().local_addresses_only = true;
  if (port != 0) options.listen.push_back({address, port});
  speaker::NeighborVisitor& visitor = *this;
  absl::StatusOr<std::unique_ptr<posix::HostedSpeaker>> hosted =
      posix::HostedSpeaker::Create(loop, options, visitor);
  EXPECT_TRUE(hosted.ok()) << hosted.status();
  hosted_ = *std::move(hosted);
  speaker().loc_rib()->AddObserver(this);
}

LoopbackSpeaker::~LoopbackSpeaker() {
  speaker().loc_rib()->RemoveObserver(this);
}

rib::PeerId LoopbackSpeaker::Connect(const IpEndpoint& neighbor,
                                     uint32_t as_number, bool with_bfd,
                                     const posix::TcpPeerOptions& tcp) {
  speaker::NeighborConfig config;
  config.address = neighbor.address;
  config.local_address = address_;
  config.receive.emplace();
  config.receive->policy = &accept_all_;
  config.peer.name = neighbor.address.ToString();
  config.peer.opening = neighbor.port == 0 ? bgp::OpeningMode::kPassive
                                           : bgp::OpeningMode::kActive;
  config.peer.session.local_as = as_number_;
  config.peer.session.peer_as = as_number;
  config.peer.session.bgp_identifier = address_.v4_host_order();
  config.peer.session.families = {bgp::kIpv4Unicast, bgp::kIpv6Unicast};
  if (with_bfd) {
    bfd::TimerConfig& timers = config.bfd.emplace().timers;
    timers.desired_min_tx = absl::Milliseconds(50);
    timers.required_min_rx = absl::Milliseconds(50);
    config.peer.liveness = bgp::LivenessMode::kWatch;
  }
  posix::HostedSpeaker::NeighborSocket socket;
  socket.port = neighbor.port;
  socket.peer = tcp;
  const absl::StatusOr<rib::PeerId> id = hosted_->AddNeighbor(config, socket);
  EXPECT_TRUE(id.ok()) << id.status();
  EXPECT_TRUE(speaker().Start(*id).ok());
  return *id;
}

void LoopbackSpeaker::Announce(rib::PeerId id, absl::string_view prefix,
                               absl::string_view gateway, uint32_t med) {
  bgp::PathAttributes path;
  path.med = med;
  path.next_hop = bgp::NextHop{*IpAddress::Parse(gateway), std::nullopt};
  const absl::Status status =
      speaker().Announce(id, *IpPrefix::Parse(prefix), path);
  EXPECT_TRUE(status.ok()) << status;
}

bool LoopbackSpeaker::IsUp(rib::PeerId id) {
  return speaker().Find(id)->negotiated() != nullptr;
}

bool LoopbackSpeaker::Heard(absl::string_view event) const {
  return absl::c_any_of(events_, [event](const std::string& heard) {
    return absl::StartsWith(heard, event);
  });
}

void LoopbackSpeaker::OnSessionUp(speaker::Neighbor&, uint64_t,
                                  const bgp::Negotiated& negotiated) {
  std::string& event = events_.emplace_back("up");
  for (const bgp::Family& family : negotiated.families) {
    absl::StrAppend(&event, " ", bgp::ToString(family));
  }
}

void LoopbackSpeaker::OnSessionDown(speaker::Neighbor&, uint64_t,
                                    const bgp::DownReason& reason) {
  std::string& event =
      events_.emplace_back(absl::StrCat("down ", bgp::ToString(reason.kind)));
  if (!reason.notification.has_value()) return;
  absl::StrAppend(&event, " ", reason.notification->ToString());
  if (const auto text = reason.notification->ShutdownCommunication()) {
    absl::StrAppend(&event, " \"", *text, "\"");
  }
}

void LoopbackSpeaker::OnBestChanged(const rib::BestChange& change) {
  const std::string prefix = change.prefix.ToString();
  if (change.new_best == nullptr) {
    events_.push_back(absl::StrCat("no ", prefix));
    return;
  }
  const bgp::PathAttributes& path = *change.new_best->attributes;
  events_.push_back(
      absl::StrCat("best ", prefix, " ", path.as_path.ToString(), " med ",
                   path.med.has_value() ? absl::StrCat(*path.med) : "absent",
                   " via ", path.next_hop->address.ToString()));
}

}  // namespace waymark::examples
