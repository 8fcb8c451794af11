// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Properties that hold for every cell of the FSM, and its names. The cells
// themselves are in fsm_table_test.cc.

#include "bgp/session/fsm.h"

#include <iterator>
#include <set>
#include <string>

#include "bgp/session/fsm_state.h"
#include "gtest/gtest.h"

namespace waymark::bgp {
namespace {

constexpr FsmState kAllStates[] = {
    FsmState::kIdle,     FsmState::kConnect,     FsmState::kActive,
    FsmState::kOpenSent, FsmState::kOpenConfirm, FsmState::kEstablished,
};

template <typename Check>
void ForEveryCell(Check check) {
  for (const FsmState state : kAllStates) {
    for (const FsmEvent event : kAllFsmEvents) {
      for (const bool passive : {false, true}) {
        for (const bool without_open : {false, true}) {
          SCOPED_TRACE(ToString(state) + " " + ToString(event));
          check(state, event,
                Step(state, event,
                     {.passive = passive,
                      .send_notification_without_open = without_open}));
        }
      }
    }
  }
}

TEST(FsmTest, EstablishedIsReachedByAKeepaliveInOpenConfirmOnly) {
  ForEveryCell([](FsmState state, FsmEvent event, const Transition& step) {
    const bool expected =
        state == FsmState::kOpenConfirm && event == FsmEvent::kKeepAliveMsg;
    EXPECT_EQ(step.actions.Has(FsmAction::kReportEstablished), expected);
    if (state != FsmState::kEstablished) {
      EXPECT_EQ(step.next == FsmState::kEstablished, expected);
    }
  });
}

TEST(FsmTest, RoutesAreDeletedExactlyWhenEstablishedIsLeft) {
  ForEveryCell([](FsmState state, FsmEvent, const Transition& step) {
    EXPECT_EQ(
        step.actions.Has(FsmAction::kDeleteRoutes),
        state == FsmState::kEstablished && step.next != FsmState::kEstablished);
  });
}

TEST(FsmTest, ANotificationIsAlwaysFollowedByTheEndOfTheConnection) {
  ForEveryCell([](FsmState, FsmEvent, const Transition& step) {
    if (!step.actions.Has(FsmAction::kSendNotification)) return;
    EXPECT_TRUE(step.actions.Has(FsmAction::kDropTcpConnection));
    EXPECT_EQ(step.next, FsmState::kIdle);
  });
}

TEST(FsmTest, NothingRunsOnceAnOpenedConnectionIsLeft) {
  ForEveryCell([](FsmState state, FsmEvent, const Transition& step) {
    if (state < FsmState::kOpenSent || step.next >= FsmState::kOpenSent) {
      return;
    }
    EXPECT_TRUE(step.actions.Has(FsmAction::kStopHoldTimer));
    EXPECT_TRUE(step.actions.Has(FsmAction::kStopKeepaliveTimer));
    EXPECT_TRUE(step.actions.Has(FsmAction::kDropTcpConnection));
  });
}

TEST(FsmTest, NoTimerIsBothStartedAndStopped) {
  ForEveryCell([](FsmState, FsmEvent, const Transition& step) {
    const ActionSet actions = step.actions;
    EXPECT_FALSE(actions.Has(FsmAction::kStartHoldTimer) &&
                 actions.Has(FsmAction::kStopHoldTimer));
    EXPECT_FALSE(actions.Has(FsmAction::kStartKeepaliveTimer) &&
                 actions.Has(FsmAction::kStopKeepaliveTimer));
    EXPECT_FALSE(actions.Has(FsmAction::kStartConnectRetryTimer) &&
                 actions.Has(FsmAction::kStopConnectRetryTimer));
  });
}

TEST(FsmTest, NamesAreThoseOfTheStandardInSnakeCase) {
  EXPECT_EQ(ToString(FsmState::kOpenConfirm), "open_confirm");
  EXPECT_EQ(ToString(FsmEvent::kHoldTimerExpires), "hold_timer_expires");
  EXPECT_EQ(ActionSet().ToString(), "");
  EXPECT_EQ(
      (FsmAction::kStopHoldTimer | FsmAction::kDropTcpConnection).ToString(),
      "drop_tcp_connection|stop_hold_timer");
  std::set<std::string> names;
  for (const FsmState state : kAllStates) names.insert(ToString(state));
  for (const FsmEvent event : kAllFsmEvents) names.insert(ToString(event));
  EXPECT_EQ(names.size(), std::size(kAllStates) + std::size(kAllFsmEvents));
}

}  // namespace
}  // namespace waymark::bgp
