// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// RFC 5880, 6.8.4: silence, judged by kernel receive times.

#include <cstdint>

#include "absl/time/time.h"
#include "base/monotonic_time.h"
#include "bfd/code_points.h"
#include "bfd/control_packet.h"
#include "bfd/session.h"
#include "bfd/session_config.h"
#include "bfd/session_listener.h"
#include "bfd/session_snapshot.h"
#include "bfd/testing/session_harness.h"
#include "gtest/gtest.h"

namespace waymark::bfd {
namespace {

using testing::SessionHarness;

// Conformance: RFC5880-6.8.4-1 positive
TEST(SessionDetectionTest, SilenceEndsTheSessionAtTheDetectionTimeExactly) {
  SessionHarness harness;
  harness.BringUp();
  harness.RunFor(absl::Milliseconds(37));
  harness.Receive(State::kUp);
  const MonotonicTime last = harness.Now();
  harness.RunFor(absl::Milliseconds(150) - absl::Nanoseconds(1));
  EXPECT_EQ(harness.session->state(), State::kUp);
  harness.RunFor(absl::Nanoseconds(1));
  EXPECT_EQ(harness.session->state(), State::kDown);
  const StateChange& change = harness.listener.changes.back();
  EXPECT_EQ(change.reason, StateChangeReason::kDetectionTimeExpired);
  EXPECT_EQ(change.old_state, State::kUp);
  EXPECT_EQ(change.local_diagnostic, Diagnostic::kControlDetectionTimeExpired);
  EXPECT_EQ(change.last_received, last);
  EXPECT_EQ(change.detection_time, absl::Milliseconds(150));
  EXPECT_EQ(change.deadline, last + absl::Milliseconds(150));
  EXPECT_EQ(change.time, change.deadline);
  EXPECT_EQ(change.remote_state, State::kUp);
  EXPECT_TRUE(harness.listener.stalls.empty());
}

// Conformance: RFC5880-6.8.4-1 negative
// Conformance: RFC5880-6.8.4-b positive
TEST(SessionDetectionTest, PacketsInTimeKeepItUp) {
  SessionHarness harness;
  harness.BringUp();
  harness.KeepReceiving(State::kUp, absl::Milliseconds(149), absl::Minutes(5));
  EXPECT_EQ(harness.session->state(), State::kUp);
  EXPECT_TRUE(harness.listener.stalls.empty());
}

// Conformance: RFC5880-6.8.4-1 positive
TEST(SessionDetectionTest, SilenceEndsInitAsWell) {
  SessionHarness harness;
  harness.Start();
  harness.Receive(State::kDown);
  harness.RunFor(absl::Milliseconds(149));
  EXPECT_EQ(harness.session->state(), State::kInit);
  harness.RunFor(absl::Milliseconds(1));
  EXPECT_EQ(harness.session->state(), State::kDown);
  EXPECT_EQ(harness.session->Snapshot().local_diag,
            Diagnostic::kControlDetectionTimeExpired);
}

// Conformance: RFC5880-6.8.1-6 positive
// Conformance: RFC5880-6.8.1-8 negative
TEST(SessionDetectionTest, TheEndIsSentWithItsDiagnostic) {
  SessionHarness harness;
  harness.BringUp();
  harness.RunFor(absl::Milliseconds(149));
  harness.ForgetSent();
  harness.RunFor(absl::Milliseconds(1));
  EXPECT_EQ(harness.session->state(), State::kDown);
  EXPECT_EQ(harness.transport.sent.size(), 0u)
      << "others that are lost with it are judged first";
  harness.RunFor(absl::Milliseconds(1));
  ASSERT_EQ(harness.transport.sent.size(), 1u);
  EXPECT_EQ(harness.LastSent().state, State::kDown);
  EXPECT_EQ(harness.LastSent().diagnostic,
            Diagnostic::kControlDetectionTimeExpired);
  EXPECT_EQ(harness.LastSent().your_discriminator, 0u);
  EXPECT_EQ(harness.LastSent().desired_min_tx_interval, 1'000'000u);
}

// What changes meanwhile would move the next periodic packet, up to a second.
TEST(SessionDetectionTest, NothingKeepsTheEndFromBeingSent) {
  for (const bool by_neighbor : {true, false}) {
    SessionHarness harness;
    harness.BringUp();
    harness.RunFor(absl::Milliseconds(150));
    ASSERT_EQ(harness.session->state(), State::kDown);
    harness.ForgetSent();
    if (by_neighbor) {
      harness.Receive(State::kUp);
    } else {
      EXPECT_TRUE(harness.session
                      ->SetTimers({.desired_min_tx = absl::Milliseconds(60),
                                   .required_min_rx = absl::Milliseconds(60)})
                      .ok());
    }
    harness.RunFor(absl::Milliseconds(1));
    ASSERT_EQ(harness.transport.sent.size(), 1u);
    EXPECT_EQ(harness.LastSent().state, State::kDown);
  }
}

// Conformance: RFC5880-6.8.1-6 positive
// Conformance: RFC5880-6.8.18-1 positive
// Conformance: RFC5880-6.8.1-1 negative
// Conformance: RFC5880-6.8.18-a positive
TEST(SessionDetectionTest, ADetectionTimeInDownForgetsTheRemoteSystem) {
  SessionHarness harness;
  harness.BringUp();
  ControlPacket packet = harness.FromRemote(State::kAdminDown);
  packet.required_min_rx_interval = 9'000'000;
  harness.Receive(packet);
  harness.RunFor(absl::Milliseconds(149));
  SessionSnapshot snapshot = harness.session->Snapshot();
  EXPECT_EQ(snapshot.remote_discr, testing::kRemoteDiscriminator);
  EXPECT_EQ(snapshot.remote_min_rx_interval, absl::Seconds(9));
  const size_t changes = harness.listener.changes.size();
  harness.RunFor(absl::Milliseconds(1));
  snapshot = harness.session->Snapshot();
  EXPECT_EQ(snapshot.remote_discr, 0u);
  EXPECT_EQ(snapshot.remote_min_rx_interval, absl::Microseconds(1));
  EXPECT_EQ(snapshot.transmit_interval, absl::Seconds(1));
  EXPECT_EQ(snapshot.local_diag, Diagnostic::kNeighborSignaledSessionDown);
  EXPECT_EQ(harness.listener.changes.size(), changes);
}

// Conformance: RFC5880-6.8.1-1 positive
// Conformance: RFC5880-6.8.1-6 negative
// Conformance: RFC5880-6.8.18-1 negative
// Conformance: RFC5880-6.8.18-a negative
TEST(SessionDetectionTest, PacketsInDownKeepTheRemoteSystemKnown) {
  SessionHarness harness;
  harness.BringUp();
  harness.KeepReceiving(State::kAdminDown, absl::Milliseconds(100),
                        absl::Seconds(10));
  EXPECT_EQ(harness.session->Snapshot().remote_discr,
            testing::kRemoteDiscriminator);
}

// Conformance: RFC5880-6.8.4-b negative
TEST(SessionDetectionTest, DiscardedPacketsAreNotReceived) {
  SessionHarness harness;
  harness.BringUp();
  ControlPacket packet = harness.FromRemote(State::kUp);
  packet.your_discriminator ^= 0x80000000;
  for (int i = 0; i < 3; ++i) {
    harness.RunFor(absl::Milliseconds(49));
    harness.Receive(packet);
  }
  EXPECT_EQ(harness.session->state(), State::kUp);
  harness.RunFor(absl::Milliseconds(3));
  EXPECT_EQ(harness.session->state(), State::kDown);
}

TEST(SessionDetectionTest, WhatTheKernelQueuedInTimeIsReadFirst) {
  SessionHarness harness;
  harness.BringUp();
  const MonotonicTime received = harness.Now() + absl::Milliseconds(120);
  harness.Queue(harness.FromRemote(State::kUp), received);
  harness.RunFor(absl::Milliseconds(269));
  EXPECT_EQ(harness.session->state(), State::kUp);
  EXPECT_EQ(harness.transport.drains, 1);
  harness.RunFor(absl::Milliseconds(1));
  EXPECT_EQ(harness.session->state(), State::kDown);
  EXPECT_EQ(harness.listener.changes.back().time,
            received + absl::Milliseconds(150))
      << "counted from the kernel's time, not from when it was read";
}

TEST(SessionDetectionTest, APacketReadLateCountsFromWhenItWasReceived) {
  SessionHarness harness;
  harness.BringUp();
  harness.RunFor(absl::Milliseconds(100));
  const MonotonicTime received = harness.Now() - absl::Milliseconds(60);
  harness.Receive(harness.FromRemote(State::kUp), received);
  harness.RunFor(absl::Seconds(1));
  EXPECT_EQ(harness.listener.changes.back().deadline,
            received + absl::Milliseconds(150));
  EXPECT_EQ(harness.listener.changes.back().time,
            received + absl::Milliseconds(150));
}

TEST(SessionDetectionTest, ADeadlineThatHasPassedWhenItIsSetIsNoStall) {
  SessionHarness harness;
  harness.BringUp();
  ControlPacket slow = harness.FromRemote(State::kUp);
  slow.desired_min_tx_interval = 1'000'000;
  harness.Receive(slow);
  harness.RunFor(absl::Seconds(1));
  // Read half a second late, it shortens the detection time to 150 ms.
  harness.Receive(harness.FromRemote(State::kUp),
                  harness.Now() - absl::Milliseconds(500));
  harness.RunFor(absl::ZeroDuration());
  EXPECT_EQ(harness.session->state(), State::kDown);
  EXPECT_TRUE(harness.listener.stalls.empty());
}

TEST(SessionDetectionTest, WhatTheDrainDeliversTooLateDoesNotJudgeTwice) {
  SessionHarness harness;
  harness.BringUp();
  ControlPacket packet = harness.FromRemote(State::kUp);
  packet.desired_min_tx_interval = 10'000;
  packet.detect_mult = 1;
  harness.Queue(packet, harness.Now() + absl::Milliseconds(20));
  harness.RunFor(absl::Seconds(1));
  EXPECT_EQ(harness.session->state(), State::kDown);
  EXPECT_EQ(harness.transport.drains, 1);
}

// Others may have had the queue read since; no packet after it matters.
TEST(SessionDetectionTest, TheQueueIsReadUpToTheDeadline) {
  SessionHarness harness;
  harness.BringUp();
  const MonotonicTime deadline = harness.Now() + absl::Milliseconds(150);
  harness.RunFor(absl::Seconds(1));
  EXPECT_EQ(harness.session->state(), State::kDown);
  EXPECT_EQ(harness.transport.drained_until, deadline);
}

TEST(SessionDetectionTest, TheQueueIsLeftAloneWhilePacketsCome) {
  SessionHarness harness;
  harness.BringUp();
  harness.KeepReceiving(State::kUp, absl::Milliseconds(40), absl::Minutes(1));
  EXPECT_EQ(harness.transport.drains, 0);
}

TEST(SessionDetectionTest, WhatTheDrainDeliversMayDestroyTheSession) {
  SessionHarness harness;
  harness.BringUp();
  harness.transport.queue.push_back([&harness] { harness.session.reset(); });
  harness.RunFor(absl::Seconds(1));
  EXPECT_EQ(harness.session, nullptr);
  EXPECT_EQ(harness.listener.changes.back().new_state, State::kUp);
}

TEST(SessionDetectionTest, ADownInTheQueueIsTheNeighborsVerdictNotOurs) {
  SessionHarness harness;
  harness.BringUp();
  ControlPacket down = harness.FromRemote(State::kDown);
  down.diagnostic = Diagnostic::kControlDetectionTimeExpired;
  harness.Queue(down, harness.Now() + absl::Milliseconds(149));
  harness.RunFor(absl::Milliseconds(150));
  EXPECT_EQ(harness.listener.changes.back().reason,
            StateChangeReason::kNeighborSignaledDown);
  EXPECT_EQ(harness.listener.changes.back().local_diagnostic,
            Diagnostic::kNeighborSignaledSessionDown);
}

TEST(SessionDetectionTest, AfterLossTheSessionComesUpAgain) {
  SessionHarness harness;
  harness.BringUp();
  harness.RunFor(absl::Seconds(5));
  ASSERT_EQ(harness.session->state(), State::kDown);
  ControlPacket first = harness.FromRemote(State::kDown);
  first.your_discriminator = 0;
  harness.Receive(first);
  harness.Receive(State::kInit);
  EXPECT_EQ(harness.session->state(), State::kUp);
  EXPECT_EQ(harness.listener.changes.back().incarnation, 2u);
}

// RFC 5880, 6.8.1: "The state variables are subsequently manipulated by the
// state machine and are never reinitialized".
// Conformance: RFC5880-6.8.1-3 negative
// Conformance: RFC5880-6.8.1-5 negative
// Conformance: RFC5880-6.8.1-7 negative
// Conformance: RFC5880-6.8.1-9 negative
// Conformance: RFC5880-6.8.1-10 negative
// Conformance: RFC5880-6.8.1-a positive
TEST(SessionDetectionTest, AFailureDoesNotInitializeTheVariablesAgain) {
  SessionHarness harness;
  harness.BringUp();
  const uint32_t local_discr = harness.session->local_discriminator();
  ControlPacket packet = harness.FromRemote(State::kUp);
  packet.demand = true;
  harness.Receive(packet);
  SessionSnapshot snapshot = harness.session->Snapshot();
  EXPECT_EQ(snapshot.remote_discr, testing::kRemoteDiscriminator);
  EXPECT_EQ(snapshot.remote_min_rx_interval, absl::Milliseconds(50));
  harness.RunFor(absl::Seconds(1));
  snapshot = harness.session->Snapshot();
  ASSERT_EQ(snapshot.session_state, State::kDown);
  EXPECT_EQ(harness.listener.changes.back().new_state, State::kDown);
  EXPECT_EQ(snapshot.remote_session_state, State::kUp);
  EXPECT_EQ(snapshot.local_diag, Diagnostic::kControlDetectionTimeExpired);
  EXPECT_TRUE(snapshot.remote_demand_mode);
  EXPECT_EQ(snapshot.local_discr, local_discr);
}

TEST(SessionDetectionTest, AMultiplierOfOneIsJudgedAfterOneInterval) {
  SessionHarness harness;
  harness.BringUp();
  ControlPacket packet = harness.FromRemote(State::kUp);
  packet.detect_mult = 1;
  harness.Receive(packet);
  harness.RunFor(absl::Milliseconds(49));
  EXPECT_EQ(harness.session->state(), State::kUp);
  harness.RunFor(absl::Milliseconds(1));
  EXPECT_EQ(harness.session->state(), State::kDown);
}

}  // namespace
}  // namespace waymark::bfd
