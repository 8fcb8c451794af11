// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A transmit gate that stays open for a while after each sign of life of the
// product: BFD on a thread of its own outlives a main loop that hangs, and this
// keeps it from saying so.

#ifndef WAYMARK_POSIX_LEASE_GATE_H_
#define WAYMARK_POSIX_LEASE_GATE_H_

#include <atomic>
#include <cstdint>

#include "absl/time/time.h"
#include "base/clock.h"
#include "base/monotonic_time.h"
#include "bfd/transmit_gate.h"

namespace waymark::posix {

// Thread-safe. Lapsed before the first Renew: what has not shown that it works
// is not taken to.
class LeaseGate final : public bfd::TransmitGate {
 public:
  // `clock` is borrowed and read on every thread that calls.
  // REQUIRES: lease > 0.
  LeaseGate(const Clock& clock, absl::Duration lease)
      : clock_(clock), lease_(lease) {}

  void Renew() {
    until_.store((clock_.Now() + lease_).nanoseconds(),
                 std::memory_order_relaxed);
  }

  bool Alive() const override { return clock_.Now() < valid_until(); }
  // InfinitePast() before the first Renew.
  MonotonicTime valid_until() const {
    return MonotonicTime::FromNanoseconds(
        until_.load(std::memory_order_relaxed));
  }
  absl::Duration lease() const { return lease_; }

 private:
  const Clock& clock_;
  const absl::Duration lease_;
  std::atomic<int64_t> until_{MonotonicTime::InfinitePast().nanoseconds()};
};

}  // namespace waymark::posix

#endif  // WAYMARK_POSIX_LEASE_GATE_H_
