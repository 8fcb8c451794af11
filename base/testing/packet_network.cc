// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "base/testing/packet_network.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/alive_token.h"
#include "base/ip_address.h"
#include "base/ip_endpoint.h"
#include "base/monotonic_time.h"
#include "base/testing/simulated_node.h"

namespace waymark::testing {
namespace {

// Spelled out here: the standard's distributions differ between libraries, and
// a seed that found something is worth keeping.
double UnitInterval(std::mt19937_64& random) {
  return static_cast<double>(random() >> 11) * 0x1p-53;
}

}  // namespace

PacketSocket::~PacketSocket() {
  network_.sockets_.erase({local_.address, local_.port});
}

void PacketSocket::Send(absl::Span<const uint8_t> octets,
                        const IpEndpoint& destination, int ttl) {
  Packet packet;
  packet.octets.assign(octets.begin(), octets.end());
  packet.source = local_;
  packet.destination = destination;
  packet.ttl = ttl;
  network_.Send(std::move(packet));
}

void PacketSocket::Drain() {
  const AliveToken::Watcher alive = alive_.Watch();
  for (size_t left = queue_.size(); left > 0 && !queue_.empty(); --left) {
    const Packet packet = std::move(queue_.front());
    queue_.pop_front();
    visitor_.OnPacket(packet);
    if (!alive) return;
  }
}

void PacketSocket::Arrive(Packet packet) {
  if (queue_.size() >= queue_limit_) {
    ++overflows_;
    return;
  }
  packet.received_at = node_.clock().Now();
  queue_.push_back(std::move(packet));
  if (delivery_pending_) return;
  delivery_pending_ = true;
  node_.DeliverAt(network_.world_.Now(), [this, alive = alive_.Watch()] {
    if (!alive) return;
    delivery_pending_ = false;
    Drain();
  });
}

std::unique_ptr<PacketSocket> PacketNetwork::Bind(SimulatedNode& node,
                                                  const IpEndpoint& local,
                                                  PacketVisitor& visitor) {
  PacketSocket*& bound = sockets_[{local.address, local.port}];
  if (bound != nullptr) return nullptr;
  bound = new PacketSocket(*this, node, local, visitor);
  return absl::WrapUnique(bound);
}

void PacketNetwork::SetPath(const IpAddress& from, const IpAddress& to,
                            const PacketPath& path) {
  directions_[{from, to}].path = path;
}

void PacketNetwork::SetBlocked(const IpAddress& from, const IpAddress& to,
                               bool blocked) {
  directions_[{from, to}].blocked = blocked;
}

void PacketNetwork::Send(Packet packet) {
  Direction& direction = DirectionOf(packet);
  const PacketPath path = direction.path.value_or(default_path_);
  // All drawn for every packet, so that a change of one probability leaves the
  // other outcomes alone.
  const bool lost = UnitInterval(random_) < path.loss;
  const bool duplicated = UnitInterval(random_) < path.duplication;
  const absl::Duration spread = path.max_delay - path.min_delay;
  const absl::Duration delay = path.min_delay + spread * UnitInterval(random_);
  const absl::Duration copy_delay =
      path.min_delay + spread * UnitInterval(random_);
  packet.ttl -= path.hops;
  if (lost || packet.ttl <= 0 || direction.blocked) return;
  Transmit(packet, delay, path.reorders, direction);
  if (duplicated) Transmit(packet, copy_delay, path.reorders, direction);
}

void PacketNetwork::Transmit(const Packet& packet, absl::Duration delay,
                             bool may_overtake, Direction& direction) {
  MonotonicTime arrival = world_.Now() + delay;
  if (!may_overtake) arrival = std::max(arrival, direction.last_arrival);
  direction.last_arrival = std::max(arrival, direction.last_arrival);
  world_.At(arrival, [this, packet] { Arrive(packet); });
}

void PacketNetwork::Arrive(Packet packet) {
  if (DirectionOf(packet).blocked) return;
  const auto socket =
      sockets_.find({packet.destination.address, packet.destination.port});
  if (socket == sockets_.end()) return;
  socket->second->Arrive(std::move(packet));
}

}  // namespace waymark::testing
