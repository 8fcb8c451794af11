// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bfd/detection_window.h"

namespace waymark::bfd {

bool DetectionWindow::OnTimerFired(MonotonicTime deadline, MonotonicTime now,
                                   absl::Duration tolerance) {
  const absl::Duration lateness = now - deadline;
  if (lateness <= tolerance) return false;
  // One stall makes several timers late: each moment of it counts once, and
  // only what came after the last packet.
  const absl::Duration fresh =
      now - std::max({deadline, stall_ended_, last_received_});
  stalled_ = StalledSinceLastPacket() + std::max(fresh, absl::ZeroDuration());
  stalled_after_ = last_received_;
  stall_ended_ = now;
  unreported_.lateness = std::max(unreported_.lateness, lateness);
  return true;
}

void DetectionWindow::OnOverflow(MonotonicTime when) {
  if (when <= overflowed_at_) return;
  overflowed_at_ = when;
  StartAnew(when);
  if (when > last_received_) unreported_.overflowed = true;
}

MonotonicTime DetectionWindow::Deadline() const {
  const MonotonicTime extended = PlainDeadline() + StalledSinceLastPacket();
  if (anew_from_ <= last_received_) return extended;
  return std::min(std::max(extended, anew_from_ + detection_time_),
                  extended + detection_time_);
}

DetectionWindow::Disturbance DetectionWindow::TakeUnreported() {
  const Disturbance disturbance = unreported_;
  unreported_ = {};
  return disturbance;
}

absl::Duration DetectionWindow::StalledSinceLastPacket() const {
  return stalled_after_ == last_received_ ? stalled_ : absl::ZeroDuration();
}

}  // namespace waymark::bfd
