// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Instants at which several sessions send together (RFC 5880, 6.8.7).
//
// A wake-up of the loop costs several times what a packet does: sessions with
// one cadence send at its instants, one wake-up for all of them. Sessions that
// draw their jitter one by one also send their last packets before a failure up
// to an interval apart, and their neighbours' detection times end as far apart.
//
// The instants are a fixed function of the clock, the seed and the interval:
// multiples of the mean gap, moved together by a part of it that depends on the
// seed, and each by a pseudo-random part of the range that the jitter has.
// Every gap lies in that range, with a tenth of it to spare at each
// end for packets that leave late, and the gaps differ from one to the next.

#ifndef WAYMARK_BFD_CADENCE_H_
#define WAYMARK_BFD_CADENCE_H_

#include <cstddef>
#include <cstdint>

#include "base/monotonic_time.h"

namespace waymark::bfd {

// SplitMix64's finalizer: neighbouring numbers have unrelated results.
constexpr uint64_t Mix(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

// The instant after the one that is nearest to `sent`, for packets with this
// interval, in microseconds (not 0), whose gaps are 75 % of it to 75 % +
// `width_percent`. Further from `sent` than a gap may be, or nearer, if that
// was none of the instants.
MonotonicTime NextInCadence(uint32_t seed, uint32_t interval,
                            int64_t width_percent, MonotonicTime sent);

// The seed for `session`, any number of its own, of so many, which share
// cadences in equal parts: all have one as long as they are `most_in_step`, not
// 0, or fewer, and then as few as keep each at that in the mean. `seed` is the
// system's.
uint32_t SeedOfSession(uint32_t seed, uint32_t session, size_t sessions,
                       size_t most_in_step);

}  // namespace waymark::bfd

#endif  // WAYMARK_BFD_CADENCE_H_
