// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Why a session ended, or why an attempt at one failed.

#ifndef WAYMARK_BGP_SESSION_DOWN_REASON_H_
#define WAYMARK_BGP_SESSION_DOWN_REASON_H_

#include <cstdint>
#include <optional>
#include <string>

#include "base/monotonic_time.h"
#include "bgp/notification.h"
#include "bgp/session/fsm_state.h"
#include "bgp/session/liveness_source.h"

namespace waymark::bgp {

enum class DownKind : uint8_t {
  kHoldTimerExpired,      // ours (RFC 4271, 6.5)
  kBfdDown,               // our liveness source (RFC 9384)
  kNotificationReceived,  // whatever its code
  kNotificationSent,      // an error of the peer's that we found
  kTransportClosed,       // closed, reset, refused or not reached in time
  kAdminShutdown,         // Stop or Reset by whoever owns the peer
  kMaxPrefixes,           // RFC 4271, 6.7
  kSendHoldTimerExpired,  // the peer does not read (RFC 9687)
  kCollision,             // RFC 4271, 6.8
};

// "hold_timer_expired".
std::string ToString(DownKind kind);

struct DownReason {
  DownKind kind{};
  // What was sent or received, where a NOTIFICATION was; one that we sent may
  // not have arrived.
  std::optional<Notification> notification;
  // For the log: the transport's own words. Never from the peer's octets.
  std::string text;
  // When we decided.
  MonotonicTime time;
  // The verdict behind kBfdDown, where it had come already.
  std::optional<LivenessReport> liveness;

  // "hold_timer_expired (hold_timer_expired/0)".
  std::string ToString() const;
};

// A connection, or an attempt at one, that ended without having been
// Established.
struct AttemptFailure {
  DownReason reason;
  FsmState state{};     // how far it came
  bool dialed = false;  // by us; otherwise the peer connected
};

}  // namespace waymark::bgp

#endif  // WAYMARK_BGP_SESSION_DOWN_REASON_H_
