// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// When a probe is made, and for how long it is waited for.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_HEALTH_PROBE_SCHEDULE_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_HEALTH_PROBE_SCHEDULE_H_

#include <memory>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/monotonic_time.h"
#include "base/runtime.h"
#include "base/timer.h"
#include "examples/announcer/health/probe.h"

namespace waymark::examples {

// Probes at a fixed rate, the first time at once. A probe that takes longer
// than its timeout counts as failed then, whatever it says later, and is
// cancelled. While one has not ended no other begins; after its timeout each
// interval that it still lasts counts as one more failure.
class ProbeSchedule {
 public:
  struct Options {
    // Positive, both.
    absl::Duration interval;
    absl::Duration timeout;
  };
  // One result. Does not destroy the schedule.
  using Report = absl::AnyInvocable<void(const absl::Status&)>;

  ProbeSchedule(const Runtime& runtime, const Options& options,
                std::unique_ptr<Probe> probe, Report report);
  ProbeSchedule(const ProbeSchedule&) = delete;
  ProbeSchedule& operator=(const ProbeSchedule&) = delete;

 private:
  enum class State { kIdle, kAwaited, kOverdue };

  void OnInterval();
  void OnTimeout();
  void OnDone(const absl::Status& status);

  const Runtime runtime_;
  const Options options_;
  Report report_;
  State state_ = State::kIdle;
  MonotonicTime next_;  // when the interval ends
  std::unique_ptr<Timer> interval_;
  std::unique_ptr<Timer> timeout_;
  // Destroyed first: it calls OnDone.
  std::unique_ptr<Probe> probe_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_HEALTH_PROBE_SCHEDULE_H_
