// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/session/down_reason.h"

#include <string>

#include "absl/strings/str_cat.h"

namespace waymark::bgp {

std::string ToString(DownKind kind) {
  switch (kind) {
    case DownKind::kHoldTimerExpired:
      return "hold_timer_expired";
    case DownKind::kBfdDown:
      return "bfd_down";
    case DownKind::kNotificationReceived:
      return "notification_received";
    case DownKind::kNotificationSent:
      return "notification_sent";
    case DownKind::kTransportClosed:
      return "transport_closed";
    case DownKind::kAdminShutdown:
      return "admin_shutdown";
    case DownKind::kMaxPrefixes:
      return "max_prefixes";
    case DownKind::kSendHoldTimerExpired:
      return "send_hold_timer_expired";
    case DownKind::kCollision:
      return "collision";
  }
  return absl::StrCat(static_cast<int>(kind));
}

std::string DownReason::ToString() const {
  std::string result = waymark::bgp::ToString(kind);
  if (notification.has_value()) {
    absl::StrAppend(&result, " (", notification->ToString(), ")");
  }
  if (!text.empty()) absl::StrAppend(&result, ": ", text);
  return result;
}

}  // namespace waymark::bgp
