// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Datagrams between the nodes of a simulated world: lost, delayed, duplicated
// and reordered as the seed has it. What a kernel does goes on while a node is
// stalled: packets arrive, are stamped and wait in the queue of their socket.

#ifndef WAYMARK_BASE_TESTING_PACKET_NETWORK_H_
#define WAYMARK_BASE_TESTING_PACKET_NETWORK_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/alive_token.h"
#include "base/ip_address.h"
#include "base/ip_endpoint.h"
#include "base/monotonic_time.h"
#include "base/testing/simulated_node.h"
#include "base/testing/simulated_world.h"

namespace waymark::testing {

struct Packet {
  std::vector<uint8_t> octets;
  IpEndpoint source;
  IpEndpoint destination;
  int ttl = 0;  // as received
  // The receiver's clock at the moment of arrival, as a kernel's receive time
  // stamp: not when the packet was read.
  MonotonicTime received_at;
};

class PacketVisitor {
 public:
  virtual ~PacketVisitor() = default;
  // From the loop or from inside PacketSocket::Drain. May send, drain, and
  // destroy the socket.
  virtual void OnPacket(const Packet& packet) = 0;
};

// What happens to packets from one address to another. Probabilities are 0 to 1
// and independent of each other and from packet to packet.
struct PacketPath {
  double loss = 0;
  double duplication = 0;
  // Evenly distributed between these, drawn for every packet and every copy.
  absl::Duration min_delay = absl::Milliseconds(1);
  absl::Duration max_delay = absl::Milliseconds(1);
  // Whether a packet with a shorter delay overtakes; else it waits.
  bool reorders = false;
  // Taken off the TTL; a packet whose TTL does not outlast them is lost.
  int hops = 0;
};

class PacketNetwork;

class PacketSocket {
 public:
  ~PacketSocket();
  PacketSocket(const PacketSocket&) = delete;
  PacketSocket& operator=(const PacketSocket&) = delete;

  const IpEndpoint& local() const { return local_; }

  // Whether anyone receives it stays unknown, as with UDP.
  void Send(absl::Span<const uint8_t> octets, const IpEndpoint& destination,
            int ttl = 255);

  // Hands over what was queued when it began, before it returns: how a guard
  // looks at what arrived during a stall. From inside OnPacket it goes on where
  // the delivery under way stands.
  void Drain();

  // How many packets wait; when `queue_limit` do, the next ones are lost.
  size_t queued() const { return queue_.size(); }
  uint64_t overflows() const { return overflows_; }
  void set_queue_limit(size_t packets) { queue_limit_ = packets; }

 private:
  friend class PacketNetwork;
  PacketSocket(PacketNetwork& network, SimulatedNode& node,
               const IpEndpoint& local, PacketVisitor& visitor)
      : network_(network), node_(node), local_(local), visitor_(visitor) {}

  void Arrive(Packet packet);

  PacketNetwork& network_;
  SimulatedNode& node_;
  const IpEndpoint local_;
  PacketVisitor& visitor_;
  std::deque<Packet> queue_;
  size_t queue_limit_ = 256;
  uint64_t overflows_ = 0;
  bool delivery_pending_ = false;
  AliveToken alive_;
};

class PacketNetwork {
 public:
  // `world` is borrowed and must outlive the network, which must outlive its
  // sockets and be there as long as the world runs.
  explicit PacketNetwork(SimulatedWorld& world)
      : world_(world), random_(world.NewGenerator()) {}
  PacketNetwork(const PacketNetwork&) = delete;
  PacketNetwork& operator=(const PacketNetwork&) = delete;

  // A socket for the packets to `local`, or null if there is one already.
  // Scopes make no difference: an address belongs to one node. `visitor` is
  // borrowed and must outlive the socket or destroy it.
  std::unique_ptr<PacketSocket> Bind(SimulatedNode& node,
                                     const IpEndpoint& local,
                                     PacketVisitor& visitor);

  // The path of every pair of addresses that has none of its own.
  void SetDefaultPath(const PacketPath& path) { default_path_ = path; }
  // One direction.
  void SetPath(const IpAddress& from, const IpAddress& to,
               const PacketPath& path);
  // Silent loss of everything in one direction, of what is under way at either
  // end of it too; the path comes back as it was.
  void SetBlocked(const IpAddress& from, const IpAddress& to, bool blocked);

 private:
  friend class PacketSocket;

  struct Direction {
    std::optional<PacketPath> path;  // the default path if it has none
    bool blocked = false;
    MonotonicTime last_arrival = MonotonicTime::InfinitePast();
  };

  void Send(Packet packet);
  void Transmit(const Packet& packet, absl::Duration delay, bool may_overtake,
                Direction& direction);
  void Arrive(Packet packet);
  Direction& DirectionOf(const Packet& packet) {
    return directions_[{packet.source.address, packet.destination.address}];
  }

  SimulatedWorld& world_;
  std::mt19937_64 random_;
  PacketPath default_path_;
  std::map<std::pair<IpAddress, IpAddress>, Direction> directions_;
  std::map<std::pair<IpAddress, uint16_t>, PacketSocket*> sockets_;
};

}  // namespace waymark::testing

#endif  // WAYMARK_BASE_TESTING_PACKET_NETWORK_H_
