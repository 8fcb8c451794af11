// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/session/restart_backoff.h"

#include <random>

#include "absl/time/time.h"
#include "bgp/code_points.h"
#include "bgp/notification.h"
#include "bgp/session/down_reason.h"
#include "gtest/gtest.h"

namespace waymark::bgp {
namespace {

DownReason Reason(DownKind kind) {
  DownReason reason;
  reason.kind = kind;
  return reason;
}
DownReason Reason(DownKind kind, ErrorCode code) {
  DownReason reason = Reason(kind);
  reason.notification = Notification{code, 0, {}};
  return reason;
}

TEST(RestartBackoffTest, WhatWouldHappenAgainIsAProtocolError) {
  for (const ErrorCode code :
       {ErrorCode::kMessageHeader, ErrorCode::kOpenMessage,
        ErrorCode::kUpdateMessage, ErrorCode::kFiniteStateMachine,
        ErrorCode::kRouteRefreshMessage, ErrorCode{99}}) {
    EXPECT_TRUE(IsProtocolError(Reason(DownKind::kNotificationSent, code)));
    EXPECT_TRUE(IsProtocolError(Reason(DownKind::kNotificationReceived, code)));
  }
  EXPECT_TRUE(
      IsProtocolError(Reason(DownKind::kMaxPrefixes, ErrorCode::kCease)));
}

TEST(RestartBackoffTest, ALossIsNone) {
  for (const ErrorCode code : {ErrorCode::kCease, ErrorCode::kHoldTimerExpired,
                               ErrorCode::kSendHoldTimerExpired}) {
    EXPECT_FALSE(
        IsProtocolError(Reason(DownKind::kNotificationReceived, code)));
  }
  for (const DownKind kind :
       {DownKind::kHoldTimerExpired, DownKind::kBfdDown,
        DownKind::kTransportClosed, DownKind::kAdminShutdown,
        DownKind::kSendHoldTimerExpired, DownKind::kCollision}) {
    EXPECT_FALSE(IsProtocolError(Reason(kind))) << ToString(kind);
  }
}

TEST(RestartBackoffTest, DoublesUpToTheMaximumWithJitter) {
  std::mt19937_64 random(7);
  RestartBackoff backoff({.delay = absl::Seconds(1),
                          .max_delay = absl::Seconds(10),
                          .stable_time = absl::Minutes(1)});
  const DownReason error =
      Reason(DownKind::kNotificationSent, ErrorCode::kUpdateMessage);
  for (const int seconds : {2, 4, 8, 10, 10, 10}) {
    const absl::Duration delay = backoff.NextDelay(error, random);
    EXPECT_GE(delay, 0.75 * absl::Seconds(seconds));
    EXPECT_LE(delay, 1.25 * absl::Seconds(seconds));
  }
  EXPECT_LE(backoff.NextDelay(Reason(DownKind::kTransportClosed), random),
            1.25 * absl::Seconds(1));

  backoff.OnSessionEnded(absl::Seconds(59));
  EXPECT_GE(backoff.NextDelay(error, random), 0.75 * absl::Seconds(10));
  backoff.OnSessionEnded(absl::Minutes(1));
  EXPECT_LE(backoff.NextDelay(error, random), 1.25 * absl::Seconds(2));
}

}  // namespace
}  // namespace waymark::bgp
