// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The timer of a session: one for transmission and detection, armed for the
// earlier of the two, since there are thousands of sessions.

#ifndef WAYMARK_BFD_SESSION_TIMER_H_
#define WAYMARK_BFD_SESSION_TIMER_H_

#include <algorithm>
#include <memory>
#include <utility>

#include "base/monotonic_time.h"
#include "base/timer.h"

namespace waymark::bfd {

class SessionTimer {
 public:
  // When it fires, one of the two is due: the first of them, and the other one,
  // if it is due as well, in the next turn of the loop. REQUIRES: before all
  // else.
  void SetTimer(std::unique_ptr<Timer> timer) { timer_ = std::move(timer); }

  // InfiniteFuture(): not due.
  MonotonicTime transmission() const { return transmission_; }
  MonotonicTime detection() const { return detection_; }
  bool IsTransmissionFirst() const { return transmission_ <= detection_; }

  void ArmTransmission(MonotonicTime due) {
    transmission_ = due;
    Arm();
  }
  void ArmDetection(MonotonicTime due) {
    detection_ = due;
    Arm();
  }
  // For when it was due, which is over: call one of the Arm functions next.
  MonotonicTime TakeTransmission() {
    return std::exchange(transmission_, MonotonicTime::InfiniteFuture());
  }
  MonotonicTime TakeDetection() {
    return std::exchange(detection_, MonotonicTime::InfiniteFuture());
  }
  void Arm() {
    const MonotonicTime next = std::min(transmission_, detection_);
    if (next != timer_->deadline()) timer_->Arm(next);
  }

 private:
  std::unique_ptr<Timer> timer_;
  MonotonicTime transmission_ = MonotonicTime::InfiniteFuture();
  MonotonicTime detection_ = MonotonicTime::InfiniteFuture();
};

}  // namespace waymark::bfd

#endif  // WAYMARK_BFD_SESSION_TIMER_H_
