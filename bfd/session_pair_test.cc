// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Two sessions joined by a simulated network.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "base/ip_address.h"
#include "base/monotonic_time.h"
#include "base/testing/packet_network.h"
#include "base/testing/simulated_node.h"
#include "base/testing/simulated_world.h"
#include "bfd/code_points.h"
#include "bfd/demultiplexer.h"
#include "bfd/drop_reason.h"
#include "bfd/session.h"
#include "bfd/session_config.h"
#include "bfd/session_key.h"
#include "bfd/session_listener.h"
#include "bfd/testing/recording_listener.h"
#include "bfd/testing/simulated_transport.h"
#include "gtest/gtest.h"

namespace waymark::bfd {
namespace {

using testing::RecordingListener;
using testing::SimulatedTransport;
using waymark::testing::PacketNetwork;
using waymark::testing::PacketPath;
using waymark::testing::SimulatedNode;
using waymark::testing::SimulatedNodeOptions;
using waymark::testing::SimulatedWorld;

constexpr IpAddress kLeft = IpAddress::V4(192, 0, 2, 1);
constexpr IpAddress kRight = IpAddress::V4(192, 0, 2, 2);

constexpr TimerConfig Timers(int milliseconds, int multiplier = 3) {
  return {.desired_min_tx = absl::Milliseconds(milliseconds),
          .required_min_rx = absl::Milliseconds(milliseconds),
          .detect_multiplier = multiplier};
}

// Detects in 150 ms what it does not hear, and is itself missed only after 2.1
// s.
constexpr TimerConfig kSlowSender = {.desired_min_tx = absl::Milliseconds(700),
                                     .required_min_rx = absl::Milliseconds(50),
                                     .detect_multiplier = 3};

struct End {
  End(SimulatedNode& node, PacketNetwork& network, const IpAddress& local,
      const IpAddress& remote, const TimerConfig& timers)
      : node(node),
        demultiplexer({}, node.runtime().random),
        transport(node, network, demultiplexer) {
    SessionConfig config;
    config.key = {.local = local, .remote = remote};
    config.timers = timers;
    session = std::make_unique<Session>(node.runtime(), demultiplexer,
                                        transport, config, listener);
  }

  int Downs() const {
    int downs = 0;
    for (const StateChange& change : listener.changes) {
      if (change.old_state == State::kUp) ++downs;
    }
    return downs;
  }

  SimulatedNode& node;
  Demultiplexer demultiplexer;
  SimulatedTransport transport;
  RecordingListener listener;
  std::unique_ptr<Session> session;
};

class Pair {
 public:
  explicit Pair(uint64_t seed, const TimerConfig& left_timers = Timers(50),
                const TimerConfig& right_timers = Timers(50),
                const SimulatedNodeOptions& options = {})
      : world(seed),
        network(world),
        left(world.AddNode("left", options), network, kLeft, kRight,
             left_timers),
        right(world.AddNode("right", options), network, kRight, kLeft,
              right_timers) {}

  void Start() {
    ASSERT_TRUE(left.session->Start().ok());
    ASSERT_TRUE(right.session->Start().ok());
  }
  bool IsUp() const {
    return left.session->state() == State::kUp &&
           right.session->state() == State::kUp;
  }
  // Both Up, and at the negotiated rate.
  void BringUp() {
    Start();
    ASSERT_TRUE(world.RunUntil([this] { return IsUp(); }, absl::Seconds(10)));
    world.RunFor(absl::Seconds(2));
    ASSERT_TRUE(IsUp());
  }
  void Block(bool blocked) {
    network.SetBlocked(kLeft, kRight, blocked);
    network.SetBlocked(kRight, kLeft, blocked);
  }

