// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Hold-down before Up (bfd/hold_down.h): what the client hears, and when.

#include <string>

#include "absl/time/time.h"
#include "base/monotonic_time.h"
#include "bfd/code_points.h"
#include "bfd/session.h"
#include "bfd/session_config.h"
#include "bfd/session_listener.h"
#include "bfd/session_snapshot.h"
#include "bfd/testing/session_harness.h"
#include "bfd/transmit_gate.h"
#include "gtest/gtest.h"

namespace waymark::bfd {
namespace {

using testing::SessionHarness;
using testing::TestConfig;

class SessionHoldDownTest : public ::testing::Test {
 protected:
  static SessionConfig Config() {
    SessionConfig config = TestConfig();
    config.hold_down = absl::Seconds(10);
    return config;
  }

  void Handshake() {
    harness_.Receive(State::kDown);
    harness_.Receive(State::kInit);
    ASSERT_EQ(harness_.session->state(), State::kUp);
  }
  void StayUp(absl::Duration duration) {
    harness_.KeepReceiving(State::kUp, absl::Milliseconds(50), duration);
    ASSERT_EQ(harness_.session->state(), State::kUp);
  }
  // "down>init init>up", each beginning where the one before ended.
  std::string Heard() {
    std::string heard;
    for (const StateChange& change : harness_.listener.changes) {
      if (!heard.empty()) heard += ' ';
      heard += std::string(Name(change.old_state)) + '>' +
               std::string(Name(change.new_state));
    }
    harness_.listener.changes.clear();
    return heard;
  }
  SessionSnapshot Snapshot() const { return harness_.session->Snapshot(); }

