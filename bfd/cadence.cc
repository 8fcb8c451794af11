// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bfd/cadence.h"

namespace waymark::bfd {

MonotonicTime NextInCadence(uint32_t seed, uint32_t interval,
                            int64_t width_percent, MonotonicTime sent) {
  // The interval's thousandths are nanoseconds. Two instants are each moved by
  // at most a fifth of the jitter, a gap between them by two.
  const int64_t mean = int64_t{interval} * (750 + 5 * width_percent);
  const int64_t reach = int64_t{interval} * 2 * width_percent;
  const uint64_t series = Mix(uint64_t{seed} << 32 | interval);
  // Two systems whose clocks began together are no nearer to each other.
  const auto phase =
      static_cast<int64_t>(Mix(~series) % static_cast<uint64_t>(mean));
  const auto instant = [&](int64_t number) {
    const uint64_t drawn = Mix(series + static_cast<uint64_t>(number));
    return number * mean + phase - reach +
           static_cast<int64_t>(drawn % static_cast<uint64_t>(2 * reach + 1));
  };
  const int64_t last = sent.nanoseconds();
  int64_t before = (last - phase) / mean - 2;
  int64_t from_before = last - instant(before);
  while (true) {
    const int64_t next = instant(before + 1);
    if (next - last >= from_before) return MonotonicTime::FromNanoseconds(next);
    from_before = last - next;
    ++before;
  }
}

uint32_t SeedOfSession(uint32_t seed, uint32_t session, size_t sessions,
                       size_t most_in_step) {
  const size_t cadences = (sessions + most_in_step - 1) / most_in_step;
  if (cadences <= 1) return seed;
  return seed + static_cast<uint32_t>(Mix(session) % cadences);
}

}  // namespace waymark::bfd
