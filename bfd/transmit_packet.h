// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The packet that a session sends again and again, kept encoded.

#ifndef WAYMARK_BFD_TRANSMIT_PACKET_H_
#define WAYMARK_BFD_TRANSMIT_PACKET_H_

#include <array>
#include <cstdint>

#include "absl/types/span.h"
#include "base/byte_writer.h"
#include "bfd/control_packet.h"

namespace waymark::bfd {

class TransmitPacket {
 public:
  using Octets = std::array<uint8_t, kControlPacketSize>;

  // The contents have changed: Encode them before the next use.
  void Invalidate() { valid_ = false; }
  bool valid() const { return valid_; }

  // REQUIRES: no authentication, which comes last (bfd/authentication.h), and
  // not final.
  void Encode(const ControlPacket& packet) {
    ByteWriter writer(absl::MakeSpan(octets_));
    EncodeControlPacket(packet, writer);
    valid_ = true;
  }

  // REQUIRES (both): valid().
  const Octets& octets() const { return octets_; }
  // The answer to a Poll: the same with F set and P clear (RFC 5880, 6.8.7).
  Octets Final() const {
    constexpr uint8_t kPoll = 0x20;
    constexpr uint8_t kFinal = 0x10;
    Octets reply = octets_;
    reply[1] = static_cast<uint8_t>((reply[1] & ~kPoll) | kFinal);
    return reply;
  }

 private:
  Octets octets_ = {};
  bool valid_ = false;
};

}  // namespace waymark::bfd

#endif  // WAYMARK_BFD_TRANSMIT_PACKET_H_
