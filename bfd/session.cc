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

bool IsOfConcatenatedPath(Diagnostic diagnostic) {
  return diagnostic == Diagnostic::kConcatenatedPathDown ||
         diagnostic == Diagnostic::kReverseConcatenatedPathDown;
}

}  // namespace

Session::Session(const Runtime& runtime, Demultiplexer& demultiplexer,
                 Transport& transport, const SessionConfig& config,
                 SessionListener& listener)
    : clock_(runtime.clock),
      wall_(runtime.wall),
      timers_(runtime.timers),
      random_(runtime.random),
      demultiplexer_(demultiplexer),
      transport_(transport),
      listener_(listener),
      traits_(config),
      detect_mult_(static_cast<uint8_t>(config.timers.detect_multiplier)),
      negotiation_(ToMicroseconds(config.timers.desired_min_tx),
                   ToMicroseconds(config.timers.required_min_rx)) {
  if (config.hold_down > absl::ZeroDuration()) {
    hold_down_ = std::make_unique<HoldDown>(config.hold_down);
  }
  if (traits_.status.ok()) SetKeyChain(config.key_chain).IgnoreError();
}

Session::~Session() {
  if (sender_ == nullptr) return;
  demultiplexer_.Remove(traits_.key, local_discr_);
  if (traits_.transmit_group != nullptr) traits_.transmit_group->Leave(this);
}

absl::Status Session::Start() {
  if (!traits_.status.ok()) return traits_.status;
  absl::StatusOr<uint32_t> discriminator =
      demultiplexer_.Add(traits_.key, *this, traits_.min_ttl);
  if (!discriminator.ok()) return discriminator.status();
  absl::StatusOr<std::unique_ptr<PacketSender>> sender =
      transport_.OpenSender(traits_.key);
  if (!sender.ok()) {
    demultiplexer_.Remove(traits_.key, *discriminator);
    return sender.status();
  }
  sender_ = *std::move(sender);
  local_discr_ = *discriminator;
  timer_.SetTimer(timers_.CreateTimer([this] { OnTimer(); }));
  if (hold_down_ != nullptr) {
    hold_down_->SetTimer(timers_.CreateTimer([this] { OnHoldDownTimer(); }));
  }
  if (traits_.transmit_group != nullptr) {
    traits_.transmit_group->Join(this,
                                 [this](uint32_t interval, MonotonicTime now) {
                                   OnNeighborSent(interval, now);
                                 });
  }
  packet_.Invalidate();
  ScheduleTransmission();
  return absl::OkStatus();
}

