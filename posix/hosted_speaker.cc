// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/hosted_speaker.h"

#include <cstdint>
#include <utility>

#include "absl/random/distributions.h"
#include "base/ip_address.h"
#include "base/runtime.h"
#include "bfd/code_points.h"
#include "bgp/session/peer_config.h"
#include "posix/tcp_dialer.h"
#include "speaker/local_bfd.h"
#include "speaker/neighbor.h"

namespace waymark::posix {

void HostedSpeaker::Options::RequireBfd(
    const speaker::NeighborConfig& neighbor) {
  if (!neighbor.bfd.has_value()) return;
  if (!bfd.has_value()) bfd.emplace().local_addresses_only = true;
  const IpAddress& local = neighbor.local_address;
  if (local.IsUnspecified() || (local.is_v6() && local.IsLinkLocal())) {
    bfd->local_addresses_only = false;
  }
  if (neighbor.bfd->multihop_min_ttl.has_value() &&
      !bfd->multihop_port.has_value()) {
    bfd->multihop_port = bfd::kMultihopControlPort;
  }
}

absl::StatusOr<std::unique_ptr<HostedSpeaker>> HostedSpeaker::Create(
    EventLoop& loop, const Options& options,
    speaker::NeighborVisitor& visitor) {
  std::unique_ptr<HostedSpeaker> hosted(new HostedSpeaker(loop, options));
  if (absl::Status status = hosted->OpenBfd(); !status.ok()) return status;
  speaker::SpeakerConfig config = options.speaker;
  config.bfd = hosted->bfd_.get();
  if (options.bfd_in_step.has_value()) {
    config.bfd_group = &hosted->bfd_group_.emplace(
        absl::Uniform<uint32_t>(loop.runtime().random), *options.bfd_in_step);
  }
  hosted->speaker_ =
      std::make_unique<speaker::Speaker>(loop.runtime(), config, visitor);
  if (absl::Status status = hosted->Listen(); !status.ok()) return status;
  return hosted;
}

absl::Status HostedSpeaker::OpenBfd() {
  if (!options_.bfd.has_value()) return absl::OkStatus();
  if (options_.bfd_thread.has_value()) return StartBfdThread();
  demultiplexer_ = std::make_unique<bfd::Demultiplexer>(options_.bfd_sessions,
                                                        loop_.runtime().random);
  absl::StatusOr<std::unique_ptr<BfdTransport>> transport =
      BfdTransport::Create(loop_, *demultiplexer_, *options_.bfd);
  if (!transport.ok()) return transport.status();
  bfd_transport_ = *std::move(transport);
  bfd_ = std::make_unique<speaker::LocalBfd>(loop_.runtime(), *demultiplexer_,
                                             *bfd_transport_);
  return absl::OkStatus();
}

absl::Status HostedSpeaker::StartBfdThread() {
  BfdThread::Options options = *options_.bfd_thread;
  options.transport = *options_.bfd;
  options.sessions = options_.bfd_sessions;
  absl::StatusOr<std::unique_ptr<BfdThread>> thread =
      BfdThread::Start(loop_, options);
  if (!thread.ok()) return thread.status();
  bfd_thread_ = thread->get();
  bfd_ = *std::move(thread);
  return absl::OkStatus();
}

absl::Status HostedSpeaker::Listen() {
  for (const IpEndpoint& endpoint : options_.listen) {
    TcpListener::Options listening;
    listening.local = endpoint;
    listening.socket = options_.socket;
    absl::StatusOr<std::unique_ptr<TcpListener>> listener =
        TcpListener::Create(loop_, listening);
    if (!listener.ok()) return listener.status();
    (*listener)->SetVisitor(speaker_.get());
    listeners_.push_back(*std::move(listener));
  }
  return absl::OkStatus();
}

absl::StatusOr<rib::PeerId> HostedSpeaker::AddNeighbor(
    const speaker::NeighborConfig& config, const NeighborSocket& socket) {
  std::unique_ptr<TcpDialer> dialer;
  if (config.peer.opening != bgp::OpeningMode::kPassive) {
    TcpDialer::Options dialing;
    dialing.remote = {config.address, socket.port, config.interface_index};
    if (!config.local_address.IsUnspecified()) {
      dialing.local =
          IpEndpoint{config.local_address, 0, config.interface_index};
    }
    dialing.peer = socket.peer;
    dialing.socket = options_.socket;
    dialer = std::make_unique<TcpDialer>(loop_, std::move(dialing));
  }
  // First, because it may be refused: a key belongs to an address, and another
  // neighbour there would lose its own.
  absl::StatusOr<rib::PeerId> id =
      speaker_->AddNeighbor(config, std::move(dialer));
  if (!id.ok()) return id;
  for (const std::unique_ptr<TcpListener>& listener : listeners_) {
    if (listener->local().address.family() != config.address.family()) continue;
    if (absl::Status status = listener->SetPeer(config.address, socket.peer);
        !status.ok()) {
      speaker_->RemoveNeighbor(*id);
      return status;
    }
  }
  return id;
}

void HostedSpeaker::RemoveNeighbor(rib::PeerId id) {
  const speaker::Neighbor* const neighbor = speaker_->Find(id);
  if (neighbor == nullptr) return;
  const IpAddress address = neighbor->config().address;
  speaker_->RemoveNeighbor(id);
  bool others = false;
  speaker_->ForEachNeighbor([&](const speaker::Neighbor& other) {
    others = others || other.config().address == address;
  });
  if (others) return;
  for (const std::unique_ptr<TcpListener>& listener : listeners_) {
    if (listener->local().address.family() != address.family()) continue;
    // What could not be removed only binds a peer that is no neighbour.
    (void)listener->RemovePeer(address);
  }
}

}  // namespace waymark::posix
