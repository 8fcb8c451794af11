// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/realtime.h"

#include <sched.h>
#include <sys/mman.h>

#include <cerrno>

#include "absl/strings/str_cat.h"

namespace waymark::posix {

absl::Status UseRealtimeScheduling(int priority) {
  sched_param parameters = {};
  parameters.sched_priority = priority;
  // Zero is the calling thread.
  if (sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, &parameters) ==
      0) {
    return absl::OkStatus();
  }
  return absl::ErrnoToStatus(
      errno, absl::StrCat("schedule under SCHED_FIFO at priority ", priority));
}

absl::Status LockMemory() {
  if (mlockall(MCL_CURRENT | MCL_FUTURE) == 0) return absl::OkStatus();
  return absl::ErrnoToStatus(errno, "lock the memory");
}

}  // namespace waymark::posix
