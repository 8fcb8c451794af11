// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// OPEN on the wire (RFC 4271, 4.2; RFC 5492; RFC 9072):
//
//   Version (1) | My Autonomous System (2) | Hold Time (2) |
//   BGP Identifier (4) | Opt Parm Len (1) | Optional Parameters
//
// or, where the parameters need more than 255 octets:
//
//   ... | 255 (1) | 255 (1) | Extended Opt. Parm. Length (2) | Parameters
//
// where a parameter's length has two octets as well.

#ifndef WAYMARK_BGP_WIRE_OPEN_CODEC_H_
#define WAYMARK_BGP_WIRE_OPEN_CODEC_H_

#include <cstdint>

#include "absl/types/span.h"
#include "base/byte_writer.h"
#include "bgp/open_message.h"
#include "bgp/wire/decoded.h"

namespace waymark::bgp {

// `body` is what follows the header. Checks what RFC 4271, 6.2 says of every
// OPEN: version, AS 0, Hold Time, BGP Identifier 0 and the parameters. Whether
// the AS number and the identifier are those expected is for the session.
Decoded<OpenMessage> DecodeOpen(absl::Span<const uint8_t> body);

// Writes a whole message, all capabilities in one parameter; poisons `writer`
// if it does not fit. An OPEN must not exceed 4096 octets (RFC 8654, 4): leave
// the writer no more room than that.
void EncodeOpen(const OpenMessage& open, ByteWriter& writer);

}  // namespace waymark::bgp

#endif  // WAYMARK_BGP_WIRE_OPEN_CODEC_H_
