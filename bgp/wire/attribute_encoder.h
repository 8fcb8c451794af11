// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Path attributes onto the wire, without those that carry routes.

#ifndef WAYMARK_BGP_WIRE_ATTRIBUTE_ENCODER_H_
#define WAYMARK_BGP_WIRE_ATTRIBUTE_ENCODER_H_

#include <cstddef>

#include "base/byte_writer.h"
#include "bgp/code_points.h"
#include "bgp/path_attributes.h"
#include "bgp/wire/session_context.h"

namespace waymark::bgp {

// Flags, type and length of an attribute whose value has `size` octets; with
// Extended Length only where it is needed (RFC 4271, 4.3).
void WriteAttributeHeader(uint8_t flags, AttributeType type, size_t size,
                          ByteWriter& writer);

// In ascending order of type; NEXT_HOP only if `with_next_hop`. What is written
// for which session: UpdateEncoder::Encode().
// REQUIRES: `with_next_hop` only if there is an IPv4 next hop.
void WriteAttributes(const PathAttributes& attributes, bool with_next_hop,
                     const SessionContext& context, ByteWriter& writer);

}  // namespace waymark::bgp

#endif  // WAYMARK_BGP_WIRE_ATTRIBUTE_ENCODER_H_
