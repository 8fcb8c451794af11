// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The BFD Control packet (RFC 5880, 4.1): values, decoder, encoder.
//
// The decoder makes every check of RFC 5880, 6.8.6 that needs no session; what
// depends on one (discriminators, authentication) is left to the demultiplexer
// and the session. Neither direction allocates.

#ifndef WAYMARK_BFD_CONTROL_PACKET_H_
#define WAYMARK_BFD_CONTROL_PACKET_H_

#include <cstddef>
#include <cstdint>
#include <variant>

#include "absl/types/span.h"
#include "base/byte_writer.h"
#include "bfd/code_points.h"
#include "bfd/drop_reason.h"

namespace waymark::bfd {

inline constexpr uint8_t kProtocolVersion = 1;
// The mandatory section; the Length of a packet without authentication.
inline constexpr size_t kControlPacketSize = 24;
// The Length field has eight bits.
inline constexpr size_t kMaxControlPacketSize = 255;

//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |Vers |  Diag   |Sta|P|F|C|A|D|M|  Detect Mult  |    Length     |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |                       My Discriminator                        |
// |                      Your Discriminator                       |
// |                    Desired Min TX Interval                    |
// |                   Required Min RX Interval                    |
// |                 Required Min Echo RX Interval                 |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |   Auth Type   |   Auth Len    |    Authentication Data...     |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//
// Version is always 1 and M always 0: a packet with other values is not
// represented. Intervals are microseconds, as on the wire.
struct ControlPacket {
  Diagnostic diagnostic = Diagnostic::kNone;
  State state = State::kDown;
  bool poll = false;
  bool final = false;
  bool control_plane_independent = false;
  bool demand = false;
  uint8_t detect_mult = 0;
  uint32_t my_discriminator = 0;
  uint32_t your_discriminator = 0;
  uint32_t desired_min_tx_interval = 0;
  uint32_t required_min_rx_interval = 0;
  uint32_t required_min_echo_rx_interval = 0;
  // The whole authentication section from Auth Type on, empty without one: the
  // A bit is set exactly if it is not empty. Borrowed: after decoding, from the
  // octets given to the decoder.
  absl::Span<const uint8_t> authentication;

  bool authentication_present() const { return !authentication.empty(); }

  friend bool operator==(const ControlPacket&, const ControlPacket&) = default;
};

// Decodes the payload of one UDP datagram. Octets beyond the packet's Length
// are ignored, as RFC 5880, 6.8.6 implies. Never yields kBadTtl or a reason
// that needs a session.
std::variant<ControlPacket, DropReason> DecodeControlPacket(
    absl::Span<const uint8_t> payload);

// Appends the packet; poisons the writer if it does not fit.
// REQUIRES: authentication is empty or has between 2 and 231 octets, of which
// the second is their number; diagnostic below 32.
void EncodeControlPacket(const ControlPacket& packet, ByteWriter& writer);

}  // namespace waymark::bfd

#endif  // WAYMARK_BFD_CONTROL_PACKET_H_
