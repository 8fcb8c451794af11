// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// BGP sessions that BFD watches, or admits, beyond the one failure: hold-down,
// and AdminDown of the neighbour in every order.

#include <string>

#include "absl/time/time.h"
#include "base/ip_address.h"
#include "bfd/code_points.h"
#include "bfd/session_snapshot.h"
#include "bgp/session/peer_config.h"
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

constexpr rib::PeerId kPeer{0};

// We, who are tested, and a neighbour that only watches.
class SpeakerBfdTest : public ::testing::Test {
 protected:
  void Start(bgp::LivenessMode mode, absl::Duration hold_down) {
    NeighborConfig to_them = we_.ConfigFor(they_, /*with_bfd=*/true);
    to_them.peer.liveness = mode;
    to_them.bfd->hold_down = hold_down;
    we_.Add(to_them);
    they_.Connect(we_, /*with_bfd=*/true);
    ASSERT_TRUE(we_.speaker().Start(kPeer).ok());
  }
  void Run(absl::Duration duration) { internet_.world.RunFor(duration); }
  // The whole path, BGP and BFD.
  void Block(bool blocked) {
    internet_.SetBlocked(we_.address(), they_.address(), blocked);
  }
  // As when BFD's packets alone are filtered somewhere.
  void BlockBfd(bool blocked) {
    internet_.packets.SetBlocked(we_.address(), they_.address(), blocked);
    internet_.packets.SetBlocked(they_.address(), we_.address(), blocked);
  }
  // By the hold timer, and leaves time to come back.
  void LoseBgp() {
    SetStreamsBlocked(true);
    Run(absl::Seconds(15));
    ASSERT_FALSE(IsUp());
    SetStreamsBlocked(false);
    Run(absl::Seconds(30));
  }
  void SetStreamsBlocked(bool blocked) {
    internet_.streams.SetBlocked(we_.address(), they_.address(), blocked);
    internet_.streams.SetBlocked(they_.address(), we_.address(), blocked);
  }
  Neighbor& Us() { return *we_.speaker().Find(kPeer); }
  Neighbor& Them() { return *they_.speaker().Find(kPeer); }
  bool IsUp() const { return we_.IsUp(kPeer); }

  SimulatedInternet internet_;
  SimulatedSite we_{
      internet_, "we", IpAddress::V4(10, 0, 0, 4), {.as_number = 65000}};
  SimulatedSite they_{
      internet_, "they", IpAddress::V4(10, 0, 0, 10), {.as_number = 65001}};
};

// In watch mode BGP does not wait for the Up that is held down: it relies on
// the path by then, whether or not the client of BFD has heard so.
TEST_F(SpeakerBfdTest, AFailureInHoldDownEndsTheSessionThatDidNotWaitForUp) {
  Start(bgp::LivenessMode::kWatch, absl::Seconds(60));
  Run(absl::Seconds(5));
  ASSERT_TRUE(IsUp());
  for (int failure = 1; failure <= 3; ++failure) {
    Block(true);
    Run(absl::Milliseconds(500));
    EXPECT_FALSE(IsUp()) << "long before the hold time";
    EXPECT_EQ(we_.CountEvents("down bfd_down"), failure);
    Run(absl::Seconds(1));
    Block(false);
    Run(absl::Seconds(10));
    ASSERT_TRUE(IsUp());
    ASSERT_EQ(Us().Snapshot().bfd->session_state, bfd::State::kUp);
    ASSERT_NE(Us().Snapshot().bfd->reported_state, bfd::State::kUp);
  }
}

// Conformance: RFC5882-4.1-1 positive
TEST_F(SpeakerBfdTest, StrictOpensWithANeighborThatIsAdminDownFromTheStart) {
  Start(bgp::LivenessMode::kStrict, absl::ZeroDuration());
  Them().bfd()->SetAdminDown(true);
  Run(absl::Seconds(10));
  EXPECT_TRUE(IsUp());
  EXPECT_EQ(Us().Snapshot().bfd->session_state, bfd::State::kDown);
}

// Conformance: RFC5882-4.1-1 positive
TEST_F(SpeakerBfdTest, StrictOpensWhenTheNeighborGivesUpABfdThatFailed) {
  Start(bgp::LivenessMode::kStrict, absl::ZeroDuration());
  Run(absl::Seconds(5));
  ASSERT_TRUE(IsUp());
  // One way is enough for a failure of both, and lets AdminDown through.
  internet_.packets.SetBlocked(we_.address(), they_.address(), true);
  Run(absl::Seconds(30));
  ASSERT_FALSE(IsUp());
  Them().bfd()->SetAdminDown(true);
  Run(absl::Seconds(10));
  EXPECT_TRUE(IsUp());
}

// Conformance: RFC5882-4.1-1 positive
TEST_F(SpeakerBfdTest, StrictOpensWhenTheNeighborGivesUpABfdInHoldDown) {
  Start(bgp::LivenessMode::kStrict, absl::Hours(1));
  Run(absl::Seconds(5));
  Block(true);
  Run(absl::Seconds(1));
  Block(false);
  Run(absl::Seconds(30));
  ASSERT_EQ(Us().Snapshot().bfd->session_state, bfd::State::kUp);
  ASSERT_FALSE(IsUp());
  Them().bfd()->SetAdminDown(true);
  Run(absl::Seconds(10));
  EXPECT_TRUE(IsUp());
}

// Conformance: RFC5882-4.1-1 negative
// Conformance: RFC5882-4.1-a positive
TEST_F(SpeakerBfdTest, StrictDoesNotOpenOnAnAdminDownThatIsOver) {
  Start(bgp::LivenessMode::kStrict, absl::ZeroDuration());
  Run(absl::Seconds(5));
  Them().bfd()->SetAdminDown(true);
  Run(absl::Seconds(5));
  internet_.packets.SetBlocked(we_.address(), they_.address(), true);
  Them().bfd()->SetAdminDown(false);
  Run(absl::Seconds(30));
  EXPECT_TRUE(IsUp()) << "BFD that comes back is no failure";
  EXPECT_EQ(we_.CountEvents("down bfd_down"), 0);
  LoseBgp();
  EXPECT_FALSE(IsUp());
  internet_.packets.SetBlocked(we_.address(), they_.address(), false);
  Run(absl::Seconds(10));
  EXPECT_TRUE(IsUp());
}

// Conformance: RFC5882-4.1-1 negative
TEST_F(SpeakerBfdTest, StrictDoesNotOpenOnAnAdminDownThatIsHeardNoMore) {
  Start(bgp::LivenessMode::kStrict, absl::ZeroDuration());
  Run(absl::Seconds(5));
  Them().bfd()->SetAdminDown(true);
  Run(absl::Seconds(5));
  BlockBfd(true);
  Run(absl::Seconds(30));
  EXPECT_TRUE(IsUp());
  LoseBgp();
  EXPECT_FALSE(IsUp());
  BlockBfd(false);
  Run(absl::Seconds(10));
  EXPECT_TRUE(IsUp()) << "it is AdminDown still";
}

}  // namespace
}  // namespace waymark::speaker
