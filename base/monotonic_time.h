// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A point on the clock that protocols run on. It starts anywhere, never jumps
// and never goes back; it has no relation to the time of day (base/clock.h).

#ifndef WAYMARK_BASE_MONOTONIC_TIME_H_
#define WAYMARK_BASE_MONOTONIC_TIME_H_

#include <compare>
#include <cstdint>
#include <limits>

#include "absl/time/time.h"

namespace waymark {

// A value, 8 octets, cheap to copy; nanoseconds since an arbitrary origin that
// is the same for every clock of one process (and of one simulation).
class MonotonicTime {
 public:
  constexpr MonotonicTime() = default;

  static constexpr MonotonicTime FromNanoseconds(int64_t nanoseconds) {
    return MonotonicTime(nanoseconds);
  }
  // Later than every time a clock can return; a timer armed for it never fires.
  static constexpr MonotonicTime InfiniteFuture() {
    return MonotonicTime(std::numeric_limits<int64_t>::max());
  }
  // Before every time a clock can return.
  static constexpr MonotonicTime InfinitePast() {
    return MonotonicTime(std::numeric_limits<int64_t>::min());
  }

  constexpr int64_t nanoseconds() const { return nanoseconds_; }

  friend constexpr auto operator<=>(MonotonicTime, MonotonicTime) = default;

  // Saturates at InfiniteFuture() and InfinitePast().
  friend MonotonicTime operator+(MonotonicTime time, absl::Duration duration) {
    const absl::Duration sum = absl::Nanoseconds(time.nanoseconds_) + duration;
    if (time == InfiniteFuture() || time == InfinitePast()) return time;
    return MonotonicTime(absl::ToInt64Nanoseconds(sum));
  }
  friend MonotonicTime operator-(MonotonicTime time, absl::Duration duration) {
    return time + -duration;
  }
  friend absl::Duration operator-(MonotonicTime a, MonotonicTime b) {
    return absl::Nanoseconds(a.nanoseconds_) -
           absl::Nanoseconds(b.nanoseconds_);
  }

 private:
  explicit constexpr MonotonicTime(int64_t nanoseconds)
      : nanoseconds_(nanoseconds) {}

  int64_t nanoseconds_ = 0;
};

}  // namespace waymark

#endif  // WAYMARK_BASE_MONOTONIC_TIME_H_
