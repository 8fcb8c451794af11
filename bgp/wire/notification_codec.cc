// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/wire/notification_codec.h"

#include <cstddef>
#include <cstdint>

#include "absl/types/span.h"
#include "base/byte_reader.h"
#include "base/byte_writer.h"
#include "bgp/code_points.h"
#include "bgp/notification.h"
#include "bgp/wire/message_header.h"
#include "bgp/wire/session_context.h"

namespace waymark::bgp {

Notification DecodeNotification(absl::Span<const uint8_t> body) {
  ByteReader reader(body);
  Notification notification;
  notification.code = static_cast<ErrorCode>(reader.ReadU8());
  notification.subcode = reader.ReadU8();
  const absl::Span<const uint8_t> data = reader.ReadRest();
  notification.data.assign(data.begin(), data.end());
  return notification;
}

void EncodeNotification(const Notification& notification,
                        const SessionContext& context, ByteWriter& writer) {
  const size_t max_data = context.max_message_size() - kMinNotificationSize;
  const size_t begin = BeginMessage(MessageType::kNotification, writer);
  writer.WriteU8(static_cast<uint8_t>(notification.code));
  writer.WriteU8(notification.subcode);
  writer.WriteSpan(absl::MakeConstSpan(notification.data).subspan(0, max_data));
  EndMessage(begin, writer);
}

}  // namespace waymark::bgp
