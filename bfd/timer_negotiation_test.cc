// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bfd/timer_negotiation.h"

#include "bfd/code_points.h"
#include "gtest/gtest.h"

namespace waymark::bfd {
namespace {

TimerNegotiation Up(uint32_t desired_min_tx, uint32_t required_min_rx) {
  TimerNegotiation negotiation(desired_min_tx, required_min_rx);
  negotiation.OnReceived(10'000, 10'000, 3);
  negotiation.OnStateChange(State::kUp);
  return negotiation;
}

// Conformance: RFC5880-6.8.1-8 positive
// Conformance: RFC5880-6.8.3-4 positive
// Conformance: RFC7419-A-a positive
TEST(TimerNegotiationTest, BelowUpNoLessThanOneSecondIsAdvertised) {
  TimerNegotiation negotiation(50'000, 20'000);
  EXPECT_EQ(negotiation.desired_min_tx(), 1'000'000u);
  EXPECT_EQ(negotiation.TransmitInterval(), 1'000'000u);
  EXPECT_FALSE(negotiation.OnStateChange(State::kInit));
  EXPECT_EQ(negotiation.desired_min_tx(), 1'000'000u);
  EXPECT_EQ(negotiation.required_min_rx(), 20'000u);
}

// Conformance: RFC5880-6.8.3-4 negative
// Conformance: RFC5880-6.8.1-8 negative
// Conformance: RFC7419-A-a negative
TEST(TimerNegotiationTest, UpUsesWhatIsConfiguredAndDownGoesBack) {
  TimerNegotiation negotiation(50'000, 20'000);
  EXPECT_TRUE(negotiation.OnStateChange(State::kUp));
  EXPECT_EQ(negotiation.desired_min_tx(), 50'000u);
  EXPECT_EQ(negotiation.TransmitInterval(), 50'000u);
  EXPECT_TRUE(negotiation.OnStateChange(State::kDown));
  EXPECT_EQ(negotiation.desired_min_tx(), 1'000'000u);
  EXPECT_EQ(negotiation.TransmitInterval(), 1'000'000u);
}

TEST(TimerNegotiationTest, AnIntervalAboveOneSecondIsNotShortenedBelowUp) {
  TimerNegotiation negotiation(3'000'000, 20'000);
  EXPECT_EQ(negotiation.desired_min_tx(), 3'000'000u);
  EXPECT_FALSE(negotiation.OnStateChange(State::kUp));
}

// Conformance: RFC5880-6.8.7-1 positive
// Conformance: RFC5880-6.8.7-4 positive
// Conformance: RFC5880-6.8.7-4 negative
TEST(TimerNegotiationTest, TheSlowerSideDeterminesTheTransmitInterval) {
  TimerNegotiation negotiation = Up(50'000, 20'000);
  EXPECT_EQ(negotiation.TransmitInterval(), 50'000u);
  EXPECT_TRUE(negotiation.OnReceived(10'000, 200'000, 3));
  EXPECT_EQ(negotiation.TransmitInterval(), 200'000u);
  EXPECT_TRUE(negotiation.OnReceived(10'000, 60'000, 3));
  EXPECT_EQ(negotiation.TransmitInterval(), 60'000u);
  EXPECT_FALSE(negotiation.OnReceived(10'000, 60'000, 3));
}

// Conformance: RFC5880-6.8.4-a positive
TEST(TimerNegotiationTest, TheDetectionTimeUsesTheRemoteMultiplier) {
  TimerNegotiation negotiation = Up(50'000, 20'000);
  EXPECT_EQ(negotiation.DetectionTime(), 60'000u);
  negotiation.OnReceived(300'000, 10'000, 5);
  EXPECT_EQ(negotiation.DetectionTime(), 1'500'000u);
  negotiation.OnReceived(0xffffffff, 10'000, 255);
  EXPECT_EQ(negotiation.DetectionTime(), 255u * 0xffffffffull);
}

TEST(TimerNegotiationTest, ThereIsNoDetectionTimeBeforeTheFirstPacket) {
  EXPECT_EQ(TimerNegotiation(50'000, 20'000).DetectionTime(), 0u);
}

// Conformance: RFC5880-6.8.3-2 positive
TEST(TimerNegotiationTest, ALongerTransmitIntervalWaitsForThePollWhileUp) {
  TimerNegotiation negotiation = Up(50'000, 20'000);
  EXPECT_TRUE(negotiation.Configure(400'000, 20'000, State::kUp));
  EXPECT_EQ(negotiation.desired_min_tx(), 400'000u);
  EXPECT_EQ(negotiation.TransmitInterval(), 50'000u);
  negotiation.OnPollEnded();
  EXPECT_EQ(negotiation.TransmitInterval(), 400'000u);
}

// Conformance: RFC5880-6.8.3-2 negative
// Conformance: RFC5880-6.8.3-7 positive
TEST(TimerNegotiationTest, AShorterTransmitIntervalIsUsedAtOnce) {
  TimerNegotiation negotiation = Up(50'000, 20'000);
  EXPECT_TRUE(negotiation.Configure(30'000, 20'000, State::kUp));
  EXPECT_EQ(negotiation.TransmitInterval(), 30'000u);
}

// Conformance: RFC5880-6.8.3-3 positive
TEST(TimerNegotiationTest, AShorterDetectionTimeWaitsForThePollWhileUp) {
  TimerNegotiation negotiation = Up(50'000, 20'000);
  EXPECT_TRUE(negotiation.Configure(50'000, 15'000, State::kUp));
  EXPECT_EQ(negotiation.required_min_rx(), 15'000u);
  EXPECT_EQ(negotiation.DetectionTime(), 60'000u);
  negotiation.OnPollEnded();
  EXPECT_EQ(negotiation.DetectionTime(), 45'000u);
}

// Conformance: RFC5880-6.8.3-3 negative
// Conformance: RFC5880-6.8.3-7 positive
TEST(TimerNegotiationTest, ALongerDetectionTimeIsUsedAtOnce) {
  TimerNegotiation negotiation = Up(50'000, 20'000);
  EXPECT_TRUE(negotiation.Configure(50'000, 100'000, State::kUp));
  EXPECT_EQ(negotiation.DetectionTime(), 300'000u);
}

TEST(TimerNegotiationTest, BelowUpEverythingTakesEffectAtOnce) {
  TimerNegotiation negotiation(50'000, 20'000);
  negotiation.OnReceived(10'000, 10'000, 3);
  EXPECT_TRUE(negotiation.Configure(4'000'000, 15'000, State::kDown));
  EXPECT_EQ(negotiation.TransmitInterval(), 4'000'000u);
  EXPECT_EQ(negotiation.DetectionTime(), 45'000u);
}

TEST(TimerNegotiationTest, GoingDownEndsTheWait) {
  TimerNegotiation negotiation = Up(50'000, 20'000);
  negotiation.Configure(400'000, 15'000, State::kUp);
  negotiation.OnStateChange(State::kDown);
  EXPECT_EQ(negotiation.TransmitInterval(), 1'000'000u);
  EXPECT_EQ(negotiation.DetectionTime(), 45'000u);
}

TEST(TimerNegotiationTest, TheSameValuesAgainAreNoChange) {
  TimerNegotiation negotiation = Up(50'000, 20'000);
  EXPECT_FALSE(negotiation.Configure(50'000, 20'000, State::kUp));
  TimerNegotiation slow(50'000, 20'000);
  EXPECT_FALSE(slow.Configure(60'000, 20'000, State::kDown))
      << "one second is advertised all the same";
}

// Conformance: RFC5880-6.8.18-a positive
TEST(TimerNegotiationTest, TheRemoteMinRxIntervalIsOneUntilHeardAndAfterLoss) {
  TimerNegotiation negotiation(50'000, 20'000);
  EXPECT_EQ(negotiation.remote_min_rx(), 1u);
  negotiation.OnReceived(10'000, 5'000'000, 3);
  EXPECT_EQ(negotiation.TransmitInterval(), 5'000'000u);
  negotiation.ForgetRemote();
  EXPECT_EQ(negotiation.TransmitInterval(), 1'000'000u);
}

}  // namespace
}  // namespace waymark::bfd
