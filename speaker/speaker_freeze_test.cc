// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A process that did not run knows nothing of its neighbours' silence: what a
// speaker says after a freeze of its own, with the neighbour alive and dead.

#include <string>

#include "absl/time/time.h"
#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "base/testing/simulated_node.h"
#include "bfd/code_points.h"
#include "bfd/session_config.h"
#include "bgp/path_attributes.h"
#include "gtest/gtest.h"
#include "rib/peer_info.h"
#include "speaker/neighbor.h"
#include "speaker/neighbor_config.h"
#include "speaker/speaker.h"
#include "speaker/testing/simulated_site.h"

namespace waymark::speaker {
namespace {

using testing::SimulatedInternet;
using testing::SimulatedSite;
using Backlog = waymark::testing::SimulatedNodeOptions::Backlog;

constexpr absl::Duration kFreeze = absl::Seconds(1);
constexpr char kOurVerdict[] = "bfd down detection_time_expired";
constexpr char kTheirVerdict[] = "bfd down neighbor_signaled_down";
constexpr bfd::TimerConfig kShort = {.desired_min_tx = absl::Milliseconds(50),
                                     .required_min_rx = absl::Milliseconds(50),
                                     .detect_multiplier = 3};

// We, with a Loc-RIB, and a neighbour that announces one prefix to us. When we
// go on after a freeze, either our timers or the packets may come first.
class Pair {
 public:
  Pair(Backlog backlog, const bfd::TimerConfig& our_timers,
       const bfd::TimerConfig& their_timers, uint64_t seed = 1)
      : internet(seed),
        we(internet, "we", IpAddress::V4(10, 0, 0, 4),
           {.as_number = 65000,
            .has_loc_rib = true,
            .node = {.backlog = backlog}}),
        they(internet, "they", IpAddress::V4(10, 0, 0, 10), {}) {
    Join(we, they, our_timers);
    Join(they, we, their_timers);
    bgp::PathAttributes path;
    path.med = 7;
    EXPECT_TRUE(they.speaker().Announce(rib::PeerId{0}, prefix, path).ok());
    // The slow intervals of the beginning, and those of long timers.
    Run(absl::Seconds(20));
    EXPECT_TRUE(IsWhole());
    we.ForgetEvents();
    they.ForgetEvents();
  }

  // Freezes us, and stops when the freeze is over.
  void Freeze() {
    we.node().StallUntil(internet.world.Now() + kFreeze);
    Run(kFreeze);
  }
  void Run(absl::Duration duration) { internet.world.RunFor(duration); }

  // Both sessions up, and the route there.
  bool IsWhole() const {
    return we.IsUp(rib::PeerId{0}) && they.IsUp(rib::PeerId{0}) &&
           we.Best(prefix) == "65001 med 7 via 10.0.0.10";
  }

  SimulatedInternet internet;
  SimulatedSite we;
  SimulatedSite they;
  const IpPrefix prefix = *IpPrefix::Parse("172.16.1.1/32");

