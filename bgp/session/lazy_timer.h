// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A timer whose deadline is moved out with every message. Moving it out stores
// a time stamp; the timer below it fires early and arms itself again.

#ifndef WAYMARK_BGP_SESSION_LAZY_TIMER_H_
#define WAYMARK_BGP_SESSION_LAZY_TIMER_H_

#include <memory>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "base/clock.h"
#include "base/monotonic_time.h"
#include "base/runtime.h"
#include "base/timer.h"

namespace waymark::bgp {

class LazyTimer {
 public:
  // `on_expired` may set, stop or destroy the timer.
  LazyTimer(const Runtime& runtime, absl::AnyInvocable<void()> on_expired)
      : clock_(runtime.clock),
        on_expired_(std::move(on_expired)),
        timer_(runtime.timers.CreateTimer([this] { OnFired(); })) {}
  LazyTimer(const LazyTimer&) = delete;
  LazyTimer& operator=(const LazyTimer&) = delete;

  void Set(MonotonicTime deadline) {
    deadline_ = deadline;
    if (deadline < timer_->deadline()) timer_->Arm(deadline);
  }
  void Stop() {
    deadline_ = MonotonicTime::InfiniteFuture();
    timer_->Cancel();
  }

 private:
  void OnFired() {
    if (clock_.Now() < deadline_) {
      timer_->Arm(deadline_);
      return;
    }
    deadline_ = MonotonicTime::InfiniteFuture();
    on_expired_();  // last: it may have destroyed the timer
  }

  const Clock& clock_;
  absl::AnyInvocable<void()> on_expired_;
  MonotonicTime deadline_ = MonotonicTime::InfiniteFuture();
  std::unique_ptr<Timer> timer_;
};

}  // namespace waymark::bgp

#endif  // WAYMARK_BGP_SESSION_LAZY_TIMER_H_
