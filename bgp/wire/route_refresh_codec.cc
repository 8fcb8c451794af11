// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/wire/route_refresh_codec.h"

#include <cstddef>
#include <cstdint>

#include "absl/types/span.h"
#include "base/byte_reader.h"
#include "base/byte_writer.h"
#include "bgp/code_points.h"
#include "bgp/notification.h"
#include "bgp/route_refresh.h"
#include "bgp/wire/decoded.h"
#include "bgp/wire/message_header.h"

namespace waymark::bgp {
namespace {

constexpr size_t kBodySize = 4;

Notification LengthError(const RawMessage& message,
                         RouteRefreshSubtype subtype) {
  if (subtype != RouteRefreshSubtype::kNormal) {
    // RFC 7313, 5: the data is the complete message.
    return {ErrorCode::kRouteRefreshMessage,
            subcode::kInvalidMessageLength,
            {message.octets.begin(), message.octets.end()}};
  }
  const absl::Span<const uint8_t> length =
      message.octets.subspan(kMarkerSize, 2);
  return {ErrorCode::kMessageHeader,
          subcode::kBadMessageLength,
          {length.begin(), length.end()}};
}

}  // namespace

Decoded<RouteRefresh> DecodeRouteRefresh(const RawMessage& message,
                                         bool enhanced) {
  // What is missing reads as 0; without its third octet a message has no
  // subtype that could make it an error of RFC 7313.
  ByteReader reader(message.body());
  RouteRefresh refresh;
  refresh.family.afi = static_cast<Afi>(reader.ReadU16());
  const uint8_t subtype = reader.ReadU8();
  refresh.family.safi = static_cast<Safi>(reader.ReadU8());
  if (enhanced) refresh.subtype = static_cast<RouteRefreshSubtype>(subtype);
  // RFC 7313, 5: what is unknown is ignored, whatever its length; that is an
  // error of its own with the marks, of the header with a request.
  if (message.body().size() != kBodySize && IsKnown(refresh.subtype)) {
    return LengthError(message, refresh.subtype);
  }
  return refresh;
}

void EncodeRouteRefresh(const RouteRefresh& refresh, ByteWriter& writer) {
  const size_t begin = BeginMessage(MessageType::kRouteRefresh, writer);
  writer.WriteU16(static_cast<uint16_t>(refresh.family.afi));
  writer.WriteU8(static_cast<uint8_t>(refresh.subtype));
  writer.WriteU8(static_cast<uint8_t>(refresh.family.safi));
  EndMessage(begin, writer);
}

}  // namespace waymark::bgp
