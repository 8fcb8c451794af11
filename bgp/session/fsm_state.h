// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// States and events of the BGP finite state machine (RFC 4271, 8).

#ifndef WAYMARK_BGP_SESSION_FSM_STATE_H_
#define WAYMARK_BGP_SESSION_FSM_STATE_H_

#include <cstdint>
#include <string>

namespace waymark::bgp {

// RFC 4271, 8.2.2.
enum class FsmState : uint8_t {
  kIdle,
  kConnect,
  kActive,
  kOpenSent,
  kOpenConfirm,
  kEstablished,
};
inline constexpr int kFsmStateCount = 6;

// RFC 4271, 8.1, with its numbers. Left out are the events of optional session
// attributes that are not offered: 3 and 5 to 8 and 13 (automatic start and
// damping inside the FSM: restarting is the work of the peer, peer.h, which
// sends ManualStart), 12 and 20 (DelayOpen), 14 and 15 (TCP connection
// tracking: an unwanted connection never reaches an FSM).
enum class FsmEvent : uint8_t {
  kManualStart = 1,
  kManualStop = 2,
  kManualStartWithPassiveTcpEstablishment = 4,
  kConnectRetryTimerExpires = 9,
  kHoldTimerExpires = 10,
  kKeepaliveTimerExpires = 11,
  kTcpCrAcked = 16,              // the connection that we asked for is up
  kTcpConnectionConfirmed = 17,  // one that the peer asked for is up
  kTcpConnectionFails = 18,
  kBgpOpen = 19,
  kBgpHeaderErr = 21,
  kBgpOpenMsgErr = 22,
  kOpenCollisionDump = 23,
  kNotifMsgVerErr = 24,
  kNotifMsg = 25,
  kKeepAliveMsg = 26,
  kUpdateMsg = 27,
  kUpdateMsgErr = 28,
};
inline constexpr FsmEvent kAllFsmEvents[] = {
    FsmEvent::kManualStart,
    FsmEvent::kManualStop,
    FsmEvent::kManualStartWithPassiveTcpEstablishment,
    FsmEvent::kConnectRetryTimerExpires,
    FsmEvent::kHoldTimerExpires,
    FsmEvent::kKeepaliveTimerExpires,
    FsmEvent::kTcpCrAcked,
    FsmEvent::kTcpConnectionConfirmed,
    FsmEvent::kTcpConnectionFails,
    FsmEvent::kBgpOpen,
    FsmEvent::kBgpHeaderErr,
    FsmEvent::kBgpOpenMsgErr,
    FsmEvent::kOpenCollisionDump,
    FsmEvent::kNotifMsgVerErr,
    FsmEvent::kNotifMsg,
    FsmEvent::kKeepAliveMsg,
    FsmEvent::kUpdateMsg,
    FsmEvent::kUpdateMsgErr,
};

// "open_confirm".
std::string ToString(FsmState state);
// "hold_timer_expires".
std::string ToString(FsmEvent event);

}  // namespace waymark::bgp

#endif  // WAYMARK_BGP_SESSION_FSM_STATE_H_
