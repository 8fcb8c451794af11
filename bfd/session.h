// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// One BFD session in asynchronous mode (RFC 5880, 6.8; RFC 5881; RFC 5883).
//
// It sends, judges silence and follows the neighbour; what a state change means
// is its listener's business. Covered: timer negotiation and Poll Sequences,
// jitter, the slow rate below Up, the neighbour's demand mode, AdminDown, the
// passive role, authentication, concatenated paths, forwarding plane reset. Not
// offered: our own demand mode, the Echo function (Required Min Echo RX
// Interval is 0).
//
// The transmit packet is kept encoded and receiving stores a time stamp: in
// steady state neither direction allocates, and no timer is touched on
// reception, but by a group that follows its neighbour. There may be thousands
// of sessions: what few of them need lies apart, in memory of its own.

#ifndef WAYMARK_BFD_SESSION_H_
#define WAYMARK_BFD_SESSION_H_

#include <cstdint>
#include <memory>
#include <optional>

#include "absl/random/bit_gen_ref.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "base/monotonic_time.h"
#include "base/runtime.h"
#include "base/timer.h"
#include "bfd/authentication.h"
#include "bfd/code_points.h"
#include "bfd/control_packet.h"
#include "bfd/control_packet_receiver.h"
#include "bfd/demultiplexer.h"
#include "bfd/destruction_flag.h"
#include "bfd/detection_window.h"
#include "bfd/drop_reason.h"
#include "bfd/hold_down.h"
#include "bfd/key_chain.h"
#include "bfd/packet_sender.h"
#include "bfd/poll_sequence.h"
#include "bfd/remote_system.h"
#include "bfd/session_config.h"
#include "bfd/session_listener.h"
#include "bfd/session_snapshot.h"
#include "bfd/session_timer.h"
#include "bfd/session_traits.h"
#include "bfd/state_machine.h"
#include "bfd/timer_negotiation.h"
#include "bfd/transition_log.h"
#include "bfd/transmit_group.h"
#include "bfd/transmit_packet.h"
#include "bfd/transmit_schedule.h"
#include "bfd/transport.h"

namespace waymark::bfd {

class Session final : private ControlPacketReceiver {
 public:
  // Everything by reference is borrowed and outlives the session; `runtime` is
  // copied. Does nothing before Start, which also says if `config` is bad.
  Session(const Runtime& runtime, Demultiplexer& demultiplexer,
          Transport& transport, const SessionConfig& config,
          SessionListener& listener);
  // Says nothing to the neighbour, which will take it for a failure: a session
  // that ends in order is set AdminDown first and destroyed a detection time of
  // the neighbour later (RFC 5880, 6.8.16). Nor is a Down sent any more that
  // the end of the detection time brought about less than a millisecond ago.
  // Legal inside a listener's callback.
  ~Session() override;
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Binds the session and opens its socket; an active session sends its first
  // packet from the next turn of the loop on. INVALID_ARGUMENT for a bad
  // configuration, otherwise what Demultiplexer::Add or Transport::OpenSender
  // said; after those it may be called again. REQUIRES: not started.
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

  // From now on these keys, or none, for both directions; what is known of
  // sequence numbers is kept, also for keys that follow none. Keys that both
  // systems share before and after change over without loss. Authentication
  // that is turned on or off must be so on the neighbour within the detection
  // time (RFC 5880, 6.7.1): nothing that is received ever changes whether it is
  // in use. INVALID_ARGUMENT, and no change, if SessionConfig::digest does not
  // do for them.
  absl::Status SetKeyChain(std::shared_ptr<const KeyChain> key_chain);

  // RFC 5880, 6.8.17. Tells the neighbour that a path behind us has failed
  // towards us (kConcatenatedPathDown) or away from us
  // (kReverseConcatenatedPathDown), or is well again (kNone); the session stays
  // Up, and its own failure overwrites this. FAILED_PRECONDITION if it is not
  // Up: say it again when it is. INVALID_ARGUMENT for another diagnostic.
  absl::Status SetConcatenatedPath(Diagnostic diagnostic);

  // RFC 5880, 6.8.15: the neighbour can no longer rely on what we forward. Down
  // with diagnostic 4, and up again by the handshake. AdminDown stays. Reports
  // the change before it returns.
  void ResetForwardingPlane();

  // Asks the gate now, not with the next packet in either direction: for
  // whoever knows when it may have lapsed, so that the bound is not the
  // intervals' to set. Reports the change before it returns.
  void CheckGate();

