// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bfd/session.h"

#include <algorithm>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace waymark::bfd {
namespace {

uint32_t ToMicroseconds(absl::Duration interval) {
  return static_cast<uint32_t>(absl::ToInt64Microseconds(interval));
}

StateChangeReason ReasonOfReceived(State old_state, State new_state,
                                   State received) {
  if (new_state > old_state) return StateChangeReason::kHandshake;
  return received == State::kAdminDown
             ? StateChangeReason::kNeighborAdminDown
             : StateChangeReason::kNeighborSignaledDown;
}

}  // namespace

Session::Session(const Runtime& runtime, Demultiplexer& demultiplexer,
                 Transport& transport, const SessionConfig& config,
                 SessionListener& listener)
    : runtime_(runtime),
      demultiplexer_(demultiplexer),
      transport_(transport),
      config_(config),
      listener_(listener),
      detect_mult_(static_cast<uint8_t>(config.timers.detect_multiplier)),
      negotiation_(ToMicroseconds(config.timers.desired_min_tx),
                   ToMicroseconds(config.timers.required_min_rx)) {}

Session::~Session() {
  if (sender_ != nullptr) demultiplexer_.Remove(config_.key, local_discr_);
}

absl::Status Session::Start() {
  absl::Status valid = Validate(config_);
  if (!valid.ok()) return valid;
  absl::StatusOr<uint32_t> discriminator =
      demultiplexer_.Add(config_.key, *this, config_.min_ttl);
  if (!discriminator.ok()) return discriminator.status();
  absl::StatusOr<std::unique_ptr<PacketSender>> sender =
      transport_.OpenSender(config_.key);
  if (!sender.ok()) {
    demultiplexer_.Remove(config_.key, *discriminator);
    return sender.status();
  }
  sender_ = *std::move(sender);
  local_discr_ = *discriminator;
  transmit_timer_ = runtime_.timers.CreateTimer([this] { OnTransmitTimer(); });
  detection_timer_ =
      runtime_.timers.CreateTimer([this] { OnDetectionTimer(); });
  packet_.Invalidate();
  ScheduleTransmission();
  return absl::OkStatus();
}

void Session::SetAdminDown(bool down, Diagnostic diagnostic) {
  if (down == (session_state_ == State::kAdminDown)) return;
  const bool path_down = diagnostic == Diagnostic::kPathDown;
  std::optional<StateChange> change =
      Apply(!down       ? Event::kAdminEnabled
            : path_down ? Event::kPathDown
                        : Event::kAdminDisabled,
            down && path_down ? StateChangeReason::kPathDown
                              : StateChangeReason::kAdministrative);
  // RFC 5880, 6.8.16: "an appropriate value".
  if (down) local_diag_ = change->local_diagnostic = diagnostic;
  TransmitNow();
  ScheduleTransmission();
  Report(change);
}

absl::Status Session::SetTimers(const TimerConfig& timers) {
  absl::Status valid = Validate(timers);
  if (!valid.ok()) return valid;
  config_.timers = timers;
  const uint8_t detect_mult = static_cast<uint8_t>(timers.detect_multiplier);
  // RFC 5880, 6.8.12: no Poll Sequence for the multiplier alone, unless Demand
  // mode is active (OnContentsChanged).
  const bool multiplier_changed = detect_mult != detect_mult_;
  detect_mult_ = detect_mult;
  const bool interval_changed = negotiation_.Configure(
      ToMicroseconds(timers.desired_min_tx),
      ToMicroseconds(timers.required_min_rx), session_state_);
  // What was never sent needs no confirmation.
  if (interval_changed && sender_ != nullptr) poll_.Request();
  if (interval_changed || multiplier_changed) OnContentsChanged();
  ScheduleTransmission();
  ScheduleDetection();
  return absl::OkStatus();
}

std::optional<DropReason> Session::OnControlPacket(const ControlPacket& packet,
                                                   MonotonicTime received_at) {
  // RFC 5880, 6.8.6: bfd.AuthType is zero.
  if (packet.authentication_present()) {
    ++counters_.packets_discarded;
    return DropReason::kUnexpectedAuthentication;
  }
  // Also if AdminDown discards it below, which is about the state machine: the
  // neighbour is there, and what it said is not to be forgotten (6.8.1).
  window_.OnPacket(received_at);
  const bool transmission_changes = LearnFrom(packet);
  if (detection_armed_for_ == MonotonicTime::InfiniteFuture()) {
    ScheduleDetection();
  }
  if (session_state_ == State::kAdminDown) {
    if (transmission_changes) ScheduleTransmission();
    ++counters_.packets_discarded;
    return DropReason::kAdminDown;
  }
  ++counters_.packets_received;

  std::optional<StateChange> change = ConsultGate();
  const Event event = ReceivedEvent(packet.state);
  const State next = Step(session_state_, event).next;
  if (next != session_state_ && !GateHoldsDown(next)) {
    change = Apply(event, ReasonOfReceived(session_state_, next, packet.state));
  }
  // The answer to a Poll carries the new state as well.
  if (packet.poll) {
    TransmitFinal();
  } else if (change.has_value()) {
    TransmitNow();
  }
  if (change.has_value() || transmission_changes) ScheduleTransmission();
  Report(change);
  return std::nullopt;
}

