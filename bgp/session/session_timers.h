// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The timers of one session (RFC 4271, 10; RFC 9687), with their jitter.

#ifndef WAYMARK_BGP_SESSION_SESSION_TIMERS_H_
#define WAYMARK_BGP_SESSION_SESSION_TIMERS_H_

#include <memory>

#include "absl/time/time.h"
#include "base/monotonic_time.h"
#include "base/runtime.h"
#include "base/timer.h"
#include "bgp/session/lazy_timer.h"

namespace waymark::bgp {

// Each call is the last thing the timers do in their turn: the visitor may
// start or stop any of them, or destroy them.
class SessionTimersVisitor {
 public:
  virtual ~SessionTimersVisitor() = default;
  virtual void OnConnectRetryTimer() = 0;
  virtual void OnHoldTimer() = 0;
  virtual void OnKeepaliveTimer() = 0;
  virtual void OnSendHoldTimer() = 0;
};

// "Start" also restarts, except for the send hold timer. Stopping a timer that
// does not run does nothing.
class SessionTimers {
 public:
  // `visitor` is borrowed.
  SessionTimers(const Runtime& runtime, SessionTimersVisitor& visitor);
  SessionTimers(const SessionTimers&) = delete;
  SessionTimers& operator=(const SessionTimers&) = delete;

  // 75 to 100 % of `time`, drawn anew each time (RFC 4271, 10).
  void StartConnectRetry(absl::Duration time);
  void StopConnectRetry() { connect_retry_->Cancel(); }

  // Exactly `time`; zero stops it. If our own loop stood still beyond the
  // deadline, it is given a moment to read what the peer sent meanwhile.
  void StartHold(absl::Duration time);
  void StopHold() { hold_.Stop(); }

  // 75 to 100 % of `time`, drawn anew each time, but never less than a second
  // (RFC 4271, 4.4); zero stops it.
  void StartKeepalive(absl::Duration time);
  void StopKeepalive() { keepalive_.Stop(); }

  // Exactly `time`, unless it runs already; zero does nothing.
  void StartSendHold(absl::Duration time);
  void StopSendHold() { send_hold_->Cancel(); }

 private:
  void OnHoldDeadline();

  Runtime runtime_;
  SessionTimersVisitor& visitor_;
  std::unique_ptr<Timer> connect_retry_;
  LazyTimer hold_;
  MonotonicTime hold_deadline_;
  bool catching_up_ = false;
  LazyTimer keepalive_;
  std::unique_ptr<Timer> send_hold_;
};

}  // namespace waymark::bgp

#endif  // WAYMARK_BGP_SESSION_SESSION_TIMERS_H_
