// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The datagram service of BFD on real sockets (RFC 5881, 4 and 5; RFC 5883, 5):
// to receive on, one socket per family and kind of path, or per local address;
// to send from, one per session.

#ifndef WAYMARK_POSIX_BFD_TRANSPORT_H_
#define WAYMARK_POSIX_BFD_TRANSPORT_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/ip_address.h"
#include "base/monotonic_time.h"
#include "bfd/code_points.h"
#include "bfd/demultiplexer.h"
#include "bfd/packet_sender.h"
#include "bfd/session_key.h"
#include "bfd/transport.h"
#include "posix/bfd_receive_socket.h"
#include "posix/datagram_batch.h"
#include "posix/event_loop.h"
#include "posix/file_descriptor.h"
#include "posix/link_layer.h"

namespace waymark::posix {

// Same-thread; outlived by loop and demultiplexer, outlives its senders.
class BfdTransport : public bfd::Transport {
 public:
  struct Options {
    // Received at and sent to on single hops: 3784 unless two speakers share a
    // machine in a test. 0 takes one that is free.
    uint16_t port = bfd::kControlPort;
    // The same for multihop paths, bfd::kMultihopControlPort as a rule. Absent:
    // they are not received, and sessions of them cannot be opened.
    std::optional<uint16_t> multihop_port;
    // Which families, and at which address: the unspecified one hears all. An
    // absent family, or IPv6 on a machine without it, is not received, and
    // sessions of it cannot be opened.
    std::optional<IpAddress> v4 = IpAddress();
    std::optional<IpAddress> v6 = IpAddress::V6({});
    // Instead of at `v4` and `v6`, receive at the local addresses of sessions
    // and nowhere else: several speakers of one machine, each with addresses of
    // its own, can do so on the same port. The first session of an address
    // opens its socket, or gets the error; the socket stays.
    bool local_addresses_only = false;
    // Octets of packets that the kernel keeps while the loop does not read, as
    // far as it allows. 16 MiB hold about 20,000 packets: what 6000 sessions
    // with intervals of 50 ms receive in 150 ms.
    int receive_buffer = 16 << 20;
    // Where it is given, the packets of single-hop sessions that name their
    // interface are sent in batches, past the kernel's routing and the output
    // chains of its packet filter (posix/datagram_batch.h), once the
    // neighbour's hardware address is known. For thousands of sessions; a few
    // gain nothing. posix::NeighborMonitor::Open. Needs CAP_NET_RAW, else
    // Create fails.
    absl::StatusOr<std::unique_ptr<LinkLayer>> (*link_layer)(EventLoop&) =
        nullptr;
  };

  struct Counters {
    uint64_t sent = 0;
    uint64_t sent_in_batches = 0;  // of these
    // Packets that the kernel refused: no route, no neighbour, a filter, no
    // room. BFD lives with the loss.
    uint64_t send_failures = 0;
    // All that we receive on together; see BfdReceiveSocket::Counters.
    BfdReceiveSocket::Counters receive;
  };

  static absl::StatusOr<std::unique_ptr<BfdTransport>> Create(
      EventLoop& loop, bfd::Demultiplexer& demultiplexer,
      const Options& options);

  // Each has a source port of its own (RFC 5881, 4), so that there are 16,384
  // at once at most: RESOURCE_EXHAUSTED, whatever the demultiplexer has room
  // for. Fails for a local address that the machine does not have. Deviation:
  // that both addresses are of one subnet (RFC 5881, 6) is not checked, so that
  // a host whose own address has 32 bits can have neighbours.
  absl::StatusOr<std::unique_ptr<bfd::PacketSender>> OpenSender(
      const bfd::SessionKey& key) override;
  bfd::DrainReport Drain(MonotonicTime until) override;

  // Where packets are received and sent to.
  uint16_t port() const { return single_hop_.port; }
  // 0 without multihop paths.
  uint16_t multihop_port() const { return multihop_.port; }
  Counters counters() const;
  // errno of the last send failure; 0 if there was none.
  int last_send_error() const { return last_send_error_; }

 private:
  class Sender;
  class BatchingSender;

  // One kind of path.
  struct Reception {
    bool open = false;  // at all
    uint16_t port = 0;
    std::vector<std::unique_ptr<BfdReceiveSocket>> sockets;
  };

  BfdTransport(EventLoop& loop, bfd::Demultiplexer& demultiplexer,
               const Options& options);

  absl::Status Open(uint16_t port, bfd::PathKind path);
  absl::Status OpenReceiver(const IpAddress& address, bfd::PathKind path);
  // Sees to it that packets for `key` are received.
  absl::Status Receive(const bfd::SessionKey& key);
  Reception& reception(bfd::PathKind path) {
    return path == bfd::PathKind::kMultihop ? multihop_ : single_hop_;
  }
  absl::Status OpenBatch();
  absl::StatusOr<uint16_t> BindSourcePort(int fd, const bfd::SessionKey& key);

  EventLoop& loop_;
  bfd::Demultiplexer& demultiplexer_;
  const Options options_;
  Reception single_hop_;
  Reception multihop_;
  absl::flat_hash_set<uint16_t> source_ports_;  // of our senders
  std::unique_ptr<LinkLayer> link_layer_;       // null without
  std::unique_ptr<DatagramBatch> batch_;        // null without
  uint64_t sent_ = 0;
  uint64_t sent_in_batches_ = 0;
  uint64_t send_failures_ = 0;
  int last_send_error_ = 0;
  MonotonicTime last_drain_began_ = MonotonicTime::InfinitePast();
};

}  // namespace waymark::posix

#endif  // WAYMARK_POSIX_BFD_TRANSPORT_H_
