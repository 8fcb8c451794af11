// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// When the neighbour's silence becomes a verdict (RFC 5880, 6.8.4), and when it
// may be our own fault.
//
// Deviation: RFC 5880, 6.8.4 counts from the last packet alone. If our own loop
// stalled, or the kernel dropped packets for want of room, silence proves
// little: a stopped virtual machine receives nothing, however well the
// neighbour is. One rule, and a bound on it:
//   - After a stall, or after the socket overflowed, a full detection time D
//     starts anew.
//   - A loop that is always late, or a flood that keeps the socket full, delays
//     the verdict by no more than D of silence beyond the time stalled.
//
//   deadline = min(max(last packet, anew from) + D,
//                  last packet + stalled + 2 D)
//
// A stall is counted once, however many timers it made late. Without one the
// deadline is the RFC's, to the nanosecond.

#ifndef WAYMARK_BFD_DETECTION_WINDOW_H_
#define WAYMARK_BFD_DETECTION_WINDOW_H_

#include <algorithm>
#include <cstdint>

#include "absl/time/time.h"
#include "base/monotonic_time.h"

namespace waymark::bfd {

class DetectionWindow {
 public:
  // A packet that counts. Times out of order do not go back.
  void OnPacket(MonotonicTime received_at) {
    last_received_ = std::max(last_received_, received_at);
  }

  void SetDetectionTime(absl::Duration detection_time) {
    detection_time_ = detection_time;
  }

  // A timer armed for `deadline` has fired at `now`. True if that is later than
  // `tolerance` allows: a stall, from `deadline` to `now`.
  bool OnTimerFired(MonotonicTime deadline, MonotonicTime now,
                    absl::Duration tolerance);

  // The transport noticed at `when` that packets were dropped. The same time
  // may be reported again.
  void OnOverflow(MonotonicTime when);

  // The RFC's own: last packet + detection time.
  // REQUIRES (both): a packet was received.
  MonotonicTime PlainDeadline() const {
    return last_received_ + detection_time_;
  }
  MonotonicTime Deadline() const;

  MonotonicTime last_received() const { return last_received_; }
  absl::Duration detection_time() const { return detection_time_; }

  // Whether a disturbance was noted since the last call, and which.
  struct Disturbance {
    absl::Duration lateness;  // zero: no stall
    bool overflowed = false;
    explicit operator bool() const {
      return overflowed || lateness > absl::ZeroDuration();
    }
  };
  Disturbance TakeUnreported();
  bool HasUnreported() const {
    return unreported_overflow_ || unreported_lateness_ > 0;
  }

 private:
  void StartAnew(MonotonicTime now) { anew_from_ = std::max(anew_from_, now); }
  absl::Duration EarlierStallsSinceLastPacket() const {
    return earlier_after_ == last_received_ ? absl::Nanoseconds(earlier_stalls_)
                                            : absl::ZeroDuration();
  }
  absl::Duration LatestStallSinceLastPacket() const;
  absl::Duration StalledSinceLastPacket() const {
    return EarlierStallsSinceLastPacket() + LatestStallSinceLastPacket();
  }

  absl::Duration detection_time_;
  MonotonicTime last_received_ = MonotonicTime::InfinitePast();
  MonotonicTime overflowed_at_ = MonotonicTime::InfinitePast();
  MonotonicTime anew_from_ = MonotonicTime::InfinitePast();
  // The latest stall, and the length of those before it that came after the
  // packet received at earlier_after_: void if another was received since.
  MonotonicTime stall_began_ = MonotonicTime::InfinitePast();
  MonotonicTime stall_ended_ = MonotonicTime::InfinitePast();
  // Nanoseconds, like the other one below: half the size of a Duration, and
  // there are thousands of windows.
  int64_t earlier_stalls_ = 0;
  MonotonicTime earlier_after_ = MonotonicTime::InfinitePast();
  int64_t unreported_lateness_ = 0;
  bool unreported_overflow_ = false;
};

}  // namespace waymark::bfd

#endif  // WAYMARK_BFD_DETECTION_WINDOW_H_
