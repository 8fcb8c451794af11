// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/session/restart_backoff.h"

#include <algorithm>

#include "absl/random/distributions.h"
#include "bgp/code_points.h"
#include "bgp/notification.h"

namespace waymark::bgp {

bool IsProtocolError(const DownReason& reason) {
  switch (reason.kind) {
    case DownKind::kMaxPrefixes:
      return true;
    case DownKind::kNotificationSent:
    case DownKind::kNotificationReceived:
      // Hold Timer Expired and its counterpart say that a path was lost, not
      // that anything was wrong with what we sent.
      return reason.notification.has_value() &&
             reason.notification->code != ErrorCode::kCease &&
             reason.notification->code != ErrorCode::kHoldTimerExpired &&
             reason.notification->code != ErrorCode::kSendHoldTimerExpired;
    default:
      return false;
  }
}

absl::Duration RestartBackoff::NextDelay(const DownReason& reason,
                                         absl::BitGenRef random) {
  absl::Duration delay = config_.delay;
  if (IsProtocolError(reason)) {
    protocol_delay_ =
        std::min(config_.max_delay, 2 * std::max(protocol_delay_, delay));
    delay = protocol_delay_;
  }
  return delay * absl::Uniform(random, 0.75, 1.25);
}

void RestartBackoff::OnSessionEnded(absl::Duration uptime) {
  if (uptime >= config_.stable_time) Reset();
}

}  // namespace waymark::bgp
