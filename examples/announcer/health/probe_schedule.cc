// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/health/probe_schedule.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace waymark::examples {

ProbeSchedule::ProbeSchedule(const Runtime& runtime, const Options& options,
                             std::unique_ptr<Probe> probe, Report report)
    : runtime_(runtime),
      options_(options),
      report_(std::move(report)),
      next_(runtime.clock.Now()),
      interval_(runtime.timers.CreateTimer([this] { OnInterval(); })),
      timeout_(runtime.timers.CreateTimer([this] { OnTimeout(); })),
      probe_(std::move(probe)) {
  interval_->Arm(next_);
}

void ProbeSchedule::OnInterval() {
  // A loop that was late, or a suspended machine, catches nothing up.
  next_ = std::max(next_ + options_.interval, runtime_.clock.Now());
  interval_->Arm(next_);
  switch (state_) {
    case State::kIdle:
      state_ = State::kAwaited;
      timeout_->Arm(runtime_.clock.Now() + options_.timeout);
      probe_->Start([this](const absl::Status& status) { OnDone(status); });
      break;
    case State::kAwaited:
      break;
    case State::kOverdue:
      report_(absl::DeadlineExceededError("has not ended yet"));
      break;
  }
}

void ProbeSchedule::OnTimeout() {
  state_ = State::kOverdue;
  probe_->Cancel();
  report_(absl::DeadlineExceededError(absl::StrCat(
      "no answer within ", absl::FormatDuration(options_.timeout))));
}

void ProbeSchedule::OnDone(const absl::Status& status) {
  timeout_->Cancel();
  if (std::exchange(state_, State::kIdle) == State::kAwaited) report_(status);
}

}  // namespace waymark::examples
