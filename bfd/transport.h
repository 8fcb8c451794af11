// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The datagram service under the sessions of one demultiplexer.

#ifndef WAYMARK_BFD_TRANSPORT_H_
#define WAYMARK_BFD_TRANSPORT_H_

#include <memory>

#include "absl/status/statusor.h"
#include "base/monotonic_time.h"
#include "bfd/packet_sender.h"
#include "bfd/session_key.h"

namespace waymark::bfd {

// What a Drain found out.
struct DrainReport {
  // When the transport last noticed that the kernel had dropped packets for
  // want of room (SO_RXQ_OVFL advanced), during this Drain or any read before;
  // InfinitePast() if never. A time rather than a flag: every session asks, and
  // each must hear of it.
  MonotonicTime last_overflow = MonotonicTime::InfinitePast();
};

// Reads the datagrams of its ports and gives each to Demultiplexer::Receive,
// from the loop or from inside Drain. Owned by whoever owns the sessions;
// outlives them.
class Transport {
 public:
  virtual ~Transport() = default;

  // Opens the transmit socket of one session; an error if an address is not
  // local, no source port is free, the interface is unknown and so on. The
  // transport must outlive the sender.
  virtual absl::StatusOr<std::unique_ptr<PacketSender>> OpenSender(
      const SessionKey& key) = 0;

  // Delivers to the demultiplexer, before it returns, everything that the
  // kernel had received by `until`, which is not in the future: a session asks
  // for it before it declares its neighbour dead. One call serves all sessions:
  // if another has begun at `until` or later, nothing need be read again, so
  // that a flood costs many silent sessions no more than one. Bounded by what
  // was queued when it began; not by what arrives meanwhile. Sessions, also the
  // one that asks, may be destroyed by what is delivered. Never called from
  // inside a delivery.
  virtual DrainReport Drain(MonotonicTime until) = 0;
};

}  // namespace waymark::bfd

#endif  // WAYMARK_BFD_TRANSPORT_H_
