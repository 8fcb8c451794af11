// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/session/down_reason.h"

#include "bgp/code_points.h"
#include "bgp/notification.h"
#include "gtest/gtest.h"

namespace waymark::bgp {
namespace {

// Names are fixed for events and metrics.
TEST(DownReasonTest, NamesAreInSnakeCase) {
  EXPECT_EQ(ToString(DownKind::kHoldTimerExpired), "hold_timer_expired");
  EXPECT_EQ(ToString(DownKind::kBfdDown), "bfd_down");
  EXPECT_EQ(ToString(DownKind::kNotificationReceived), "notification_received");
  EXPECT_EQ(ToString(DownKind::kNotificationSent), "notification_sent");
  EXPECT_EQ(ToString(DownKind::kTransportClosed), "transport_closed");
  EXPECT_EQ(ToString(DownKind::kAdminShutdown), "admin_shutdown");
  EXPECT_EQ(ToString(DownKind::kMaxPrefixes), "max_prefixes");
  EXPECT_EQ(ToString(DownKind::kSendHoldTimerExpired),
            "send_hold_timer_expired");
  EXPECT_EQ(ToString(DownKind::kCollision), "collision");
}

TEST(DownReasonTest, ReadsAsOneLine) {
  DownReason reason;
  reason.kind = DownKind::kTransportClosed;
  EXPECT_EQ(reason.ToString(), "transport_closed");
  reason.text = "connection reset";
  EXPECT_EQ(reason.ToString(), "transport_closed: connection reset");
  reason.kind = DownKind::kBfdDown;
  reason.text = "";
  reason.notification = Notification::Cease(subcode::kBfdDown);
  EXPECT_EQ(reason.ToString(), "bfd_down (cease/bfd_down)");
}

}  // namespace
}  // namespace waymark::bgp
