// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// RFC 5880, 6.8.17: what a session says of the paths behind it.

#include <cstddef>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "bfd/code_points.h"
#include "bfd/control_packet.h"
#include "bfd/session.h"
#include "bfd/session_snapshot.h"
#include "bfd/testing/recording_transport.h"
#include "bfd/testing/session_harness.h"
#include "gtest/gtest.h"

namespace waymark::bfd {
namespace {

using testing::SessionHarness;

constexpr Diagnostic kPaths[] = {Diagnostic::kConcatenatedPathDown,
                                 Diagnostic::kReverseConcatenatedPathDown};

// Conformance: RFC5880-6.8.17-a positive
// Conformance: RFC5880-6.8.17-1 negative
TEST(ConcatenatedPathTest, ItsFailureIsToldByTheNextPacketAndTheSessionStays) {
  for (const Diagnostic diagnostic : kPaths) {
    SessionHarness harness;
    harness.BringUp();
    const size_t changes = harness.listener.changes.size();
    harness.ForgetSent();
    ASSERT_TRUE(harness.session->SetConcatenatedPath(diagnostic).ok());
    harness.RunFor(absl::Milliseconds(50));
    ASSERT_FALSE(harness.transport.sent.empty());
    EXPECT_EQ(harness.LastSent().diagnostic, diagnostic);
    EXPECT_EQ(harness.LastSent().state, State::kUp);
    EXPECT_FALSE(harness.LastSent().poll) << "periodic packets will do";
    EXPECT_EQ(harness.listener.changes.size(), changes);
    ASSERT_TRUE(harness.session->SetConcatenatedPath(Diagnostic::kNone).ok());
    harness.RunFor(absl::Milliseconds(50));
    EXPECT_EQ(harness.LastSent().diagnostic, Diagnostic::kNone);
  }
}

// Conformance: RFC5880-6.8.17-1 positive
TEST(ConcatenatedPathTest, InDemandModeItIsPolledUntilItsFinal) {
  SessionHarness harness;
  harness.BringUp();
  ControlPacket demand = harness.FromRemote(State::kUp);
  demand.demand = true;
  harness.Receive(demand);
  harness.ForgetSent();
  ASSERT_TRUE(
      harness.session->SetConcatenatedPath(Diagnostic::kConcatenatedPathDown)
          .ok());
  harness.RunFor(absl::Milliseconds(120));
  ASSERT_GE(harness.transport.sent.size(), 2u);
  for (const testing::SentPacket& sent : harness.transport.sent) {
    EXPECT_TRUE(sent.packet.poll);
    EXPECT_EQ(sent.packet.diagnostic, Diagnostic::kConcatenatedPathDown);
  }
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

// Conformance: RFC5880-6.8.17-a negative
TEST(ConcatenatedPathTest, AFailureOfTheSessionOverwritesIt) {
  SessionHarness harness;
  harness.BringUp();
  ASSERT_TRUE(
      harness.session->SetConcatenatedPath(Diagnostic::kConcatenatedPathDown)
          .ok());
  harness.RunFor(absl::Seconds(1));
  EXPECT_EQ(harness.session->state(), State::kDown);
  EXPECT_EQ(harness.LastSent().diagnostic,
            Diagnostic::kControlDetectionTimeExpired);
  // Nothing is said again by itself, and nothing below Up.
  EXPECT_EQ(
      harness.session->SetConcatenatedPath(Diagnostic::kConcatenatedPathDown)
          .code(),
      absl::StatusCode::kFailedPrecondition);
  ControlPacket first = harness.FromRemote(State::kDown);
  first.your_discriminator = 0;
  harness.Receive(first);
  harness.Receive(State::kInit);
  ASSERT_EQ(harness.session->state(), State::kUp);
  EXPECT_NE(harness.LastSent().diagnostic, Diagnostic::kConcatenatedPathDown);
}

TEST(ConcatenatedPathTest, OtherDiagnosticsAreRefused) {
  SessionHarness harness;
  harness.BringUp();
  EXPECT_EQ(harness.session->SetConcatenatedPath(Diagnostic::kPathDown).code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(harness.session->Snapshot().local_diag, Diagnostic::kNone);
}

}  // namespace
}  // namespace waymark::bfd
