// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// RFC 5880, 6.5, 6.8.3 and 6.8.10 to 6.8.12: parameters that change while the
// session is Up.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>

#include "absl/status/status.h"
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

using testing::SessionHarness;

class SessionTimersTest : public ::testing::Test {
 protected:
  SessionTimersTest() { harness_.BringUp(); }

  void SetTimers(int desired_min_tx_ms, int required_min_rx_ms,
                 int multiplier = 3) {
    ASSERT_TRUE(
        harness_.session
            ->SetTimers(
                {.desired_min_tx = absl::Milliseconds(desired_min_tx_ms),
                 .required_min_rx = absl::Milliseconds(required_min_rx_ms),
                 .detect_multiplier = multiplier})
            .ok());
  }
  void Receive(bool final) {
    ControlPacket packet = harness_.FromRemote(State::kUp);
    packet.final = final;
    harness_.Receive(packet);
  }
  // The neighbour is heard and answers Polls, for one second.
  void Settle() {
    for (int i = 0; i < 50; ++i) {
      const size_t before = harness_.transport.sent.size();
      harness_.RunFor(absl::Milliseconds(20));
      bool polled = false;
      for (size_t j = before; j < harness_.transport.sent.size(); ++j) {
        polled |= harness_.transport.sent[j].packet.poll;
      }
      if (polled) Receive(true);
      Receive(false);
    }
  }
  absl::Duration TransmitInterval() const {
    return harness_.session->Snapshot().transmit_interval;
  }
  absl::Duration DetectionTime() const {
    return harness_.session->Snapshot().detection_time;
  }
  bool PollActive() const { return harness_.session->Snapshot().poll_active; }

  SessionHarness harness_;
};