  SimulatedWorld world;
  PacketNetwork network;
  End left;
  End right;
};

// Silence from a random moment on: Down exactly at the detection time after the
// last packet that the kernel received.
void ExpectDownWithinDetectionTime(const End& end, absl::Duration detection) {
  ASSERT_EQ(end.session->state(), State::kDown);
  const StateChange* down = nullptr;
  for (const StateChange& change : end.listener.changes) {
    if (change.old_state == State::kUp) down = &change;
  }
  ASSERT_NE(down, nullptr);
  EXPECT_EQ(down->reason, StateChangeReason::kDetectionTimeExpired);
  EXPECT_EQ(down->detection_time, detection);
  EXPECT_EQ(down->time - down->last_received, detection);
}

// Conformance: RFC5880-6.8.4-a negative
TEST(SessionPairTest, ComesUpWithinSecondsAndNegotiatesTheSlowerSide) {
  Pair pair(1, Timers(50), Timers(300, 5));
  pair.BringUp();
  EXPECT_EQ(pair.left.session->Snapshot().transmit_interval,
            absl::Milliseconds(300));
  EXPECT_EQ(pair.right.session->Snapshot().transmit_interval,
            absl::Milliseconds(300));
  EXPECT_EQ(pair.left.session->Snapshot().detection_time,
            absl::Milliseconds(1500));
  EXPECT_EQ(pair.right.session->Snapshot().detection_time,
            absl::Milliseconds(900));
  EXPECT_FALSE(pair.left.session->Snapshot().poll_active);
  EXPECT_FALSE(pair.right.session->Snapshot().poll_active);
}

TEST(SessionPairTest, SilenceIsNoticedWithinTheDetectionTimeWhateverTheSeed) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    Pair pair(seed);
    pair.BringUp();
    pair.world.RunFor(absl::Milliseconds(47 * seed));
    pair.Block(true);
    pair.world.RunFor(absl::Milliseconds(151));
    ExpectDownWithinDetectionTime(pair.left, absl::Milliseconds(150));
    ExpectDownWithinDetectionTime(pair.right, absl::Milliseconds(150));
    EXPECT_TRUE(pair.left.listener.stalls.empty());
  }
}

TEST(SessionPairTest, AHealedPathIsUpAgainWithinThreeSeconds) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    Pair pair(seed);
    pair.BringUp();
    pair.Block(true);
    pair.world.RunFor(absl::Minutes(1));
    pair.Block(false);
    pair.world.RunFor(absl::Seconds(3));
    EXPECT_TRUE(pair.IsUp()) << seed;
  }
}

TEST(SessionPairTest, OneDirectionLostIsNoticedByBoth) {
  Pair pair(3);
  pair.BringUp();
  pair.network.SetBlocked(kLeft, kRight, true);
  pair.world.RunFor(absl::Milliseconds(160));
  EXPECT_EQ(pair.right.listener.changes.back().reason,
            StateChangeReason::kDetectionTimeExpired);
  ASSERT_GT(pair.left.Downs(), 0);
  for (const StateChange& change : pair.left.listener.changes) {
    if (change.old_state != State::kUp) continue;
    EXPECT_EQ(change.reason, StateChangeReason::kNeighborSignaledDown);
    EXPECT_EQ(change.remote_diagnostic,
              Diagnostic::kControlDetectionTimeExpired);
  }
}

TEST(SessionPairTest, LossDelayAndReorderingCauseNoFalseDown) {
  for (uint64_t seed = 1; seed <= 5; ++seed) {
    Pair pair(seed, Timers(50, 5), Timers(50, 5));
    PacketPath path;
    path.loss = 0.01;
    path.duplication = 0.02;
    path.min_delay = absl::Milliseconds(1);
    path.max_delay = absl::Milliseconds(30);
    path.reorders = true;
    // During the handshake a Down that is overtaken rightly takes it back.
    pair.BringUp();
    pair.network.SetDefaultPath(path);
    pair.world.RunFor(absl::Minutes(3));
    EXPECT_TRUE(pair.IsUp());
    EXPECT_EQ(pair.left.Downs(), 0);
    EXPECT_EQ(pair.right.Downs(), 0);
  }
}

TEST(SessionPairTest, HeavyLossNeverLeavesThemStuck) {
  for (uint64_t seed = 1; seed <= 10; ++seed) {
    Pair pair(seed);
    PacketPath path;
    path.loss = 0.5;
    pair.network.SetDefaultPath(path);
    pair.Start();
    pair.world.RunFor(absl::Minutes(1));
    pair.network.SetDefaultPath({});
    pair.world.RunFor(absl::Seconds(10));
    EXPECT_TRUE(pair.IsUp()) << seed;
  }
}

