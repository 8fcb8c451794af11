// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bfd/testing/simulated_transport.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "bfd/code_points.h"
#include "bfd/received_packet.h"

namespace waymark::bfd::testing {
namespace {

using waymark::testing::Packet;
using waymark::testing::PacketSocket;
using waymark::testing::PacketVisitor;

}  // namespace

// Hears nothing: replies go to port 3784.
class SimulatedTransport::Sender final : public PacketSender,
                                         private PacketVisitor {
 public:
  Sender(waymark::testing::SimulatedNode& node,
         waymark::testing::PacketNetwork& network, const IpEndpoint& local,
         const IpAddress& remote)
      : socket_(network.Bind(node, local, *this)),
        remote_{.address = remote, .port = kControlPort} {}

  bool ok() const { return socket_ != nullptr; }
  void Send(absl::Span<const uint8_t> octets) override {
    socket_->Send(octets, remote_, /*ttl=*/255);
  }

 private:
  void OnPacket(const Packet&) override {}

  const std::unique_ptr<PacketSocket> socket_;
  const IpEndpoint remote_;
};

SimulatedTransport::SimulatedTransport(waymark::testing::SimulatedNode& node,
                                       waymark::testing::PacketNetwork& network,
                                       Demultiplexer& demultiplexer)
    : node_(node), network_(network), demultiplexer_(demultiplexer) {}

SimulatedTransport::~SimulatedTransport() = default;

absl::StatusOr<std::unique_ptr<PacketSender>> SimulatedTransport::OpenSender(
    const SessionKey& key) {
  std::unique_ptr<PacketSocket>& receiver = sockets_[key.local];
  if (receiver == nullptr) {
    receiver = network_.Bind(
        node_, {.address = key.local, .port = kControlPort}, *this);
    if (receiver == nullptr) {
      return absl::AlreadyExistsError("port 3784 is another transport's");
    }
    receiver->set_queue_limit(queue_limit_);
  }
  auto sender = std::make_unique<Sender>(
      node_, network_,
      IpEndpoint{.address = key.local, .port = next_source_port_++},
      key.remote);
  if (!sender->ok()) return absl::AlreadyExistsError("source port in use");
  return sender;
}

DrainReport SimulatedTransport::Drain(MonotonicTime) {
  for (const auto& [address, socket] : sockets_) socket->Drain();
  NoteOverflow();
  return {last_overflow_};
}

void SimulatedTransport::OnPacket(const Packet& packet) {
  NoteOverflow();
  if (tap_) tap_(packet);
  demultiplexer_.Receive({.octets = packet.octets,
                          .source = packet.source,
                          .destination = packet.destination.address,
                          .interface_index = 0,
                          .ttl = packet.ttl,
                          .received_at = packet.received_at});
}

void SimulatedTransport::NoteOverflow() {
  uint64_t overflows = 0;
  for (const auto& [address, socket] : sockets_) {
    overflows += socket->overflows();
  }
  if (overflows == overflows_) return;
  overflows_ = overflows;
  last_overflow_ = node_.clock().Now();
}

}  // namespace waymark::bfd::testing
