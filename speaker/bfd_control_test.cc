// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What a product does to the BFD of a neighbour while the session runs, and
// what it hears of the neighbour's.

#include "speaker/bfd_control.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/ip_address.h"
#include "base/testing/reference_digest.h"
#include "bfd/code_points.h"
#include "bfd/key_chain.h"
#include "bfd/session_config.h"
#include "bfd/session_snapshot.h"
#include "bgp/notification.h"
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

using Events = std::vector<std::string>;

constexpr rib::PeerId kPeer{0};

bfd::KeyConfig Key(int id, bfd::KeyLifetime send = {}) {
  return {.id = id, .secret = "secret " + std::to_string(id), .send = send};
}

std::shared_ptr<const bfd::KeyChain> Chain(
    const std::vector<bfd::KeyConfig>& keys) {
  return std::make_shared<const bfd::KeyChain>(
      bfd::KeyChain::Create(keys).value());
}

class BfdControlTest : public ::testing::Test {
 protected:
  // The same keys, or none, on both sides.
  void BringUp(const std::shared_ptr<const bfd::KeyChain>& keys = nullptr) {
    Start(we_, they_, keys);
    Start(they_, we_, keys);
    Run(absl::Seconds(5));
    ASSERT_TRUE(IsWhole());
    we_.ForgetEvents();
    they_.ForgetEvents();
  }
  void Start(SimulatedSite& from, const SimulatedSite& to,
             const std::shared_ptr<const bfd::KeyChain>& keys) {
    NeighborConfig config = from.ConfigFor(to, /*with_bfd=*/true);
    config.bfd->key_chain = keys;
    config.bfd->digest = &digest_;
    from.Add(config);
    ASSERT_TRUE(from.speaker().Start(kPeer).ok());
  }
  void Run(absl::Duration duration) { internet_.world.RunFor(duration); }
  void Block(bool blocked) {
    internet_.SetBlocked(we_.address(), they_.address(), blocked);
  }
  bool IsWhole() {
    return we_.IsUp(kPeer) && they_.IsUp(kPeer) &&
           Bfd(we_).session_state == bfd::State::kUp &&
           Bfd(they_).session_state == bfd::State::kUp;
  }
  static bfd::SessionSnapshot Bfd(SimulatedSite& site) {
    return *site.speaker().Find(kPeer)->Snapshot().bfd;
  }
  static BfdControl& Control(SimulatedSite& site) {
    return *site.speaker().Find(kPeer)->bfd();
  }

  SimulatedInternet internet_;
  waymark::testing::ReferenceDigest digest_;
  SimulatedSite we_{
      internet_, "we", IpAddress::V4(10, 0, 0, 4), {.as_number = 65000}};
  SimulatedSite they_{
      internet_, "they", IpAddress::V4(10, 0, 0, 10), {.as_number = 65001}};
};

TEST_F(BfdControlTest, KeysRollOverOneSideAfterTheOtherWithoutAFlap) {
  BringUp(Chain({Key(1)}));
  // The new key is accepted before anybody sends with it.
  const absl::Time later = absl::UnixEpoch() + absl::Hours(1'000'000);
  for (SimulatedSite* site : {&we_, &they_}) {
    const auto both = Chain({Key(1), Key(2, {.start = later})});
    ASSERT_TRUE(Control(*site).SetKeyChain(both).ok());
    Run(absl::Seconds(3));
  }
  for (SimulatedSite* site : {&we_, &they_}) {
    const auto both = Chain({Key(1, {.end = absl::UnixEpoch()}), Key(2)});
    ASSERT_TRUE(Control(*site).SetKeyChain(both).ok());
    Run(absl::Seconds(3));
  }
  for (SimulatedSite* site : {&we_, &they_}) {
    ASSERT_TRUE(Control(*site).SetKeyChain(Chain({Key(2)})).ok());
    Run(absl::Seconds(3));
  }
  EXPECT_TRUE(IsWhole());
  EXPECT_EQ(we_.events(), Events());
  EXPECT_EQ(they_.events(), Events());
  EXPECT_EQ(Bfd(we_).counters.packets_discarded, 0u);
}

