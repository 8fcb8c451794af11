// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bfd/transmit_schedule.h"

#include "absl/random/distributions.h"
#include "absl/time/time.h"

namespace waymark::bfd {

void TransmitSchedule::OnTransmitted(MonotonicTime now,
                                     absl::BitGenRef random) {
  last_transmitted_ = now;
  position_ = absl::Uniform<uint32_t>(absl::IntervalClosed, random, 0, 1000);
  multiplier_was_one_ = false;
}

MonotonicTime TransmitSchedule::NextDue(uint32_t interval, int detect_mult) {
  multiplier_was_one_ = multiplier_was_one_ || detect_mult == 1;
  const int64_t width_percent = multiplier_was_one_ ? 15 : 25;
  // The interval's thousandths are nanoseconds.
  const int64_t permille = 750 + position_ * width_percent / 100;
  return last_transmitted_ + absl::Nanoseconds(interval * permille);
}

}  // namespace waymark::bfd
