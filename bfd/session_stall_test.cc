// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// No false Down of our own making: the loop is stalled as a frozen process is,
// while the neighbour and the kernel's queue go on.

#include <cstdint>

#include "absl/functional/function_ref.h"
#include "absl/time/time.h"
#include "base/monotonic_time.h"
#include "bfd/code_points.h"
#include "bfd/control_packet.h"
#include "bfd/session.h"
#include "bfd/session_config.h"
#include "bfd/session_listener.h"
#include "bfd/testing/session_harness.h"
#include "bfd/transmit_group.h"
#include "gtest/gtest.h"

namespace waymark::bfd {
namespace {

using testing::SessionHarness;

class SessionStallTest : public ::testing::Test {
 protected:
  SessionStallTest() {
    harness_.BringUp();
    start_ = harness_.Now();
  }

  MonotonicTime At(int milliseconds) const {
    return start_ + absl::Milliseconds(milliseconds);
  }
  // The loop does not turn from `from` to `until`, then runs on to `until`.
  void Stall(int from, int until) {
    harness_.runtime.RunUntil(At(from));
    harness_.runtime.node().StallUntil(At(until));
    harness_.runtime.RunUntil(At(until));
  }
  // The same, and then, before any timer fires, as when sockets are read first.
  void StallAndThen(int from, int until, absl::FunctionRef<void()> read) {
    harness_.runtime.RunUntil(At(from));
    const MonotonicTime awake = At(until) + absl::Nanoseconds(1);
    harness_.runtime.node().StallUntil(awake);
    harness_.runtime.RunUntil(At(until));
    read();
    harness_.runtime.RunUntil(awake);
  }
  void ExpectOneStall(absl::Duration least_lateness, int deadline) {
    EXPECT_EQ(harness_.session->state(), State::kUp);
    ASSERT_EQ(harness_.listener.stalls.size(), 1u);
    EXPECT_GE(harness_.listener.stalls[0].lateness, least_lateness);
    EXPECT_EQ(harness_.listener.stalls[0].deadline, At(deadline));
    EXPECT_TRUE(harness_.listener.stalls[0].postponed);
    ExpectDownAt(deadline);
    EXPECT_EQ(harness_.listener.stalls.size(), 1u);
  }
  TimerConfig Timers(int desired_min_tx) const {
    return {.desired_min_tx = absl::Milliseconds(desired_min_tx),
            .required_min_rx = absl::Milliseconds(50),
            .detect_multiplier = 3};
  }
  // The kernel receives a packet every 50 ms in this span.
  void Arrive(int from, int until) {
    for (int time = from; time <= until; time += 50) {
      harness_.Queue(harness_.FromRemote(State::kUp), At(time));
    }
  }
  const StateChange& LastChange() const {
    return harness_.listener.changes.back();
  }
  void ExpectDownAt(int milliseconds) {
    harness_.runtime.RunUntil(At(milliseconds) - absl::Nanoseconds(1));
    EXPECT_EQ(harness_.session->state(), State::kUp);
    harness_.runtime.RunUntil(At(milliseconds));
    EXPECT_EQ(harness_.session->state(), State::kDown);
    EXPECT_EQ(LastChange().reason, StateChangeReason::kDetectionTimeExpired);
    EXPECT_EQ(LastChange().deadline, At(milliseconds));
  }

