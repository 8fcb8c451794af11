// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The state machine, cell by cell, as RFC 4271, 8.2.2 has it. Each row was
// written from the text, with the words that decide it, and knows nothing of
// fsm.cc. Where RFC 4271 leaves a cell open, RFC 6608 fills it and is named.
//
// "Releases all BGP resources" is, in the three states with an OPEN on its way,
// the stopping of HoldTimer and KeepaliveTimer (fsm.h).

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "bgp/session/fsm.h"
#include "bgp/session/fsm_state.h"
#include "gtest/gtest.h"

namespace waymark::bgp {
namespace {

using enum FsmAction;
using enum FsmEvent;
using enum FsmState;

// When a row applies: always, or for one value of an attribute only.
enum class When { kAlways, kPassive, kNotPassive, kWithoutOpen, kSilent };

struct Row {
  FsmState state;
  std::vector<FsmEvent> events;
  FsmState next;
  ActionSet actions;
  const char* sentence;
  When when = When::kAlways;
};

constexpr ActionSet kNone;
constexpr ActionSet kRelease = kStopHoldTimer | kStopKeepaliveTimer;
// "sets the ConnectRetryTimer to zero, releases all BGP resources, drops the
// TCP connection", which ends every connection after its OPEN was sent.
constexpr ActionSet kClose =
    kStopConnectRetryTimer | kRelease | kDropTcpConnection;

std::vector<Row> IdleRows() {
  return {
      {kIdle,
       {kManualStart},
       kConnect,
       kResetConnectRetryCounter | kStartConnectRetryTimer |
           kInitiateTcpConnection | kListen,
       "sets ConnectRetryCounter to zero, starts the ConnectRetryTimer with "
       "the initial value, initiates a TCP connection, listens"},
      {kIdle,
       {kManualStartWithPassiveTcpEstablishment},
       kActive,
       kResetConnectRetryCounter | kStartConnectRetryTimer | kListen,
       "sets the ConnectRetryCounter to zero, starts the ConnectRetryTimer, "
       "listens, changes its state to Active"},
      {kIdle,
       {kManualStop},
       kIdle,
       kNone,
       "ManualStop and AutomaticStop are ignored in the Idle state"},
      {kIdle,
       {kConnectRetryTimerExpires, kHoldTimerExpires, kKeepaliveTimerExpires,
        kTcpCrAcked, kTcpConnectionConfirmed, kTcpConnectionFails, kBgpOpen,
        kBgpHeaderErr, kBgpOpenMsgErr, kOpenCollisionDump, kNotifMsgVerErr,
        kNotifMsg, kKeepAliveMsg, kUpdateMsg, kUpdateMsgErr},
       kIdle,
       kNone,
       "Any other event (Events 9-12, 15-28) received in the Idle state does "
       "not cause change in the state of the local system"},
  };
}

std::vector<Row> ConnectRows() {
  return {
      {kConnect,
       {kManualStart, kManualStartWithPassiveTcpEstablishment},
       kConnect,
       kNone,
       "The start events (Events 1, 3-7) are ignored in the Connect state"},
      {kConnect,
       {kManualStop},
       kIdle,
       kDropTcpConnection | kResetConnectRetryCounter | kStopConnectRetryTimer,
       "drops the TCP connection, releases all BGP resources, sets "
       "ConnectRetryCounter to zero, stops the ConnectRetryTimer"},
      {kConnect,
       {kConnectRetryTimerExpires},
       kConnect,
       kDropTcpConnection | kStartConnectRetryTimer | kInitiateTcpConnection,
       "drops the TCP connection, restarts the ConnectRetryTimer, initiates a "
       "TCP connection, continues to listen, stays in the Connect state"},
      {kConnect,
       {kTcpCrAcked, kTcpConnectionConfirmed},
       kOpenSent,
       kStopConnectRetryTimer | kSendOpen | kStartLargeHoldTimer,
       "stops the ConnectRetryTimer, completes BGP initialization, sends an "
       "OPEN message, sets the HoldTimer to a large value"},
      {kConnect,
       {kTcpConnectionFails},
       kIdle,
       kStopConnectRetryTimer | kDropTcpConnection,
       "If the DelayOpenTimer is not running: stops the ConnectRetryTimer to "
       "zero, drops the TCP connection, releases all BGP resources"},
      {kConnect,
       {kBgpHeaderErr, kBgpOpenMsgErr},
       kIdle,
       kSendNotification | kStopConnectRetryTimer | kDropTcpConnection |
           kIncrementConnectRetryCounter,
       "If the SendNOTIFICATIONwithoutOPEN attribute is set to TRUE, then the "
       "local system first sends a NOTIFICATION message",
       When::kWithoutOpen},
      {kConnect,
       {kBgpHeaderErr, kBgpOpenMsgErr},
       kIdle,
       kStopConnectRetryTimer | kDropTcpConnection |
           kIncrementConnectRetryCounter,
       "stops the ConnectRetryTimer, releases all BGP resources, drops the TCP "
       "connection, increments the ConnectRetryCounter by 1",
       When::kSilent},
      {kConnect,
       {kNotifMsgVerErr},
       kIdle,
       kStopConnectRetryTimer | kDropTcpConnection |
           kIncrementConnectRetryCounter,
       "If the DelayOpenTimer is not running: stops the ConnectRetryTimer, "
       "drops the TCP connection, increments the ConnectRetryCounter by 1"},
      {kConnect,
       {kHoldTimerExpires, kKeepaliveTimerExpires, kBgpOpen, kOpenCollisionDump,
        kNotifMsg, kKeepAliveMsg, kUpdateMsg, kUpdateMsgErr},
       kIdle,
       kStopConnectRetryTimer | kDropTcpConnection |
           kIncrementConnectRetryCounter,
       "any other events (Events 8, 10-11, 13, 19, 23, 25-28)"},
  };
}

std::vector<Row> ActiveRows() {
  return {
      {kActive,
       {kManualStart, kManualStartWithPassiveTcpEstablishment},
       kActive,
       kNone,
       "The start events (Events 1, 3-7) are ignored in the Active state"},
      {kActive,
       {kManualStop},
       kIdle,
       kDropTcpConnection | kResetConnectRetryCounter | kStopConnectRetryTimer,
       "drops the TCP connection, sets ConnectRetryCounter to zero, stops the "
       "ConnectRetryTimer"},
      {kActive,
       {kConnectRetryTimerExpires},
       kConnect,
       kStartConnectRetryTimer | kInitiateTcpConnection,
       "restarts the ConnectRetryTimer, initiates a TCP connection, continues "
       "to listen, changes its state to Connect",
       When::kNotPassive},
      {kActive,
       {kConnectRetryTimerExpires},
       kActive,
       kStartConnectRetryTimer,
       "8.1.1, PassiveTcpEstablishment: the BGP FSM will passively wait for "
       "the remote BGP peer to establish the BGP TCP connection",
       When::kPassive},
      {kActive,
       {kTcpCrAcked, kTcpConnectionConfirmed},
       kOpenSent,
       kStopConnectRetryTimer | kSendOpen | kStartLargeHoldTimer,
       "sets the ConnectRetryTimer to zero, sends the OPEN message, sets its "
       "HoldTimer to a large value"},
      {kActive,
       {kTcpConnectionFails},
       kIdle,
       kStartConnectRetryTimer | kIncrementConnectRetryCounter,
       "restarts the ConnectRetryTimer, releases all BGP resource, increments "
       "the ConnectRetryCounter by 1"},
      {kActive,
       {kBgpHeaderErr, kBgpOpenMsgErr},
       kIdle,
       kSendNotification | kStopConnectRetryTimer | kDropTcpConnection |
           kIncrementConnectRetryCounter,
       "sends a NOTIFICATION message if the SendNOTIFICATIONwithoutOPEN "
       "attribute is set to TRUE",
       When::kWithoutOpen},
      {kActive,
       {kBgpHeaderErr, kBgpOpenMsgErr},
       kIdle,
       kStopConnectRetryTimer | kDropTcpConnection |
           kIncrementConnectRetryCounter,
       "sets the ConnectRetryTimer to zero, drops the TCP connection, "
       "increments the ConnectRetryCounter by 1",
       When::kSilent},
      {kActive,
       {kNotifMsgVerErr},
       kIdle,
       kStopConnectRetryTimer | kDropTcpConnection |
           kIncrementConnectRetryCounter,
       "If the DelayOpenTimer is not running: sets the ConnectRetryTimer to "
       "zero, drops the TCP connection, increments the ConnectRetryCounter"},
      {kActive,
       {kHoldTimerExpires, kKeepaliveTimerExpires, kBgpOpen, kOpenCollisionDump,
        kNotifMsg, kKeepAliveMsg, kUpdateMsg, kUpdateMsgErr},
       kIdle,
       kStopConnectRetryTimer | kDropTcpConnection |
           kIncrementConnectRetryCounter,
       "any other event (Events 8, 10-11, 13, 19, 23, 25-28)"},
  };
}

std::vector<Row> OpenSentRows() {
  return {
      {kOpenSent,
       {kManualStart, kManualStartWithPassiveTcpEstablishment},
       kOpenSent,
       kNone,
       "The start events (Events 1, 3-7) are ignored in the OpenSent state"},
      {kOpenSent,
       {kManualStop},
       kIdle,
       kSendNotification | kClose | kResetConnectRetryCounter,
       "sends the NOTIFICATION with a Cease, ..., sets the ConnectRetryCounter "
       "to zero"},
      {kOpenSent,
       {kHoldTimerExpires},
       kIdle,
       kSendNotification | kClose | kIncrementConnectRetryCounter,
       "sends a NOTIFICATION message with the error code Hold Timer Expired"},
      {kOpenSent,
       {kTcpCrAcked, kTcpConnectionConfirmed},
       kOpenSent,
       kNone,
       "a second TCP connection may be in progress. This second TCP connection "
       "is tracked per Connection Collision processing"},
      {kOpenSent,
       {kTcpConnectionFails},
       kActive,
       kDropTcpConnection | kStartConnectRetryTimer | kRelease,
       "closes the BGP connection, restarts the ConnectRetryTimer, continues "
       "to listen, changes its state to Active"},
      {kOpenSent,
       {kBgpOpen},
       kOpenConfirm,
       kStopConnectRetryTimer | kSendKeepalive | kStartKeepaliveTimer |
           kStartHoldTimer,
       "sets the BGP ConnectRetryTimer to zero, sends a KEEPALIVE message, "
       "sets a KeepaliveTimer, sets the HoldTimer according to the negotiated "
       "value"},
      {kOpenSent,
       {kBgpHeaderErr, kBgpOpenMsgErr},
       kIdle,
       kSendNotification | kClose | kIncrementConnectRetryCounter,
       "sends a NOTIFICATION message with the appropriate error code"},
      {kOpenSent,
       {kOpenCollisionDump},
       kIdle,
       kSendNotification | kClose | kIncrementConnectRetryCounter,
       "sends a NOTIFICATION with a Cease"},
      {kOpenSent,
       {kNotifMsgVerErr},
       kIdle,
       kClose,
       "sets the ConnectRetryTimer to zero, releases all BGP resources, drops "
       "the TCP connection, changes its state to Idle"},
      {kOpenSent,
       {kConnectRetryTimerExpires, kKeepaliveTimerExpires, kNotifMsg,
        kKeepAliveMsg, kUpdateMsg, kUpdateMsgErr},
       kIdle,
       kSendNotification | kClose | kIncrementConnectRetryCounter,
       "any other event (Events 9, 11-13, 20, 25-28): sends the NOTIFICATION "
       "with the Error Code Finite State Machine Error"},
  };
}

std::vector<Row> OpenConfirmRows() {
  return {
      {kOpenConfirm,
       {kManualStart, kManualStartWithPassiveTcpEstablishment},
       kOpenConfirm,
       kNone,
       "Any start event (Events 1, 3-7) is ignored in the OpenConfirm state"},
      {kOpenConfirm,
       {kManualStop},
       kIdle,
       kSendNotification | kClose | kResetConnectRetryCounter,
       "sends the NOTIFICATION message with a Cease, ..., sets the "
       "ConnectRetryCounter to zero"},
      {kOpenConfirm,
       {kHoldTimerExpires},
       kIdle,
       kSendNotification | kClose | kIncrementConnectRetryCounter,
       "sends the NOTIFICATION message with the Error Code Hold Timer Expired"},
      {kOpenConfirm,
       {kKeepaliveTimerExpires},
       kOpenConfirm,
       kSendKeepalive | kStartKeepaliveTimer,
       "sends a KEEPALIVE message, restarts the KeepaliveTimer, remains in the "
       "OpenConfirmed state"},
      {kOpenConfirm,
       {kTcpCrAcked, kTcpConnectionConfirmed},
       kOpenConfirm,
       kNone,
       "the local system needs to track the second connection"},
      {kOpenConfirm,
       {kTcpConnectionFails, kNotifMsg},
       kIdle,
       kClose | kIncrementConnectRetryCounter,
       "receives a TcpConnectionFails event (Event 18) or a NOTIFICATION "
       "message (Event 25): ..., increments the ConnectRetryCounter by 1"},
      {kOpenConfirm,
       {kNotifMsgVerErr},
       kIdle,
       kClose,
       "sets the ConnectRetryTimer to zero, releases all BGP resources, drops "
       "the TCP connection, changes its state to Idle"},
      {kOpenConfirm,
       {kBgpOpen},
       kIdle,
       kSendNotification | kClose | kIncrementConnectRetryCounter,
       "RFC 6608, 4: unexpected message in OpenConfirm; an OPEN on a second "
       "connection belongs to that connection's own FSM (8.2.1)"},
      {kOpenConfirm,
       {kBgpHeaderErr, kBgpOpenMsgErr},
       kIdle,
       kSendNotification | kClose | kIncrementConnectRetryCounter,
       "sends a NOTIFICATION message with the appropriate error code"},
      {kOpenConfirm,
       {kOpenCollisionDump},
       kIdle,
       kSendNotification | kClose | kIncrementConnectRetryCounter,
       "sends a NOTIFICATION with a Cease"},
      {kOpenConfirm,
       {kKeepAliveMsg},
       kEstablished,
       kStartHoldTimer | kReportEstablished,
       "restarts the HoldTimer and changes its state to Established"},
      {kOpenConfirm,
       {kConnectRetryTimerExpires, kUpdateMsg, kUpdateMsgErr},
       kIdle,
       kSendNotification | kClose | kIncrementConnectRetryCounter,
       "any other event (Events 9, 12-13, 20, 27-28): sends a NOTIFICATION "
       "with a code of Finite State Machine Error"},
  };
}

std::vector<Row> EstablishedRows() {
  return {
      {kEstablished,
       {kManualStart, kManualStartWithPassiveTcpEstablishment},
       kEstablished,
       kNone,
       "Any Start event (Events 1, 3-7) is ignored in the Established state"},
      {kEstablished,
       {kManualStop},
       kIdle,
       kSendNotification | kClose | kDeleteRoutes | kResetConnectRetryCounter,
       "sends the NOTIFICATION message with a Cease, deletes all routes "
       "associated with this connection, sets the ConnectRetryCounter to zero"},
      {kEstablished,
       {kHoldTimerExpires},
       kIdle,
       kSendNotification | kClose | kDeleteRoutes |
           kIncrementConnectRetryCounter,
       "sends a NOTIFICATION message with the Error Code Hold Timer Expired; "
       "3.2: the routes are among the resources released"},
      {kEstablished,
       {kKeepaliveTimerExpires},
       kEstablished,
       kSendKeepalive | kStartKeepaliveTimer,
       "sends a KEEPALIVE message, and restarts its KeepaliveTimer"},
      {kEstablished,
       {kTcpCrAcked, kTcpConnectionConfirmed},
       kEstablished,
       kNone,
       "the second connection SHALL be tracked until it sends an OPEN message"},
      {kEstablished,
       {kBgpOpen},
       kIdle,
       kSendNotification | kClose | kDeleteRoutes |
           kIncrementConnectRetryCounter,
       "RFC 6608, 4: unexpected message in Established"},
      {kEstablished,
       {kOpenCollisionDump},
       kIdle,
       kSendNotification | kClose | kDeleteRoutes |
           kIncrementConnectRetryCounter,
       "sends a NOTIFICATION with a Cease, deletes all routes associated with "
       "this connection"},
      {kEstablished,
       {kNotifMsgVerErr, kNotifMsg, kTcpConnectionFails},
       kIdle,
       kClose | kDeleteRoutes | kIncrementConnectRetryCounter,
       "receives a NOTIFICATION message (Event 24 or Event 25) or a "
       "TcpConnectionFails (Event 18)"},
      {kEstablished,
       {kKeepAliveMsg},
       kEstablished,
       kStartHoldTimer,
       "restarts its HoldTimer, and remains in the Established state"},
      {kEstablished,
       {kUpdateMsg},
       kEstablished,
       kProcessUpdate | kStartHoldTimer,
       "processes the message, restarts its HoldTimer"},
      {kEstablished,
       {kUpdateMsgErr},
       kIdle,
       kSendNotification | kClose | kDeleteRoutes |
           kIncrementConnectRetryCounter,
       "sends a NOTIFICATION message with an Update error"},
      {kEstablished,
       {kConnectRetryTimerExpires, kBgpHeaderErr, kBgpOpenMsgErr},
       kIdle,
       kSendNotification | kClose | kDeleteRoutes |
           kIncrementConnectRetryCounter,
       "any other event (Events 9, 12-13, 20-22)"},
  };
}

std::vector<Row> AllRows() {
  std::vector<Row> rows;
  for (const std::vector<Row>& part :
       {IdleRows(), ConnectRows(), ActiveRows(), OpenSentRows(),
        OpenConfirmRows(), EstablishedRows()}) {
    rows.insert(rows.end(), part.begin(), part.end());
  }
  return rows;
}

bool Applies(When when, const StepContext& context) {
  switch (when) {
    case When::kAlways:
      return true;
    case When::kPassive:
      return context.passive;
    case When::kNotPassive:
      return !context.passive;
    case When::kWithoutOpen:
      return context.send_notification_without_open;
    case When::kSilent:
      return !context.send_notification_without_open;
  }
  return false;
}

constexpr StepContext kContexts[] = {
    {.passive = false, .send_notification_without_open = false},
    {.passive = false, .send_notification_without_open = true},
    {.passive = true, .send_notification_without_open = false},
    {.passive = true, .send_notification_without_open = true},
};

// Conformance: RFC4271-8.2.2-a positive
// Conformance: RFC4271-8.2.2-a negative
TEST(FsmTableTest, EveryCellIsAsTheTextHasIt) {
  for (const Row& row : AllRows()) {
    for (const FsmEvent event : row.events) {
      for (const StepContext& context : kContexts) {
        if (!Applies(row.when, context)) continue;
        const Transition step = Step(row.state, event, context);
        const std::string cell =
            ToString(row.state) + ", " + ToString(event) + ": " + row.sentence;
        EXPECT_EQ(ToString(step.next), ToString(row.next)) << cell;
        EXPECT_EQ(step.actions.ToString(), row.actions.ToString()) << cell;
      }
    }
  }
}

TEST(FsmTableTest, EveryCellHasExactlyOneRow) {
  const std::vector<Row> rows = AllRows();
  for (const FsmState state :
       {kIdle, kConnect, kActive, kOpenSent, kOpenConfirm, kEstablished}) {
    for (const FsmEvent event : kAllFsmEvents) {
      for (const StepContext& context : kContexts) {
        int count = 0;
        for (const Row& row : rows) {
          if (row.state != state || !Applies(row.when, context)) continue;
          for (const FsmEvent listed : row.events) count += listed == event;
        }
        EXPECT_EQ(count, 1) << ToString(state) << ", " << ToString(event);
      }
    }
  }
}

// What the comparison above rests on.
TEST(FsmTableTest, EveryActionHasANameOfItsOwn) {
  std::set<std::string> names;
  for (uint32_t bit = 1; bit <= static_cast<uint32_t>(kReportEstablished);
       bit <<= 1) {
    names.insert(ActionSet(static_cast<FsmAction>(bit)).ToString());
  }
  EXPECT_EQ(names.size(), 18u);
  EXPECT_EQ(names.count(""), 0u);
}

}  // namespace
}  // namespace waymark::bgp
