// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// When the next periodic packet is due (RFC 5880, 6.8.7).

#ifndef WAYMARK_BFD_TRANSMIT_SCHEDULE_H_
#define WAYMARK_BFD_TRANSMIT_SCHEDULE_H_

#include <cstddef>
#include <cstdint>
#include <optional>

#include "absl/random/bit_gen_ref.h"
#include "base/monotonic_time.h"
#include "bfd/transmit_group.h"

namespace waymark::bfd {

// Keeps the jitter drawn for the current gap, so that a change of interval
// moves the packet that is due instead of starting a new gap: a shorter
// interval is honoured from the previous transmission on (RFC 5880, 6.8.3).
//
// Packets are due at instants that all sessions share (bfd/shared_instants.h):
// a wake-up of the loop costs more than a packet. Two of them, or more, lie in
// the range of the jitter as long as packets leave in time, and the jitter is
// which of them is drawn, each as likely: which sessions share one changes with
// every gap. Where the loop is late by more than a twentieth of the interval
// one may be all there is. The more sessions there are, the finer the instants:
// in the mean at most 128 packets are due at one.
//
// In a group (bfd/transmit_group.h) they are due when the group says instead.
// After a packet that was sent at another moment, a session's first one or one
// that says a change, the gaps are as short or as long as they may be until the
// group is reached: five at most, seven with a Detect Mult of 1, if it has
// instants of its own.
class TransmitSchedule {
 public:
  // A packet was sent; draws the jitter of the gap that follows.
  void OnTransmitted(MonotonicTime now, absl::BitGenRef random);

  // When the next packet is due with this interval, in microseconds: 75-100 %
  // of it after the previous one, 75-90 % if `detect_mult` is 1 or was in an
  // earlier call for this gap: of a greater one the neighbour hears only with
  // the next packet. Call it after each transmission. InfinitePast() if nothing
  // was ever sent. May have passed.
  // `sessions`: at most so many send from this loop; taken to have this
  // interval.
  // `group`: null for none.
  MonotonicTime NextDue(uint32_t interval, int detect_mult, size_t sessions,
                        const TransmitGroup* group = nullptr);

  // When it is due if it is to follow a packet that a neighbour of the group
  // sent now: at once, or when 75 % of the interval have passed; nullopt in the
  // first half of the interval, where the packet before was nearer.
  std::optional<MonotonicTime> DueAfterNeighbor(uint32_t interval,
                                                MonotonicTime now) const;

 private:
  MonotonicTime last_transmitted_ = MonotonicTime::InfinitePast();
  // Which of the instants in the range allowed, in parts of 2^16.
  uint16_t position_ = 0;
  bool multiplier_was_one_ = false;
};

}  // namespace waymark::bfd

#endif  // WAYMARK_BFD_TRANSMIT_SCHEDULE_H_
