// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// RFC 5880, 6.8.6, from the session's selection on.

#include "absl/time/time.h"
#include "bfd/session.h"

namespace waymark::bfd {
namespace {

StateChangeReason ReasonOfReceived(State old_state, State new_state,
                                   State received) {
  if (new_state > old_state) return StateChangeReason::kHandshake;
  return received == State::kAdminDown
             ? StateChangeReason::kNeighborAdminDown
             : StateChangeReason::kNeighborSignaledDown;
}

}  // namespace

std::optional<DropReason> Session::OnControlPacket(const ControlPacket& packet,
                                                   MonotonicTime received_at) {
  const std::optional<DropReason> refusal = Authenticate(packet, received_at);
  if (refusal.has_value()) return Discard(*refusal);
  // Also if AdminDown discards it below, which is about the state machine: the
  // neighbour is there, and what it said is not to be forgotten (6.8.1).
  window_.OnPacket(received_at);
  const bool diagnostic_changed = remote_.diag != packet.diagnostic;
  const bool remote_was_admin_down = remote_.IsAdminDown();
  const bool transmission_changes = LearnFrom(packet);
  if (timer_.detection() == MonotonicTime::InfiniteFuture()) {
    ScheduleDetection();
  }
  if (session_state_ == State::kAdminDown) {
    if (transmission_changes) ScheduleTransmission();
    Discard(DropReason::kAdminDown);
    ReportWithRemote(std::nullopt, remote_was_admin_down);
    return DropReason::kAdminDown;
  }
  ++counters_.packets_received;
  const std::optional<StateChange> change = React(packet, transmission_changes);
  if (!change.has_value() && diagnostic_changed &&
      reported_state() == State::kUp) {
    listener_.OnRemoteDiagnostic(packet.diagnostic);
  } else {
    ReportWithRemote(change, remote_was_admin_down);
  }
  return std::nullopt;
}

std::optional<StateChange> Session::React(const ControlPacket& packet,
                                          bool transmission_changes) {
  std::optional<StateChange> change = ConsultGate();
  const Event event = ReceivedEvent(packet.state);
  const State next = Step(session_state_, event).next;
  // Not after a change of the gate's, which may have changed its mind: each has
  // to be reported, and the neighbour will say the same again. Nor up to where
  // the gate forbids to be.
  if (!change.has_value() && next != session_state_ &&
      (next < session_state_ || traits_.IsGateOpen())) {
    change = Apply(event, ReasonOfReceived(session_state_, next, packet.state));
  }
  // The answer to a Poll carries the new state as well.
  if (packet.poll) {
    TransmitFinal();
  } else if (change.has_value()) {
    TransmitNow();
  }
  if (change.has_value() || transmission_changes) ScheduleTransmission();
  TransmitGroup* const group = traits_.transmit_group;
  if (group != nullptr && group->follows() && session_state_ == State::kUp) {
    group->OnReceived(this, negotiation_.TransmitInterval(), clock_.Now());
  }
  return change;
}

std::optional<DropReason> Session::Authenticate(const ControlPacket& packet,
                                                MonotonicTime received_at) {
  // Also while it is not in use: what then came in counts as received.
  if (authentication_ != nullptr && IsSequenceStale(received_at)) {
    authentication_->ForgetSequence();
  }
  if (!IsAuthenticated()) {
    // RFC 5880, 6.8.6: bfd.AuthType is zero.
    if (!packet.authentication_present()) return std::nullopt;
    return DropReason::kUnexpectedAuthentication;
  }
  return authentication_->Verify(packet);
}

// RFC 5880, 6.8.1, bfd.AuthSeqKnown. Packets that were refused do not count as
// received: a neighbour whose numbers ran away while the path was broken would
// be refused for ever.
bool Session::IsSequenceStale(MonotonicTime now) const {
  return now - window_.last_received() >= 2 * window_.detection_time();
}

DropReason Session::Discard(DropReason reason) {
  counters_.CountDrop(reason);
  return reason;
}

bool Session::LearnFrom(const ControlPacket& packet) {
  const bool demand_was_active = IsRemoteDemandActive();
  const bool poll_was_active = poll_.active();
  const bool discriminator_changed = remote_.discr != packet.my_discriminator;
  remote_.Learn(packet);
  bool intervals_changed = negotiation_.OnReceived(
      packet.desired_min_tx_interval, packet.required_min_rx_interval,
      packet.detect_mult);
  if (poll_.OnReceived(packet.final, window_.last_received())) {
    negotiation_.OnPollEnded();
    intervals_changed = true;
  }
  if (intervals_changed) ScheduleDetection();
  if (discriminator_changed) OnContentsChanged();
  const bool poll_changed = poll_was_active != poll_.active();
  if (poll_changed) packet_.Invalidate();
  return intervals_changed || discriminator_changed || poll_changed ||
         demand_was_active != IsRemoteDemandActive();
}

}  // namespace waymark::bfd