 private:
  static void Join(SimulatedSite& from, const SimulatedSite& to,
                   const bfd::TimerConfig& timers) {
    NeighborConfig config = from.ConfigFor(to, /*with_bfd=*/true);
    config.bfd->timers = timers;
    EXPECT_TRUE(from.speaker().Start(from.Add(config)).ok());
  }
};

class SpeakerFreezeTest : public ::testing::TestWithParam<Backlog> {};

INSTANTIATE_TEST_SUITE_P(
    WhatIsHandledFirst, SpeakerFreezeTest,
    ::testing::Values(Backlog::kByTime, Backlog::kTimersFirst),
    [](const ::testing::TestParamInfo<Backlog>& backlog) -> std::string {
      return backlog.param == Backlog::kByTime ? "ByTime" : "TimersFirst";
    });

TEST_P(SpeakerFreezeTest, AFreezeWithinALongDetectionTimeIsNoFailure) {
  const bfd::TimerConfig timers = {.desired_min_tx = absl::Milliseconds(700),
                                   .required_min_rx = absl::Milliseconds(700),
                                   .detect_multiplier = 3};
  Pair pair(GetParam(), timers, timers);
  ASSERT_GT(
      pair.we.speaker().Find(rib::PeerId{0})->Snapshot().bfd->detection_time,
      absl::Seconds(2));
  // At any moment between two packets, and one second on, one freeze more.
  for (int i = 0; i < 30; ++i) {
    pair.Freeze();
    pair.Run(absl::Milliseconds(1500 + 37 * i));
  }
  EXPECT_EQ(pair.we.CountEvents(kOurVerdict), 0);
  EXPECT_EQ(pair.we.CountEvents(kTheirVerdict), 0);
  EXPECT_EQ(pair.they.CountEvents(kOurVerdict), 0);
  EXPECT_EQ(pair.we.CountEvents("up"), 0);
  EXPECT_TRUE(pair.IsWhole());
}

// Our detection time is 150 ms, theirs 3 s: 20 packets of theirs wait when we
// go on.
TEST_P(SpeakerFreezeTest, PacketsThatWaitInTheQueueProveTheNeighborAlive) {
  bfd::TimerConfig ours = kShort;
  ours.desired_min_tx = absl::Seconds(1);
  Pair pair(GetParam(), ours, kShort);
  ASSERT_EQ(
      pair.we.speaker().Find(rib::PeerId{0})->Snapshot().bfd->detection_time,
      absl::Milliseconds(150));
  for (int i = 0; i < 50; ++i) {
    pair.Freeze();
    pair.Run(absl::Milliseconds(1000 + 7 * i));
  }
  EXPECT_EQ(pair.we.CountEvents(kOurVerdict), 0);
  EXPECT_EQ(pair.they.CountEvents(kOurVerdict), 0);
  EXPECT_EQ(pair.we.CountEvents("up"), 0);
  EXPECT_GT(pair.we.CountEvents("stall"), 0);
  EXPECT_TRUE(pair.IsWhole());
}

TEST_P(SpeakerFreezeTest, WithShortTimersTheNeighborsVerdictIsReportedAsIts) {
  for (int offset = 0; offset < 50; offset += 7) {
    SCOPED_TRACE(offset);
    Pair pair(GetParam(), kShort, kShort, /*seed=*/1 + offset);
    pair.Run(absl::Milliseconds(offset));
    pair.Freeze();
    // The neighbour has noticed 150 ms into our freeze.
    EXPECT_EQ(pair.they.CountEvents(kOurVerdict), 1);
    pair.Run(absl::Milliseconds(1));
    EXPECT_EQ(pair.we.CountEvents(kTheirVerdict), 1);
    EXPECT_EQ(
        pair.we.speaker().Find(rib::PeerId{0})->Snapshot().bfd->local_diag,
        bfd::Diagnostic::kNeighborSignaledSessionDown);

    pair.Run(absl::Seconds(4));
    EXPECT_EQ(pair.we.CountEvents(kOurVerdict), 0);
    EXPECT_EQ(pair.we.CountEvents("up"), 1);
    EXPECT_TRUE(pair.IsWhole());
  }
}

// The neighbour dies while we are frozen, so that the last packets of it wait
// in the queue, or none do.
TEST_P(SpeakerFreezeTest, ADeathDuringTheFreezeIsSeenWithinAFreshDetection) {
  bfd::TimerConfig ours = kShort;
  ours.desired_min_tx = absl::Seconds(1);
  for (int death = 0; death < 1000; death += 97) {
    SCOPED_TRACE(death);
    Pair pair(GetParam(), ours, kShort, /*seed=*/1 + death);
    pair.internet.world.At(
        pair.internet.world.Now() + absl::Milliseconds(death), [&pair] {
          pair.they.node().Stall();
          pair.internet.SetBlocked(pair.we.address(), pair.they.address(),
                                   true);
        });
    pair.Freeze();
    pair.Run(absl::Milliseconds(150));
    EXPECT_EQ(pair.we.CountEvents(kOurVerdict), 1);
    EXPECT_EQ(pair.we.CountEvents("down bfd_down"), 1);
    EXPECT_EQ(pair.we.Best(pair.prefix), "none");
  }
}

}  // namespace
}  // namespace waymark::speaker
