// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The value of the Capabilities optional parameter (RFC 5492, 4): triples of
//
//   Capability Code (1) | Capability Length (1) | Capability Value

#ifndef WAYMARK_BGP_WIRE_CAPABILITY_CODEC_H_
#define WAYMARK_BGP_WIRE_CAPABILITY_CODEC_H_

#include <cstddef>
#include <cstdint>
#include <optional>

#include "absl/types/span.h"
#include "base/byte_writer.h"
#include "bgp/capability.h"
#include "bgp/notification.h"

namespace waymark::bgp {

// Adds the capabilities of one parameter to `capabilities`: an OPEN may have
// several (RFC 5492, 4). A repeated one adds nothing; where 4-octet AS numbers
// differ, the first stands. Unknown codes go to `others`.
//
// The NOTIFICATION, with the capability as its data, if one overruns the
// parameter or if one that this library knows has a wrong length: a recognised
// but malformed parameter (RFC 4271, 6.2).
std::optional<Notification> DecodeCapabilities(
    absl::Span<const uint8_t> parameter, Capabilities& capabilities);

// How many octets EncodeCapabilities() writes.
size_t EncodedSize(const Capabilities& capabilities);

// REQUIRES: no value in `others` is longer than 255 octets.
void EncodeCapabilities(const Capabilities& capabilities, ByteWriter& writer);

}  // namespace waymark::bgp

#endif  // WAYMARK_BGP_WIRE_CAPABILITY_CODEC_H_