TEST(SessionPairTest, TimersChangeUnderTrafficWithoutALoss) {
  Pair pair(4);
  PacketPath path;
  path.max_delay = absl::Milliseconds(20);
  pair.network.SetDefaultPath(path);
  pair.BringUp();
  int step = 0;
  for (const int milliseconds : {10, 400, 50, 1000, 20, 300, 50}) {
    End& end = step++ % 2 == 0 ? pair.left : pair.right;
    ASSERT_TRUE(end.session->SetTimers(Timers(milliseconds, 3 + step)).ok());
    pair.world.RunFor(absl::Seconds(7));
  }
  EXPECT_TRUE(pair.IsUp());
  EXPECT_EQ(pair.left.Downs() + pair.right.Downs(), 0);
  EXPECT_FALSE(pair.left.session->Snapshot().poll_active);
  EXPECT_FALSE(pair.right.session->Snapshot().poll_active);
}

// The neighbour's detection time is above the stall, so that nobody goes Down.
TEST(SessionPairTest, AFreezeOfOneSecondGoesUnnoticed) {
  for (const auto backlog : {SimulatedNodeOptions::Backlog::kByTime,
                             SimulatedNodeOptions::Backlog::kTimersFirst}) {
    for (int offset = 0; offset < 50; offset += 7) {
      Pair pair(5, kSlowSender, Timers(50), {.backlog = backlog});
      pair.BringUp();
      ASSERT_EQ(pair.left.session->Snapshot().detection_time,
                absl::Milliseconds(150));
      pair.world.RunFor(absl::Milliseconds(offset));
      pair.left.node.StallUntil(pair.world.Now() + absl::Seconds(1));
      pair.world.RunFor(absl::Seconds(10));
      EXPECT_TRUE(pair.IsUp());
      EXPECT_EQ(pair.left.Downs() + pair.right.Downs(), 0) << offset;
      EXPECT_GE(pair.left.listener.stalls.size(), 1u);
    }
  }
}

TEST(SessionPairTest, WithShortTimersAFreezeIsTheNeighborsVerdict) {
  for (const auto backlog : {SimulatedNodeOptions::Backlog::kByTime,
                             SimulatedNodeOptions::Backlog::kTimersFirst}) {
    Pair pair(6, Timers(50), Timers(50), {.backlog = backlog});
    pair.BringUp();
    pair.left.node.StallUntil(pair.world.Now() + absl::Seconds(1));
    pair.world.RunFor(absl::Seconds(1));
    EXPECT_EQ(pair.right.listener.changes.back().reason,
              StateChangeReason::kDetectionTimeExpired);
    ASSERT_EQ(pair.left.Downs(), 1);
    for (const StateChange& change : pair.left.listener.changes) {
      EXPECT_NE(change.reason, StateChangeReason::kDetectionTimeExpired);
    }
    pair.world.RunFor(absl::Seconds(3));
    EXPECT_TRUE(pair.IsUp());
  }
}

TEST(SessionPairTest,
     ANeighborKilledDuringTheFreezeIsDownOneDetectionTimeLater) {
  for (const auto backlog : {SimulatedNodeOptions::Backlog::kByTime,
                             SimulatedNodeOptions::Backlog::kTimersFirst}) {
    for (int kill_after = 0; kill_after < 1000; kill_after += 37) {
      Pair pair(7, kSlowSender, Timers(50), {.backlog = backlog});
      pair.BringUp();
      const MonotonicTime wake = pair.world.Now() + absl::Seconds(1);
      pair.left.node.StallUntil(wake);
      pair.world.RunFor(absl::Milliseconds(kill_after));
      pair.Block(true);
      pair.world.RunUntil(wake);
      EXPECT_EQ(pair.left.session->state(), State::kUp);
      pair.world.RunUntil(wake + absl::Milliseconds(150));
      EXPECT_EQ(pair.left.session->state(), State::kDown) << kill_after;
      EXPECT_EQ(pair.left.listener.changes.back().reason,
                StateChangeReason::kDetectionTimeExpired);
    }
  }
}

TEST(SessionPairTest, AQueueThatOverflowsDuringAFreezeIsNotTheNeighborsFault) {
  Pair pair(8, kSlowSender, Timers(50));
  pair.left.transport.set_queue_limit(2);
  pair.BringUp();
  pair.left.node.StallUntil(pair.world.Now() + absl::Seconds(1));
  pair.world.RunFor(absl::Seconds(5));
  EXPECT_TRUE(pair.IsUp());
  EXPECT_EQ(pair.left.Downs(), 0);
}

