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

  // Saturates at InfiniteFuture() and InfinitePast(), which nothing leaves
  // again. A fraction of a nanosecond is dropped towards zero.
  friend MonotonicTime operator+(MonotonicTime time, absl::Duration duration) {
    if (time == InfiniteFuture() || time == InfinitePast()) return time;
    const int64_t step = ToNanoseconds(duration);
    if (step == kMax) return InfiniteFuture();
    if (step == -kMax) return InfinitePast();
    int64_t sum;
    if (__builtin_add_overflow(time.nanoseconds_, step, &sum)) [[unlikely]] {
      return step > 0 ? InfiniteFuture() : InfinitePast();
    }
    return MonotonicTime(sum);
  }
  friend MonotonicTime operator-(MonotonicTime time, absl::Duration duration) {
    return time + -duration;
  }
  MonotonicTime& operator+=(absl::Duration duration) {
    return *this = *this + duration;
  }

  // Infinite if exactly one side is or if the sides are opposite infinities;
  // zero between equal times, infinite ones included.
  friend absl::Duration operator-(MonotonicTime a, MonotonicTime b) {
    if (a == b) return absl::ZeroDuration();
    if (a == InfiniteFuture() || b == InfinitePast()) {
      return absl::InfiniteDuration();
    }
    if (a == InfinitePast() || b == InfiniteFuture()) {
      return -absl::InfiniteDuration();
    }
    int64_t difference;
    if (__builtin_sub_overflow(a.nanoseconds_, b.nanoseconds_, &difference))
        [[unlikely]] {
      return absl::Nanoseconds(a.nanoseconds_) -
             absl::Nanoseconds(b.nanoseconds_);
    }
    return absl::Nanoseconds(difference);
  }

 private:
  static constexpr int64_t kMax = std::numeric_limits<int64_t>::max();

  // Abseil converts a positive duration with a multiplication, a negative one
  // with a 128-bit division. Beyond 292 years: kMax or -kMax.
  static int64_t ToNanoseconds(absl::Duration duration) {
    return duration < absl::ZeroDuration()
               ? -absl::ToInt64Nanoseconds(-duration)
               : absl::ToInt64Nanoseconds(duration);
  }

  explicit constexpr MonotonicTime(int64_t nanoseconds)
      : nanoseconds_(nanoseconds) {}

  int64_t nanoseconds_ = 0;
};

}  // namespace waymark

#endif  // WAYMARK_BASE_MONOTONIC_TIME_H_
