// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// One function for each state, in the order of RFC 4271, 8.2.2; each case
// follows the paragraph of the text that begins with the event it names. "ends"
// below are the actions that the text repeats wherever a connection is given
// up.

#include "bgp/session/fsm.h"

#include <string>

#include "absl/strings/str_cat.h"

namespace waymark::bgp {
namespace {

using A = FsmAction;
using E = FsmEvent;
using S = FsmState;

// "Sets the ConnectRetryTimer to zero, releases all BGP resources, drops the
// TCP connection": in Connect and Active nothing else is running.
constexpr ActionSet kEndsBeforeOpen =
    A::kStopConnectRetryTimer | A::kDropTcpConnection;
// The same once our OPEN has been sent.
constexpr ActionSet kEnds =
    kEndsBeforeOpen | A::kStopHoldTimer | A::kStopKeepaliveTimer;

constexpr Transition Stay(FsmState state) { return {state, ActionSet()}; }
constexpr Transition ToIdle(ActionSet actions) { return {S::kIdle, actions}; }

// The success of a TCP connection with the DelayOpen attribute FALSE, the same
// in Connect and Active.
constexpr Transition kOpens = {S::kOpenSent, A::kStopConnectRetryTimer |
                                                 A::kSendOpen |
                                                 A::kStartLargeHoldTimer};

// BGP message header checking or OPEN message checking detects an error in
// Connect or Active.
Transition ErrorBeforeOpen(const StepContext& context) {
  const ActionSet ends = kEndsBeforeOpen | A::kIncrementConnectRetryCounter;
  return ToIdle(context.send_notification_without_open
                    ? ends | A::kSendNotification
                    : ends);
}

Transition StepIdle(FsmEvent event) {
  switch (event) {
    case E::kManualStart:
      return {S::kConnect, A::kResetConnectRetryCounter |
                               A::kStartConnectRetryTimer |
                               A::kInitiateTcpConnection | A::kListen};
    case E::kManualStartWithPassiveTcpEstablishment:
      return {S::kActive, A::kResetConnectRetryCounter |
                              A::kStartConnectRetryTimer | A::kListen};
    default:
      // ManualStop is ignored; any other event "does not cause change in the
      // state of the local system".
      return Stay(S::kIdle);
  }
}

Transition StepConnect(FsmEvent event, const StepContext& context) {
  switch (event) {
    case E::kManualStart:
    case E::kManualStartWithPassiveTcpEstablishment:
      return Stay(S::kConnect);
    case E::kManualStop:
      return ToIdle(kEndsBeforeOpen | A::kResetConnectRetryCounter);
    case E::kConnectRetryTimerExpires:
      return {S::kConnect, A::kDropTcpConnection | A::kStartConnectRetryTimer |
                               A::kInitiateTcpConnection};
    case E::kTcpCrAcked:
    case E::kTcpConnectionConfirmed:
      return kOpens;
    case E::kTcpConnectionFails:
      // The DelayOpenTimer never runs: no retry from here, no increment.
      return ToIdle(kEndsBeforeOpen);
    case E::kBgpHeaderErr:
    case E::kBgpOpenMsgErr:
      return ErrorBeforeOpen(context);
    default:
      // NotifMsgVerErr with the DelayOpenTimer not running, and "any other
      // events (Events 8, 10-11, 13, 19, 23, 25-28)": the same actions.
      return ToIdle(kEndsBeforeOpen | A::kIncrementConnectRetryCounter);
  }
}

Transition StepActive(FsmEvent event, const StepContext& context) {
  switch (event) {
    case E::kManualStart:
    case E::kManualStartWithPassiveTcpEstablishment:
      return Stay(S::kActive);
    case E::kManualStop:
      // No Cease: the text sends one only while the DelayOpenTimer runs.
      return ToIdle(kEndsBeforeOpen | A::kResetConnectRetryCounter);
    case E::kConnectRetryTimerExpires:
      if (context.passive) return {S::kActive, A::kStartConnectRetryTimer};
      return {S::kConnect,
              A::kStartConnectRetryTimer | A::kInitiateTcpConnection};
    case E::kTcpCrAcked:
    case E::kTcpConnectionConfirmed:
      return kOpens;
    case E::kTcpConnectionFails:
      return ToIdle(A::kStartConnectRetryTimer |
                    A::kIncrementConnectRetryCounter);
    case E::kBgpHeaderErr:
    case E::kBgpOpenMsgErr:
      return ErrorBeforeOpen(context);
    default:
      // NotifMsgVerErr with the DelayOpenTimer not running, and "any other
      // event (Events 8, 10-11, 13, 19, 23, 25-28)".
      return ToIdle(kEndsBeforeOpen | A::kIncrementConnectRetryCounter);
  }
}

Transition StepOpenSent(FsmEvent event) {
  switch (event) {
    case E::kManualStart:
    case E::kManualStartWithPassiveTcpEstablishment:
      return Stay(S::kOpenSent);
    case E::kManualStop:
      return ToIdle(kEnds | A::kSendNotification |
                    A::kResetConnectRetryCounter);
    case E::kTcpCrAcked:
    case E::kTcpConnectionConfirmed:
      // A second connection; it is tracked by an FSM of its own.
      return Stay(S::kOpenSent);
    case E::kTcpConnectionFails:
      return {S::kActive, A::kDropTcpConnection | A::kStartConnectRetryTimer |
                              A::kStopHoldTimer | A::kStopKeepaliveTimer};
    case E::kBgpOpen:
      return {S::kOpenConfirm, A::kStopConnectRetryTimer | A::kSendKeepalive |
                                   A::kStartKeepaliveTimer |
                                   A::kStartHoldTimer};
    case E::kNotifMsgVerErr:
      return ToIdle(kEnds);
    default:
      // HoldTimer_Expires, BGPHeaderErr, BGPOpenMsgErr and OpenCollisionDump,
      // and "any other event (Events 9, 11-13, 20, 25-28)": each with its own
      // NOTIFICATION, otherwise the same.
      return ToIdle(kEnds | A::kSendNotification |
                    A::kIncrementConnectRetryCounter);
  }
}

Transition StepOpenConfirm(FsmEvent event) {
  switch (event) {
    case E::kManualStart:
    case E::kManualStartWithPassiveTcpEstablishment:
      return Stay(S::kOpenConfirm);
    case E::kManualStop:
      return ToIdle(kEnds | A::kSendNotification |
                    A::kResetConnectRetryCounter);
    case E::kKeepaliveTimerExpires:
      return {S::kOpenConfirm, A::kSendKeepalive | A::kStartKeepaliveTimer};
    case E::kTcpCrAcked:
    case E::kTcpConnectionConfirmed:
      return Stay(S::kOpenConfirm);
    case E::kTcpConnectionFails:
    case E::kNotifMsg:
      return ToIdle(kEnds | A::kIncrementConnectRetryCounter);
    case E::kNotifMsgVerErr:
      return ToIdle(kEnds);
    case E::kKeepAliveMsg:
      return {S::kEstablished, A::kStartHoldTimer | A::kReportEstablished};
    default:
      // HoldTimer_Expires, BGPHeaderErr, BGPOpenMsgErr and OpenCollisionDump,
      // and "any other event (Events 9, 12-13, 20, 27-28)". BGPOpen as well: a
      // second OPEN on one connection collides with nothing and is unexpected
      // (RFC 6608, 4).
      return ToIdle(kEnds | A::kSendNotification |
                    A::kIncrementConnectRetryCounter);
  }
}

Transition StepEstablished(FsmEvent event) {
  switch (event) {
    case E::kManualStart:
    case E::kManualStartWithPassiveTcpEstablishment:
      return Stay(S::kEstablished);
    case E::kManualStop:
      return ToIdle(kEnds | A::kSendNotification | A::kDeleteRoutes |
                    A::kResetConnectRetryCounter);
    case E::kKeepaliveTimerExpires:
      return {S::kEstablished, A::kSendKeepalive | A::kStartKeepaliveTimer};
    case E::kTcpCrAcked:
    case E::kTcpConnectionConfirmed:
      return Stay(S::kEstablished);
    case E::kNotifMsgVerErr:
    case E::kNotifMsg:
    case E::kTcpConnectionFails:
      return ToIdle(kEnds | A::kDeleteRoutes |
                    A::kIncrementConnectRetryCounter);
    case E::kKeepAliveMsg:
      return {S::kEstablished, A::kStartHoldTimer};
    case E::kUpdateMsg:
      return {S::kEstablished, A::kProcessUpdate | A::kStartHoldTimer};
    default:
      // HoldTimer_Expires, OpenCollisionDump and UpdateMsgErr, and "any other
      // event (Events 9, 12-13, 20-22)". BGPOpen as well, as in OpenConfirm.
      return ToIdle(kEnds | A::kSendNotification | A::kDeleteRoutes |
                    A::kIncrementConnectRetryCounter);
  }
}

struct ActionName {
  FsmAction action;
  const char* name;
};
constexpr ActionName kActionNames[] = {
    {A::kResetConnectRetryCounter, "reset_connect_retry_counter"},
    {A::kIncrementConnectRetryCounter, "increment_connect_retry_counter"},
    {A::kSendNotification, "send_notification"},
    {A::kDeleteRoutes, "delete_routes"},
    {A::kDropTcpConnection, "drop_tcp_connection"},
    {A::kStopConnectRetryTimer, "stop_connect_retry_timer"},
    {A::kStartConnectRetryTimer, "start_connect_retry_timer"},
    {A::kInitiateTcpConnection, "initiate_tcp_connection"},
    {A::kListen, "listen"},
    {A::kSendOpen, "send_open"},
    {A::kSendKeepalive, "send_keepalive"},
    {A::kStartLargeHoldTimer, "start_large_hold_timer"},
    {A::kStartHoldTimer, "start_hold_timer"},
    {A::kStopHoldTimer, "stop_hold_timer"},
    {A::kStartKeepaliveTimer, "start_keepalive_timer"},
    {A::kStopKeepaliveTimer, "stop_keepalive_timer"},
    {A::kProcessUpdate, "process_update"},
    {A::kReportEstablished, "report_established"},
};

}  // namespace

std::string ActionSet::ToString() const {
  std::string text;
  for (const ActionName& entry : kActionNames) {
    if (!Has(entry.action)) continue;
    absl::StrAppend(&text, text.empty() ? "" : "|", entry.name);
  }
  return text;
}

Transition Step(FsmState state, FsmEvent event, const StepContext& context) {
  switch (state) {
    case S::kIdle:
      return StepIdle(event);
    case S::kConnect:
      return StepConnect(event, context);
    case S::kActive:
      return StepActive(event, context);
    case S::kOpenSent:
      return StepOpenSent(event);
    case S::kOpenConfirm:
      return StepOpenConfirm(event);
    case S::kEstablished:
      return StepEstablished(event);
  }
  return Stay(S::kIdle);
}

}  // namespace waymark::bgp