TEST_F(BfdControlTest, AKeyThatTheNeighborDoesNotHaveEndsTheSession) {
  BringUp(Chain({Key(1)}));
  ASSERT_TRUE(Control(we_).SetKeyChain(Chain({Key(2)})).ok());
  // Longer than the detection time, but too short to connect anew.
  Run(absl::Milliseconds(500));
  EXPECT_FALSE(we_.IsUp(kPeer));
  EXPECT_FALSE(they_.IsUp(kPeer));
  EXPECT_GT(Bfd(they_).counters.packets_discarded, 0u);
  // Neither hears the other; whose detection time ends first tells the other by
  // BGP.
  EXPECT_GE(
      we_.CountEvents("down bfd_down") + they_.CountEvents("down bfd_down"), 1);
}

TEST_F(BfdControlTest, KeysThatTheDigestCannotUseAreRefused) {
  BringUp(Chain({Key(1)}));
  digest_.set_md5_allowed(false);
  bfd::KeyConfig md5 = Key(1);
  md5.type = bfd::AuthType::kKeyedMd5;
  EXPECT_TRUE(absl::IsInvalidArgument(Control(we_).SetKeyChain(Chain({md5}))));
  Run(absl::Seconds(1));
  EXPECT_TRUE(IsWhole());
}

TEST_F(BfdControlTest, TimersAndMultiplierChangeWhileUp) {
  BringUp();
  ASSERT_TRUE(Control(we_)
                  .SetTimers({.desired_min_tx = absl::Milliseconds(100),
                              .required_min_rx = absl::Milliseconds(200),
                              .detect_multiplier = 5})
                  .ok());
  Run(absl::Seconds(3));
  EXPECT_EQ(Bfd(we_).transmit_interval, absl::Milliseconds(100));
  EXPECT_EQ(Bfd(we_).detection_time, absl::Milliseconds(600));
  EXPECT_EQ(Bfd(they_).detection_time, absl::Milliseconds(500));
  EXPECT_FALSE(Bfd(we_).poll_active);
  EXPECT_EQ(we_.events(), Events());
  EXPECT_EQ(they_.events(), Events());
  Block(true);
  Run(absl::Milliseconds(350));
  EXPECT_TRUE(IsWhole());
  Run(absl::Milliseconds(250));
  EXPECT_FALSE(we_.IsUp(kPeer));
}

TEST_F(BfdControlTest, TimersOutOfRangeChangeNothing) {
  BringUp();
  EXPECT_TRUE(absl::IsInvalidArgument(
      Control(we_).SetTimers({.detect_multiplier = 256})));
  Run(absl::Seconds(1));
  EXPECT_EQ(Bfd(we_).detect_mult, 3);
}

TEST_F(BfdControlTest, TimersSurviveAStop) {
  BringUp();
  ASSERT_TRUE(Control(we_).SetTimers({.detect_multiplier = 9}).ok());
  we_.speaker().Stop(
      kPeer, bgp::Notification::Cease(bgp::subcode::kAdministrativeShutdown));
  Run(absl::Seconds(10));
  ASSERT_TRUE(we_.speaker().Start(kPeer).ok());
  Run(absl::Seconds(60));
  EXPECT_TRUE(IsWhole());
  EXPECT_EQ(Bfd(we_).detect_mult, 9);
}

// RFC 5880, 6.8.17: the session stays, and BGP with it.
TEST_F(BfdControlTest, WhatFailsBehindTheNeighborIsToldAndNothingElse) {
  BringUp();
  for (const bfd::Diagnostic diagnostic :
       {bfd::Diagnostic::kConcatenatedPathDown,
        bfd::Diagnostic::kReverseConcatenatedPathDown,
        bfd::Diagnostic::kNone}) {
    ASSERT_TRUE(Control(they_).SetConcatenatedPath(diagnostic).ok());
    Run(absl::Seconds(1));
    EXPECT_EQ(we_.events(), Events{"bfd remote_diagnostic " +
                                   std::string(bfd::Name(diagnostic))});
    we_.ForgetEvents();
  }
  EXPECT_TRUE(IsWhole());
}

