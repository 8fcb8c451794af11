// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The clocks of one simulated node. World time is the truth that a test steers;
// a node sees it through a clock that may run too fast or too slow.

#ifndef WAYMARK_BASE_TESTING_SIMULATED_CLOCK_H_
#define WAYMARK_BASE_TESTING_SIMULATED_CLOCK_H_

#include <cstdint>

#include "absl/time/time.h"
#include "base/clock.h"
#include "base/monotonic_time.h"

namespace waymark::testing {

// World time at which every simulation starts and at which all clocks agree.
// Not the default MonotonicTime, which a forgotten assignment would show.
constexpr MonotonicTime kSimulationStart =
    MonotonicTime::FromNanoseconds(1'000'000'000'000);

// The time of day at kSimulationStart: 2026-01-01T00:00:00Z.
constexpr absl::Time kSimulationEpoch = absl::FromUnixSeconds(1'767'225'600);

class SimulatedClock final : public Clock {
 public:
  // `world_now` is borrowed and must outlive the clock. Shows `rate` seconds
  // for each second of the world; kept to a billionth, so that the arithmetic
  // is exact. REQUIRES: rate > 0.
  SimulatedClock(const MonotonicTime& world_now, double rate);

  MonotonicTime Now() const override { return FromWorld(world_now_); }

  // What the clock shows at `world`.
  MonotonicTime FromWorld(MonotonicTime world) const;
  // The first time in the world at which the clock shows `local` or more.
  MonotonicTime ToWorld(MonotonicTime local) const;

 private:
  const MonotonicTime& world_now_;
  const int64_t rate_;  // nanoseconds of this clock per second of the world
};

class SimulatedWallClock final : public WallClock {
 public:
  // `clock` is borrowed: the time of day drifts with it.
  explicit SimulatedWallClock(const Clock& clock) : clock_(clock) {}

  absl::Time Now() const override {
    return epoch_ + (clock_.Now() - kSimulationStart);
  }

  // Forwards or backwards, as an administrator or NTP does.
  void Jump(absl::Duration by) { epoch_ += by; }

 private:
  const Clock& clock_;
  absl::Time epoch_ = kSimulationEpoch;
};

}  // namespace waymark::testing

#endif  // WAYMARK_BASE_TESTING_SIMULATED_CLOCK_H_