TEST(SessionPairTest, AdminDownTakesTheOtherSideDownWithoutAFailure) {
  Pair pair(9);
  pair.BringUp();
  pair.left.session->SetAdminDown(true);
  pair.world.RunFor(absl::Seconds(5));
  EXPECT_EQ(pair.right.session->state(), State::kDown);
  EXPECT_EQ(pair.right.listener.changes.back().reason,
            StateChangeReason::kNeighborAdminDown);
  pair.left.session->SetAdminDown(false);
  pair.world.RunFor(absl::Seconds(3));
  EXPECT_TRUE(pair.IsUp());
}

TEST(SessionPairTest, ARestartedNeighborComesUpAgain) {
  Pair pair(10);
  pair.BringUp();
  const SessionConfig config = {.key = {.local = kRight, .remote = kLeft},
                                .timers = Timers(50)};
  pair.right.session.reset();
  pair.right.session = std::make_unique<Session>(
      pair.right.node.runtime(), pair.right.demultiplexer, pair.right.transport,
      config, pair.right.listener);
  ASSERT_TRUE(pair.right.session->Start().ok());
  pair.world.RunFor(absl::Seconds(4));
  EXPECT_TRUE(pair.IsUp());
  EXPECT_EQ(pair.left.Downs(), 1);
}

// Conformance: RFC5880-6.1-3 negative
TEST(SessionPairTest, TwoPassiveSessionsNeverSpeak) {
  Pair pair(14);
  for (End* end : {&pair.left, &pair.right}) {
    SessionConfig config = {.key = end == &pair.left
                                       ? SessionKey{kLeft, kRight, 0}
                                       : SessionKey{kRight, kLeft, 0}};
    config.role = Role::kPassive;
    end->session =
        std::make_unique<Session>(end->node.runtime(), end->demultiplexer,
                                  end->transport, config, end->listener);
  }
  pair.Start();
  pair.world.RunFor(absl::Minutes(1));
  EXPECT_EQ(pair.left.session->Snapshot().counters.packets_sent, 0u);
  EXPECT_EQ(pair.right.session->Snapshot().counters.packets_sent, 0u);
}

// Conformance: RFC5881-2-2 positive
TEST(SessionPairTest, AnotherProtocolOnTheSamePathIsASessionOfItsOwn) {
  Pair pair(15);
  const IpAddress left = IpAddress::Parse("2001:db8::1").value();
  const IpAddress right = IpAddress::Parse("2001:db8::2").value();
  RecordingListener listener;
  Session left_v6(pair.left.node.runtime(), pair.left.demultiplexer,
                  pair.left.transport,
                  {.key = {.local = left, .remote = right}}, listener);
  Session right_v6(pair.right.node.runtime(), pair.right.demultiplexer,
                   pair.right.transport,
                   {.key = {.local = right, .remote = left}}, listener);
  ASSERT_TRUE(left_v6.Start().ok());
  ASSERT_TRUE(right_v6.Start().ok());
  pair.BringUp();
  EXPECT_EQ(left_v6.state(), State::kUp);
  pair.network.SetBlocked(left, right, true);
  pair.world.RunFor(absl::Seconds(1));
  EXPECT_NE(left_v6.state(), State::kUp);
  EXPECT_TRUE(pair.IsUp());
}

// Conformance: RFC5881-5-2 negative
TEST(SessionPairTest, APathOfTwoHopsNeverComesUp) {
  Pair pair(11);
  PacketPath path;
  path.hops = 1;
  pair.network.SetDefaultPath(path);
  pair.Start();
  pair.world.RunFor(absl::Minutes(1));
  EXPECT_EQ(pair.left.session->state(), State::kDown);
  EXPECT_GT(pair.left.demultiplexer.counters().drops(DropReason::kBadTtl), 50u);
}

TEST(SessionPairTest, TheSameSeedGivesTheSameRun) {
  const auto run = [](uint64_t seed) {
    Pair pair(seed);
    PacketPath path;
    path.loss = 0.3;
    pair.network.SetDefaultPath(path);
    pair.Start();
    pair.world.RunFor(absl::Minutes(2));
    std::vector<std::pair<MonotonicTime, State>> changes;
    for (const StateChange& change : pair.left.listener.changes) {
      changes.emplace_back(change.time, change.new_state);
    }
    return changes;
  };
  EXPECT_EQ(run(12), run(12));
  EXPECT_NE(run(12), run(13));
}

}  // namespace
}  // namespace waymark::bfd
