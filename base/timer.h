// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// One-shot timers. Whoever waits owns its timer; the loop behind it owns time.

#ifndef WAYMARK_BASE_TIMER_H_
#define WAYMARK_BASE_TIMER_H_

#include <memory>

#include "absl/functional/any_invocable.h"
#include "base/monotonic_time.h"

namespace waymark {

// A one-shot timer with a callback fixed at its creation. It fires at its
// deadline or as soon after it as the loop gets round to it, never before, and
// is then no longer armed. Of the timers of one loop that are due together the
// one with the earlier deadline fires first; of those with the same deadline
// the one that was armed first.
//
// The callback may re-arm, cancel or destroy the timer, also the one that is
// firing. Destroying an armed timer cancels it.
class Timer {
 public:
  virtual ~Timer() = default;

  // Sets the deadline, whether or not one was set before. A deadline that has
  // passed fires in the next turn of the loop, never from inside Arm.
  // InfiniteFuture() is the same as Cancel().
  virtual void Arm(MonotonicTime deadline) = 0;

  // After it returns the callback does not run until the next Arm.
  virtual void Cancel() = 0;

  virtual bool armed() const = 0;

  // The deadline last armed; InfiniteFuture() if the timer is not armed.
  virtual MonotonicTime deadline() const = 0;
};

class TimerFactory {
 public:
  virtual ~TimerFactory() = default;

  // The timer must be destroyed before its factory is.
  virtual std::unique_ptr<Timer> CreateTimer(
      absl::AnyInvocable<void()> callback) = 0;
};

}  // namespace waymark

#endif  // WAYMARK_BASE_TIMER_H_
