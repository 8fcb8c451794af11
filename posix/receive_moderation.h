// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// When a socket that many packets arrive on, one after another, is read at set
// times instead of whenever there is one: a wake-up costs more than a packet,
// and the kernel's stamps, not our reading, say when packets came. Where they
// come many at a time, from a neighbour whose sessions send together, they
// share a wake-up by themselves.

#ifndef WAYMARK_POSIX_RECEIVE_MODERATION_H_
#define WAYMARK_POSIX_RECEIVE_MODERATION_H_

#include <cstddef>

#include "absl/time/time.h"
#include "base/monotonic_time.h"

namespace waymark::posix {

// Begins unmoderated. Windows of a quarter of a second decide. From 750 packets
// a second on the socket is polled, the more often the more there are, if they
// would be spread over half of the polls or more; no longer below 500 packets,
// or where three polls of five find none. Values only: it knows no clock.
class ReceiveModeration {
 public:
  // `most_waiting`, at least 1: how many packets a poll may find, in the mean.
  explicit ReceiveModeration(size_t most_waiting)
      : most_waiting_(static_cast<double>(most_waiting)) {}

  // The socket was read at `now`, as far as there was something: `packets`.
  void OnRead(MonotonicTime now, size_t packets);

  bool polling() const { return polling_; }
  // Until the next poll; 8 ms at most.
  absl::Duration poll_gap() const { return poll_gap_; }

 private:
  static constexpr absl::Duration kLongestGap = absl::Milliseconds(8);

  // Whether the packets read at `now` fall to a poll of their own: while there
  // are none, to one of those that there would be.
  bool IsUseful(MonotonicTime now, size_t packets) const {
    return packets > 0 && (polling_ || now - last_useful_ >= poll_gap_);
  }

  const double most_waiting_;
  bool polling_ = false;
  absl::Duration poll_gap_ = kLongestGap;
  MonotonicTime last_useful_ = MonotonicTime::InfinitePast();
  MonotonicTime window_began_ = MonotonicTime::InfinitePast();
  // In this window.
  size_t packets_ = 0;
  size_t reads_ = 0;
  size_t useful_ = 0;
};

}  // namespace waymark::posix

#endif  // WAYMARK_POSIX_RECEIVE_MODERATION_H_
