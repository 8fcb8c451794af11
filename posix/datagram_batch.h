// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Small datagrams for many neighbours, given to the kernel in one call through
// a packet socket: what a system call and the way through IP cost is saved.
// The price: neither the routing tables nor the output chains of a packet
// filter see them. Queueing disciplines and captures do.

#ifndef WAYMARK_POSIX_DATAGRAM_BATCH_H_
#define WAYMARK_POSIX_DATAGRAM_BATCH_H_

#include <linux/if_packet.h>
#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "base/ip_endpoint.h"
#include "posix/event_loop.h"
#include "posix/file_descriptor.h"
#include "posix/link_layer.h"
#include "posix/udp_headers.h"

namespace waymark::posix {

// Collects what the callbacks of one turn send; the loop flushes it when all
// that was due has been served. A full batch goes at once, and so does what is
// sent outside of a turn. Allocates only when it is opened. Same-thread;
// destroyed before its loop, and what waits goes then.
class DatagramBatch : private TurnEnd {
 public:
  static constexpr size_t kMaxDatagrams = 64;
  static constexpr size_t kMaxPayload = 256;

  struct Destination {
    uint32_t interface_index = 0;
    HardwareAddress hardware;
    // Of one family; scopes do not count.
    IpEndpoint source;
    IpEndpoint remote;
  };

  // What became of the datagrams of one flush: how many were sent, how many the
  // kernel refused, and errno of the last of these. Must not add any.
  using Report =
      absl::AnyInvocable<void(size_t sent, size_t refused, int error)>;

  // Needs CAP_NET_RAW: PERMISSION_DENIED without. All datagrams have this time
  // to live and traffic class.
  static absl::StatusOr<std::unique_ptr<DatagramBatch>> Open(
      EventLoop& loop, uint8_t ttl, uint8_t traffic_class, Report report);
  DatagramBatch(const DatagramBatch&) = delete;
  DatagramBatch& operator=(const DatagramBatch&) = delete;
  ~DatagramBatch() override;

  // REQUIRES: kMaxPayload octets at most.
  void Add(const Destination& destination, absl::Span<const uint8_t> payload);
  void Flush();

  // Of the batch that Add fills now, from 1 on; what was added to an earlier
  // one has gone. Wraps.
  uint32_t number() const { return number_; }

 private:
  struct Slot {
    std::array<uint8_t, kMaxUdpHeadersSize + kMaxPayload> octets;
    sockaddr_ll destination;
    iovec vector;
  };

  DatagramBatch(EventLoop& loop, FileDescriptor fd, uint8_t ttl,
                uint8_t traffic_class, Report report);

  void OnTurnEnd() override { Flush(); }

  EventLoop& loop_;
  const FileDescriptor fd_;
  const uint8_t ttl_;
  const uint8_t traffic_class_;
  Report report_;
  uint32_t number_ = 1;
  size_t size_ = 0;
  std::array<Slot, kMaxDatagrams> slots_;
  std::array<mmsghdr, kMaxDatagrams> messages_;
};

}  // namespace waymark::posix

#endif  // WAYMARK_POSIX_DATAGRAM_BATCH_H_
