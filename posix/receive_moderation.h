// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// When a socket that many packets arrive on is read at set times instead of
// whenever there is one: a wake-up costs more than a packet, and the kernel's
// stamps, not our reading, say when packets came.

#ifndef WAYMARK_POSIX_RECEIVE_MODERATION_H_
#define WAYMARK_POSIX_RECEIVE_MODERATION_H_

#include <cstddef>

#include "absl/time/time.h"
#include "base/monotonic_time.h"

namespace waymark::posix {

// Begins unmoderated. The rate decides, over windows of 32 ms: from 750 packets
// a second on the socket is polled, below 500 no longer. Values only: it knows
// no clock.
class ReceiveModeration {
 public:
  // Between two polls, and so the longest that a packet waits. Polls fall on
  // the multiples of it, as the packets that sessions send do
  // (bfd/transmit_schedule.h): one wake-up serves both.
  static constexpr absl::Duration kPeriod = absl::Milliseconds(4);

  // The socket was read at `now`: `packets` of them.
  void OnRead(MonotonicTime now, size_t packets);

  bool polling() const { return polling_; }
  // The first multiple of kPeriod after `now`.
  static MonotonicTime NextPoll(MonotonicTime now);

 private:
  bool polling_ = false;
  MonotonicTime window_began_ = MonotonicTime::InfinitePast();
  size_t packets_ = 0;  // in this window
};

}  // namespace waymark::posix

#endif  // WAYMARK_POSIX_RECEIVE_MODERATION_H_
