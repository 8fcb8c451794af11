// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bfd/demultiplexer.h"

#include <algorithm>
#include <optional>
#include <variant>

#include "absl/random/distributions.h"
#include "absl/status/status.h"

namespace waymark::bfd {
namespace {

constexpr int kMaxTtl = 255;

}  // namespace

Demultiplexer::Demultiplexer(const Config& config, absl::BitGenRef random)
    : table_(config.max_sessions, random),
      seed_(absl::Uniform<uint32_t>(random)),
      most_in_step_(std::max<size_t>(config.most_in_step, 1)) {}

absl::StatusOr<uint32_t> Demultiplexer::Add(const SessionKey& key,
                                            ControlPacketReceiver& receiver,
                                            int min_ttl) {
  if (by_key_.contains(key)) {
    return absl::AlreadyExistsError("a BFD session with these addresses");
  }
  const std::optional<uint32_t> discriminator = table_.Allocate(
      {.receiver = &receiver,
       .path = key.path,
       .min_ttl = static_cast<uint8_t>(
           key.path == PathKind::kSingleHop ? kMaxTtl : min_ttl)});
  if (!discriminator.has_value()) {
    return absl::ResourceExhaustedError("the limit of BFD sessions is reached");
  }
  by_key_.emplace(key, *discriminator);
  return *discriminator;
}

void Demultiplexer::Remove(const SessionKey& key, uint32_t discriminator) {
  table_.Release(discriminator);
  by_key_.erase(key);
}

void Demultiplexer::Receive(const ReceivedPacket& received) {
  ++counters_.received;
  // RFC 5881, 5 and RFC 5880, 9; before any other work, as for all sessions of
  // a single hop.
  if (received.path == PathKind::kSingleHop && received.ttl != kMaxTtl) {
    return Drop(DropReason::kBadTtl);
  }
  const auto decoded = DecodeControlPacket(received.octets);
  if (const DropReason* reason = std::get_if<DropReason>(&decoded)) {
    return Drop(*reason);
  }
  const ControlPacket& packet = std::get<ControlPacket>(decoded);
  // RFC 5880, 6.3 and 6.8.6: Your Discriminator alone decides if it is there,
  // and no source port (RFC 5881, 4); addresses and interface may have changed.
  const bool first = packet.your_discriminator == 0;
  const DiscriminatorTable::Entry* const entry =
      first ? FindByAddress(received) : table_.Find(packet.your_discriminator);
  // RFC 5883, 5: the port says which kind of path a packet has come by.
  if (entry == nullptr || entry->path != received.path) {
    return Drop(first ? DropReason::kUnknownPeer
                      : DropReason::kUnknownDiscriminator);
  }
  if (received.ttl < entry->min_ttl) return Drop(DropReason::kBadTtl);
  const std::optional<DropReason> dropped =
      entry->receiver->OnControlPacket(packet, received.received_at);
  if (dropped.has_value()) return Drop(*dropped);
  ++counters_.accepted;
}

// RFC 5881, 2 and 3; RFC 5883, 4.1: by remote system, interface and protocol,
// over several hops by the pair of addresses alone.
const DiscriminatorTable::Entry* Demultiplexer::FindByAddress(
    const ReceivedPacket& received) const {
  // Interface 0, any, comes first and is what remains if no other fits.
  const DiscriminatorTable::Entry* for_any_interface = nullptr;
  for (auto it =
           by_key_.lower_bound({received.destination, received.source.address,
                                0, PathKind::kSingleHop});
       it != by_key_.end() && it->first.local == received.destination &&
       it->first.remote == received.source.address;
       ++it) {
    if (it->first.path != received.path) continue;
    if (it->first.interface_index == received.interface_index) {
      return table_.Find(it->second);
    }
    if (it->first.interface_index == 0) {
      for_any_interface = table_.Find(it->second);
    }
  }
  return for_any_interface;
}

}  // namespace waymark::bfd
