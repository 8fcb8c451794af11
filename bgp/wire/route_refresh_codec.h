// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// ROUTE-REFRESH on the wire (RFC 2918, 3; RFC 7313, 3.2):
//
//   AFI (2) | Message Subtype (1; RFC 2918: Reserved) | SAFI (1)

#ifndef WAYMARK_BGP_WIRE_ROUTE_REFRESH_CODEC_H_
#define WAYMARK_BGP_WIRE_ROUTE_REFRESH_CODEC_H_

#include "base/byte_writer.h"
#include "bgp/route_refresh.h"
#include "bgp/wire/decoded.h"
#include "bgp/wire/message_header.h"

namespace waymark::bgp {

// `enhanced`: the peer announced Enhanced Route Refresh. Without it the third
// octet is reserved and the subtype reads as kNormal. A wrong length is Bad
// Message Length for kNormal, the error of RFC 7313, 5 for the two marks. A
// subtype that is unknown is kept, whatever the length: the message must then
// be ignored (RFC 7313, 5).
Decoded<RouteRefresh> DecodeRouteRefresh(const RawMessage& message,
                                         bool enhanced);

// Writes a whole message of 23 octets; poisons `writer` if it does not fit.
void EncodeRouteRefresh(const RouteRefresh& refresh, ByteWriter& writer);

}  // namespace waymark::bgp

#endif  // WAYMARK_BGP_WIRE_ROUTE_REFRESH_CODEC_H_
