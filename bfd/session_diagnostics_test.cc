// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What a session is told by others and tells of itself: concatenated paths
// (RFC 5880, 6.8.17), a forwarding plane reset (6.8.15), diagnostics, counters
// and the log of transitions.

#include <cstddef>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/monotonic_time.h"
#include "bfd/code_points.h"
#include "bfd/control_packet.h"
#include "bfd/drop_reason.h"
#include "bfd/session.h"
#include "bfd/session_listener.h"
#include "bfd/session_snapshot.h"
#include "bfd/testing/session_harness.h"
#include "bfd/transition_log.h"
#include "gtest/gtest.h"

namespace waymark::bfd {
namespace {

using testing::SessionHarness;

// Conformance: RFC5880-6.8.17-a positive
TEST(SessionDiagnosticsTest, AConcatenatedPathIsToldByTheDiagnosticAlone) {
  for (const Diagnostic diagnostic :
       {Diagnostic::kConcatenatedPathDown,
        Diagnostic::kReverseConcatenatedPathDown}) {
    SessionHarness harness;
    harness.BringUp();
    harness.ForgetSent();
    const size_t changes = harness.listener.changes.size();
    ASSERT_TRUE(harness.session->SetConcatenatedPath(diagnostic).ok());
    EXPECT_TRUE(harness.transport.sent.empty()) << "the periodic ones carry it";
    harness.RunFor(absl::Milliseconds(50));
    EXPECT_EQ(harness.LastSent().diagnostic, diagnostic);
    EXPECT_EQ(harness.LastSent().state, State::kUp);
    EXPECT_FALSE(harness.LastSent().poll);
    EXPECT_EQ(harness.listener.changes.size(), changes);
    EXPECT_EQ(harness.session->Snapshot().local_diag, diagnostic);
    harness.Receive(State::kUp);
    ASSERT_TRUE(harness.session->SetConcatenatedPath(Diagnostic::kNone).ok());
    harness.RunFor(absl::Milliseconds(50));
    EXPECT_EQ(harness.LastSent().diagnostic, Diagnostic::kNone);
  }
}

// Conformance: RFC5880-6.8.17-a negative
TEST(SessionDiagnosticsTest, OnlyAnUpSessionTellsOfConcatenatedPaths) {
  SessionHarness harness;
  harness.Start();
  EXPECT_EQ(
      harness.session->SetConcatenatedPath(Diagnostic::kConcatenatedPathDown)
          .code(),
      absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(harness.session->SetConcatenatedPath(Diagnostic::kPathDown).code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(harness.session->Snapshot().local_diag, Diagnostic::kNone);
}

TEST(SessionDiagnosticsTest, AFailureOverwritesTheConcatenatedPath) {
  SessionHarness harness;
  harness.BringUp();
  ASSERT_TRUE(
      harness.session->SetConcatenatedPath(Diagnostic::kConcatenatedPathDown)
          .ok());
  harness.RunFor(absl::Seconds(1));
  EXPECT_EQ(harness.LastSent().state, State::kDown);
  EXPECT_EQ(harness.LastSent().diagnostic,
            Diagnostic::kControlDetectionTimeExpired);
  harness.Receive(State::kInit);
  ASSERT_EQ(harness.session->state(), State::kUp);
  ASSERT_TRUE(harness.session->SetConcatenatedPath(Diagnostic::kNone).ok());
  EXPECT_EQ(harness.session->Snapshot().local_diag,
            Diagnostic::kControlDetectionTimeExpired)
      << "not its own to clear";
}

// Conformance: RFC5880-6.8.17-1 positive
TEST(SessionDiagnosticsTest, InDemandModeTheDiagnosticIsPolled) {
  SessionHarness harness;
  harness.BringUp();
  ControlPacket demand = harness.AskForDemandMode();
  harness.RunFor(absl::Milliseconds(100));
  ASSERT_TRUE(harness.transport.sent.empty());
  ASSERT_TRUE(
      harness.session->SetConcatenatedPath(Diagnostic::kConcatenatedPathDown)
          .ok());
  harness.RunFor(absl::ZeroDuration());
  ASSERT_EQ(harness.transport.sent.size(), 1u);
  EXPECT_TRUE(harness.LastSent().poll);
  EXPECT_EQ(harness.LastSent().diagnostic, Diagnostic::kConcatenatedPathDown);
  demand.final = true;
  harness.Receive(demand);
  harness.ForgetSent();
  harness.RunFor(absl::Milliseconds(100));
  EXPECT_TRUE(harness.transport.sent.empty());
}

// Conformance: RFC5880-6.8.17-1 negative
TEST(SessionDiagnosticsTest, WhatIsToldAlreadyIsNotPolledAgain) {
  SessionHarness harness;
  harness.BringUp();
  ASSERT_TRUE(
      harness.session->SetConcatenatedPath(Diagnostic::kConcatenatedPathDown)
          .ok());
  EXPECT_FALSE(harness.session->Snapshot().poll_active) << "no Demand mode";
  harness.AskForDemandMode();
  ASSERT_TRUE(
      harness.session->SetConcatenatedPath(Diagnostic::kConcatenatedPathDown)
          .ok());
  EXPECT_FALSE(harness.session->Snapshot().poll_active);
}

TEST(SessionDiagnosticsTest, TheNeighborsConcatenatedPathIsReported) {
  SessionHarness harness;
  std::vector<Diagnostic>& heard = harness.listener.remote_diagnostics;
  ControlPacket packet = harness.FromRemote(State::kDown);
  packet.diagnostic = Diagnostic::kControlDetectionTimeExpired;
  harness.Start();
  harness.Receive(packet);
  EXPECT_TRUE(heard.empty()) << "below Up the changes of state say it";
  packet = harness.FromRemote(State::kInit);
  harness.Receive(packet);
  packet.state = State::kUp;
  harness.Receive(packet);
  packet.diagnostic = Diagnostic::kReverseConcatenatedPathDown;
  harness.Receive(packet);
  harness.Receive(packet);
  packet.diagnostic = Diagnostic::kNone;
  harness.Receive(packet);
  EXPECT_EQ(heard,
            (std::vector<Diagnostic>{Diagnostic::kReverseConcatenatedPathDown,
                                     Diagnostic::kNone}));
  packet.state = State::kDown;
  packet.diagnostic = Diagnostic::kPathDown;
  harness.Receive(packet);
  EXPECT_EQ(heard.size(), 2u);
  EXPECT_EQ(harness.listener.changes.back().remote_diagnostic,
            Diagnostic::kPathDown);
}

// Conformance: RFC5880-6.8.15-1 positive
TEST(SessionDiagnosticsTest, AForwardingPlaneResetSignalsDownAtOnce) {
  SessionHarness harness;
  harness.BringUp();
  harness.ForgetSent();
  harness.session->ResetForwardingPlane();
  ASSERT_EQ(harness.transport.sent.size(), 1u);
  EXPECT_EQ(harness.LastSent().state, State::kDown);
  EXPECT_EQ(harness.LastSent().diagnostic, Diagnostic::kForwardingPlaneReset);
  EXPECT_EQ(harness.listener.changes.back().reason,
            StateChangeReason::kForwardingPlaneReset);
  harness.Receive(State::kDown);
  harness.Receive(State::kInit);
  EXPECT_EQ(harness.session->state(), State::kUp);
}

// Conformance: RFC5880-6.8.15-1 positive
TEST(SessionDiagnosticsTest, InDownTheResetSetsTheDiagnostic) {
  SessionHarness harness;
  harness.Start();
  harness.session->ResetForwardingPlane();
  EXPECT_TRUE(harness.listener.changes.empty());
  harness.RunFor(absl::Seconds(1));
  EXPECT_EQ(harness.LastSent().diagnostic, Diagnostic::kForwardingPlaneReset);
}

// Conformance: RFC5880-6.8.15-1 negative
TEST(SessionDiagnosticsTest, AdminDownOutlivesAReset) {
  SessionHarness harness;
  harness.Start();
  harness.session->SetAdminDown(true);
  harness.session->ResetForwardingPlane();
  EXPECT_EQ(harness.session->state(), State::kAdminDown);
  EXPECT_EQ(harness.session->Snapshot().local_diag,
            Diagnostic::kAdministrativelyDown);
}

TEST(SessionDiagnosticsTest, AdminDownTakesAnyDiagnostic) {
  for (int i = 0; i <= 8; ++i) {
    const Diagnostic diagnostic = static_cast<Diagnostic>(i);
    SessionHarness harness;
    harness.BringUp();
    harness.session->SetAdminDown(true, diagnostic);
    EXPECT_EQ(harness.LastSent().diagnostic, diagnostic);
    EXPECT_EQ(harness.listener.changes.back().local_diagnostic, diagnostic);
    EXPECT_EQ(harness.session->Snapshot().transitions.back().local_diagnostic,
              diagnostic);
  }
}

TEST(SessionDiagnosticsTest, TheLogKeepsTheLastTransitionsWithTheirTimes) {
  SessionHarness harness;
  EXPECT_TRUE(harness.session->Snapshot().transitions.empty());
  harness.BringUp();
  harness.RunFor(absl::Milliseconds(50));
  ControlPacket down = harness.FromRemote(State::kDown);
  down.diagnostic = Diagnostic::kPathDown;
  harness.Receive(down);
  const std::vector<TransitionRecord> records =
      harness.session->Snapshot().transitions;
  ASSERT_EQ(records.size(), 3u);
  EXPECT_EQ(records[1].old_state, State::kInit);
  EXPECT_EQ(records[1].new_state, State::kUp);
  EXPECT_EQ(records[1].reason, StateChangeReason::kHandshake);
  EXPECT_EQ(records[2],
            (TransitionRecord{
                .time = harness.Now(),
                .old_state = State::kUp,
                .new_state = State::kDown,
                .reason = StateChangeReason::kNeighborSignaledDown,
                .local_diagnostic = Diagnostic::kNeighborSignaledSessionDown,
                .remote_diagnostic = Diagnostic::kPathDown}));
  EXPECT_LT(records[0].time, records[2].time);
}

TEST(SessionDiagnosticsTest, TheLogIsBounded) {
  SessionHarness harness;
  harness.Start();
  for (int i = 0; i < 50; ++i) {
    harness.session->SetAdminDown(i % 2 == 0);
    harness.RunFor(absl::Seconds(1));
  }
  const std::vector<TransitionRecord> records =
      harness.session->Snapshot().transitions;
  ASSERT_EQ(records.size(), TransitionLog::kCapacity);
  for (size_t i = 1; i < records.size(); ++i) {
    EXPECT_EQ(records[i].old_state, records[i - 1].new_state);
    EXPECT_EQ(records[i].time, records[i - 1].time + absl::Seconds(1));
  }
  EXPECT_EQ(harness.session->Snapshot().last_state_change, records.back().time);
}

TEST(SessionDiagnosticsTest, DropsThatAreNotTheSessionsOwnCountNothing) {
  SessionCounters counters;
  counters.CountDrop(DropReason::kAdminDown);
  EXPECT_EQ(counters.drops(DropReason::kAdminDown), 1u);
  EXPECT_EQ(counters.drops(DropReason::kBadTtl), 0u);
  EXPECT_EQ(counters.drops(DropReason::kUnexpectedAuthentication), 0u);
  EXPECT_EQ(counters.packets_discarded, 1u);
}

// Thousands of them: see docs/architecture.md.
TEST(SessionDiagnosticsTest, ASessionIsSmall) {
  EXPECT_LE(sizeof(Session), 600u);
}

}  // namespace
}  // namespace waymark::bfd
