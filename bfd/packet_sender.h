// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Where a session's packets go.

#ifndef WAYMARK_BFD_PACKET_SENDER_H_
#define WAYMARK_BFD_PACKET_SENDER_H_

#include <cstdint>

#include "absl/types/span.h"

namespace waymark::bfd {

// One session's way out. It owns what RFC 5881 asks for on transmission: a
// source port of its own in 49152-65535 that stays the same (4), destination
// port 3784, or 4784 on a multihop path (RFC 5883, 5), at the address given
// when it was opened, whatever address packets come from (6), TTL or Hop Limit
// 255 (5).
class PacketSender {
 public:
  virtual ~PacketSender() = default;

  // Sends one datagram at once; the octets are borrowed until it returns.
  // Never blocks and never calls back: a packet that cannot be sent is lost,
  // which BFD is made for. The implementation counts such losses.
  virtual void Send(absl::Span<const uint8_t> octets) = 0;
};

}  // namespace waymark::bfd

#endif  // WAYMARK_BFD_PACKET_SENDER_H_
