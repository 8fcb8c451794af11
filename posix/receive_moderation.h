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
#include "bfd/shared_instants.h"

namespace waymark::posix {

// Begins unmoderated. The rate decides, over windows of 32 ms: from 750 packets
// a second on the socket is polled, below 500 no longer, and the more often the
// more there are. Values only: it knows no clock.
class ReceiveModeration {
 public:
  // `most_waiting`, at least 1: how many packets a poll may find, in the mean.
  explicit ReceiveModeration(size_t most_waiting)
      : most_waiting_(static_cast<double>(most_waiting)) {}

  // The socket was read at `now`: `packets` of them.
  void OnRead(MonotonicTime now, size_t packets);

  bool polling() const { return polling_; }
  // After `now`, at one of the instants at which sessions send
  // (bfd/shared_instants.h): one wake-up serves both. In 8.3 ms at most.
  MonotonicTime NextPoll(MonotonicTime now) const;

 private:
  const double most_waiting_;
  bool polling_ = false;
  bfd::SharedInstants instants_;
  MonotonicTime window_began_ = MonotonicTime::InfinitePast();
  size_t packets_ = 0;  // in this window
};

}  // namespace waymark::posix

#endif  // WAYMARK_POSIX_RECEIVE_MODERATION_H_
