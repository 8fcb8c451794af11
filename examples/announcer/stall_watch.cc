// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/stall_watch.h"

#include <time.h>

#include <utility>

namespace waymark::examples {

absl::Duration Uptime() {
  timespec now = {};
  ::clock_gettime(CLOCK_BOOTTIME, &now);
  return absl::DurationFromTimespec(now);
}

StallWatch::StallWatch(const Runtime& runtime, absl::Duration period,
                       absl::AnyInvocable<void(absl::Duration)> on_stall,
                       absl::AnyInvocable<absl::Duration()> uptime)
    : runtime_(runtime),
      period_(period),
      on_stall_(std::move(on_stall)),
      uptime_(std::move(uptime)),
      last_(uptime_()),
      timer_(runtime.timers.CreateTimer([this] { OnTimer(); })) {
  timer_->Arm(runtime_.clock.Now() + period_);
}

void StallWatch::OnTimer() {
  const absl::Duration now = uptime_();
  const absl::Duration late = now - std::exchange(last_, now) - period_;
  timer_->Arm(runtime_.clock.Now() + period_);
  if (late > period_) on_stall_(late);
}

}  // namespace waymark::examples
