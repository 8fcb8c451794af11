// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// NOTIFICATION on the wire (RFC 4271, 4.5):
//
//   Error Code (1) | Error Subcode (1) | Data (the rest)

#ifndef WAYMARK_BGP_WIRE_NOTIFICATION_CODEC_H_
#define WAYMARK_BGP_WIRE_NOTIFICATION_CODEC_H_

#include <cstdint>

#include "absl/types/span.h"
#include "base/byte_writer.h"
#include "bgp/notification.h"
#include "bgp/wire/session_context.h"

namespace waymark::bgp {

// `body` is what follows the header. Never fails: an error in a NOTIFICATION
// cannot be reported to the peer (RFC 4271, 6.4), and octets that are missing
// read as zero.
Notification DecodeNotification(absl::Span<const uint8_t> body);

// Writes a whole message. Data that would make it longer than the direction
// allows is cut (RFC 8654, 5); poisons `writer` if the rest does not fit.
void EncodeNotification(const Notification& notification,
                        const SessionContext& context, ByteWriter& writer);

}  // namespace waymark::bgp

#endif  // WAYMARK_BGP_WIRE_NOTIFICATION_CODEC_H_
