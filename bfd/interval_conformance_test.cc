// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Which intervals a session can run at (RFC 7419), and what it falls back to
// when the path no longer carries them (RFC 5880, 7).

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/time/time.h"
#include "bfd/code_points.h"
#include "bfd/control_packet.h"
#include "bfd/session.h"
#include "bfd/session_config.h"
#include "bfd/session_key.h"
#include "bfd/session_snapshot.h"
#include "bfd/testing/recording_transport.h"
#include "bfd/testing/session_harness.h"
#include "gtest/gtest.h"

namespace waymark::bfd {
namespace {

using testing::SentPacket;
using testing::SessionHarness;
using testing::TestConfig;

SessionConfig WithTimers(absl::Duration interval, int multiplier) {
  SessionConfig config = TestConfig();
  config.timers = {.desired_min_tx = interval,
                   .required_min_rx = interval,
                   .detect_multiplier = multiplier};
  return config;
}

// A packet of a neighbour with the same timers as ours.
ControlPacket FromTwin(const SessionHarness& harness, State state) {
  ControlPacket packet = harness.FromRemote(state);
  const TimerConfig& timers = harness.config.timers;
  packet.desired_min_tx_interval =
      static_cast<uint32_t>(absl::ToInt64Microseconds(timers.desired_min_tx));
  packet.required_min_rx_interval =
      static_cast<uint32_t>(absl::ToInt64Microseconds(timers.required_min_rx));
  packet.detect_mult = static_cast<uint8_t>(timers.detect_multiplier);
  return packet;
}

// Up, the Polls answered, and then what is sent in fifty intervals.
std::vector<SentPacket> SentWhileUp(SessionHarness& harness) {
  harness.Start();
  harness.Receive(FromTwin(harness, State::kDown));
  harness.Receive(FromTwin(harness, State::kInit));
  const absl::Duration interval = harness.config.timers.desired_min_tx;
  for (int i = 0; i < 60; ++i) {
    if (i == 10) harness.ForgetSent();
    harness.RunFor(interval);
    ControlPacket packet = FromTwin(harness, State::kUp);
    packet.final = harness.LastSent().poll && i < 5;
    harness.Receive(packet);
  }
  return harness.transport.sent;
}

void ExpectToRunAt(absl::Duration interval, int multiplier) {
  SCOPED_TRACE(::testing::Message() << interval << " x " << multiplier);
  SessionHarness harness(WithTimers(interval, multiplier));
  const std::vector<SentPacket> sent = SentWhileUp(harness);
  const SessionSnapshot snapshot = harness.session->Snapshot();
  EXPECT_EQ(snapshot.session_state, State::kUp);
  EXPECT_FALSE(snapshot.poll_active);
  EXPECT_EQ(snapshot.transmit_interval, interval);
  EXPECT_EQ(snapshot.detection_time, multiplier * interval);
  ASSERT_GE(sent.size(), 45u);
  for (size_t i = 1; i < sent.size(); ++i) {
    const ControlPacket& packet = sent[i].packet;
    EXPECT_EQ(absl::Microseconds(packet.desired_min_tx_interval), interval);
    EXPECT_EQ(absl::Microseconds(packet.required_min_rx_interval), interval);
    EXPECT_EQ(packet.detect_mult, multiplier);
    EXPECT_GE(sent[i].time - sent[i - 1].time, 0.75 * interval);
    EXPECT_LE(sent[i].time - sent[i - 1].time, interval);
  }
  // And silence is judged by it.
  harness.RunFor(multiplier * interval - absl::Microseconds(1));
  EXPECT_EQ(harness.session->state(), State::kUp);
  harness.RunFor(absl::Microseconds(1));
  EXPECT_EQ(harness.session->state(), State::kDown);
}

// Conformance: RFC7419-3-a positive
TEST(IntervalConformanceTest, EveryCommonIntervalIsAdvertisedSentAndJudgedBy) {
  for (const absl::Duration interval :
       {absl::Microseconds(3300), absl::Milliseconds(10),
        absl::Milliseconds(20), absl::Milliseconds(50), absl::Milliseconds(100),
        absl::Seconds(1)}) {
    ExpectToRunAt(interval, 3);
  }
}

// Conformance: RFC7419-3-b positive
TEST(IntervalConformanceTest, TenSecondsAndMultipliersUpTo255AreTaken) {
  ExpectToRunAt(absl::Seconds(10), 3);
  ExpectToRunAt(absl::Seconds(10), 255);
  ExpectToRunAt(absl::Milliseconds(50), 255);
}

// Nothing is rounded to a neighbour in the set.
// Conformance: RFC7419-3-c positive
TEST(IntervalConformanceTest, IntervalsBetweenTheCommonOnesAreUsedAsTheyAre) {
  for (const int microseconds : {1, 999, 3301, 7'000, 33'333, 299'999}) {
    ExpectToRunAt(absl::Microseconds(microseconds), 3);
  }
}

SessionConfig Multihop() {
  SessionConfig config = TestConfig();
  config.key.path = PathKind::kMultihop;
  return config;
}

// A session that fails is the sign of congestion that RFC 5880, 7 suggests, and
// the slow rate is the answer to it.
// Conformance: RFC5880-7-1 positive
TEST(IntervalConformanceTest, ALostPathIsSentOnePacketASecondAtMost) {
  SessionHarness harness(Multihop());
  harness.BringUp();
  harness.RunFor(absl::Seconds(1));
  ASSERT_EQ(harness.session->state(), State::kDown);
  harness.ForgetSent();
  harness.RunFor(absl::Seconds(60));
  EXPECT_LE(harness.transport.sent.size(), 80u);
  EXPECT_GE(harness.transport.sent.size(), 60u);
  EXPECT_EQ(harness.LastSent().desired_min_tx_interval, 1'000'000u);
}

// Conformance: RFC5880-7-1 negative
TEST(IntervalConformanceTest, APathThatWorksIsSentWhatWasNegotiated) {
  SessionHarness harness(Multihop());
  harness.BringUp();
  harness.ForgetSent();
  harness.KeepReceiving(State::kUp, absl::Milliseconds(50), absl::Seconds(60));
  EXPECT_EQ(harness.session->state(), State::kUp);
  EXPECT_GE(harness.transport.sent.size(), 1200u);
}

}  // namespace
}  // namespace waymark::bfd
