// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The UDP socket of one family and kind of path on which BFD packets arrive,
// for all sessions (RFC 5881, 4; RFC 5883, 5).

#ifndef WAYMARK_POSIX_BFD_RECEIVE_SOCKET_H_
#define WAYMARK_POSIX_BFD_RECEIVE_SOCKET_H_

#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/ip_endpoint.h"
#include "base/monotonic_time.h"
#include "base/timer.h"
#include "bfd/received_packet.h"
#include "bfd/session_key.h"
#include "posix/event_loop.h"
#include "posix/fd_watcher.h"
#include "posix/file_descriptor.h"
#include "posix/kernel_time.h"
#include "posix/receive_moderation.h"

namespace waymark::posix {

// Packets are read as they come, or at set times where many come one by one
// (ReceiveModeration).
//
// Same-thread; destroyed before its loop, not from inside a delivery. Nothing
// is allocated for a packet.
class BfdReceiveSocket {
 public:
  // Takes one packet, with TTL, destination, interface and the kernel's time of
  // arrival; borrowed until it returns. A payload is cut after 256 octets: no
  // control packet is longer (RFC 5880, 4.1: Length is one octet).
  using Delivery = absl::AnyInvocable<void(const bfd::ReceivedPacket&)>;

  struct Counters {
    uint64_t received = 0;
    // Lost while the kernel's queue was too full to take them, as far as
    // noticed.
    uint64_t dropped_by_kernel = 0;
    // Lost though there was room: wrong UDP checksums above all.
    uint64_t discarded_by_kernel = 0;
    uint64_t read_failures = 0;
  };

  // `path` is what packets are marked with. `local` may be the unspecified
  // address, and its port 0 for any that is free. `receive_buffer`: octets that
  // the kernel may keep, as far as it allows.
  static absl::StatusOr<std::unique_ptr<BfdReceiveSocket>> Create(
      EventLoop& loop, const IpEndpoint& local, bfd::PathKind path,
      int receive_buffer, Delivery delivery);
  BfdReceiveSocket(const BfdReceiveSocket&) = delete;
  BfdReceiveSocket& operator=(const BfdReceiveSocket&) = delete;

  // Delivers everything that waits in the kernel, at most as many packets as
  // its queue can hold. Not from inside a delivery.
  void Drain();

  IpEndpoint local() const { return local_; }
  const Counters& counters() const { return counters_; }
  // When it was last noticed that the kernel had dropped packets for want of
  // room; InfinitePast() if never.
  MonotonicTime last_overflow() const { return last_overflow_; }

 private:
  static constexpr size_t kBatch = 64;
  static constexpr size_t kMaxPayload = 256;
  static constexpr size_t kControlSize = 192;

  // Where the kernel writes one packet.
  struct Slot {
    sockaddr_storage source;
    std::array<uint8_t, kMaxPayload> payload;
    alignas(cmsghdr) std::array<uint8_t, kControlSize> control;
    iovec vector;
  };

  BfdReceiveSocket(EventLoop& loop, FileDescriptor fd, const IpEndpoint& local,
                   bfd::PathKind path, size_t buffer, Delivery delivery);

  absl::Status StartWatch();
  void Read();
  void AfterRead(size_t packets);
  // Returns how many packets there were: kBatch if more may wait.
  size_t ReadBatch();
  void Deliver(size_t index, const ClockPair& now, MonotonicTime earliest);
  void ReadSocketData(const cmsghdr& control, const ClockPair& now,
                      MonotonicTime earliest, bfd::ReceivedPacket& packet);
  // `count` packets have been dropped in all by the time that the last one in
  // backlog_ was followed.
  void NoteDrops(uint32_t count, MonotonicTime now);
  void AddToBacklog(size_t octets);
  void AskForDrops();

  EventLoop& loop_;
  FileDescriptor fd_;
  const IpEndpoint local_;
  const bfd::PathKind path_;
  // More packets than this cannot wait at once.
  const size_t queue_limit_;
  // A full queue held at least so many octets, by our account of backlog_.
  const size_t full_backlog_;
  Delivery delivery_;
  // What is read now arrived later: the queue was empty then.
  MonotonicTime empty_at_;
  // Octets, with what the kernel charges at the least for each packet, that
  // were read one after another without finding the queue empty in between.
  size_t backlog_ = 0;
  bool found_empty_ = true;  // since the packet that backlog_ ends with
  uint32_t drops_seen_ = 0;
  MonotonicTime last_overflow_ = MonotonicTime::InfinitePast();
  Counters counters_;
  std::array<Slot, kBatch> slots_;
  std::array<mmsghdr, kBatch> messages_;
  ReceiveModeration moderation_;
  FdHandle watch_;                     // not valid: the socket is polled
  std::unique_ptr<Timer> poll_timer_;  // armed while it is
};

}  // namespace waymark::posix

#endif  // WAYMARK_POSIX_BFD_RECEIVE_SOCKET_H_
