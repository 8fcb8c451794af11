// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// RFC 5880, 6.8.4: when silence becomes a verdict.

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/time/time.h"
#include "bfd/session.h"

namespace waymark::bfd {
namespace {

// Neighbours whose packets come together may be lost together: all are judged
// before the first is told, since a packet costs several times what a verdict
// does (docs/performance.md). The packets of 128 take about as long to come.
constexpr absl::Duration kBeforeDownIsSent = absl::Milliseconds(1);

}  // namespace

void Session::OnDetectionTimer() {
  window_.OnTimerFired(timer_.TakeDetection(), clock_.Now(),
                       traits_.StallTolerance(window_.detection_time()));
  timer_.Arm();
  bool postponed = false;
  // In steady state packets have come since the timer was armed, and there is
  // nothing to judge.
  const MonotonicTime now = clock_.Now();
  if (now >= window_.PlainDeadline()) {
    // What the kernel received in time counts, whenever we read it.
    const MonotonicTime read_until = now >= window_.Deadline()
                                         ? window_.Deadline()
                                         : window_.PlainDeadline();
    DrainReport report;
    if (!destruction_.Survives([this, &report, read_until] {
          report = transport_.Drain(read_until);
        })) {
      return;
    }
    window_.OnOverflow(report.last_overflow);
    const bool silent = now >= window_.PlainDeadline();
    // A deadline that has moved beyond what was read is judged at its own time,
    // or in the next turn.
    if (silent && window_.Deadline() <= read_until) {
      return ExpireDetectionTime();
    }
    postponed = silent;
  }
  const DetectionWindow::Disturbance disturbance = window_.TakeUnreported();
  ScheduleDetection();
  ReportStall(disturbance, postponed);
}

void Session::ExpireDetectionTime() {
  const bool remote_was_admin_down = remote_.IsAdminDown();
  // RFC 5880, 6.8.1 and 6.8.18: what is known of the neighbour is void.
  remote_.discr = 0;
  negotiation_.ForgetRemote();
  packet_.Invalidate();
  const std::optional<StateChange> change = Apply(
      Event::kDetectionTimeExpired, StateChangeReason::kDetectionTimeExpired);
  timer_.TakeDetection();
  if (change.has_value() && MayTransmitPeriodically()) {
    // As if nothing had been sent: whatever schedules it anew sends it at once.
    schedule_ = TransmitSchedule();
    timer_.ArmTransmission(clock_.Now() + kBeforeDownIsSent);
  } else {
    ScheduleTransmission();
  }
  if (!ReportWithRemote(change, remote_was_admin_down)) return;
  ReportStall(window_.TakeUnreported(), /*postponed=*/false);
}

void Session::ReportStall(const DetectionWindow::Disturbance& disturbance,
                          bool postponed) {
  if (!disturbance) return;
  ++counters_.local_stalls;
  LocalStall stall;
  stall.noticed_at = clock_.Now();
  stall.lateness = disturbance.lateness;
  stall.overflowed = disturbance.overflowed;
  stall.postponed = postponed;
  stall.detection_time = window_.detection_time();
  stall.deadline = window_.Deadline();
  stall.local_discriminator = local_discr_;
  stall.incarnation = counters_.up_transitions;
  listener_.OnLocalStall(stall);
}

void Session::NoteLateness(MonotonicTime now) {
  // Only while there is something to judge.
  if (timer_.detection() == MonotonicTime::InfiniteFuture()) return;
  const MonotonicTime due = std::min(timer_.transmission(), timer_.detection());
  if (due >= now) return;
  window_.OnTimerFired(due, now,
                       traits_.StallTolerance(window_.detection_time()));
}

void Session::ScheduleDetection() {
  const MonotonicTime now = clock_.Now();
  NoteLateness(now);
  window_.SetDetectionTime(
      absl::Microseconds(static_cast<int64_t>(negotiation_.DetectionTime())));
  if (window_.last_received() == MonotonicTime::InfinitePast() ||
      remote_.discr == 0) {
    return;
  }
  // A stall is reported by this timer, and not only when its verdict is due.
  timer_.ArmDetection(std::max(now, window_.HasUnreported()
                                        ? window_.PlainDeadline()
                                        : window_.Deadline()));
}

void Session::PostponeDetectionTimer(MonotonicTime now) {
  const MonotonicTime next_packet =
      now + absl::Microseconds(negotiation_.TransmitInterval());
  // One that is due has something to judge, and a stall is its to report.
  if (timer_.detection() > now && timer_.detection() <= next_packet &&
      !window_.HasUnreported()) {
    ScheduleDetection();
  }
}

}  // namespace waymark::bfd
