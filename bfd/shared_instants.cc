// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bfd/shared_instants.h"

namespace waymark::bfd {
namespace {

// An epoch is a stretch of even instants, a cycle all of their spacings.
constexpr int64_t kEpoch = 500'000'000;  // nanoseconds
constexpr int64_t kEpochs = 4;           // in a cycle
constexpr int64_t kFewest = 60;          // of the coarsest, in the first epoch

// In an epoch of a cycle, and before it.
constexpr int64_t Count(int64_t epoch) { return kFewest + epoch; }
constexpr int64_t CountBefore(int64_t epoch) {
  return kFewest * epoch + epoch * (epoch - 1) / 2;
}
constexpr int64_t kCountOfCycle = CountBefore(kEpochs);

static_assert(SharedInstants::kCoarsest == kEpoch / kFewest + 1);

struct Division {
  int64_t quotient;
  int64_t remainder;  // not negative
};

Division Divide(int64_t dividend, int64_t divisor) {
  const int64_t below = dividend % divisor < 0 ? 1 : 0;
  return {dividend / divisor - below, dividend % divisor + below * divisor};
}

}  // namespace

int64_t SharedInstants::FirstFrom(MonotonicTime time) const {
  const Division in_epoch = Divide(time.nanoseconds(), kEpoch);
  const Division in_cycle = Divide(in_epoch.quotient, kEpochs);
  const int64_t count = Count(in_cycle.remainder) * fineness_;
  return (in_cycle.quotient * kCountOfCycle + CountBefore(in_cycle.remainder)) *
             fineness_ +
         (in_epoch.remainder * count + kEpoch - 1) / kEpoch;
}

MonotonicTime SharedInstants::At(int64_t number) const {
  const Division in_cycle = Divide(number, kCountOfCycle * fineness_);
  int64_t epoch = kEpochs - 1;
  while (in_cycle.remainder < CountBefore(epoch) * fineness_) --epoch;
  const int64_t in_epoch = in_cycle.remainder - CountBefore(epoch) * fineness_;
  return MonotonicTime::FromNanoseconds(
      (in_cycle.quotient * kEpochs + epoch) * kEpoch +
      in_epoch * kEpoch / (Count(epoch) * fineness_));
}

}  // namespace waymark::bfd