bool Session::LearnFrom(const ControlPacket& packet) {
  const bool demand_was_active = IsRemoteDemandActive();
  const bool poll_was_active = poll_.active();
  const bool discriminator_changed = remote_discr_ != packet.my_discriminator;
  remote_discr_ = packet.my_discriminator;
  remote_session_state_ = packet.state;
  remote_demand_mode_ = packet.demand;
  remote_diag_ = packet.diagnostic;
  remote_control_plane_independent_ = packet.control_plane_independent;
  bool intervals_changed = negotiation_.OnReceived(
      packet.desired_min_tx_interval, packet.required_min_rx_interval,
      packet.detect_mult);
  if (poll_.OnReceived(packet.final)) {
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

std::optional<StateChange> Session::Apply(Event event,
                                          StateChangeReason reason) {
  const Transition transition = Step(session_state_, event);
  if (transition.next == session_state_) return std::nullopt;
  StateChange change = DescribeChange(transition, reason);
  session_state_ = transition.next;
  local_diag_ = change.local_diagnostic;
  last_state_change_ = change.time;
  if (session_state_ == State::kUp) ++counters_.up_transitions;
  if (change.old_state == State::kUp) ++counters_.down_transitions;
  change.incarnation = counters_.up_transitions;
  // RFC 5880, 6.8.3: leaving or reaching Up changes bfd.DesiredMinTxInterval,
  // and with it a Poll Sequence is due.
  if (negotiation_.OnStateChange(session_state_)) poll_.Request();
  OnContentsChanged();
  ScheduleDetection();
  return change;
}

// Before anything changes: the detection time is the one that was judged by.
StateChange Session::DescribeChange(const Transition& transition,
                                    StateChangeReason reason) const {
  StateChange change;
  change.old_state = session_state_;
  change.new_state = transition.next;
  change.reason = reason;
  change.local_diagnostic = transition.diagnostic.value_or(local_diag_);
  change.remote_state = remote_session_state_;
  change.remote_diagnostic = remote_diag_;
  change.time = runtime_.clock.Now();
  change.last_received = window_.last_received();
  change.detection_time = window_.detection_time();
  if (window_.last_received() != MonotonicTime::InfinitePast()) {
    change.deadline = window_.Deadline();
  }
  change.local_discriminator = local_discr_;
  return change;
}

// RFC 5880, 6.8.15: whoever renews the gate is our forwarding plane.
std::optional<StateChange> Session::ConsultGate() {
  if (config_.gate == nullptr || session_state_ < State::kInit ||
      config_.gate->Alive()) {
    return std::nullopt;
  }
  return Apply(Event::kForwardingPlaneReset,
               StateChangeReason::kTransmitGateLapsed);
}

bool Session::GateHoldsDown(State next) const {
  return config_.gate != nullptr && next > session_state_ &&
         !config_.gate->Alive();
}

void Session::Report(const std::optional<StateChange>& change) {
  if (change.has_value()) listener_.OnStateChange(*change);
}

void Session::OnTransmitTimer() {
  const MonotonicTime now = runtime_.clock.Now();
  const MonotonicTime armed_for =
      std::exchange(transmit_armed_for_, MonotonicTime::InfiniteFuture());
  // Only while there is something to judge.
  if (detection_armed_for_ != MonotonicTime::InfiniteFuture()) {
    window_.OnTimerFired(armed_for, now, StallTolerance());
  }
  const std::optional<StateChange> change = ConsultGate();
  TransmitNow();
  ScheduleTransmission();
  Report(change);
}

void Session::OnDetectionTimer() {
  const bool stalled = window_.OnTimerFired(
      std::exchange(detection_armed_for_, MonotonicTime::InfiniteFuture()),
      runtime_.clock.Now(), StallTolerance());
  bool postponed = false;
  // In steady state packets have come since the timer was armed, and there is
  // nothing to judge.
  if (runtime_.clock.Now() >= window_.PlainDeadline()) {
    // What the kernel received in time counts, whenever we read it.
    const AliveToken::Watcher alive = alive_.Watch();
    const DrainReport report = transport_.Drain();
    if (!alive) return;
    window_.OnOverflow(report.last_overflow);
    const MonotonicTime now = runtime_.clock.Now();
    const bool silent = now >= window_.PlainDeadline();
    if (silent && stalled) window_.StartAnew(now);
    if (silent && now >= window_.Deadline()) return ExpireDetectionTime();
    postponed = silent;
  }
  ScheduleDetection();
  ReportStall(postponed);
}

void Session::ExpireDetectionTime() {
  // RFC 5880, 6.8.1 and 6.8.18: what is known of the neighbour is void.
  remote_discr_ = 0;
  negotiation_.ForgetRemote();
  packet_.Invalidate();
  const std::optional<StateChange> change = Apply(
      Event::kDetectionTimeExpired, StateChangeReason::kDetectionTimeExpired);
  detection_timer_->Cancel();
  detection_armed_for_ = MonotonicTime::InfiniteFuture();
  if (change.has_value()) TransmitNow();
  ScheduleTransmission();
  const AliveToken::Watcher alive = alive_.Watch();
  Report(change);
  if (alive) ReportStall(/*postponed=*/false);
}

void Session::ReportStall(bool postponed) {
  const DetectionWindow::Disturbance disturbance = window_.TakeUnreported();
  if (!disturbance) return;
  ++counters_.local_stalls;
  LocalStall stall;
  stall.noticed_at = runtime_.clock.Now();
  stall.lateness = disturbance.lateness;
  stall.overflowed = disturbance.overflowed;
  stall.postponed = postponed;
  stall.detection_time = window_.detection_time();
  stall.deadline = window_.Deadline();
  stall.local_discriminator = local_discr_;
  stall.incarnation = counters_.up_transitions;
  listener_.OnLocalStall(stall);
}

// RFC 5880, 6.6, 6.8.6 and 6.8.14.
bool Session::IsRemoteDemandActive() const {
  return remote_demand_mode_ && session_state_ == State::kUp &&
         remote_session_state_ == State::kUp;
}

// RFC 5880, 6.1 and 6.8.7: a passive system waits until it is spoken to.
bool Session::MayTransmit() const {
  return config_.role == Role::kActive || remote_discr_ != 0;
}

// RFC 5880, 6.8.7.
bool Session::MayTransmitPeriodically() const {
  return MayTransmit() && negotiation_.remote_min_rx() != 0 &&
         (!IsRemoteDemandActive() || poll_.active());
}

void Session::TransmitNow() {
  if (sender_ == nullptr || !MayTransmit()) return;
  Encode();
  sender_->Send(packet_.octets());
  ++counters_.packets_sent;
  schedule_.OnTransmitted(runtime_.clock.Now(), runtime_.random);
  poll_.OnSent();
}

// RFC 5880, 6.5 and 6.8.7: beside what is sent periodically.
void Session::TransmitFinal() {
  Encode();
  sender_->Send(packet_.Final());
  ++counters_.packets_sent;
}

void Session::ScheduleTransmission() {
  if (sender_ == nullptr) return;
  if (!MayTransmitPeriodically()) {
    transmit_timer_->Cancel();
    transmit_armed_for_ = MonotonicTime::InfiniteFuture();
    return;
  }
  // What was due before now is due now: it is not our loop that is late.
  transmit_armed_for_ = std::max(
      runtime_.clock.Now(),
      schedule_.NextDue(negotiation_.TransmitInterval(), detect_mult_));
  transmit_timer_->Arm(transmit_armed_for_);
}

void Session::ScheduleDetection() {
  window_.SetDetectionTime(
      absl::Microseconds(static_cast<int64_t>(negotiation_.DetectionTime())));
  if (window_.last_received() == MonotonicTime::InfinitePast() ||
      remote_discr_ == 0) {
    return;
  }
  detection_armed_for_ = std::max(runtime_.clock.Now(), window_.Deadline());
  detection_timer_->Arm(detection_armed_for_);
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
  packet.control_plane_independent = config_.control_plane_independent;
  packet.detect_mult = detect_mult_;
  packet.my_discriminator = local_discr_;
  packet.your_discriminator = remote_discr_;
  packet.desired_min_tx_interval = negotiation_.desired_min_tx();
  packet.required_min_rx_interval = negotiation_.required_min_rx();
  packet_.Encode(packet);
}

absl::Duration Session::StallTolerance() const {
  return std::max(config_.stall_tolerance.floor,
                  window_.detection_time() *
                      config_.stall_tolerance.fraction_of_detection_time);
}

SessionSnapshot Session::Snapshot() const {
  SessionSnapshot snapshot;
  snapshot.key = config_.key;
  snapshot.role = config_.role;
  snapshot.session_state = session_state_;
  snapshot.remote_session_state = remote_session_state_;
  snapshot.local_discr = local_discr_;
  snapshot.remote_discr = remote_discr_;
  snapshot.local_diag = local_diag_;
  snapshot.desired_min_tx_interval =
      absl::Microseconds(negotiation_.desired_min_tx());
  snapshot.required_min_rx_interval =
      absl::Microseconds(negotiation_.required_min_rx());
  snapshot.remote_min_rx_interval =
      absl::Microseconds(negotiation_.remote_min_rx());
  snapshot.remote_demand_mode = remote_demand_mode_;
  snapshot.detect_mult = detect_mult_;
  snapshot.remote_diag = remote_diag_;
  snapshot.remote_desired_min_tx_interval =
      absl::Microseconds(negotiation_.remote_desired_min_tx());
  snapshot.remote_detect_mult = negotiation_.remote_detect_mult();
  snapshot.remote_control_plane_independent = remote_control_plane_independent_;
  snapshot.transmit_interval =
      absl::Microseconds(negotiation_.TransmitInterval());
  snapshot.detection_time = window_.detection_time();
  snapshot.poll_active = poll_.active();
  snapshot.last_received = window_.last_received();
  snapshot.last_state_change = last_state_change_;
  snapshot.counters = counters_;
  return snapshot;
}

}  // namespace waymark::bfd
