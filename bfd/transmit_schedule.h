// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// When the next periodic packet is due (RFC 5880, 6.8.7).

#ifndef WAYMARK_BFD_TRANSMIT_SCHEDULE_H_
#define WAYMARK_BFD_TRANSMIT_SCHEDULE_H_

#include <cstdint>
#include <optional>

#include "base/monotonic_time.h"
#include "bfd/transmit_group.h"

namespace waymark::bfd {

// A change of interval moves the packet that is due instead of starting a new
// gap: a shorter interval is honoured from the previous transmission on
// (RFC 5880, 6.8.3).
//
// Packets are due at the instants of a cadence that sessions share, or when
// their group says. After a packet that was sent at another moment, a session's
// first one or one that says a change, the gaps are as short or as long as they
// may be until those instants are reached: five at most, seven with a Detect
// Mult of 1.
class TransmitSchedule {
 public:
  // A packet was sent.
  void OnTransmitted(MonotonicTime now);

  // When the next packet is due with this interval, in microseconds: 75-100 %
  // of it after the previous one, 75-90 % if `detect_mult` is 1 or was in an
  // earlier call for this gap: of a greater one the neighbour hears only with
  // the next packet. Call it after each transmission. InfinitePast() if nothing
  // was ever sent. May have passed.
  // `seed`: of the cadence (bfd/cadence.h), not used in a `group`; null for
  // none.
  MonotonicTime NextDue(uint32_t interval, int detect_mult, uint32_t seed,
                        const TransmitGroup* group = nullptr);

  // When it is due if it is to follow a packet that a neighbour of the group
  // sent now: at once, or when 75 % of the interval have passed; nullopt in the
  // first half of the interval, where the packet before was nearer.
  std::optional<MonotonicTime> DueAfterNeighbor(uint32_t interval,
                                                MonotonicTime now) const;

 private:
  MonotonicTime last_transmitted_ = MonotonicTime::InfinitePast();
  bool multiplier_was_one_ = false;
};

}  // namespace waymark::bfd

#endif  // WAYMARK_BFD_TRANSMIT_SCHEDULE_H_
