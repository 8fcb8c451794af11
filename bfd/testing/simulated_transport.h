// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The sockets of one simulated node, over the packet network of base/testing.
//
//   SimulatedTransport transport(node, network, demultiplexer);
//   Session session(node.runtime(), demultiplexer, transport, config,
//   listener);

#ifndef WAYMARK_BFD_TESTING_SIMULATED_TRANSPORT_H_
#define WAYMARK_BFD_TESTING_SIMULATED_TRANSPORT_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "base/ip_address.h"
#include "base/ip_endpoint.h"
#include "base/monotonic_time.h"
#include "base/testing/packet_network.h"
#include "base/testing/simulated_node.h"
#include "bfd/demultiplexer.h"
#include "bfd/packet_sender.h"
#include "bfd/session_key.h"
#include "bfd/transport.h"

namespace waymark::bfd::testing {

// One receive socket for each local address, opened with its first session and
// kept. The interface of what comes in is unknown: bind sessions to any.
class SimulatedTransport final : public Transport,
                                 private waymark::testing::PacketVisitor {
 public:
  // All borrowed; they outlive the transport.
  SimulatedTransport(waymark::testing::SimulatedNode& node,
                     waymark::testing::PacketNetwork& network,
                     Demultiplexer& demultiplexer);
  ~SimulatedTransport() override;

  absl::StatusOr<std::unique_ptr<PacketSender>> OpenSender(
      const SessionKey& key) override;
  // Reads anew each time.
  DrainReport Drain(MonotonicTime until) override;

  // Of every receive socket opened from now on, in packets.
  void set_queue_limit(size_t packets) { queue_limit_ = packets; }

  // Called with every packet just before it is delivered.
  void set_tap(absl::AnyInvocable<void(const waymark::testing::Packet&)> tap) {
    tap_ = std::move(tap);
  }

 private:
  class Sender;

  void OnPacket(const waymark::testing::Packet& packet) override;
  void NoteOverflow();

  waymark::testing::SimulatedNode& node_;
  waymark::testing::PacketNetwork& network_;
  Demultiplexer& demultiplexer_;
  std::map<IpAddress, std::unique_ptr<waymark::testing::PacketSocket>> sockets_;
  uint16_t next_source_port_ = 49152;
  size_t queue_limit_ = 256;
  absl::AnyInvocable<void(const waymark::testing::Packet&)> tap_;
  uint64_t overflows_ = 0;
  MonotonicTime last_overflow_ = MonotonicTime::InfinitePast();
};

}  // namespace waymark::bfd::testing

#endif  // WAYMARK_BFD_TESTING_SIMULATED_TRANSPORT_H_
