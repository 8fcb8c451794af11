// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// RFC 5880, 6.8.6, from the selection of the session on. What needs no session
// is in control_packet_test.cc and demultiplexer_test.cc.

#include <array>
#include <cstdint>

#include "absl/time/time.h"
#include "bfd/code_points.h"
#include "bfd/control_packet.h"
#include "bfd/drop_reason.h"
#include "bfd/session.h"
#include "bfd/session_listener.h"
#include "bfd/session_snapshot.h"
#include "bfd/testing/session_harness.h"
#include "gtest/gtest.h"

namespace waymark::bfd {
namespace {

using testing::kRemoteDiscriminator;
using testing::SessionHarness;

constexpr std::array<uint8_t, 3> kPassword = {1, 3, 7};

// Conformance: RFC5880-6.8.6-13 negative
// Conformance: RFC5880-6.8.6-2 negative
// Conformance: RFC5880-6.8.6-b negative
TEST(SessionReceptionTest, AnAuthenticatedPacketIsDiscardedAndChangesNothing) {
  SessionHarness harness;
  harness.Start();
  ControlPacket packet = harness.FromRemote(State::kDown);
  packet.authentication = kPassword;
  packet.poll = true;
  harness.ForgetSent();
  harness.Receive(packet);
  const SessionSnapshot snapshot = harness.session->Snapshot();
  EXPECT_EQ(snapshot.session_state, State::kDown);
  EXPECT_EQ(snapshot.remote_discr, 0u);
  EXPECT_EQ(snapshot.last_received, MonotonicTime::InfinitePast());
  EXPECT_EQ(snapshot.counters.packets_received, 0u);
  EXPECT_EQ(snapshot.counters.packets_discarded, 1u);
  EXPECT_TRUE(harness.transport.sent.empty());
  EXPECT_EQ(harness.demultiplexer.counters().drops(
                DropReason::kUnexpectedAuthentication),
            1u);
}

// Conformance: RFC5880-6.8.6-13 positive
TEST(SessionReceptionTest, APacketWithoutAuthenticationIsAccepted) {
  SessionHarness harness;
  harness.Start();
  harness.Receive(State::kDown);
  EXPECT_EQ(harness.session->Snapshot().counters.packets_received, 1u);
  EXPECT_EQ(harness.demultiplexer.counters().accepted, 1u);
}

// Conformance: RFC5880-6.8.1-2 positive
// Conformance: RFC5880-6.8.1-3 positive
// Conformance: RFC5880-6.8.1-5 positive
// Conformance: RFC5880-6.8.1-7 positive
// Conformance: RFC5880-6.8.1-9 positive
// Conformance: RFC5880-6.8.1-10 positive
TEST(SessionReceptionTest, TheVariablesBeginAsTheRfcSays) {
  SessionHarness harness;
  harness.Start();
  const SessionSnapshot snapshot = harness.session->Snapshot();
  EXPECT_EQ(snapshot.session_state, State::kDown);
  EXPECT_EQ(snapshot.remote_session_state, State::kDown);
  EXPECT_NE(snapshot.local_discr, 0u);
  EXPECT_EQ(snapshot.remote_discr, 0u);
  EXPECT_EQ(snapshot.local_diag, Diagnostic::kNone);
  EXPECT_EQ(snapshot.desired_min_tx_interval, absl::Seconds(1));
  EXPECT_EQ(snapshot.required_min_rx_interval, absl::Milliseconds(50));
  EXPECT_EQ(snapshot.remote_min_rx_interval, absl::Microseconds(1));
  EXPECT_FALSE(snapshot.remote_demand_mode);
  EXPECT_EQ(snapshot.detect_mult, 3);
}

// Conformance: RFC5880-6.8.6-b positive
TEST(SessionReceptionTest, APacketSetsTheVariablesOfTheRemoteSystem) {
  SessionHarness harness;
  harness.Start();
  ControlPacket packet = harness.FromRemote(State::kInit);
  packet.diagnostic = Diagnostic::kPathDown;
  packet.demand = true;
  packet.control_plane_independent = true;
  packet.required_min_rx_interval = 70'000;
  packet.desired_min_tx_interval = 80'000;
  packet.detect_mult = 5;
  harness.Receive(packet);
  const SessionSnapshot snapshot = harness.session->Snapshot();
  EXPECT_EQ(snapshot.remote_discr, kRemoteDiscriminator);
  EXPECT_EQ(snapshot.remote_session_state, State::kInit);
  EXPECT_TRUE(snapshot.remote_demand_mode);
  EXPECT_TRUE(snapshot.remote_control_plane_independent);
  EXPECT_EQ(snapshot.remote_min_rx_interval, absl::Milliseconds(70));
  EXPECT_EQ(snapshot.remote_desired_min_tx_interval, absl::Milliseconds(80));
  EXPECT_EQ(snapshot.remote_diag, Diagnostic::kPathDown);
  EXPECT_EQ(snapshot.remote_detect_mult, 5);
  EXPECT_EQ(snapshot.detection_time, absl::Milliseconds(400));
  EXPECT_EQ(snapshot.last_received, harness.Now());
}

// RFC 5880, 6.3: a system may change its discriminator during a session.
// Conformance: RFC5880-6.3-b positive
TEST(SessionReceptionTest, ANewRemoteDiscriminatorIsEchoedWithoutALoss) {
  SessionHarness harness;
  harness.BringUp();
  harness.RunFor(absl::Milliseconds(50));
  ControlPacket packet = harness.FromRemote(State::kUp);
  packet.my_discriminator = 0x01020304;
  harness.Receive(packet);
  harness.RunFor(absl::Milliseconds(50));
  EXPECT_EQ(harness.LastSent().your_discriminator, 0x01020304u);
  EXPECT_EQ(harness.session->state(), State::kUp);
}

// Conformance: RFC5880-6.2-a positive
TEST(SessionReceptionTest, DownThenInitLeadsUp) {
  SessionHarness harness;
  harness.Start();
  harness.Receive(State::kDown);
  EXPECT_EQ(harness.session->state(), State::kInit);
  harness.Receive(State::kInit);
  EXPECT_EQ(harness.session->state(), State::kUp);
  ASSERT_EQ(harness.listener.changes.size(), 2u);
  EXPECT_EQ(harness.listener.changes[0].old_state, State::kDown);
  EXPECT_EQ(harness.listener.changes[0].new_state, State::kInit);
  EXPECT_EQ(harness.listener.changes[1].new_state, State::kUp);
  EXPECT_EQ(harness.listener.changes[1].reason, StateChangeReason::kHandshake);
}

// Conformance: RFC5880-6.2-a negative
TEST(SessionReceptionTest, UpIsIgnoredInDown) {
  SessionHarness harness;
  harness.Start();
  harness.Receive(State::kUp);
  EXPECT_EQ(harness.session->state(), State::kDown);
  EXPECT_TRUE(harness.listener.changes.empty());
}

TEST(SessionReceptionTest, TheNeighborsDownIsReportedAsItsVerdict) {
  SessionHarness harness;
  harness.BringUp();
  ControlPacket packet = harness.FromRemote(State::kDown);
  packet.diagnostic = Diagnostic::kControlDetectionTimeExpired;
  harness.Receive(packet);
  const StateChange& change = harness.listener.changes.back();
  EXPECT_EQ(change.old_state, State::kUp);
  EXPECT_EQ(change.new_state, State::kDown);
  EXPECT_EQ(change.reason, StateChangeReason::kNeighborSignaledDown);
  EXPECT_EQ(change.local_diagnostic, Diagnostic::kNeighborSignaledSessionDown);
  EXPECT_EQ(change.remote_diagnostic, Diagnostic::kControlDetectionTimeExpired);
  EXPECT_EQ(change.time, harness.Now());
  EXPECT_EQ(harness.LastSent().state, State::kDown);
  EXPECT_EQ(harness.LastSent().diagnostic,
            Diagnostic::kNeighborSignaledSessionDown);
}

TEST(SessionReceptionTest, TheNeighborsAdminDownHasAReasonOfItsOwn) {
  SessionHarness harness;
  harness.BringUp();
  harness.Receive(State::kAdminDown);
  const StateChange& change = harness.listener.changes.back();
  EXPECT_EQ(change.new_state, State::kDown);
  EXPECT_EQ(change.reason, StateChangeReason::kNeighborAdminDown);
  EXPECT_EQ(change.remote_state, State::kAdminDown);
  EXPECT_EQ(change.local_diagnostic, Diagnostic::kNeighborSignaledSessionDown);
  const size_t changes = harness.listener.changes.size();
  harness.Receive(State::kAdminDown);
  EXPECT_EQ(harness.listener.changes.size(), changes) << "Down stays Down";
}

// Conformance: RFC5880-6.8.6-c positive
TEST(SessionReceptionTest, WhileAdminDownPacketsAreDiscardedButLearntFrom) {
  SessionHarness harness;
  harness.BringUp();
  harness.session->SetAdminDown(true);
  ControlPacket packet = harness.FromRemote(State::kInit);
  packet.my_discriminator = 77;
  packet.poll = true;
  harness.ForgetSent();
  harness.Receive(packet);
  EXPECT_EQ(harness.session->state(), State::kAdminDown);
  EXPECT_EQ(harness.session->Snapshot().remote_discr, 77u);
  EXPECT_TRUE(harness.transport.sent.empty()) << "no Final";
  EXPECT_EQ(harness.demultiplexer.counters().drops(DropReason::kAdminDown), 1u);
}

// Conformance: RFC5880-6.8.6-17 positive
TEST(SessionReceptionTest, AFinalTerminatesThePollSequence) {
  SessionHarness harness;
  harness.Handshake();
  EXPECT_TRUE(harness.session->Snapshot().poll_active);
  harness.RunFor(absl::Milliseconds(50));
  EXPECT_TRUE(harness.LastSent().poll);
  harness.Receive(State::kUp);
  EXPECT_TRUE(harness.session->Snapshot().poll_active);
  ControlPacket final = harness.FromRemote(State::kUp);
  final.final = true;
  harness.Receive(final);
  EXPECT_FALSE(harness.session->Snapshot().poll_active);
  harness.RunFor(absl::Milliseconds(50));
  EXPECT_FALSE(harness.LastSent().poll);
}

// Conformance: RFC5880-6.8.6-17 negative
TEST(SessionReceptionTest, WithoutAFinalThePollIsRepeated) {
  SessionHarness harness;
  harness.Handshake();
  harness.RunFor(absl::Milliseconds(50));
  harness.ForgetSent();
  harness.KeepReceiving(State::kUp, absl::Milliseconds(40), absl::Seconds(1));
  ASSERT_GE(harness.transport.sent.size(), 20u);
  for (const auto& sent : harness.transport.sent) {
    EXPECT_TRUE(sent.packet.poll);
  }
}

// Conformance: RFC5880-6.8.7-8 positive
// Conformance: RFC5880-6.5-1 negative
TEST(SessionReceptionTest, APollIsAnsweredAtOnceWithFinalAndWithoutPoll) {
  SessionHarness harness;
  harness.Handshake();
  ASSERT_TRUE(harness.session->Snapshot().poll_active) << "a Poll of our own";
  ControlPacket poll = harness.FromRemote(State::kUp);
  poll.poll = true;
  harness.ForgetSent();
  harness.Receive(poll);
  ASSERT_EQ(harness.transport.sent.size(), 1u);
  EXPECT_EQ(harness.transport.sent[0].time, harness.Now());
  EXPECT_TRUE(harness.LastSent().final);
  EXPECT_FALSE(harness.LastSent().poll);
  EXPECT_EQ(harness.LastSent().state, State::kUp);
}

// Conformance: RFC5880-6.8.7-8 positive
TEST(SessionReceptionTest, AFinalCarriesTheNewStateAndStandsForItsPacket) {
  SessionHarness harness;
  harness.Start();
  harness.ForgetSent();
  ControlPacket poll = harness.FromRemote(State::kDown);
  poll.poll = true;
  harness.Receive(poll);
  ASSERT_EQ(harness.transport.sent.size(), 1u);
  EXPECT_TRUE(harness.LastSent().final);
  EXPECT_EQ(harness.LastSent().state, State::kInit);
  EXPECT_EQ(harness.LastSent().your_discriminator, kRemoteDiscriminator);
}

// Conformance: RFC5880-6.8.7-8 negative
TEST(SessionReceptionTest, NoFinalIsSentWithoutAPoll) {
  SessionHarness harness;
  harness.BringUp();
  harness.ForgetSent();
  harness.KeepReceiving(State::kUp, absl::Milliseconds(40), absl::Seconds(2));
  for (const auto& sent : harness.transport.sent) {
    EXPECT_FALSE(sent.packet.final);
  }
}

// Conformance: RFC5880-6.8.6-18 positive
// Conformance: RFC5880-6.8.7-7 positive
// Conformance: RFC5880-6.8.6-19 negative
// Conformance: RFC5880-6.8.14-1 negative
TEST(SessionReceptionTest, TheNeighborsDemandModeStopsPeriodicTransmission) {
  SessionHarness harness;
  harness.BringUp();
  ControlPacket demand = harness.AskForDemandMode();
  for (int i = 0; i < 50; ++i) {
    harness.RunFor(absl::Milliseconds(50));
    harness.Receive(demand);
  }
  EXPECT_TRUE(harness.transport.sent.empty());
  EXPECT_EQ(harness.session->state(), State::kUp);
}

// Conformance: RFC5880-6.8.6-19 positive
// Conformance: RFC5880-6.8.14-1 positive
TEST(SessionReceptionTest, TheEndOfDemandModeResumesTransmissionAtOnce) {
  SessionHarness harness;
  harness.BringUp();
  harness.AskForDemandMode();
  harness.RunFor(absl::Milliseconds(100));
  harness.ForgetSent();
  harness.Receive(State::kUp);
  harness.RunFor(absl::ZeroDuration());
  EXPECT_EQ(harness.transport.sent.size(), 1u);
  harness.KeepReceiving(State::kUp, absl::Milliseconds(50), absl::Seconds(1));
  EXPECT_GE(harness.transport.sent.size(), 20u);
}

// Conformance: RFC5880-6.8.6-18 negative
// Conformance: RFC5880-6.8.6-19 positive
TEST(SessionReceptionTest, DemandBelowUpDoesNotStopTransmission) {
  SessionHarness harness;
  harness.Start();
  ControlPacket demand = harness.FromRemote(State::kDown);
  demand.demand = true;
  harness.Receive(demand);
  harness.ForgetSent();
  for (int i = 0; i < 100; ++i) {
    harness.RunFor(absl::Milliseconds(50));
    harness.Receive(demand);
  }
  EXPECT_GE(harness.transport.sent.size(), 4u);
}

// Conformance: RFC5880-6.6-3 positive
// Conformance: RFC5880-6.8.7-7 negative
// Conformance: RFC5880-6.5-2 negative
// Conformance: RFC5880-6.8.12-a negative
TEST(SessionReceptionTest, InDemandModeAChangeIsPolledUntilItsFinal) {
  SessionHarness harness;
  harness.BringUp();
  ControlPacket demand = harness.AskForDemandMode();
  TimerConfig timers = harness.config.timers;
  timers.detect_multiplier = 4;
  ASSERT_TRUE(harness.session->SetTimers(timers).ok());
  harness.RunFor(absl::Milliseconds(50));
  ASSERT_FALSE(harness.transport.sent.empty());
  EXPECT_TRUE(harness.LastSent().poll);
  EXPECT_EQ(harness.LastSent().detect_mult, 4);
  demand.final = true;
  harness.Receive(demand);
  demand.final = false;
  harness.ForgetSent();
  for (int i = 0; i < 10; ++i) {
    harness.RunFor(absl::Milliseconds(50));
    harness.Receive(demand);
  }
  EXPECT_TRUE(harness.transport.sent.empty());
}

}  // namespace
}  // namespace waymark::bfd
