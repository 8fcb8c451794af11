// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// One single-hop BFD session in asynchronous mode (RFC 5880, 6.8; RFC 5881).
//
// It sends, judges silence and follows the neighbour; what a state change means
// is its listener's business. Covered: timer negotiation and Poll Sequences,
// jitter, the slow rate below Up, the neighbour's demand mode, AdminDown, the
// passive role. Not offered: our own demand mode, the Echo function (Required
// Min Echo RX Interval is 0), authentication.
//
// The transmit packet is kept encoded and receiving stores a time stamp: in
// steady state neither direction allocates, and no timer is touched on
// reception.

#ifndef WAYMARK_BFD_SESSION_H_
#define WAYMARK_BFD_SESSION_H_

#include <cstdint>
#include <memory>
#include <optional>

#include "absl/status/status.h"
#include "base/alive_token.h"
#include "base/monotonic_time.h"
#include "base/runtime.h"
#include "base/timer.h"
#include "bfd/control_packet.h"
#include "bfd/control_packet_receiver.h"
#include "bfd/demultiplexer.h"
#include "bfd/detection_window.h"
#include "bfd/packet_sender.h"
#include "bfd/poll_sequence.h"
#include "bfd/session_config.h"
#include "bfd/session_listener.h"
#include "bfd/session_snapshot.h"
#include "bfd/state_machine.h"
#include "bfd/timer_negotiation.h"
#include "bfd/transmit_packet.h"
#include "bfd/transmit_schedule.h"
#include "bfd/transport.h"

namespace waymark::bfd {

class Session final : private ControlPacketReceiver {
 public:
  // Everything by reference is borrowed and outlives the session. Does nothing
  // before Start. `config` is checked by Start.
  Session(const Runtime& runtime, Demultiplexer& demultiplexer,
          Transport& transport, const SessionConfig& config,
          SessionListener& listener);
  // Says nothing to the neighbour, which will take it for a failure: a session
  // that ends in order is set AdminDown first and destroyed a detection time of
  // the neighbour later (RFC 5880, 6.8.16). Legal inside a listener's callback.
  ~Session() override;
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Binds the session and opens its socket; an active session sends its first
  // packet from the next turn of the loop on. INVALID_ARGUMENT for a bad
  // configuration, otherwise what Demultiplexer::Add or Transport::OpenSender
  // said; after an error it may be called again. REQUIRES: not started.
  absl::Status Start();

  // RFC 5880, 6.8.16. While AdminDown the session goes on sending, so that the
  // neighbour knows and keeps its state. `diagnostic` says why; with kPathDown
  // the reason reported is kPathDown. No effect if it is so already. Reports
  // the change before it returns.
  void SetAdminDown(bool down,
                    Diagnostic diagnostic = Diagnostic::kAdministrativelyDown);

  // Changes what is advertised, at any time, without loss of the session:
  // a Poll Sequence makes sure of the neighbour before a longer transmit
  // interval or a shorter detection time is used (RFC 5880, 6.8.3).
  // INVALID_ARGUMENT, and no change, if a value is out of range.
  absl::Status SetTimers(const TimerConfig& timers);

  State state() const { return session_state_; }
  // 0 before Start.
  uint32_t local_discriminator() const { return local_discr_; }
  SessionSnapshot Snapshot() const;

 private:
  std::optional<DropReason> OnControlPacket(const ControlPacket& packet,
                                            MonotonicTime received_at) override;
  void OnTransmitTimer();
  void OnDetectionTimer();

  // RFC 5880, 6.8.6, "Set bfd.RemoteDiscr" to "Update the Detection Time".
  // True if periodic transmission has to be scheduled again.
  bool LearnFrom(const ControlPacket& packet);
  // Changes the state; the caller sends what is due and reports it last.
  std::optional<StateChange> Apply(Event event, StateChangeReason reason);
  StateChange DescribeChange(const Transition& transition,
                             StateChangeReason reason) const;
  // Goes Down if the gate has lapsed.
  std::optional<StateChange> ConsultGate();
  // Whether the gate forbids going up to `next`.
  bool GateHoldsDown(State next) const;
  void Report(const std::optional<StateChange>& change);
  void ExpireDetectionTime();
  void ReportStall(bool postponed);

  bool IsRemoteDemandActive() const;
  bool MayTransmit() const;
  bool MayTransmitPeriodically() const;
  void TransmitNow();
  void TransmitFinal();
  void ScheduleTransmission();
  void ScheduleDetection();
  void OnContentsChanged();
  // Makes packet_ valid.
  void Encode();

  absl::Duration StallTolerance() const;

  const Runtime runtime_;
  Demultiplexer& demultiplexer_;
  Transport& transport_;
  SessionConfig config_;
  SessionListener& listener_;

  // RFC 5880, 6.8.1; the intervals are in negotiation_.
  State session_state_ = State::kDown;
  State remote_session_state_ = State::kDown;
  uint32_t local_discr_ = 0;
  uint32_t remote_discr_ = 0;
  Diagnostic local_diag_ = Diagnostic::kNone;
  bool remote_demand_mode_ = false;
  uint8_t detect_mult_;

  Diagnostic remote_diag_ = Diagnostic::kNone;
  bool remote_control_plane_independent_ = false;

  TimerNegotiation negotiation_;
  PollSequence poll_;
  TransmitSchedule schedule_;
  DetectionWindow window_;

  std::unique_ptr<PacketSender> sender_;  // null: not started
  std::unique_ptr<Timer> transmit_timer_;
  std::unique_ptr<Timer> detection_timer_;
  // For when each was armed; InfiniteFuture(): it is not.
  MonotonicTime transmit_armed_for_ = MonotonicTime::InfiniteFuture();
  MonotonicTime detection_armed_for_ = MonotonicTime::InfiniteFuture();

  TransmitPacket packet_;

  MonotonicTime last_state_change_ = MonotonicTime::InfinitePast();
  SessionCounters counters_;
  AliveToken alive_;
};

}  // namespace waymark::bfd

#endif  // WAYMARK_BFD_SESSION_H_