TEST_F(BfdControlTest, TheNeighborsAdminDownIsToldAfterTheChangeItMade) {
  BringUp();
  Control(they_).SetAdminDown(true);
  Run(absl::Seconds(1));
  EXPECT_EQ(we_.events(),
            (Events{"bfd down neighbor_admin_down", "bfd remote_admin_down"}));
  EXPECT_TRUE(we_.IsUp(kPeer));
  we_.ForgetEvents();
  Control(they_).SetAdminDown(false);
  Run(absl::Seconds(5));
  EXPECT_EQ(we_.CountEvents("bfd remote_admin_over"), 1);
  EXPECT_TRUE(IsWhole());
}

TEST_F(BfdControlTest, ANeighborThatIsSilentAfterItsAdminDownIsKnownNoMore) {
  BringUp();
  Control(they_).SetAdminDown(true);
  Run(absl::Seconds(5));
  we_.ForgetEvents();
  Block(true);
  Run(absl::Seconds(5));
  EXPECT_EQ(we_.events(), Events{"bfd remote_admin_over"});
  EXPECT_TRUE(we_.IsUp(kPeer)) << "no failure; the hold timer decides";
}

TEST_F(BfdControlTest, AResetForwardingPlaneTakesBothDownAndComesBack) {
  BringUp();
  Control(we_).ResetForwardingPlane();
  EXPECT_EQ(we_.events().front(), "down bfd_down");
  Run(absl::Seconds(1));
  EXPECT_EQ(they_.CountEvents("bfd down neighbor_signaled_down"), 1);
  Run(absl::Seconds(30));
  EXPECT_TRUE(IsWhole());
}

TEST_F(BfdControlTest, TheReasonOfAnAdminDownIsTheProductsToSay) {
  BringUp();
  Control(we_).SetAdminDown(true, bfd::Diagnostic::kPathDown);
  Run(absl::Seconds(1));
  EXPECT_EQ(Bfd(they_).remote_diag, bfd::Diagnostic::kPathDown);
}

// From inside every event that BFD has to tell.
TEST_F(BfdControlTest, TheSpeakerMayBeDestroyedByNewsOfTheNeighbor) {
  for (const std::string last :
       {"bfd remote_admin_down",
        "bfd remote_diagnostic concatenated_path_down"}) {
    SimulatedInternet internet;
    SimulatedSite site(internet, "site", IpAddress::V4(10, 0, 0, 4), {});
    SimulatedSite peer(internet, "peer", IpAddress::V4(10, 0, 0, 10), {});
    site.Connect(peer, /*with_bfd=*/true);
    peer.Connect(site, /*with_bfd=*/true);
    internet.world.RunFor(absl::Seconds(5));
    site.ForgetEvents();
    site.on_event = [&](const std::string& event) {
      if (event == last) site.DestroySpeaker();
    };
    const auto concatenated = bfd::Diagnostic::kConcatenatedPathDown;
    EXPECT_TRUE(Control(peer).SetConcatenatedPath(concatenated).ok());
    internet.world.RunFor(absl::Seconds(1));
    Control(peer).SetAdminDown(true);
    internet.world.RunFor(absl::Seconds(1));
    ASSERT_FALSE(site.events().empty());
    EXPECT_EQ(site.events().back(), last);
  }
}

TEST_F(BfdControlTest, WithoutBfdThereIsNothingToControl) {
  we_.Connect(they_, /*with_bfd=*/false);
  EXPECT_EQ(we_.speaker().Find(kPeer)->bfd(), nullptr);
}

}  // namespace
}  // namespace waymark::speaker
