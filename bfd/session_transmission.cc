// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// RFC 5880, 6.8.7: what is sent, and when.

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "absl/types/span.h"
#include "bfd/session.h"

namespace waymark::bfd {

void Session::OnTransmitTimer() {
  const MonotonicTime now = clock_.Now();
  const MonotonicTime armed_for = timer_.TakeTransmission();
  // Only while there is something to judge.
  if (timer_.detection() != MonotonicTime::InfiniteFuture()) {
    window_.OnTimerFired(armed_for, now,
                         traits_.StallTolerance(window_.detection_time()));
    PostponeDetectionTimer(now);
  }
  const std::optional<StateChange> change = ConsultGate();
  TransmitNow();
  ScheduleTransmission();
  Report(change);
}

// RFC 5880, 6.6, 6.8.6 and 6.8.14.
bool Session::IsRemoteDemandActive() const {
  return remote_.demand_mode && session_state_ == State::kUp &&
         remote_.session_state == State::kUp;
}

// RFC 5880, 6.1 and 6.8.7: a passive system waits until it is spoken to.
bool Session::MayTransmit() const {
  return traits_.role == Role::kActive || remote_.discr != 0;
}

// RFC 5880, 6.8.7.
bool Session::MayTransmitPeriodically() const {
  return MayTransmit() && negotiation_.remote_min_rx() != 0 &&
         (!IsRemoteDemandActive() || poll_.active());
}

void Session::TransmitNow() {
  if (sender_ == nullptr || !MayTransmit()) return;
  Encode();
  Send(packet_.octets());
  const MonotonicTime now = clock_.Now();
  schedule_.OnTransmitted(now);
  poll_.OnSent(now);
}

// RFC 5880, 6.5 and 6.8.7: beside what is sent periodically.
void Session::TransmitFinal() {
  Encode();
  Send(packet_.Final());
}

void Session::Send(const TransmitPacket::Octets& octets) {
  const absl::Span<const uint8_t> sealed =
      IsAuthenticated() ? authentication_->Seal(octets) : octets;
  if (sealed.empty()) return;
  sender_->Send(sealed);
  ++counters_.packets_sent;
}

void Session::ScheduleTransmission() {
  if (sender_ == nullptr) return;
  const MonotonicTime now = clock_.Now();
  NoteLateness(now);
  if (!MayTransmitPeriodically()) {
    return timer_.ArmTransmission(MonotonicTime::InfiniteFuture());
  }
  // What was due before now is due now: it is not our loop that is late.
  timer_.ArmTransmission(std::max(
      now, schedule_.NextDue(negotiation_.TransmitInterval(), detect_mult_,
                             demultiplexer_.CadenceSeed(local_discr_),
                             traits_.transmit_group)));
}

void Session::OnNeighborSent(uint32_t interval, MonotonicTime now) {
  // What is due already says how late our loop is.
  if (timer_.transmission() <= now ||
      negotiation_.TransmitInterval() != interval ||
      !MayTransmitPeriodically()) {
    return;
  }
  const std::optional<MonotonicTime> due =
      schedule_.DueAfterNeighbor(interval, now);
  if (due.has_value()) timer_.ArmTransmission(*due);
}

void Session::OnContentsChanged() {
  packet_.Invalidate();
  // RFC 5880, 6.6: in Demand mode the neighbour hears of changes by Polls.
  if (IsRemoteDemandActive()) poll_.Request();
}

void Session::Encode() {
  if (packet_.valid()) return;
  ControlPacket packet;
  packet.diagnostic = local_diag_;
  packet.state = session_state_;
  packet.poll = poll_.active();
  packet.control_plane_independent = traits_.control_plane_independent;
  packet.detect_mult = detect_mult_;
  packet.my_discriminator = local_discr_;
  packet.your_discriminator = remote_.discr;
  packet.desired_min_tx_interval = negotiation_.desired_min_tx();
  packet.required_min_rx_interval = negotiation_.required_min_rx();
  packet_.Encode(packet);
}

}  // namespace waymark::bfd
