// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The header that all messages share (RFC 4271, 4.1):
//
//   Marker (16 octets, all ones) | Length (2, header included) | Type (1)

#ifndef WAYMARK_BGP_WIRE_MESSAGE_HEADER_H_
#define WAYMARK_BGP_WIRE_MESSAGE_HEADER_H_

#include <cstddef>
#include <cstdint>

#include "absl/types/span.h"
#include "base/byte_writer.h"
#include "bgp/code_points.h"
#include "bgp/wire/session_context.h"

namespace waymark::bgp {

inline constexpr size_t kMarkerSize = 16;

// The smallest message of each type, header included (RFC 4271, 4.2 to 4.5).
inline constexpr size_t kMinOpenSize = 29;
inline constexpr size_t kMinUpdateSize = 23;
inline constexpr size_t kMinNotificationSize = 21;

// A whole message, borrowed from wherever its octets are.
struct RawMessage {
  MessageType type{};
  absl::Span<const uint8_t> octets;  // header included

  absl::Span<const uint8_t> body() const { return octets.subspan(kHeaderSize); }
};

// Writes a header whose Length EndMessage() fills in; returns where the message
// begins.
size_t BeginMessage(MessageType type, ByteWriter& writer);

// Ends the message that began at `begin`: everything written since is its body.
// REQUIRES: it is not longer than 65535 octets.
void EndMessage(size_t begin, ByteWriter& writer);

}  // namespace waymark::bgp

#endif  // WAYMARK_BGP_WIRE_MESSAGE_HEADER_H_
