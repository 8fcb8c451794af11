// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/session/session_timers.h"

#include <algorithm>

#include "absl/random/bit_gen_ref.h"
#include "absl/random/distributions.h"
#include "absl/time/time.h"
#include "base/monotonic_time.h"
#include "base/runtime.h"

namespace waymark::bgp {
namespace {

// A HoldTimer that fires this late says that our own loop stood still.
constexpr absl::Duration kLate = absl::Milliseconds(10);
// Long enough to read what has already arrived.
constexpr absl::Duration kCatchUp = absl::Milliseconds(100);

absl::Duration Jittered(absl::Duration time, absl::BitGenRef random) {
  return time * absl::Uniform(random, 0.75, 1.0);
}

}  // namespace

SessionTimers::SessionTimers(const Runtime& runtime,
                             SessionTimersVisitor& visitor)
    : runtime_(runtime),
      visitor_(visitor),
      connect_retry_(runtime.timers.CreateTimer(
          [this] { visitor_.OnConnectRetryTimer(); })),
      hold_(runtime, [this] { OnHoldDeadline(); }),
      keepalive_(runtime, [this] { visitor_.OnKeepaliveTimer(); }),
      send_hold_(
          runtime.timers.CreateTimer([this] { visitor_.OnSendHoldTimer(); })) {}

void SessionTimers::StartConnectRetry(absl::Duration time) {
  connect_retry_->Arm(runtime_.clock.Now() + Jittered(time, runtime_.random));
}

void SessionTimers::StartHold(absl::Duration time) {
  if (time == absl::ZeroDuration()) {
    hold_.Stop();
    return;
  }
  catching_up_ = false;
  hold_deadline_ = runtime_.clock.Now() + time;
  hold_.Set(hold_deadline_);
}

void SessionTimers::OnHoldDeadline() {
  const MonotonicTime now = runtime_.clock.Now();
  if (!catching_up_ && now - hold_deadline_ > kLate) {
    catching_up_ = true;
    hold_.Set(now + kCatchUp);
    return;
  }
  visitor_.OnHoldTimer();
}

void SessionTimers::StartKeepalive(absl::Duration time) {
  if (time == absl::ZeroDuration()) {
    keepalive_.Stop();
    return;
  }
  keepalive_.Set(runtime_.clock.Now() +
                 std::max(absl::Seconds(1), Jittered(time, runtime_.random)));
}

void SessionTimers::StartSendHold(absl::Duration time) {
  if (time == absl::ZeroDuration() || send_hold_->armed()) return;
  send_hold_->Arm(runtime_.clock.Now() + time);
}

}  // namespace waymark::bgp
