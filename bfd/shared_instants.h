// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Instants at which packets are due, the same for all sessions (RFC 5880,
// 6.8.7).
//
// A wake-up of the loop costs more than a packet: what many sessions send is
// due at few instants. They are a fixed function of the clock. For half a
// second they lie evenly; in each of the next three a little closer, 8.3 to
// 7.9 ms apart, and then from the beginning: a session's gaps are different
// multiples of different numbers. Were they uneven within a gap, sessions would
// gather at those that follow a long pause.
//
// Short intervals have finer ones, the coarse ones among them.

#ifndef WAYMARK_BFD_SHARED_INSTANTS_H_
#define WAYMARK_BFD_SHARED_INSTANTS_H_

#include <cstdint>

#include "base/monotonic_time.h"

namespace waymark::bfd {

class SharedInstants {
 public:
  // How far apart the coarsest ones are at most, in nanoseconds.
  static constexpr int64_t kCoarsest = 8'333'334;

  // At most `spacing` nanoseconds apart; closer, by half or a little more,
  // where it is no whole part of kCoarsest. REQUIRES: spacing >= 2.
  explicit SharedInstants(int64_t spacing = kCoarsest)
      : fineness_((kCoarsest + spacing - 1) / spacing) {}

  // They are numbered in their order. The first one at or after `time`.
  int64_t FirstFrom(MonotonicTime time) const;
  MonotonicTime At(int64_t number) const;

 private:
  int64_t fineness_;  // how many lie where the coarsest ones have one
};

}  // namespace waymark::bfd

#endif  // WAYMARK_BFD_SHARED_INSTANTS_H_