void Session::OnTimer() {
  if (timer_.IsTransmissionFirst()) {
    OnTransmitTimer();
  } else {
    OnDetectionTimer();
  }
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

absl::Status Session::SetKeyChain(std::shared_ptr<const KeyChain> key_chain) {
  absl::Status valid = Validate(key_chain.get(), traits_.digest);
  if (!valid.ok()) return valid;
  if (authentication_ != nullptr) {
    authentication_->SetKeys(std::move(key_chain));
  } else if (key_chain != nullptr) {
    authentication_ = std::make_unique<Authentication>(
        std::move(key_chain), traits_.digest, wall_, random_);
  }
  return absl::OkStatus();
}

absl::Status Session::SetConcatenatedPath(Diagnostic diagnostic) {
  if (diagnostic != Diagnostic::kNone && !IsOfConcatenatedPath(diagnostic)) {
    return absl::InvalidArgumentError(
        "the diagnostic is not one of concatenated paths");
  }
  if (session_state_ != State::kUp) {
    return absl::FailedPreconditionError("the BFD session is not Up");
  }
  // Another diagnostic is not ours to clear.
  const bool clears_nothing =
      diagnostic == Diagnostic::kNone && !IsOfConcatenatedPath(local_diag_);
  if (clears_nothing || diagnostic == local_diag_) return absl::OkStatus();
  local_diag_ = diagnostic;
  OnContentsChanged();
  ScheduleTransmission();
  return absl::OkStatus();
}

void Session::ResetForwardingPlane() {
  const std::optional<StateChange> change = Apply(
      Event::kForwardingPlaneReset, StateChangeReason::kForwardingPlaneReset);
  if (change.has_value()) TransmitNow();
  ScheduleTransmission();
  Report(change);
}

std::optional<StateChange> Session::Apply(Event event,
                                          StateChangeReason reason) {
  const Transition transition = Step(session_state_, event);
  if (transition.next == session_state_) {
    // RFC 5880, 6.8.15: the diagnostic is set also in Down.
    if (transition.diagnostic.value_or(local_diag_) != local_diag_) {
      local_diag_ = *transition.diagnostic;
      OnContentsChanged();
    }
    return std::nullopt;
  }
  StateChange change = DescribeChange(transition, reason);
  session_state_ = transition.next;
  local_diag_ = change.local_diagnostic;
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
  change.remote_state = remote_.session_state;
  change.remote_diagnostic = remote_.diag;
  change.time = clock_.Now();
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
  if (session_state_ < State::kInit || traits_.IsGateOpen()) {
    return std::nullopt;
  }
  return Apply(Event::kForwardingPlaneReset,
               StateChangeReason::kTransmitGateLapsed);
}

bool Session::EnforceGate() {
  const std::optional<StateChange> change = ConsultGate();
  if (!change.has_value()) return false;
  TransmitNow();
  ScheduleTransmission();
  Report(change);
  return true;
}

void Session::CheckGate() { EnforceGate(); }

void Session::Report(std::optional<StateChange> change) {
  if (!change.has_value()) return;
  transitions_.Add(*change);
  if (hold_down_ == nullptr || hold_down_->Admit(*change)) {
    listener_.OnStateChange(*change);
  }
}

bool Session::ReportWithRemote(const std::optional<StateChange>& change,
                               bool remote_was_admin_down) {
  const RemoteAdminChange remote = {.admin_down = remote_.IsAdminDown(),
                                    .time = clock_.Now(),
                                    .last_received = window_.last_received()};
  if (change.has_value() &&
      !destruction_.Survives([this, &change] { Report(change); })) {
    return false;
  }
  return remote.admin_down == remote_was_admin_down ||
         destruction_.Survives(
             [this, &remote] { listener_.OnRemoteAdminChange(remote); });
}

State Session::reported_state() const {
  return hold_down_ == nullptr ? session_state_ : hold_down_->heard();
}

void Session::OnHoldDownTimer() {
  if (EnforceGate()) return;
  // Late, as after a pause of the machine, the neighbour may have died
  // meanwhile: the detection timer, which is due as well, is to judge first.
  const MonotonicTime now = clock_.Now();
  if (now >= window_.PlainDeadline()) {
    hold_down_->Postpone(std::max(now, window_.Deadline()));
    return;
  }
  StateChange change = DescribeChange({.next = State::kUp, .diagnostic = {}},
                                      StateChangeReason::kHandshake);
  change.old_state = hold_down_->heard();
  change.incarnation = counters_.up_transitions;
  hold_down_->Release();
  listener_.OnStateChange(change);
}

SessionSnapshot Session::Snapshot() const {
  SessionSnapshot snapshot;
  snapshot.key = traits_.key;
  snapshot.role = traits_.role;
  snapshot.session_state = session_state_;
  snapshot.remote_session_state = remote_.session_state;
  snapshot.local_discr = local_discr_;
  snapshot.remote_discr = remote_.discr;
  snapshot.local_diag = local_diag_;
  snapshot.desired_min_tx_interval =
      absl::Microseconds(negotiation_.desired_min_tx());
  snapshot.required_min_rx_interval =
      absl::Microseconds(negotiation_.required_min_rx());
  snapshot.remote_min_rx_interval =
      absl::Microseconds(negotiation_.remote_min_rx());
  snapshot.remote_demand_mode = remote_.demand_mode;
  snapshot.detect_mult = detect_mult_;
  snapshot.remote_diag = remote_.diag;
  snapshot.remote_desired_min_tx_interval =
      absl::Microseconds(negotiation_.remote_desired_min_tx());
  snapshot.remote_detect_mult = negotiation_.remote_detect_mult();
  snapshot.remote_control_plane_independent = remote_.control_plane_independent;
  snapshot.transmit_interval =
      absl::Microseconds(negotiation_.TransmitInterval());
  snapshot.detection_time = window_.detection_time();
  snapshot.poll_active = poll_.active();
  snapshot.last_received = window_.last_received();
  snapshot.last_state_change = transitions_.last_time();
  snapshot.transitions = transitions_.Records();
  snapshot.reported_state = reported_state();
  if (hold_down_ != nullptr) snapshot.up_held_until = hold_down_->until();
  if (IsAuthenticated()) {
    snapshot.authentication = authentication_->Snapshot();
    snapshot.authentication->auth_seq_known &= !IsSequenceStale(clock_.Now());
  }
  snapshot.counters = counters_;
  return snapshot;
}

}  // namespace waymark::bfd