  SessionHarness harness_;
  MonotonicTime start_;
};

TEST_F(SessionStallTest, AfterAFreezeTheQueueProvesThatTheNeighborLives) {
  Arrive(50, 1000);
  Stall(20, 1020);
  EXPECT_EQ(harness_.session->state(), State::kUp);
  ASSERT_EQ(harness_.listener.stalls.size(), 1u);
  EXPECT_FALSE(harness_.listener.stalls[0].postponed);
  EXPECT_GE(harness_.listener.stalls[0].lateness, absl::Milliseconds(950))
      << "that of the timer which was due first";
  harness_.KeepReceiving(State::kUp, absl::Milliseconds(50), absl::Seconds(5));
  EXPECT_EQ(harness_.session->state(), State::kUp);
  EXPECT_EQ(harness_.listener.stalls.size(), 1u);
}

TEST_F(SessionStallTest, AFreezeWithoutAnythingQueuedStartsADetectionTime) {
  Stall(20, 1020);
  EXPECT_EQ(harness_.session->state(), State::kUp);
  ASSERT_EQ(harness_.listener.stalls.size(), 1u);
  const LocalStall& stall = harness_.listener.stalls[0];
  EXPECT_TRUE(stall.postponed);
  EXPECT_FALSE(stall.overflowed);
  EXPECT_EQ(stall.noticed_at, At(1020));
  EXPECT_EQ(stall.detection_time, absl::Milliseconds(150));
  EXPECT_EQ(stall.deadline, At(1170));
  EXPECT_EQ(stall.incarnation, 1u);
  EXPECT_EQ(harness_.transport.drained_until, At(150));
  ExpectDownAt(1170);
  EXPECT_EQ(harness_.transport.drained_until, At(1170))
      << "what came since the stall is read too";
  EXPECT_EQ(harness_.listener.stalls.size(), 1u) << "never twice for one stall";
}

TEST_F(SessionStallTest, ANeighborHeardAfterTheFreezeStaysUp) {
  Stall(20, 1020);
  harness_.KeepReceiving(State::kUp, absl::Milliseconds(50), absl::Seconds(5));
  EXPECT_EQ(harness_.session->state(), State::kUp);
  EXPECT_EQ(harness_.listener.stalls.size(), 1u);
}

TEST_F(SessionStallTest, ANeighborKilledDuringTheFreezeIsDownSoonAfterIt) {
  Arrive(50, 400);
  Stall(20, 1020);
  EXPECT_EQ(harness_.session->state(), State::kUp);
  ExpectDownAt(1170);
}

TEST_F(SessionStallTest, TheNeighborsVerdictIsNotOurs) {
  ControlPacket down = harness_.FromRemote(State::kDown);
  down.diagnostic = Diagnostic::kControlDetectionTimeExpired;
  Arrive(50, 150);
  harness_.Queue(down, At(170));
  Stall(20, 1020);
  EXPECT_EQ(harness_.session->state(), State::kDown);
  EXPECT_EQ(LastChange().reason, StateChangeReason::kNeighborSignaledDown);
  EXPECT_EQ(LastChange().local_diagnostic,
            Diagnostic::kNeighborSignaledSessionDown);
  EXPECT_EQ(LastChange().remote_diagnostic,
            Diagnostic::kControlDetectionTimeExpired);
  EXPECT_EQ(harness_.listener.stalls.size(), 1u) << "which explains it";
}

// What arms the timers anew does not hide that they are late.
TEST_F(SessionStallTest, AFinalReadFirstHidesNoLateness) {
  ASSERT_TRUE(harness_.session->SetTimers(Timers(60)).ok());
  harness_.KeepReceiving(State::kUp, absl::Milliseconds(50),
                         absl::Milliseconds(50));
  ASSERT_TRUE(harness_.LastSent().poll);
  start_ = harness_.Now();
  ControlPacket final = harness_.FromRemote(State::kUp);
  final.final = true;
  StallAndThen(0, 1000, [&] { harness_.Receive(final, At(1)); });
  EXPECT_FALSE(harness_.session->Snapshot().poll_active);
  ExpectOneStall(absl::Milliseconds(940), 1150);
}

TEST_F(SessionStallTest, AnIntervalThatChangesHidesNoLateness) {
  ControlPacket packet = harness_.FromRemote(State::kUp);
  packet.required_min_rx_interval = 60'000;
  StallAndThen(20, 1020, [&] { harness_.Receive(packet, At(21)); });
  ExpectOneStall(absl::Milliseconds(960), 1170);
}

TEST_F(SessionStallTest, TimersThatAreSetHideNoLateness) {
  StallAndThen(20, 1020, [this] {
    EXPECT_TRUE(harness_.session->SetTimers(Timers(50)).ok());
  });
  ExpectOneStall(absl::Milliseconds(960), 1170);
}

TEST_F(SessionStallTest, ATransmissionThatIsMovedHidesNoLateness) {
  StallAndThen(1, 121, [this] {
    EXPECT_TRUE(
        harness_.session->SetConcatenatedPath(Diagnostic::kConcatenatedPathDown)
            .ok());
  });
  EXPECT_EQ(harness_.session->state(), State::kUp);
  harness_.runtime.RunUntil(At(150));
  ExpectOneStall(absl::Milliseconds(71), 271);
}

TEST_F(SessionStallTest, TheNeighborsVerdictReadFirstHidesNoLateness) {
  StallAndThen(20, 1020, [this] {
    harness_.Receive(harness_.FromRemote(State::kDown), At(170));
  });
  EXPECT_EQ(LastChange().reason, StateChangeReason::kNeighborSignaledDown);
  ASSERT_EQ(harness_.listener.stalls.size(), 1u) << "which explains it";
  EXPECT_GE(harness_.listener.stalls[0].lateness, absl::Milliseconds(960));
}

TEST_F(SessionStallTest, ASecondFreezeIsAStallOfItsOwn) {
  Stall(20, 1020);
  Stall(1100, 2100);
  EXPECT_EQ(harness_.session->state(), State::kUp);
  ASSERT_EQ(harness_.listener.stalls.size(), 2u);
  EXPECT_TRUE(harness_.listener.stalls[1].postponed);
  harness_.runtime.RunUntil(At(2250));
  EXPECT_EQ(harness_.session->state(), State::kDown);
}

TEST_F(SessionStallTest, AHiccupBelowTheToleranceDelaysNothing) {
  // An eighth of 150 ms is 18.75 ms. No packet of ours is due in the last
  // millisecond before the verdict, which would be later than that.
  Stall(149, 168);
  EXPECT_EQ(harness_.session->state(), State::kDown);
  EXPECT_EQ(LastChange().time, At(168));
  EXPECT_TRUE(harness_.listener.stalls.empty());
}

TEST_F(SessionStallTest, LatenessBeyondTheToleranceAtTheVerdictPostponesIt) {
  Stall(149, 169);
  EXPECT_EQ(harness_.session->state(), State::kUp);
  ASSERT_EQ(harness_.listener.stalls.size(), 1u);
  EXPECT_EQ(harness_.listener.stalls[0].lateness, absl::Milliseconds(19));
}

TEST_F(SessionStallTest, AStallThatEndsBeforeTheVerdictStartsADetectionTime) {
  // The transmit timer tells: it is due every 37.5 to 50 ms.
  Stall(1, 121);
  EXPECT_EQ(harness_.session->state(), State::kUp);
  harness_.runtime.RunUntil(At(150));
  EXPECT_EQ(harness_.session->state(), State::kUp);
  ASSERT_EQ(harness_.listener.stalls.size(), 1u);
  const LocalStall stall = harness_.listener.stalls[0];
  EXPECT_TRUE(stall.postponed);
  EXPECT_GE(stall.lateness, absl::Milliseconds(71));
  EXPECT_EQ(stall.deadline, At(121 + 150));
  harness_.RunFor(absl::Seconds(1));
  EXPECT_EQ(LastChange().time, stall.deadline);
}

TEST_F(SessionStallTest, AnOverflowPostponesTheVerdictOnce) {
  harness_.runtime.RunUntil(At(100));
  harness_.transport.last_overflow = At(100);
  harness_.runtime.RunUntil(At(150));
  EXPECT_EQ(harness_.session->state(), State::kUp);
  ASSERT_EQ(harness_.listener.stalls.size(), 1u);
  EXPECT_TRUE(harness_.listener.stalls[0].overflowed);
  EXPECT_TRUE(harness_.listener.stalls[0].postponed);
  EXPECT_EQ(harness_.listener.stalls[0].lateness, absl::ZeroDuration());
  ExpectDownAt(250);
  EXPECT_EQ(harness_.listener.stalls.size(), 1u);
}

TEST_F(SessionStallTest, AFloodPostponesByNoMoreThanOneDetectionTime) {
  for (int time = 10; time <= 1000; time += 10) {
    harness_.runtime.RunUntil(At(time));
    harness_.transport.last_overflow = At(time);
  }
  EXPECT_EQ(harness_.session->state(), State::kDown);
  EXPECT_EQ(LastChange().time, At(300));
}

TEST_F(SessionStallTest, AnOverflowLongAgoDoesNotMatter) {
  harness_.transport.last_overflow = At(10);
  harness_.KeepReceiving(State::kUp, absl::Milliseconds(50), absl::Seconds(1));
  harness_.RunFor(absl::Milliseconds(150));
  EXPECT_EQ(harness_.session->state(), State::kDown);
  EXPECT_TRUE(harness_.listener.stalls.empty());
}

TEST_F(SessionStallTest, AVerdictSaysWhetherAStallPostponedIt) {
  Stall(1, 121);
  harness_.RunFor(absl::Seconds(1));
  ASSERT_EQ(LastChange().new_state, State::kDown);
  EXPECT_TRUE(LastChange().WasPostponed());
}

TEST_F(SessionStallTest, AVerdictAfterAPacketFromAfterTheStallSaysNothingOfIt) {
  Arrive(50, 150);
  Stall(1, 121);
  harness_.RunFor(absl::Seconds(1));
  ASSERT_EQ(LastChange().new_state, State::kDown);
  ASSERT_EQ(harness_.listener.stalls.size(), 1u);
  EXPECT_EQ(LastChange().time, At(150 + 150));
  EXPECT_FALSE(LastChange().WasPostponed());
}

TEST_F(SessionStallTest, TheListenerMayDestroyTheSessionOnAStall) {
  harness_.listener.on_stall = [this](const LocalStall&) {
    harness_.session.reset();
  };
  Stall(20, 1020);
  EXPECT_EQ(harness_.session, nullptr);
  harness_.RunFor(absl::Seconds(1));
}

TEST_F(SessionStallTest, StallsAreCounted) {
  Stall(20, 1020);
  EXPECT_EQ(harness_.session->Snapshot().counters.local_stalls, 1u);
}

TEST(SessionStallToleranceTest, TheToleranceIsConfigurable) {
  SessionConfig config = testing::TestConfig();
  config.stall_tolerance = {.floor = absl::Milliseconds(100),
                            .fraction_of_detection_time = 0};
  SessionHarness harness(config);
  harness.BringUp();
  harness.RunFor(absl::Milliseconds(145));
  harness.runtime.node().StallUntil(harness.Now() + absl::Milliseconds(90));
  harness.RunFor(absl::Milliseconds(90));
  EXPECT_EQ(harness.session->state(), State::kDown);
  EXPECT_TRUE(harness.listener.stalls.empty());
}

// The detection timer, late first, tells of the stall; the transmission that it
// made late as well has nothing to add.
TEST(SessionStallTimersTest, AStallIsToldOnceWhereTransmissionsAreRare) {
  SessionConfig config = testing::TestConfig();
  config.timers.desired_min_tx = absl::Seconds(1);
  SessionHarness harness(config);
  harness.BringUp();
  harness.KeepReceiving(State::kUp, absl::Milliseconds(50), absl::Seconds(3));
  harness.runtime.node().StallUntil(harness.Now() + absl::Milliseconds(1100));
  harness.RunFor(absl::Milliseconds(1110));
  EXPECT_EQ(harness.session->state(), State::kUp);
  harness.RunFor(absl::Milliseconds(150));
  EXPECT_EQ(harness.session->state(), State::kDown);
  EXPECT_EQ(harness.listener.stalls.size(), 1u);
}

// A packet of its neighbour's is read before the timer that was late has fired.
TEST(SessionStallInAGroupTest, FollowingANeighborHidesNoLateness) {
  TransmitGroup group(7, TransmitGroup::Lead::kNeighbor);
  SessionConfig config = testing::TestConfig();
  config.transmit_group = &group;
  SessionHarness harness(config);
  harness.BringUp();
  harness.KeepReceiving(State::kUp, absl::Milliseconds(45), absl::Seconds(1));
  harness.Receive(State::kUp);
  const MonotonicTime heard = harness.Now();
  const MonotonicTime awake = heard + absl::Milliseconds(95);
  harness.runtime.node().StallUntil(awake);
  harness.runtime.RunUntil(awake - absl::Nanoseconds(1));
  harness.Receive(harness.FromRemote(State::kUp),
                  heard + absl::Milliseconds(10));
  harness.RunFor(absl::Milliseconds(149));
  EXPECT_EQ(harness.session->state(), State::kUp);
  ASSERT_EQ(harness.listener.stalls.size(), 1u);
  EXPECT_GE(harness.listener.stalls[0].lateness, absl::Milliseconds(44));
  EXPECT_EQ(harness.listener.stalls[0].deadline,
            awake + absl::Milliseconds(150));
}

}  // namespace
}  // namespace waymark::bfd
