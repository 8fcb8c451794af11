// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A datagram as the transport hands it to the demultiplexer.

#ifndef WAYMARK_BFD_RECEIVED_PACKET_H_
#define WAYMARK_BFD_RECEIVED_PACKET_H_

#include <cstdint>

#include "absl/types/span.h"
#include "base/ip_address.h"
#include "base/ip_endpoint.h"
#include "base/monotonic_time.h"
#include "bfd/session_key.h"

namespace waymark::bfd {

struct ReceivedPacket {
  // The UDP payload; borrowed until the call that takes the packet returns.
  absl::Span<const uint8_t> octets;
  IpEndpoint source;
  IpAddress destination;
  // Where it came in; 0 if unknown, which only sessions for any interface
  // match.
  uint32_t interface_index = 0;
  // TTL or Hop Limit as received; -1 if unknown, which counts as wrong.
  int ttl = -1;
  // When the kernel received it, mapped to the monotonic clock: not when it was
  // read. Detection is judged by it.
  MonotonicTime received_at;
  // By the port that it came to: 3784 or 4784.
  PathKind path = PathKind::kSingleHop;
};

}  // namespace waymark::bfd

#endif  // WAYMARK_BFD_RECEIVED_PACKET_H_