  SessionHarness harness_{Config()};
};

TEST_F(SessionHoldDownTest, TheFirstUpIsReportedAtOnce) {
  harness_.BringUp();
  EXPECT_EQ(Heard(), "down>init init>up");
  EXPECT_EQ(Snapshot().up_held_until, MonotonicTime::InfiniteFuture());
}

TEST_F(SessionHoldDownTest, AfterAFailureUpWaitsAndTheNeighborSeesItAtOnce) {
  harness_.BringUp();
  harness_.RunFor(absl::Seconds(1));
  EXPECT_EQ(Heard(), "down>init init>up up>down");
  Handshake();
  const MonotonicTime up = harness_.Now();
  EXPECT_EQ(harness_.LastSent().state, State::kUp);
  EXPECT_EQ(Heard(), "down>init");
  EXPECT_EQ(Snapshot().session_state, State::kUp);
  EXPECT_EQ(Snapshot().reported_state, State::kInit);
  EXPECT_EQ(Snapshot().up_held_until, up + absl::Seconds(10));
  StayUp(absl::Milliseconds(9950));
  EXPECT_EQ(Heard(), "");
  StayUp(absl::Milliseconds(50));
  ASSERT_EQ(harness_.listener.changes.size(), 1u);
  const StateChange change = harness_.listener.changes[0];
  EXPECT_EQ(change.time, up + absl::Seconds(10));
  EXPECT_EQ(change.incarnation, 2u);
  EXPECT_EQ(change.reason, StateChangeReason::kHandshake);
  EXPECT_EQ(Heard(), "init>up");
  EXPECT_EQ(Snapshot().reported_state, State::kUp);
  EXPECT_EQ(Snapshot().up_held_until, MonotonicTime::InfiniteFuture());
}

TEST_F(SessionHoldDownTest, OfAnUpThatEndsBeforeThatOnlyTheFailureIsHeard) {
  harness_.BringUp();
  harness_.RunFor(absl::Seconds(1));
  Heard();
  Handshake();
  StayUp(absl::Seconds(9));
  harness_.RunFor(absl::Seconds(1));
  EXPECT_TRUE(harness_.listener.changes.back().held_up_failed);
  EXPECT_EQ(Heard(), "down>init init>down");
  Handshake();
  StayUp(absl::Milliseconds(9950));
  EXPECT_EQ(Heard(), "down>init") << "the wait begins anew";
  StayUp(absl::Milliseconds(100));
  EXPECT_EQ(Heard(), "init>up");
}

TEST_F(SessionHoldDownTest, WithoutInitTheFailureIsHeardAsDownAfterDown) {
  harness_.BringUp();
  harness_.RunFor(absl::Seconds(1));
  EXPECT_FALSE(harness_.listener.changes.back().held_up_failed);
  Heard();
  harness_.Receive(State::kInit);
  ASSERT_EQ(harness_.session->state(), State::kUp);
  harness_.Receive(State::kDown);
  ASSERT_EQ(harness_.session->state(), State::kDown);
  ASSERT_EQ(harness_.listener.changes.size(), 1u);
  const StateChange change = harness_.listener.changes[0];
  EXPECT_TRUE(change.held_up_failed);
  EXPECT_EQ(change.reason, StateChangeReason::kNeighborSignaledDown);
  EXPECT_EQ(change.incarnation, 2u);
  EXPECT_EQ(Heard(), "down>down");
  harness_.Receive(State::kInit);
  StayUp(absl::Seconds(11));
  EXPECT_EQ(Heard(), "down>up");
}

// A pause of the virtual machine, longer than what was left of the wait.
TEST_F(SessionHoldDownTest, AWaitThatEndsInAPauseIsNoUpOfADeadNeighbor) {
  harness_.BringUp();
  harness_.RunFor(absl::Seconds(1));
  Handshake();
  StayUp(absl::Milliseconds(9900));
  Heard();
  harness_.runtime.node().StallUntil(harness_.Now() + absl::Seconds(5));
  harness_.RunFor(absl::Seconds(5));
  EXPECT_EQ(Heard(), "");
  EXPECT_GT(Snapshot().up_held_until, harness_.Now());
  harness_.RunFor(absl::Seconds(1));
  EXPECT_EQ(Heard(), "init>down");
  EXPECT_EQ(Snapshot().up_held_until, MonotonicTime::InfiniteFuture());
}

TEST_F(SessionHoldDownTest, AWaitThatEndsInAPauseIsOverWhenTheNeighborIsHeard) {
  harness_.BringUp();
  harness_.RunFor(absl::Seconds(1));
  Handshake();
  StayUp(absl::Milliseconds(9900));
  Heard();
  harness_.runtime.node().StallUntil(harness_.Now() + absl::Seconds(5));
  harness_.RunFor(absl::Seconds(5));
  StayUp(absl::Milliseconds(300));
  EXPECT_EQ(Heard(), "init>up");
}

struct Gate final : TransmitGate {
  bool Alive() const override { return alive; }
  bool alive = true;
};

TEST(SessionHoldDownGateTest, NoUpIsReportedWhenTheGateHasLapsed) {
  Gate gate;
  SessionConfig config = TestConfig();
  config.hold_down = absl::Seconds(10);
  config.gate = &gate;
  SessionHarness harness(config);
  harness.BringUp();
  harness.RunFor(absl::Seconds(1));
  harness.Receive(State::kDown);
  harness.Receive(State::kInit);
  // Between the wait's end and the next packet nobody else asks the gate.
  harness.KeepReceiving(State::kUp, absl::Milliseconds(50),
                        absl::Milliseconds(9999));
  harness.listener.changes.clear();
  gate.alive = false;
  harness.RunFor(absl::Milliseconds(1));
  ASSERT_EQ(harness.listener.changes.size(), 1u);
  EXPECT_EQ(harness.listener.changes[0].new_state, State::kDown);
  EXPECT_EQ(harness.listener.changes[0].reason,
            StateChangeReason::kTransmitGateLapsed);
  EXPECT_EQ(harness.LastSent().state, State::kDown);
}

TEST_F(SessionHoldDownTest, AnAdministrativeEndOfAHeldUpIsNoFailure) {
  harness_.BringUp();
  harness_.RunFor(absl::Seconds(1));
  harness_.Receive(State::kInit);
  ASSERT_EQ(harness_.session->state(), State::kUp);
  Heard();
  harness_.Receive(State::kAdminDown);
  ASSERT_EQ(harness_.session->state(), State::kDown);
  EXPECT_EQ(Heard(), "");
  harness_.Receive(State::kInit);
  harness_.session->SetAdminDown(true);
  ASSERT_EQ(harness_.listener.changes.size(), 1u);
  EXPECT_FALSE(harness_.listener.changes[0].held_up_failed);
  EXPECT_EQ(Heard(), "down>admin_down");
}

TEST_F(SessionHoldDownTest, AnAdministrativeEndIsNoFailure) {
  harness_.BringUp();
  harness_.session->SetAdminDown(true);
  harness_.session->SetAdminDown(false);
  Handshake();
  EXPECT_EQ(Heard(),
            "down>init init>up up>admin_down admin_down>down down>init "
            "init>up");
  harness_.Receive(State::kAdminDown);
  Handshake();
  EXPECT_EQ(Heard(), "up>down down>init init>up");
}

TEST_F(SessionHoldDownTest, PathDownAndForwardingPlaneResetAreFailures) {
  harness_.BringUp();
  harness_.session->SetAdminDown(true, Diagnostic::kPathDown);
  harness_.session->SetAdminDown(false);
  Handshake();
  Heard();
  StayUp(absl::Seconds(11));
  EXPECT_EQ(Heard(), "init>up");
  harness_.session->ResetForwardingPlane();
  Handshake();
  EXPECT_EQ(Heard(), "up>down down>init");
}

TEST_F(SessionHoldDownTest, AdminDownInTheWaitIsHeardAndTheFailureRemembered) {
  harness_.BringUp();
  harness_.RunFor(absl::Seconds(1));
  Handshake();
  Heard();
  harness_.session->SetAdminDown(true);
  EXPECT_EQ(Heard(), "init>admin_down");
  harness_.session->SetAdminDown(false);
  Handshake();
  EXPECT_EQ(Heard(), "admin_down>down down>init");
  harness_.RunFor(absl::Milliseconds(100));
}

TEST_F(SessionHoldDownTest, TheListenerMayDestroyTheSessionWhenTheWaitIsOver) {
  harness_.BringUp();
  harness_.RunFor(absl::Seconds(1));
  Handshake();
  harness_.listener.on_change = [this](const StateChange& change) {
    if (change.new_state == State::kUp) harness_.session.reset();
  };
  while (harness_.session != nullptr) {
    harness_.Receive(State::kUp);
    harness_.RunFor(absl::Milliseconds(50));
  }
  harness_.RunFor(absl::Seconds(1));
  EXPECT_EQ(harness_.demultiplexer.size(), 0u);
}

TEST_F(SessionHoldDownTest, OutOfRangeIsRefused) {
  for (const absl::Duration bad :
       {-absl::Seconds(1), absl::Hours(25), absl::InfiniteDuration()}) {
    SessionConfig config = Config();
    config.hold_down = bad;
    EXPECT_FALSE(Validate(config).ok());
  }
}

}  // namespace
}  // namespace waymark::bfd
