// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The BGP finite state machine (RFC 4271, 8.2.2) as a pure function: from a
// state and an event to the next state and the actions that the text lists.
// It holds nothing and does nothing; session.h carries the actions out.
//
// One FSM serves one TCP connection (RFC 4271, 8.2.1). "Completes BGP
// initialization" and "continues to listen" have no action of their own.
// "Releases all BGP resources" has none in Connect and Active, where nothing is
// held that the other actions do not name; whatever leaves OpenSent,
// OpenConfirm or Established for Idle or Active stops both the HoldTimer and
// the KeepaliveTimer, which the text leaves to the release.

#ifndef WAYMARK_BGP_SESSION_FSM_H_
#define WAYMARK_BGP_SESSION_FSM_H_

#include <cstdint>
#include <string>

#include "bgp/session/fsm_state.h"

namespace waymark::bgp {

// What a transition asks for. Bits of an ActionSet, in the order in which they
// are carried out.
enum class FsmAction : uint32_t {
  // ConnectRetryCounter = 0; ConnectRetryCounter += 1.
  kResetConnectRetryCounter = 1 << 0,
  kIncrementConnectRetryCounter = 1 << 1,
  // Sent on the connection, before it is dropped. Which NOTIFICATION follows
  // from the event and from what the session knows about it (session.h).
  kSendNotification = 1 << 2,
  // Delete all routes associated with this connection.
  kDeleteRoutes = 1 << 3,
  kDropTcpConnection = 1 << 4,
  // "Sets the ConnectRetryTimer to zero", "stops ... (if running)".
  kStopConnectRetryTimer = 1 << 5,
  // "Starts" and "restarts ... with initial value".
  kStartConnectRetryTimer = 1 << 6,
  kInitiateTcpConnection = 1 << 7,
  // "Listens for a connection that may be initiated by the remote peer".
  kListen = 1 << 8,
  kSendOpen = 1 << 9,
  kSendKeepalive = 1 << 10,
  // HoldTimer to the large value of RFC 4271, 8.2.2 (4 minutes).
  kStartLargeHoldTimer = 1 << 11,
  // HoldTimer to the negotiated value; also "restarts". Stopped if that is 0.
  kStartHoldTimer = 1 << 12,
  kStopHoldTimer = 1 << 13,
  // Nothing if the negotiated hold time is 0.
  kStartKeepaliveTimer = 1 << 14,
  kStopKeepaliveTimer = 1 << 15,
  // Hand the UPDATE that was received to the routing information base.
  kProcessUpdate = 1 << 16,
  // RFC 4271, 8.2.2, Established: the session is up. Listed apart because the
  // text leaves it to the change of state.
  kReportEstablished = 1 << 17,
};

class ActionSet {
 public:
  constexpr ActionSet() = default;
  // Implicit, so that a single action reads as a set.
  constexpr ActionSet(FsmAction action)  // NOLINT
      : bits_(static_cast<uint32_t>(action)) {}

  constexpr bool Has(FsmAction action) const {
    return (bits_ & static_cast<uint32_t>(action)) != 0;
  }
  constexpr bool empty() const { return bits_ == 0; }
  friend constexpr ActionSet operator|(ActionSet a, ActionSet b) {
    ActionSet both;
    both.bits_ = a.bits_ | b.bits_;
    return both;
  }
  friend constexpr bool operator==(ActionSet, ActionSet) = default;

  // "stop_hold_timer|drop_tcp_connection", for failing tests and logs.
  std::string ToString() const;

 private:
  uint32_t bits_ = 0;
};
constexpr ActionSet operator|(FsmAction a, FsmAction b) {
  return ActionSet(a) | ActionSet(b);
}

// The session attributes and facts on which a branch of the text depends.
struct StepContext {
  // PassiveTcpEstablishment: this FSM waits for the peer to connect. An expired
  // ConnectRetryTimer then starts again in Active and initiates nothing
  // (RFC 4271, 8.1.1, Group 3, Option 1).
  bool passive = false;
  // SendNOTIFICATIONwithoutOPEN (RFC 4271, 8.1.1):
  // an error before our OPEN was sent is answered with a NOTIFICATION.
  bool send_notification_without_open = false;
};

struct Transition {
  FsmState next = FsmState::kIdle;
  ActionSet actions;

  friend constexpr bool operator==(const Transition&,
                                   const Transition&) = default;
};

// Total: every event has a defined result in every state, the catch-all
// branches of the text included. Which of the timers run is not part of the
// state: stopping one that does not run is harmless.
Transition Step(FsmState state, FsmEvent event, const StepContext& context);

}  // namespace waymark::bgp

#endif  // WAYMARK_BGP_SESSION_FSM_H_
