// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bfd/transmit_schedule.h"

#include <algorithm>

#include "absl/time/time.h"
#include "bfd/cadence.h"

namespace waymark::bfd {

void TransmitSchedule::OnTransmitted(MonotonicTime now) {
  last_transmitted_ = now;
  multiplier_was_one_ = false;
}

MonotonicTime TransmitSchedule::NextDue(uint32_t interval, int detect_mult,
                                        uint32_t seed,
                                        const TransmitGroup* group) {
  if (last_transmitted_ == MonotonicTime::InfinitePast() || interval == 0) {
    return last_transmitted_;
  }
  multiplier_was_one_ = multiplier_was_one_ || detect_mult == 1;
  const int64_t width_percent = multiplier_was_one_ ? 15 : 25;
  const int64_t earliest =
      last_transmitted_.nanoseconds() + int64_t{interval} * 750;
  const int64_t latest = earliest + interval * width_percent * 10;
  const MonotonicTime instant =
      group != nullptr
          ? group->NextDue(interval, width_percent, last_transmitted_)
          : NextInCadence(seed, interval, width_percent, last_transmitted_);
  return std::clamp(instant, MonotonicTime::FromNanoseconds(earliest),
                    MonotonicTime::FromNanoseconds(latest));
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
