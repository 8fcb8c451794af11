// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "base/testing/simulated_clock.h"

#include <cmath>
#include <cstdint>

#include "absl/numeric/int128.h"
#include "base/monotonic_time.h"

namespace waymark::testing {
namespace {

constexpr int64_t kSecond = 1'000'000'000;

// time * numerator / denominator, counted from kSimulationStart and rounded.
// Infinite times stay what they are; so does order.
MonotonicTime Scale(MonotonicTime time, int64_t numerator, int64_t denominator,
                    bool round_up) {
  if (time == MonotonicTime::InfiniteFuture()) return time;
  if (time == MonotonicTime::InfinitePast()) return time;
  const absl::int128 start = kSimulationStart.nanoseconds();
  const absl::int128 product =
      (absl::int128(time.nanoseconds()) - start) * numerator;
  absl::int128 quotient = product / denominator;
  const absl::int128 rest = product % denominator;
  if (round_up && rest > 0) ++quotient;
  if (!round_up && rest < 0) --quotient;
  const absl::int128 scaled = quotient + start;
  if (scaled >= MonotonicTime::InfiniteFuture().nanoseconds()) {
    return MonotonicTime::InfiniteFuture();
  }
  if (scaled <= MonotonicTime::InfinitePast().nanoseconds()) {
    return MonotonicTime::InfinitePast();
  }
  return MonotonicTime::FromNanoseconds(static_cast<int64_t>(scaled));
}

}  // namespace

SimulatedClock::SimulatedClock(const MonotonicTime& world_now, double rate)
    : world_now_(world_now),
      rate_(std::llround(rate * static_cast<double>(kSecond))) {}

MonotonicTime SimulatedClock::FromWorld(MonotonicTime world) const {
  return Scale(world, rate_, kSecond, /*round_up=*/false);
}

MonotonicTime SimulatedClock::ToWorld(MonotonicTime local) const {
  return Scale(local, kSecond, rate_, /*round_up=*/true);
}

}  // namespace waymark::testing
