// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What a session makes of its group's call: it answers the neighbour that is
// followed as soon as its jitter allows, and only where it may send at all.

#include <cstddef>
#include <cstdint>

#include "absl/time/time.h"
#include "base/monotonic_time.h"
#include "bfd/code_points.h"
#include "bfd/control_packet.h"
#include "bfd/session.h"
#include "bfd/session_config.h"
#include "bfd/testing/session_harness.h"
#include "bfd/transmit_group.h"
#include "gtest/gtest.h"

namespace waymark::bfd {
namespace {

using testing::SessionHarness;

SessionConfig InGroup(TransmitGroup& group) {
  SessionConfig config = testing::TestConfig();
  config.transmit_group = &group;
  return config;
}

class SessionGroupTest : public ::testing::Test {
 protected:
  SessionGroupTest() : harness_(InGroup(group_)) {
    harness_.BringUp();
    // Too often to be followed: we fall into step with our own instants.
    harness_.KeepReceiving(State::kUp, absl::Milliseconds(20),
                           absl::Seconds(1));
    // Two intervals without a packet: another may lead.
    harness_.RunFor(absl::Milliseconds(101));
    HearLeader();
    harness_.Receive(State::kUp);
  }

  // From the neighbour of another session, which sends every `interval`.
  void HearLeader(uint32_t interval = 50'000) {
    group_.OnReceived(&leader_, interval, harness_.Now());
  }
  size_t sent() const { return harness_.transport.sent.size(); }
  // Sends a packet, and is then left alone until 38 ms after it: less than the
  // group's own instants are apart, more than 75 % of the interval.
  void RunPastThreeQuarters() {
    const size_t before = sent();
    for (int i = 0; i < 500 && sent() == before; ++i) {
      harness_.RunFor(absl::Microseconds(100));
    }
    ASSERT_GT(sent(), before);
    harness_.runtime.RunUntil(harness_.transport.sent.back().time +
                              absl::Milliseconds(38));
    ASSERT_EQ(sent(), before + 1);
  }
  // Whether it sends when the leader is heard, now.
  bool Answers(uint32_t interval = 50'000) {
    const size_t before = sent();
    HearLeader(interval);
    harness_.RunFor(absl::ZeroDuration());
    return sent() == before + 1;
  }

  // Sends nothing, before the leader is heard nor after.
  void ExpectSilenceFor(absl::Duration after) {
    harness_.ForgetSent();
    harness_.RunFor(absl::Milliseconds(40));
    EXPECT_FALSE(Answers());
    harness_.RunFor(after);
    EXPECT_EQ(sent(), 0u);
  }

  TransmitGroup group_{7, TransmitGroup::Lead::kNeighbor};
  const int leader_ = 0;
  SessionHarness harness_;
};

TEST_F(SessionGroupTest, AnswersAtOnceWhereItsJitterAllows) {
  RunPastThreeQuarters();
  EXPECT_TRUE(Answers());
}

// Conformance: RFC5880-6.8.7-1 negative
TEST_F(SessionGroupTest, AnswersNoSoonerThanAfterThreeQuarters) {
  RunPastThreeQuarters();
  ASSERT_TRUE(Answers());
  const MonotonicTime last = harness_.transport.sent.back().time;
  const size_t before = sent();
  harness_.runtime.RunUntil(last + absl::Milliseconds(35));
  EXPECT_FALSE(Answers());
  harness_.runtime.RunUntil(last + absl::Microseconds(37'500) -
                            absl::Nanoseconds(1));
  EXPECT_EQ(sent(), before);
  harness_.RunFor(absl::Nanoseconds(1));
  EXPECT_EQ(sent(), before + 1);
}

TEST_F(SessionGroupTest, APacketInTheFirstHalfIsNotAnswered) {
  RunPastThreeQuarters();
  ASSERT_TRUE(Answers());
  harness_.Receive(State::kUp);
  // One packet of the leader's is lost.
  const size_t before = sent();
  harness_.RunFor(absl::Milliseconds(60));
  ASSERT_EQ(sent(), before + 1);
  const MonotonicTime last = harness_.transport.sent.back().time;
  EXPECT_FALSE(Answers());
  harness_.runtime.RunUntil(last + absl::Milliseconds(47));
  EXPECT_EQ(sent(), before + 1);
}

TEST_F(SessionGroupTest, LeavesToOthersWhatHasAnotherInterval) {
  HearLeader(40'000);
  RunPastThreeQuarters();
  EXPECT_FALSE(Answers(40'000));
}

// Conformance: RFC5880-6.8.7-7 negative
TEST_F(SessionGroupTest, IsSilentInDemandModeOfItsNeighbor) {
  harness_.AskForDemandMode();
  ExpectSilenceFor(absl::Milliseconds(40));
}

// Conformance: RFC5880-6.8.7-6 negative
TEST_F(SessionGroupTest, IsSilentForANeighborThatWantsNothing) {
  ControlPacket packet = harness_.FromRemote(State::kUp);
  packet.required_min_rx_interval = 0;
  harness_.Receive(packet);
  ExpectSilenceFor(absl::Milliseconds(40));
}

TEST_F(SessionGroupTest, IsAsSlowAsEverBelowUp) {
  harness_.session->SetAdminDown(true);
  ExpectSilenceFor(absl::Milliseconds(700));
}

}  // namespace
}  // namespace waymark::bfd
