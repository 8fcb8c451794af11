// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Start, administrative control, the transmit gate, and destruction at awkward
// moments.

#include <climits>
#include <cstdint>
#include <memory>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/ip_address.h"
#include "base/monotonic_time.h"
#include "bfd/code_points.h"
#include "bfd/control_packet.h"
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

TEST(SessionLifecycleTest, AFailureOfTheTransportLeavesNothingBehind) {
  SessionHarness harness;
  harness.transport.FailNextOpen(absl::UnavailableError("no such address"));
  EXPECT_EQ(harness.session->Start().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(harness.demultiplexer.size(), 0u);
  EXPECT_EQ(harness.session->local_discriminator(), 0u);
  harness.Start();
  EXPECT_EQ(harness.transport.sent.size(), 1u);
}

// Conformance: RFC5881-2-1 negative
TEST(SessionLifecycleTest, ASecondSessionWithTheSameKeyIsRefused) {
  SessionHarness harness;
  harness.Start();
  Session second(harness.runtime.runtime(), harness.demultiplexer,
                 harness.transport, harness.config, harness.listener);
  EXPECT_EQ(second.Start().code(), absl::StatusCode::kAlreadyExists);
}

TEST(SessionLifecycleTest, ABadConfigurationIsRefusedByStart) {
  SessionConfig config = TestConfig();
  config.timers.detect_multiplier = 0;
  SessionHarness harness(config);
  EXPECT_EQ(harness.session->Start().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(harness.demultiplexer.size(), 0u);
}

TEST(SessionLifecycleTest, TheDestructorReleasesDiscriminatorAndSocket) {
  SessionHarness harness;
  harness.BringUp();
  harness.session.reset();
  EXPECT_EQ(harness.demultiplexer.size(), 0u);
  EXPECT_EQ(harness.transport.open_senders, 0);
  harness.RunFor(absl::Seconds(10));
}

// Conformance: RFC5881-6-5 positive
// Conformance: RFC5881-6-5 negative
TEST(SessionLifecycleTest, AnotherSourceAddressDoesNotMoveTheDestination) {
  SessionHarness harness;
  harness.BringUp();
  ASSERT_EQ(harness.transport.opened.size(), 1u);
  const IpAddress configured = harness.config.key.remote;
  harness.config.key.remote = IpAddress::V4(192, 0, 2, 99);
  harness.Receive(State::kDown);  // now from another address
  EXPECT_EQ(harness.session->state(), State::kDown) << "it was accepted";
  EXPECT_EQ(harness.LastSent().state, State::kDown) << "and answered";
  ASSERT_EQ(harness.transport.opened.size(), 1u);
  EXPECT_EQ(harness.transport.opened[0].remote, configured);
}

// Conformance: RFC5880-6.8.16-1 positive
// Conformance: RFC5880-6.8.16-a positive
// Conformance: RFC5880-6.8.16-b negative
TEST(SessionLifecycleTest, AdminDownIsSentAtOnceAndGoesOnBeingSent) {
  SessionHarness harness;
  harness.BringUp();
  harness.ForgetSent();
  harness.session->SetAdminDown(true);
  ASSERT_EQ(harness.transport.sent.size(), 1u);
  EXPECT_EQ(harness.LastSent().state, State::kAdminDown);
  EXPECT_EQ(harness.LastSent().diagnostic, Diagnostic::kAdministrativelyDown);
  EXPECT_EQ(harness.LastSent().desired_min_tx_interval, 1'000'000u);
  const StateChange& change = harness.listener.changes.back();
  EXPECT_EQ(change.old_state, State::kUp);
  EXPECT_EQ(change.new_state, State::kAdminDown);
  EXPECT_EQ(change.reason, StateChangeReason::kAdministrative);
  harness.RunFor(absl::Seconds(10));
  EXPECT_GE(harness.transport.sent.size(), 10u);
  EXPECT_EQ(harness.LastSent().state, State::kAdminDown);
}

// Conformance: RFC5880-6.8.16-1 positive
// Conformance: RFC5880-6.8.6-c negative
TEST(SessionLifecycleTest, EnablingLeadsToDownAndThenUp) {
  SessionHarness harness;
  harness.Start();
  harness.session->SetAdminDown(true);
  harness.Receive(State::kDown);
  EXPECT_EQ(harness.session->state(), State::kAdminDown);
  harness.session->SetAdminDown(false);
  EXPECT_EQ(harness.session->state(), State::kDown);
  EXPECT_EQ(harness.listener.changes.back().reason,
            StateChangeReason::kAdministrative);
  harness.Receive(State::kDown);
  harness.Receive(State::kInit);
  EXPECT_EQ(harness.session->state(), State::kUp);
}

// Conformance: RFC5880-6.8.16-1 negative
TEST(SessionLifecycleTest, AdminDownTwiceAndEnablingTheEnabledChangeNothing) {
  SessionHarness harness;
  harness.BringUp();
  const size_t changes = harness.listener.changes.size();
  harness.session->SetAdminDown(false);
  EXPECT_EQ(harness.listener.changes.size(), changes);
  harness.session->SetAdminDown(true);
  harness.session->SetAdminDown(true);
  EXPECT_EQ(harness.listener.changes.size(), changes + 1);
}

// Conformance: RFC5880-6.8.16-b positive
TEST(SessionLifecycleTest, PathDownHasItsDiagnosticAndReason) {
  SessionHarness harness;
  harness.BringUp();
  harness.session->SetAdminDown(true, Diagnostic::kPathDown);
  EXPECT_EQ(harness.listener.changes.back().reason,
            StateChangeReason::kPathDown);
  EXPECT_EQ(harness.LastSent().diagnostic, Diagnostic::kPathDown);
}

// Conformance: RFC5880-6.8.1-2 negative
TEST(SessionLifecycleTest, AdminDownBeforeStartIsWhereItStarts) {
  SessionHarness harness;
  harness.session->SetAdminDown(true);
  EXPECT_TRUE(harness.transport.sent.empty());
  harness.Start();
  EXPECT_EQ(harness.LastSent().state, State::kAdminDown);
}

TEST(SessionLifecycleTest, UpAndTheEndOfItCarryTheSameIncarnation) {
  SessionHarness harness;
  harness.BringUp();
  EXPECT_EQ(harness.listener.changes.back().incarnation, 1u);
  harness.Receive(State::kDown);
  EXPECT_EQ(harness.listener.changes.back().incarnation, 1u);
  harness.Receive(State::kDown);
  EXPECT_EQ(harness.listener.changes.back().new_state, State::kInit);
  harness.Receive(State::kInit);
  EXPECT_EQ(harness.listener.changes.back().incarnation, 2u);
  EXPECT_EQ(harness.listener.changes.back().local_discriminator,
            harness.session->local_discriminator());
  const SessionSnapshot snapshot = harness.session->Snapshot();
  EXPECT_EQ(snapshot.counters.up_transitions, 2u);
  EXPECT_EQ(snapshot.counters.down_transitions, 1u);
  EXPECT_EQ(snapshot.last_state_change, harness.Now());
}

// Every way in which a listener is called, with a listener that destroys.
TEST(SessionLifecycleTest, TheListenerMayDestroyTheSessionOnAnyChange) {
  const auto destroy_at = [](State state, auto&& drive) {
    SessionHarness harness;
    harness.listener.on_change = [&](const StateChange& change) {
      if (change.new_state == state) harness.session.reset();
    };
    drive(harness);
    EXPECT_EQ(harness.session, nullptr);
    EXPECT_EQ(harness.demultiplexer.size(), 0u);
    harness.RunFor(absl::Seconds(5));
  };
  destroy_at(State::kInit, [](SessionHarness& harness) {
    harness.Start();
    ControlPacket poll = harness.FromRemote(State::kDown);
    poll.poll = true;
    harness.Receive(poll);
  });
  destroy_at(State::kUp, [](SessionHarness& harness) {
    harness.Start();
    harness.Receive(State::kDown);
    harness.Receive(State::kInit);
  });
  destroy_at(State::kDown, [](SessionHarness& harness) {
    harness.BringUp();
    harness.RunFor(absl::Seconds(1));
  });
  destroy_at(State::kDown, [](SessionHarness& harness) {
    harness.BringUp();
    harness.Receive(State::kDown);
  });
  destroy_at(State::kAdminDown, [](SessionHarness& harness) {
    harness.BringUp();
    harness.session->SetAdminDown(true);
  });
}

TEST(SessionLifecycleTest, TheListenerMayUseTheSession) {
  SessionHarness harness;
  harness.listener.on_change = [&](const StateChange& change) {
    EXPECT_EQ(harness.session->state(), change.new_state);
    if (change.new_state == State::kDown) harness.session->SetAdminDown(true);
  };
  harness.BringUp();
  harness.RunFor(absl::Seconds(1));
  EXPECT_EQ(harness.session->state(), State::kAdminDown);
  EXPECT_EQ(harness.LastSent().state, State::kAdminDown);
}

struct Gate final : TransmitGate {
  bool Alive() const override { return alive || lapses-- <= 0; }
  bool alive = true;
  mutable int lapses = INT_MAX;  // answers of false, where not alive
};

class SessionGateTest : public ::testing::Test {
 protected:
  SessionGateTest() {
    SessionConfig config = TestConfig();
    config.gate = &gate_;
    harness_ = std::make_unique<SessionHarness>(config);
  }
  Gate gate_;
  std::unique_ptr<SessionHarness> harness_;
};

// Conformance: RFC5880-6.8.15-1 positive
TEST_F(SessionGateTest, ALapsedGateSignalsDownInPlaceOfTheNextPacket) {
  harness_->BringUp();
  gate_.alive = false;
  harness_->ForgetSent();
  harness_->RunFor(absl::Milliseconds(50));
  ASSERT_EQ(harness_->transport.sent.size(), 1u);
  EXPECT_EQ(harness_->LastSent().state, State::kDown);
  EXPECT_EQ(harness_->LastSent().diagnostic, Diagnostic::kForwardingPlaneReset);
  EXPECT_EQ(harness_->listener.changes.back().reason,
            StateChangeReason::kTransmitGateLapsed);
}

TEST_F(SessionGateTest, AFinalDoesNotPassALapsedGateAsUp) {
  harness_->BringUp();
  gate_.alive = false;
  harness_->ForgetSent();
  ControlPacket poll = harness_->FromRemote(State::kUp);
  poll.poll = true;
  harness_->Receive(poll);
  ASSERT_EQ(harness_->transport.sent.size(), 1u);
  EXPECT_TRUE(harness_->LastSent().final);
  EXPECT_EQ(harness_->LastSent().state, State::kDown);
}

// Conformance: RFC5880-6.8.15-1 negative
TEST_F(SessionGateTest, TheSessionIsHeldDownUntilTheGateIsRenewed) {
  harness_->BringUp();
  gate_.alive = false;
  harness_->KeepReceiving(State::kDown, absl::Milliseconds(100),
                          absl::Seconds(3));
  EXPECT_EQ(harness_->session->state(), State::kDown);
  gate_.alive = true;
  harness_->Receive(State::kDown);
  EXPECT_EQ(harness_->session->state(), State::kInit);
  gate_.alive = false;
  harness_->Receive(State::kInit);
  EXPECT_EQ(harness_->session->state(), State::kDown);
  gate_.alive = true;
  harness_->Receive(State::kInit);
  EXPECT_EQ(harness_->session->state(), State::kUp);
}

// The gate is renewed on another thread while the packet is looked at.
TEST_F(SessionGateTest, ALapseOfAMomentIsReportedWhateverThePacketSays) {
  harness_->BringUp();
  harness_->listener.changes.clear();
  harness_->ForgetSent();
  gate_.alive = false;
  gate_.lapses = 1;
  harness_->Receive(State::kDown);
  ASSERT_EQ(harness_->listener.changes.size(), 1u);
  const StateChange& change = harness_->listener.changes[0];
  EXPECT_EQ(change.old_state, State::kUp);
  EXPECT_EQ(change.new_state, State::kDown);
  EXPECT_EQ(change.reason, StateChangeReason::kTransmitGateLapsed);
  ASSERT_EQ(harness_->transport.sent.size(), 1u);
  EXPECT_EQ(harness_->LastSent().state, State::kDown);
  harness_->Receive(State::kDown);
  EXPECT_EQ(harness_->session->state(), State::kInit);
}

// RFC 5880, 6.6: with the neighbour in demand mode nothing is sent that the
// gate would be asked for.
TEST_F(SessionGateTest, ACheckNeedsNoPacketToFindTheGateLapsed) {
  harness_->BringUp();
  harness_->AskForDemandMode();
  harness_->session->CheckGate();
  EXPECT_TRUE(harness_->transport.sent.empty());
  gate_.alive = false;
  harness_->session->CheckGate();
  ASSERT_EQ(harness_->transport.sent.size(), 1u);
  EXPECT_EQ(harness_->LastSent().state, State::kDown);
  EXPECT_EQ(harness_->LastSent().diagnostic, Diagnostic::kForwardingPlaneReset);
  harness_->session->CheckGate();
  EXPECT_EQ(harness_->transport.sent.size(), 1u);
  EXPECT_EQ(harness_->listener.changes.back().reason,
            StateChangeReason::kTransmitGateLapsed);
}

TEST_F(SessionGateTest, TheListenerMayDestroyTheSessionWhenTheGateLapses) {
  harness_->BringUp();
  harness_->listener.on_change = [this](const StateChange&) {
    harness_->session.reset();
  };
  gate_.alive = false;
  harness_->RunFor(absl::Seconds(1));
  EXPECT_EQ(harness_->session, nullptr);
}

// Conformance: RFC5881-2-2 negative
TEST(SessionConfigTest, WhatCannotWorkIsRefused) {
  const SessionConfig good = TestConfig();
  EXPECT_TRUE(Validate(good).ok());
  SessionConfig config = good;
  config.key.remote = IpAddress::Parse("2001:db8::1").value();
  EXPECT_FALSE(Validate(config).ok()) << "two families";
  config = good;
  config.key.local = IpAddress();
  EXPECT_FALSE(Validate(config).ok()) << "unspecified";
  config = good;
  config.key.remote = IpAddress::V4(224, 0, 0, 1);
  EXPECT_FALSE(Validate(config).ok()) << "multicast";
  config.key = {.local = IpAddress::Parse("fe80::1").value(),
                .remote = IpAddress::Parse("fe80::2").value(),
                .interface_index = 0};
  EXPECT_FALSE(Validate(config).ok()) << "link-local without interface";
  config.key.interface_index = 4;
  EXPECT_TRUE(Validate(config).ok());
  config = good;
  config.stall_tolerance.fraction_of_detection_time = -1;
  EXPECT_FALSE(Validate(config).ok());
}

}  // namespace
}  // namespace waymark::bfd