// Conformance: RFC5880-6.8.3-1 positive
// Conformance: RFC5880-6.8.3-2 positive
// Conformance: RFC5880-6.8.3-7 negative
TEST_F(SessionTimersTest, ALongerTransmitIntervalWaitsForTheFinal) {
  SetTimers(200, 50);
  EXPECT_TRUE(PollActive());
  EXPECT_EQ(TransmitInterval(), absl::Milliseconds(50));
  harness_.RunFor(absl::Milliseconds(50));
  EXPECT_TRUE(harness_.LastSent().poll);
  EXPECT_EQ(harness_.LastSent().desired_min_tx_interval, 200'000u);
  Receive(false);
  EXPECT_EQ(TransmitInterval(), absl::Milliseconds(50));
  Receive(true);
  EXPECT_EQ(TransmitInterval(), absl::Milliseconds(200));
  EXPECT_FALSE(PollActive());
}

// Conformance: RFC5880-6.8.3-2 negative
// Conformance: RFC5880-6.8.3-7 positive
TEST_F(SessionTimersTest, AShorterTransmitIntervalIsUsedAtOnce) {
  SetTimers(60, 50);
  Settle();
  harness_.ForgetSent();
  ControlPacket packet = harness_.FromRemote(State::kUp);
  packet.required_min_rx_interval = 10'000;
  harness_.Receive(packet);
  SetTimers(10, 50);
  EXPECT_EQ(TransmitInterval(), absl::Milliseconds(10));
  EXPECT_TRUE(PollActive());
  harness_.RunFor(absl::Milliseconds(10));
  ASSERT_FALSE(harness_.transport.sent.empty());
  EXPECT_EQ(harness_.LastSent().desired_min_tx_interval, 10'000u);
}

// Conformance: RFC5880-6.8.3-3 positive
TEST_F(SessionTimersTest, AShorterDetectionTimeWaitsForTheFinal) {
  SetTimers(50, 100);
  Settle();
  EXPECT_EQ(DetectionTime(), absl::Milliseconds(300));
  SetTimers(50, 50);
  EXPECT_EQ(DetectionTime(), absl::Milliseconds(300));
  harness_.RunFor(absl::Milliseconds(50));
  EXPECT_EQ(harness_.LastSent().required_min_rx_interval, 50'000u);
  EXPECT_TRUE(harness_.LastSent().poll);
  Receive(false);
  EXPECT_EQ(DetectionTime(), absl::Milliseconds(300));
  Receive(true);
  EXPECT_EQ(DetectionTime(), absl::Milliseconds(150));
}

// Conformance: RFC5880-6.8.3-3 negative
TEST_F(SessionTimersTest, ALongerDetectionTimeIsUsedAtOnce) {
  SetTimers(50, 100);
  EXPECT_EQ(DetectionTime(), absl::Milliseconds(300));
  harness_.RunFor(absl::Milliseconds(290));
  EXPECT_EQ(harness_.session->state(), State::kUp);
  harness_.RunFor(absl::Milliseconds(10));
  EXPECT_EQ(harness_.session->state(), State::kDown);
}

TEST_F(SessionTimersTest, AShorterDetectionTimeOfTheNeighborIsUsedAtOnce) {
  ControlPacket packet = harness_.FromRemote(State::kUp);
  packet.desired_min_tx_interval = 1'000'000;
  harness_.Receive(packet);
  EXPECT_EQ(DetectionTime(), absl::Seconds(3));
  harness_.RunFor(absl::Milliseconds(500));
  Receive(false);
  EXPECT_EQ(DetectionTime(), absl::Milliseconds(150));
  harness_.RunFor(absl::Milliseconds(149));
  EXPECT_EQ(harness_.session->state(), State::kUp);
  harness_.RunFor(absl::Milliseconds(1));
  EXPECT_EQ(harness_.session->state(), State::kDown);
}

// Conformance: RFC5880-6.5-2 positive
TEST_F(SessionTimersTest, ThePollIsCarriedByThePeriodicPackets) {
  harness_.RunFor(absl::Milliseconds(40));
  Receive(false);
  harness_.ForgetSent();
  SetTimers(60, 50);
  EXPECT_TRUE(harness_.transport.sent.empty()) << "no additional packet";
  harness_.RunFor(absl::Milliseconds(50));
  EXPECT_LE(harness_.transport.sent.size(), 2u);
  EXPECT_TRUE(harness_.LastSent().poll);
}

// Conformance: RFC5880-6.6-3 negative
// Conformance: RFC5880-6.8.12-a positive
TEST_F(SessionTimersTest, AMultiplierAloneNeedsNoPoll) {
  SetTimers(50, 50, 7);
  EXPECT_FALSE(PollActive());
  harness_.RunFor(absl::Milliseconds(50));
  EXPECT_EQ(harness_.LastSent().detect_mult, 7);
  EXPECT_FALSE(harness_.LastSent().poll);
}

// Conformance: RFC5880-6.8.3-1 negative
TEST_F(SessionTimersTest, TheSameTimersNeedNoPoll) {
  SetTimers(50, 50);
  EXPECT_FALSE(PollActive());
}

// Conformance: RFC5880-6.8.3-8 positive
TEST_F(SessionTimersTest, ASecondChangeIsNotConfirmedByTheFirstFinal) {
  SetTimers(200, 50);
  harness_.RunFor(absl::Milliseconds(50));
  SetTimers(400, 50);
  Receive(true);
  EXPECT_EQ(TransmitInterval(), absl::Milliseconds(50));
  Receive(false);
  harness_.RunFor(absl::Milliseconds(50));
  EXPECT_TRUE(harness_.LastSent().poll);
  EXPECT_EQ(harness_.LastSent().desired_min_tx_interval, 400'000u);
  Receive(true);
  EXPECT_EQ(TransmitInterval(), absl::Milliseconds(400));
}

// Several Polls are on their way at once, and each has its Final.
// Conformance: RFC5880-6.8.3-8 positive
TEST_F(SessionTimersTest, NoFinalOfAnOlderPollConfirmsANewerChange) {
  SetTimers(50, 1000);
  Settle();
  harness_.ForgetSent();
  std::deque<MonotonicTime> finals;
  size_t seen = 0;
  MonotonicTime last_poll, first_new_poll = MonotonicTime::InfiniteFuture();
  const auto run = [&](int milliseconds) {
    for (int i = 0; i < milliseconds; ++i) {
      harness_.RunFor(absl::Milliseconds(1));
      for (; seen < harness_.transport.sent.size(); ++seen) {
        const auto& sent = harness_.transport.sent[seen];
        if (!sent.packet.poll) continue;
        last_poll = sent.time;
        if (sent.packet.required_min_rx_interval == 50'000) {
          first_new_poll = std::min(first_new_poll, sent.time);
        }
        finals.push_back(sent.time + absl::Milliseconds(200));
      }
      if (harness_.Now().nanoseconds() % 50'000'000 == 0) Receive(false);
      for (; !finals.empty() && finals.front() <= harness_.Now();
           finals.pop_front()) {
        Receive(true);
      }
      if (harness_.Now() < first_new_poll + absl::Milliseconds(200)) {
        ASSERT_GE(DetectionTime(), absl::Milliseconds(2700));
      }
    }
  };
  SetTimers(50, 900);
  run(260);
  EXPECT_EQ(DetectionTime(), absl::Milliseconds(2700));
  while (harness_.Now() < last_poll + absl::Milliseconds(149)) run(1);
  SetTimers(50, 50);
  run(2000);
  EXPECT_LT(first_new_poll, harness_.Now() - absl::Milliseconds(1500));
  EXPECT_EQ(DetectionTime(), absl::Milliseconds(150));
  EXPECT_FALSE(PollActive());
}

// Conformance: RFC5880-6.8.2-a positive
TEST_F(SessionTimersTest, NoChangeOfParametersIsAChangeOfState) {
  const size_t changes = harness_.listener.changes.size();
  for (const int tx : {10, 500, 50, 1000, 20}) {
    for (const int rx : {50, 300, 1000, 60}) {
      SetTimers(tx, rx, 1 + tx % 7);
      Settle();
      ASSERT_EQ(harness_.session->state(), State::kUp);
    }
  }
  EXPECT_EQ(harness_.listener.changes.size(), changes);
}

// Conformance: RFC5880-6.8.1-11 negative
TEST_F(SessionTimersTest, TimersOutOfRangeAreRefusedAndChangeNothing) {
  for (const TimerConfig& timers :
       {TimerConfig{absl::ZeroDuration(), absl::Milliseconds(50), 3},
        TimerConfig{absl::Milliseconds(50), absl::ZeroDuration(), 3},
        TimerConfig{absl::Milliseconds(50), absl::Seconds(4295), 3},
        TimerConfig{absl::InfiniteDuration(), absl::Milliseconds(50), 3},
        TimerConfig{absl::Milliseconds(50), absl::Milliseconds(50), 0},
        TimerConfig{absl::Milliseconds(50), absl::Milliseconds(50), 256}}) {
    EXPECT_EQ(harness_.session->SetTimers(timers).code(),
              absl::StatusCode::kInvalidArgument);
  }
  EXPECT_FALSE(PollActive());
  EXPECT_EQ(TransmitInterval(), absl::Milliseconds(50));
}

TEST_F(SessionTimersTest, GoingDownSlowsDownAtOnceAndSaysSo) {
  harness_.Receive(State::kDown);
  EXPECT_EQ(harness_.LastSent().desired_min_tx_interval, 1'000'000u);
  EXPECT_EQ(TransmitInterval(), absl::Seconds(1));
  EXPECT_TRUE(PollActive()) << "bfd.DesiredMinTxInterval has changed";
}

// Conformance: RFC5880-6.8.1-11 positive
TEST(SessionTimersBeforeStartTest, TimersSetBeforeStartAreUsedWithoutAPoll) {
  SessionHarness harness;
  ASSERT_TRUE(harness.session
                  ->SetTimers({.desired_min_tx = absl::Seconds(2),
                               .required_min_rx = absl::Milliseconds(70),
                               .detect_multiplier = 5})
                  .ok());
  harness.Start();
  EXPECT_EQ(harness.LastSent().desired_min_tx_interval, 2'000'000u);
  EXPECT_EQ(harness.LastSent().required_min_rx_interval, 70'000u);
  EXPECT_EQ(harness.LastSent().detect_mult, 5);
  EXPECT_FALSE(harness.LastSent().poll);
}

}  // namespace
}  // namespace waymark::bfd
