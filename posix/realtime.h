// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Keeping the processor and the memory: what short detection times need on a
// busy machine. Both want a privilege, and a process does well to go on
// without.

#ifndef WAYMARK_POSIX_REALTIME_H_
#define WAYMARK_POSIX_REALTIME_H_

#include "absl/status/status.h"

namespace waymark::posix {

// Puts the calling thread under SCHED_FIFO; processes it forks do not inherit
// that. Wants CAP_SYS_NICE or RLIMIT_RTPRIO. `priority` is 1 to 99; a low one
// suffices to come before everything that is not real-time.
absl::Status UseRealtimeScheduling(int priority);

// Locks the memory of the process, present and future, so that no page fault
// waits for a disk. Wants CAP_IPC_LOCK or RLIMIT_MEMLOCK. The stacks of threads
// that start later are resident in full.
absl::Status LockMemory();

}  // namespace waymark::posix

#endif  // WAYMARK_POSIX_REALTIME_H_
