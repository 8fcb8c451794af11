// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bfd/detection_window.h"

#include <utility>

namespace waymark::bfd {

bool DetectionWindow::OnTimerFired(MonotonicTime deadline, MonotonicTime now,
                                   absl::Duration tolerance) {
  const absl::Duration lateness = now - deadline;
  if (lateness <= tolerance) return false;
  // One stall makes several timers late: each moment of it counts once, and
  // what was reported of it is not news when the next of them fires.
  const bool reported = deadline <= stall_ended_ && unreported_lateness_ == 0;
  const absl::Duration news = reported ? now - stall_ended_ : lateness;
  if (deadline > stall_ended_) {
    earlier_stalls_ = absl::ToInt64Nanoseconds(StalledSinceLastPacket());
    earlier_after_ = last_received_;
    stall_began_ = deadline;
  }
  stall_ended_ = now;
  StartAnew(now);
  if (news > tolerance) {
    unreported_lateness_ =
        std::max(unreported_lateness_, absl::ToInt64Nanoseconds(news));
  }
  return true;
}

void DetectionWindow::OnOverflow(MonotonicTime when) {
  if (when <= overflowed_at_) return;
  overflowed_at_ = when;
  StartAnew(when);
  if (when > last_received_) unreported_overflow_ = true;
}

MonotonicTime DetectionWindow::Deadline() const {
  const MonotonicTime plain = PlainDeadline();
  if (anew_from_ <= last_received_) return plain;
  return std::min(anew_from_ + detection_time_,
                  plain + StalledSinceLastPacket() + detection_time_);
}

DetectionWindow::Disturbance DetectionWindow::TakeUnreported() {
  return {.lateness = absl::Nanoseconds(std::exchange(unreported_lateness_, 0)),
          .overflowed = std::exchange(unreported_overflow_, false)};
}

// The part of it that came after the packet: one that the kernel received
// during the stall is read only afterwards.
absl::Duration DetectionWindow::LatestStallSinceLastPacket() const {
  if (stall_ended_ <= last_received_) return absl::ZeroDuration();
  return stall_ended_ - std::max(stall_began_, last_received_);
}

}  // namespace waymark::bfd
