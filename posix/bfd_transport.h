// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The datagram service of BFD for single hops on real sockets (RFC 5881, 4 and
// 5): one socket per family to receive on, one per session to send from.

#ifndef WAYMARK_POSIX_BFD_TRANSPORT_H_
#define WAYMARK_POSIX_BFD_TRANSPORT_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/ip_address.h"
#include "bfd/demultiplexer.h"
#include "bfd/packet_sender.h"
#include "bfd/session_key.h"
#include "bfd/transport.h"
#include "posix/bfd_receive_socket.h"
#include "posix/event_loop.h"
#include "posix/file_descriptor.h"

namespace waymark::posix {

// Same-thread; outlived by loop and demultiplexer, outlives its senders.
class BfdTransport : public bfd::Transport {
 public:
  struct Options {
    // Received at and sent to: 3784 unless two speakers share a machine in a
    // test. 0 takes one that is free.
    uint16_t port = 3784;
    // Which families, and at which address: the unspecified one hears all. An
    // absent family, or IPv6 on a machine without it, is not received, and
    // sessions of it cannot be opened.
    std::optional<IpAddress> v4 = IpAddress();
    std::optional<IpAddress> v6 = IpAddress::V6({});
    // Octets of packets that the kernel keeps while the loop does not read, as
    // far as it allows: 4 MiB hold about 5000 packets.
    int receive_buffer = 4 << 20;
  };

  struct Counters {
    uint64_t sent = 0;
    // Packets that the kernel refused: no route, no neighbour, a filter, no
    // room. BFD lives with the loss.
    uint64_t send_failures = 0;
    // Both families together; see BfdReceiveSocket::Counters.
    BfdReceiveSocket::Counters receive;
  };

  static absl::StatusOr<std::unique_ptr<BfdTransport>> Create(
      EventLoop& loop, bfd::Demultiplexer& demultiplexer,
      const Options& options);

  absl::StatusOr<std::unique_ptr<bfd::PacketSender>> OpenSender(
      const bfd::SessionKey& key) override;
  bfd::DrainReport Drain() override;

  // Where packets are received and sent to.
  uint16_t port() const { return port_; }
  Counters counters() const;
  // errno of the last send failure; 0 if there was none.
  int last_send_error() const { return last_send_error_; }

 private:
  class Sender;

  BfdTransport(EventLoop& loop, bfd::Demultiplexer& demultiplexer,
               uint16_t port);

  absl::Status OpenReceiver(const IpAddress& address, int receive_buffer,
                            std::unique_ptr<BfdReceiveSocket>& receiver);
  absl::StatusOr<uint16_t> BindSourcePort(int fd, const bfd::SessionKey& key);

  EventLoop& loop_;
  bfd::Demultiplexer& demultiplexer_;
  uint16_t port_;
  std::unique_ptr<BfdReceiveSocket> v4_;
  std::unique_ptr<BfdReceiveSocket> v6_;
  absl::flat_hash_set<uint16_t> source_ports_;  // of our senders
  uint64_t sent_ = 0;
  uint64_t send_failures_ = 0;
  int last_send_error_ = 0;
};

}  // namespace waymark::posix

#endif  // WAYMARK_POSIX_BFD_TRANSPORT_H_
