// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Turns a loop until something has happened.

#ifndef WAYMARK_POSIX_TESTING_RUN_UNTIL_H_
#define WAYMARK_POSIX_TESTING_RUN_UNTIL_H_

#include <algorithm>

#include "absl/functional/function_ref.h"
#include "absl/time/time.h"
#include "base/monotonic_time.h"
#include "posix/event_loop.h"

namespace waymark::posix {

// Whether `done` became true; gives up after `limit`, which only a failing test
// reaches unless it is small on purpose.
inline bool RunUntil(EventLoop& loop, absl::FunctionRef<bool()> done,
                     absl::Duration limit = absl::Seconds(10)) {
  const MonotonicTime end = loop.clock().Now() + limit;
  while (!done()) {
    const absl::Duration left = end - loop.clock().Now();
    if (left <= absl::ZeroDuration()) return false;
    loop.RunOnce(std::min(left, absl::Milliseconds(10)));
  }
  return true;
}

// For what must not happen: everything that is under way on loopback arrives
// within.
inline void RunFor(EventLoop& loop, absl::Duration duration) {
  RunUntil(loop, [] { return false; }, duration);
}

}  // namespace waymark::posix

#endif  // WAYMARK_POSIX_TESTING_RUN_UNTIL_H_
