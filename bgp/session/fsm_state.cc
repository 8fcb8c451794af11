// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/session/fsm_state.h"

#include <string>

#include "absl/strings/str_cat.h"

namespace waymark::bgp {

std::string ToString(FsmState state) {
  switch (state) {
    case FsmState::kIdle:
      return "idle";
    case FsmState::kConnect:
      return "connect";
    case FsmState::kActive:
      return "active";
    case FsmState::kOpenSent:
      return "open_sent";
    case FsmState::kOpenConfirm:
      return "open_confirm";
    case FsmState::kEstablished:
      return "established";
  }
  return absl::StrCat(static_cast<int>(state));
}

std::string ToString(FsmEvent event) {
  switch (event) {
    case FsmEvent::kManualStart:
      return "manual_start";
    case FsmEvent::kManualStop:
      return "manual_stop";
    case FsmEvent::kManualStartWithPassiveTcpEstablishment:
      return "manual_start_with_passive_tcp_establishment";
    case FsmEvent::kConnectRetryTimerExpires:
      return "connect_retry_timer_expires";
    case FsmEvent::kHoldTimerExpires:
      return "hold_timer_expires";
    case FsmEvent::kKeepaliveTimerExpires:
      return "keepalive_timer_expires";
    case FsmEvent::kTcpCrAcked:
      return "tcp_cr_acked";
    case FsmEvent::kTcpConnectionConfirmed:
      return "tcp_connection_confirmed";
    case FsmEvent::kTcpConnectionFails:
      return "tcp_connection_fails";
    case FsmEvent::kBgpOpen:
      return "bgp_open";
    case FsmEvent::kBgpHeaderErr:
      return "bgp_header_err";
    case FsmEvent::kBgpOpenMsgErr:
      return "bgp_open_msg_err";
    case FsmEvent::kOpenCollisionDump:
      return "open_collision_dump";
    case FsmEvent::kNotifMsgVerErr:
      return "notif_msg_ver_err";
    case FsmEvent::kNotifMsg:
      return "notif_msg";
    case FsmEvent::kKeepAliveMsg:
      return "keep_alive_msg";
    case FsmEvent::kUpdateMsg:
      return "update_msg";
    case FsmEvent::kUpdateMsgErr:
      return "update_msg_err";
  }
  return absl::StrCat(static_cast<int>(event));
}

}  // namespace waymark::bgp
