// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// TCP between the nodes of a simulated world, as far as ByteStream, Dialer and
// Listener show it, and the ways in which it fails.

#ifndef WAYMARK_BASE_TESTING_STREAM_NETWORK_H_
#define WAYMARK_BASE_TESTING_STREAM_NETWORK_H_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "base/dialer.h"
#include "base/ip_address.h"
#include "base/ip_endpoint.h"
#include "base/listener.h"
#include "base/monotonic_time.h"
#include "base/testing/simulated_node.h"
#include "base/testing/simulated_socket.h"
#include "base/testing/simulated_world.h"

namespace waymark::testing {

class SimulatedListener;

struct StreamNetworkOptions {
  // One way, unless SetLatency says otherwise.
  absl::Duration latency = absl::Milliseconds(1);
  // Octets of one stream: taken and not acknowledged, arrived and not read.
  size_t send_buffer = 65536;
  size_t receive_buffer = 65536;
  // At most so many octets in one OnBytes; 1 to try every boundary.
  size_t max_chunk = std::numeric_limits<size_t>::max();
  // Connections that wait at one listener. The next one tries again every
  // second.
  size_t backlog = 16;
};

class StreamNetwork final : private SegmentCarrier {
 public:
  using Options = StreamNetworkOptions;

  // `world` is borrowed and must outlive the network, which must outlive what
  // it made and be there as long as the world runs.
  explicit StreamNetwork(SimulatedWorld& world, const Options& options = {})
      : world_(world), options_(options) {}
  StreamNetwork(const StreamNetwork&) = delete;
  StreamNetwork& operator=(const StreamNetwork&) = delete;

  // Connects from `local`, port 0 for a free one. Without a listener at
  // `remote` it is refused.
  std::unique_ptr<Dialer> CreateDialer(SimulatedNode& node,
                                       const IpEndpoint& local,
                                       const IpEndpoint& remote);

  // Null if somebody listens there already. An address belongs to one node,
  // scopes make no difference.
  std::unique_ptr<Listener> CreateListener(SimulatedNode& node,
                                           const IpEndpoint& local);

  // The faults below concern one direction between two addresses, all
  // connections over it.

  void SetLatency(const IpAddress& from, const IpAddress& to,
                  absl::Duration latency);

  // A silent path: nothing arrives and nobody is told. When it is unblocked,
  // what was sent arrives at once, as if just retransmitted; only resets are
  // gone, which leaves a connection half open.
  void SetBlocked(const IpAddress& from, const IpAddress& to, bool blocked);

  // Once `octets` more octets have arrived, the connection that carried the
  // last one is reset for both ends; the receiver gets those octets first. With
  // 0 the next segment of any kind that arrives is replaced by the reset, an
  // attempt to connect included. Happens once.
  void ResetAfter(const IpAddress& from, const IpAddress& to, uint64_t octets);

 private:
  friend class SimulatedDialer;
  friend class SimulatedListener;

  struct Delivery {
    std::shared_ptr<SimulatedSocket> to;
    Segment segment;
  };
  struct Direction {
    std::optional<absl::Duration> latency;
    MonotonicTime last_arrival = MonotonicTime::InfinitePast();
    bool blocked = false;
    std::vector<Delivery> held_back;
    std::optional<uint64_t> octets_to_reset;
  };

  // SegmentCarrier.
  void Carry(std::shared_ptr<SimulatedSocket> to, Segment segment) override;
  MonotonicTime Now() const override { return world_.Now(); }

  void Arrive(Delivery delivery);
  void ArriveBeforeReset(Delivery delivery, uint64_t left);
  void Deliver(Delivery delivery);
  Direction& DirectionTo(const SimulatedSocket& to) {
    return directions_[{to.remote().address, to.local().address}];
  }
  IpEndpoint WithPort(IpEndpoint local);

  SimulatedWorld& world_;
  const Options options_;
  uint16_t next_port_ = 49152;
  std::map<std::pair<IpAddress, IpAddress>, Direction> directions_;
  std::map<std::pair<IpAddress, uint16_t>, SimulatedListener*> listeners_;
};

}  // namespace waymark::testing

#endif  // WAYMARK_BASE_TESTING_STREAM_NETWORK_H_
