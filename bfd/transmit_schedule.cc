// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bfd/transmit_schedule.h"

#include <algorithm>

#include "absl/random/distributions.h"
#include "absl/time/time.h"
#include "bfd/shared_instants.h"

namespace waymark::bfd {
namespace {

// That a draw has.
constexpr int64_t kPositions = 1 << 16;
// Packets at one instant, in the mean: half of what a default receive buffer of
// Linux holds, and what makes the last one late by half a millisecond.
constexpr int64_t kMostAtOnce = 128;

// For packets that are from `least_gap` to `least_gap` + `width` nanoseconds
// apart. Two instants lie in `width`, also if the previous packet was a little
// late; hence finer ones where the jitter is narrow.
SharedInstants InstantsFor(int64_t least_gap, int64_t width, size_t sessions) {
  const bool narrow = width * 4 < least_gap;
  const int64_t of_jitter = narrow ? width / 2 : (width * 2 + 2) / 3;
  const int64_t of_bursts =
      kMostAtOnce * (least_gap + width / 2) /
      std::max<int64_t>(static_cast<int64_t>(sessions), 1);
  return SharedInstants(std::max<int64_t>(std::min(of_jitter, of_bursts), 2));
}

}  // namespace

void TransmitSchedule::OnTransmitted(MonotonicTime now,
                                     absl::BitGenRef random) {
  last_transmitted_ = now;
  position_ = absl::Uniform<uint16_t>(random);
  multiplier_was_one_ = false;
}

MonotonicTime TransmitSchedule::NextDue(uint32_t interval, int detect_mult,
                                        size_t sessions,
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
  const SharedInstants instants =
      InstantsFor(earliest - last, latest - earliest, sessions);
  const int64_t first =
      instants.FirstFrom(MonotonicTime::FromNanoseconds(earliest));
  const int64_t end =
      instants.FirstFrom(MonotonicTime::FromNanoseconds(latest + 1));
  return instants.At(first + position_ * (end - first) / kPositions);
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