  // bfd.SessionState, also while the report of it is held down.
  State state() const { return session_state_; }
  // 0 before Start.
  uint32_t local_discriminator() const { return local_discr_; }
  SessionSnapshot Snapshot() const;

 private:
  // session_reception.cc
  std::optional<DropReason> OnControlPacket(const ControlPacket& packet,
                                            MonotonicTime received_at) override;
  std::optional<DropReason> Authenticate(const ControlPacket& packet,
                                         MonotonicTime received_at);
  // RFC 5880, 6.8.1: bfd.AuthType is not zero.
  bool IsAuthenticated() const {
    return authentication_ != nullptr && authentication_->in_use();
  }
  bool IsSequenceStale(MonotonicTime now) const;
  DropReason Discard(DropReason reason);
  // RFC 5880, 6.8.6, "Set bfd.RemoteDiscr" to "Update the Detection Time".
  // True if periodic transmission has to be scheduled again.
  bool LearnFrom(const ControlPacket& packet);
  // From "If bfd.SessionState is AdminDown" on: the state machine, and what is
  // sent because of it or of a Poll.
  std::optional<StateChange> React(const ControlPacket& packet,
                                   bool transmission_changes);

  // session_detection.cc
  void OnDetectionTimer();
  void ExpireDetectionTime();
  void ReportStall(const DetectionWindow::Disturbance& disturbance,
                   bool postponed);
  // Call it before a timer that may be overdue is armed anew: that it is says
  // how late our loop is, which the timer, then in time, no longer would.
  void NoteLateness(MonotonicTime now);
  void ScheduleDetection();
  // If the detection timer would fire before we send again, moves it to where
  // the packets received since put it: in steady state it then never fires,
  // and the loop is not woken for nothing.
  void PostponeDetectionTimer(MonotonicTime now);

  // session_transmission.cc
  void OnTimer();
  void OnTransmitTimer();
  bool IsRemoteDemandActive() const;
  bool MayTransmit() const;
  bool MayTransmitPeriodically() const;
  void TransmitNow();
  void TransmitFinal();
  void Send(const TransmitPacket::Octets& octets);
  void ScheduleTransmission();
  // The neighbour that our group follows has sent; we are to answer if we send
  // with this interval, in microseconds.
  void OnNeighborSent(uint32_t interval, MonotonicTime now);
  void OnContentsChanged();
  // Makes packet_ valid.
  void Encode();

  // session.cc: changes the state; the caller sends what is due and reports it
  // last.
  std::optional<StateChange> Apply(Event event, StateChangeReason reason);
  StateChange DescribeChange(const Transition& transition,
                             StateChangeReason reason) const;
  // Goes Down if the gate has lapsed.
  std::optional<StateChange> ConsultGate();
  // The same, and sends and reports it: the session may be gone then. False if
  // there was nothing to do.
  bool EnforceGate();
  void Report(std::optional<StateChange> change);
  // Report, and OnRemoteAdminChange if that is due. False if the session was
  // destroyed meanwhile.
  bool ReportWithRemote(const std::optional<StateChange>& change,
                        bool remote_was_admin_down);
  // What the listener heard last.
  State reported_state() const;
  void OnHoldDownTimer();

  const Clock& clock_;
  const WallClock& wall_;
  TimerFactory& timers_;
  absl::BitGenRef random_;
  Demultiplexer& demultiplexer_;
  Transport& transport_;
  SessionListener& listener_;

  const SessionTraits traits_;

  // RFC 5880, 6.8.1; the intervals are in negotiation_. In an order that leaves
  // no gaps in memory.
  PollSequence poll_;
  uint32_t local_discr_ = 0;
  RemoteSystem remote_;
  TransmitPacket packet_;
  State session_state_ = State::kDown;
  Diagnostic local_diag_ = Diagnostic::kNone;
  uint8_t detect_mult_;

  TimerNegotiation negotiation_;
  TransmitSchedule schedule_;
  DetectionWindow window_;

  std::unique_ptr<Authentication> authentication_;  // null: never in use
  std::unique_ptr<HoldDown> hold_down_;             // null: none configured
  std::unique_ptr<PacketSender> sender_;            // null: not started
  SessionTimer timer_;
  TransitionLog transitions_;
  SessionCounters counters_;
  DestructionFlag destruction_;
};

}  // namespace waymark::bfd

#endif  // WAYMARK_BFD_SESSION_H_
