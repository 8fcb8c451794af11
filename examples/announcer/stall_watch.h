// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Notices that this process did not run when it should have: a paused virtual
// machine that wakes, a machine that swaps.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_STALL_WATCH_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_STALL_WATCH_H_

#include <memory>

#include "absl/functional/any_invocable.h"
#include "absl/time/time.h"
#include "base/runtime.h"
#include "base/timer.h"

namespace waymark::examples {

// Since the machine started, the time that it was suspended included.
absl::Duration Uptime();

// Wakes up every `period` and compares with `uptime`: the loop serves its
// timers before most of what came in, so that a stall is known before that is
// acted upon. Same-thread.
class StallWatch {
 public:
  // `on_stall` gets by how much a wake-up was late, if by more than a period;
  // the stall itself may have been longer by up to one.
  StallWatch(const Runtime& runtime, absl::Duration period,
             absl::AnyInvocable<void(absl::Duration)> on_stall,
             absl::AnyInvocable<absl::Duration()> uptime = Uptime);
  StallWatch(const StallWatch&) = delete;
  StallWatch& operator=(const StallWatch&) = delete;

 private:
  void OnTimer();

  const Runtime runtime_;
  const absl::Duration period_;
  absl::AnyInvocable<void(absl::Duration)> on_stall_;
  absl::AnyInvocable<absl::Duration()> uptime_;
  absl::Duration last_;
  std::unique_ptr<Timer> timer_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_STALL_WATCH_H_
