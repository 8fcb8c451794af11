// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Decoding of UPDATE (RFC 4271, 4.3 and 6.3; RFC 4760; RFC 7606):
//
//   Withdrawn Routes Length (2) | Withdrawn Routes |
//   Total Path Attribute Length (2) | Path Attributes |
//   Network Layer Reachability Information (the rest)
//
// One pass that checks everything and copies and allocates nothing. What rules
// an attribute is in attribute_table.h.

#ifndef WAYMARK_BGP_WIRE_UPDATE_CODEC_H_
#define WAYMARK_BGP_WIRE_UPDATE_CODEC_H_

#include <cstdint>

#include "absl/types/span.h"
#include "bgp/wire/decoded_update.h"
#include "bgp/wire/session_context.h"
#include "bgp/wire/update_error.h"

namespace waymark::bgp {

// `body` is what follows the header; `update` borrows from it, and whatever was
// in it before is gone. `context` is that of the receiving direction. Returns
// update.action().
//
// Checks that need configuration are not made: the address of a next hop
// against the session's, the leftmost AS, loops, prefixes that make no sense.
UpdateAction DecodeUpdate(absl::Span<const uint8_t> body,
                          const SessionContext& context, DecodedUpdate& update);

}  // namespace waymark::bgp

#endif  // WAYMARK_BGP_WIRE_UPDATE_CODEC_H_
