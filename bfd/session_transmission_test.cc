// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// RFC 5880, 6.8.7: what is sent, and when.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/time/time.h"
#include "base/monotonic_time.h"
#include "bfd/code_points.h"
#include "bfd/control_packet.h"
#include "bfd/session.h"
#include "bfd/session_config.h"
#include "bfd/testing/session_harness.h"
#include "gtest/gtest.h"

namespace waymark::bfd {
namespace {

using testing::kRemoteDiscriminator;
using testing::SentPacket;
using testing::SessionHarness;
using testing::TestConfig;

std::vector<absl::Duration> Gaps(const std::vector<SentPacket>& sent) {
  std::vector<absl::Duration> gaps;
  for (size_t i = 1; i < sent.size(); ++i) {
    gaps.push_back(sent[i].time - sent[i - 1].time);
  }
  return gaps;
}

void ExpectGaps(const std::vector<SentPacket>& sent, absl::Duration shortest,
                absl::Duration longest) {
  ASSERT_GE(sent.size(), 3u);
  for (const absl::Duration gap : Gaps(sent)) {
    EXPECT_GE(gap, shortest);
    EXPECT_LE(gap, longest);
  }
}

// The gaps of a session that is Up, while the neighbour keeps sending.
std::vector<SentPacket> SentWhileUp(SessionHarness& harness) {
  harness.BringUp();
  harness.RunFor(absl::Milliseconds(60));
  harness.ForgetSent();
  harness.KeepReceiving(State::kUp, absl::Milliseconds(20), absl::Seconds(20));
  return harness.transport.sent;
}

// Conformance: RFC5880-6.1-3 positive
TEST(SessionTransmissionTest, ASessionIsActiveUnlessConfiguredOtherwise) {
  EXPECT_EQ(SessionConfig().role, Role::kActive);
}

// Conformance: RFC5880-6.1-1 positive
// Conformance: RFC5881-3-1 positive
TEST(SessionTransmissionTest, AnActiveSessionBeginsAtOnceWithDown) {
  SessionHarness harness;
  harness.Start();
  ASSERT_EQ(harness.transport.sent.size(), 1u);
  ControlPacket expected;
  expected.state = State::kDown;
  expected.detect_mult = 3;
  expected.my_discriminator = harness.session->local_discriminator();
  expected.your_discriminator = 0;
  expected.desired_min_tx_interval = 1'000'000;
  expected.required_min_rx_interval = 50'000;
  EXPECT_EQ(harness.LastSent(), expected);
}

// Conformance: RFC5880-6.8.7-11 positive
TEST(SessionTransmissionTest, AnUpPacketCarriesTheSessionsVariables) {
  SessionConfig config = TestConfig();
  config.control_plane_independent = true;
  SessionHarness harness(config);
  harness.BringUp();
  harness.RunFor(absl::Milliseconds(50));
  ControlPacket expected;
  expected.state = State::kUp;
  expected.control_plane_independent = true;
  expected.detect_mult = 3;
  expected.my_discriminator = harness.session->local_discriminator();
  expected.your_discriminator = kRemoteDiscriminator;
  expected.desired_min_tx_interval = 50'000;
  expected.required_min_rx_interval = 50'000;
  EXPECT_EQ(harness.LastSent(), expected);
}

// Conformance: RFC5880-6.8.3-4 positive
// Conformance: RFC5880-6.8.7-2 positive
TEST(SessionTransmissionTest, BelowUpTheRateIsOneSecondLessJitter) {
  SessionHarness harness;
  harness.Start();
  harness.RunFor(absl::Minutes(5));
  ExpectGaps(harness.transport.sent, absl::Milliseconds(750), absl::Seconds(1));
}

// Conformance: RFC5880-6.8.7-1 positive
// Conformance: RFC5880-6.8.7-2 positive
// Conformance: RFC5880-6.8.7-3 negative
TEST(SessionTransmissionTest, WhileUpGapsAre75To100PercentOfTheInterval) {
  SessionHarness harness;
  const std::vector<SentPacket> sent = SentWhileUp(harness);
  ExpectGaps(sent, absl::Microseconds(37'500), absl::Milliseconds(50));
  std::vector<absl::Duration> gaps = Gaps(sent);
  const auto [shortest, longest] =
      std::minmax_element(gaps.begin(), gaps.end());
  EXPECT_LT(*shortest, absl::Milliseconds(40)) << "jitter is spent";
  EXPECT_GT(*longest, absl::Milliseconds(48));
}

// Conformance: RFC5880-6.8.7-3 positive
TEST(SessionTransmissionTest, WithAMultiplierOfOneGapsAre75To90Percent) {
  SessionConfig config = TestConfig();
  config.timers.detect_multiplier = 1;
  SessionHarness harness(config);
  ExpectGaps(SentWhileUp(harness), absl::Microseconds(37'500),
             absl::Milliseconds(45));
}

// Conformance: RFC5880-6.8.7-1 negative
// Conformance: RFC5880-6.8.7-4 positive
// Conformance: RFC5880-6.8.3-5 negative
TEST(SessionTransmissionTest, ANeighborThatWantsFewerPacketsGetsFewer) {
  SessionHarness harness;
  harness.BringUp();
  ControlPacket packet = harness.FromRemote(State::kUp);
  packet.required_min_rx_interval = 400'000;
  harness.Receive(packet);
  harness.ForgetSent();
  for (int i = 0; i < 200; ++i) {
    harness.RunFor(absl::Milliseconds(50));
    harness.Receive(packet);
  }
  ExpectGaps(harness.transport.sent, absl::Milliseconds(300),
             absl::Milliseconds(400));
}

// Conformance: RFC5880-6.8.3-5 positive
// Conformance: RFC5880-6.8.3-6 positive
TEST(SessionTransmissionTest, ANeighborThatWantsMoreIsServedAtOnce) {
  SessionHarness harness;
  harness.BringUp();
  ControlPacket slow = harness.FromRemote(State::kUp);
  slow.required_min_rx_interval = 10'000'000;
  slow.desired_min_tx_interval = 2'000'000;
  harness.Receive(slow);
  harness.RunFor(absl::Seconds(2));
  harness.ForgetSent();
  harness.Receive(State::kUp);
  harness.RunFor(absl::ZeroDuration());
  EXPECT_EQ(harness.transport.sent.size(), 1u)
      << "the new interval has already passed";
}

// Conformance: RFC5880-6.8.3-6 negative
TEST(SessionTransmissionTest, AShorterIntervalThatHasNotPassedIsWaitedFor) {
  SessionHarness harness;
  harness.BringUp();
  ControlPacket slow = harness.FromRemote(State::kUp);
  slow.required_min_rx_interval = 10'000'000;
  slow.desired_min_tx_interval = 2'000'000;
  harness.Receive(slow);
  harness.RunFor(absl::Seconds(2));
  harness.ForgetSent();
  slow.required_min_rx_interval = 5'000'000;
  harness.Receive(slow);
  harness.RunFor(absl::Seconds(1));
  EXPECT_TRUE(harness.transport.sent.empty());
  harness.RunFor(absl::Seconds(2));
  EXPECT_EQ(harness.transport.sent.size(), 1u);
}

// Conformance: RFC5880-6.8.7-6 positive
TEST(SessionTransmissionTest, ARemoteMinRxOfZeroStopsPeriodicTransmission) {
  SessionHarness harness;
  harness.BringUp();
  ControlPacket packet = harness.FromRemote(State::kUp);
  packet.required_min_rx_interval = 0;
  harness.Receive(packet);
  harness.ForgetSent();
  for (int i = 0; i < 50; ++i) {
    harness.RunFor(absl::Milliseconds(50));
    harness.Receive(packet);
  }
  EXPECT_TRUE(harness.transport.sent.empty());
  packet.poll = true;
  harness.Receive(packet);
  EXPECT_EQ(harness.transport.sent.size(), 1u) << "a Final is not periodic";
}

// Conformance: RFC5880-6.8.7-6 negative
TEST(SessionTransmissionTest, TransmissionResumesOnceItIsNotZero) {
  SessionHarness harness;
  harness.BringUp();
  ControlPacket packet = harness.FromRemote(State::kUp);
  packet.required_min_rx_interval = 0;
  harness.Receive(packet);
  harness.RunFor(absl::Milliseconds(100));
  harness.ForgetSent();
  harness.Receive(State::kUp);
  harness.RunFor(absl::ZeroDuration());
  EXPECT_EQ(harness.transport.sent.size(), 1u);
}

// Conformance: RFC5880-6.1-2 positive
// Conformance: RFC5880-6.8.7-5 positive
// Conformance: RFC5880-6.1-1 negative
// Conformance: RFC5880-6.8.7-5 negative
TEST(SessionTransmissionTest, APassiveSessionIsSilentUntilItIsSpokenTo) {
  SessionConfig config = TestConfig();
  config.role = Role::kPassive;
  SessionHarness harness(config);
  harness.Start();
  harness.RunFor(absl::Minutes(1));
  EXPECT_TRUE(harness.transport.sent.empty());
  harness.Receive(State::kDown);
  ASSERT_EQ(harness.transport.sent.size(), 1u);
  EXPECT_EQ(harness.LastSent().state, State::kInit);
}

// Conformance: RFC5880-6.8.7-5 positive
TEST(SessionTransmissionTest, APassiveSessionFallsSilentWithItsNeighbor) {
  SessionConfig config = TestConfig();
  config.role = Role::kPassive;
  SessionHarness harness(config);
  harness.BringUp();
  harness.RunFor(absl::Seconds(1));
  EXPECT_EQ(harness.session->state(), State::kDown);
  harness.ForgetSent();
  harness.RunFor(absl::Minutes(1));
  EXPECT_TRUE(harness.transport.sent.empty());
}

// Conformance: RFC5880-6.1-2 negative
TEST(SessionTransmissionTest, AnActiveSessionGoesOnWithoutItsNeighbor) {
  SessionHarness harness;
  harness.BringUp();
  harness.RunFor(absl::Seconds(1));
  harness.ForgetSent();
  harness.RunFor(absl::Seconds(10));
  EXPECT_GE(harness.transport.sent.size(), 10u);
  EXPECT_EQ(harness.LastSent().your_discriminator, 0u);
}

// Conformance: RFC5880-6.8.7-a positive
TEST(SessionTransmissionTest, AChangeOfStateIsSentAtOnceAndDelaysTheNext) {
  SessionHarness harness;
  harness.Start();
  harness.RunFor(absl::Milliseconds(300));
  harness.ForgetSent();
  harness.Receive(State::kDown);
  ASSERT_EQ(harness.transport.sent.size(), 1u);
  EXPECT_EQ(harness.LastSent().state, State::kInit);
  harness.RunFor(absl::Milliseconds(149));
  EXPECT_EQ(harness.transport.sent.size(), 1u);
}

// Conformance: RFC5880-6.5-1 positive
// Conformance: RFC5880-6.8.7-10 positive
// Conformance: RFC5880-6.8.7-11 negative
// Conformance: RFC5880-6.6-1 positive
TEST(SessionTransmissionTest, NoPacketHasPollAndFinalOrDemandOrMultipoint) {
  SessionHarness harness;
  harness.BringUp();
  for (int i = 0; i < 200; ++i) {
    ControlPacket packet =
        harness.FromRemote(i % 50 == 49 ? State::kDown : State::kUp);
    if (i % 50 == 0) packet.state = State::kInit;
    packet.poll = i % 3 == 0;
    packet.final = i % 7 == 0;
    packet.demand = i % 11 == 0;
    harness.Receive(packet);
    harness.RunFor(absl::Milliseconds(20));
  }
  EXPECT_GT(harness.transport.sent.size(), 50u);
  for (const SentPacket& sent : harness.transport.sent) {
    EXPECT_FALSE(sent.packet.poll && sent.packet.final);
    EXPECT_FALSE(sent.packet.demand);
    EXPECT_EQ(sent.octets[1] & 0x01, 0);
  }
}

}  // namespace
}  // namespace waymark::bfd
