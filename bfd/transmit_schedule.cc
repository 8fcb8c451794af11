// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bfd/transmit_schedule.h"

#include <algorithm>

#include "absl/random/distributions.h"
#include "absl/time/time.h"

namespace waymark::bfd {
namespace {

constexpr int64_t kCoarsestGrid = 4'000'000;  // nanoseconds
// In an interval. With Detect Mult 1 the jitter covers 15 % of it, and one of
// them.
constexpr int64_t kLeastInstants = 10;
// That a draw has.
constexpr int64_t kPositions = 1 << 16;

int64_t RoundUp(int64_t time, int64_t grid) {
  const int64_t past = time % grid;
  if (past == 0) return time;
  return time - past + (past < 0 ? 0 : grid);
}

}  // namespace

void TransmitSchedule::OnTransmitted(MonotonicTime now,
                                     absl::BitGenRef random) {
  last_transmitted_ = now;
  position_ = absl::Uniform<uint16_t>(random);
  multiplier_was_one_ = false;
}

int64_t TransmitSchedule::Grid(uint32_t interval) {
  int64_t grid = kCoarsestGrid;
  while (grid * kLeastInstants > int64_t{interval} * 1000) grid /= 2;
  return grid;
}

MonotonicTime TransmitSchedule::NextDue(uint32_t interval, int detect_mult,
                                        const TransmitGroup* group) {
  if (last_transmitted_ == MonotonicTime::InfinitePast()) {
    return last_transmitted_;
  }
  multiplier_was_one_ = multiplier_was_one_ || detect_mult == 1;
  const int64_t width_percent = multiplier_was_one_ ? 15 : 25;
  const int64_t last = last_transmitted_.nanoseconds();
  const int64_t earliest = last + int64_t{interval} * 750;
  const int64_t latest = earliest + interval * width_percent * 10;
  if (group != nullptr && interval != 0) {
    return std::clamp(
        group->NextDue(interval, width_percent, last_transmitted_),
        MonotonicTime::FromNanoseconds(earliest),
        MonotonicTime::FromNanoseconds(latest));
  }
  const int64_t grid = Grid(interval);
  const int64_t first = RoundUp(earliest, grid);
  const int64_t instants = (latest - first) / grid + 1;
  const int64_t drawn = position_ * instants / kPositions;
  return MonotonicTime::FromNanoseconds(first + drawn * grid);
}

std::optional<MonotonicTime> TransmitSchedule::DueAfterNeighbor(
    uint32_t interval, MonotonicTime now) const {
  if (now - last_transmitted_ < absl::Microseconds(interval) / 2) {
    return std::nullopt;
  }
  return std::max(
      now, last_transmitted_ + absl::Nanoseconds(int64_t{interval} * 750));
}

}  // namespace waymark::bfd
