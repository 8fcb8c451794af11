// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// KEEPALIVE on the wire (RFC 4271, 4.4): a header alone. The framer has checked
// everything there is to check of a received one.

#ifndef WAYMARK_BGP_WIRE_KEEPALIVE_CODEC_H_
#define WAYMARK_BGP_WIRE_KEEPALIVE_CODEC_H_

#include "base/byte_writer.h"

namespace waymark::bgp {

// Writes a whole message of 19 octets; poisons `writer` if it does not fit.
void EncodeKeepalive(ByteWriter& writer);

}  // namespace waymark::bgp

#endif  // WAYMARK_BGP_WIRE_KEEPALIVE_CODEC_H_
