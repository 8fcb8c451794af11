// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "speaker/speaker.h"

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "speaker/testing/simulated_site.h"

namespace waymark::speaker {
namespace {

using testing::SimulatedInternet;
using testing::SimulatedSite;

const IpAddress kServerAddress = IpAddress::V4(10, 0, 0, 4);
const IpAddress kActiveAddress = IpAddress::V4(10, 0, 0, 10);
const IpAddress kStandbyAddress = IpAddress::V4(10, 0, 0, 20);

IpPrefix Prefix(absl::string_view text) { return *IpPrefix::Parse(text); }

// An announcer or two around a route server.
class SpeakerTest : public ::testing::Test {
 protected:
  void Run(absl::Duration duration) { internet_.world.RunFor(duration); }

  // Both directions configured, with or without BFD; runs until it is up.
  void Join(SimulatedSite& site, bool with_bfd) {
    const rib::PeerId here = site.Connect(server_, with_bfd);
    const rib::PeerId there = server_.Connect(site, with_bfd);
    Run(absl::Seconds(4));
    ASSERT_TRUE(site.IsUp(here));
    ASSERT_TRUE(server_.IsUp(there));
  }

  void Announce(SimulatedSite& site, const IpPrefix& prefix, uint32_t med,
                int prepend) {
    bgp::PathAttributes path;
    path.med = med;
    path.as_path.Prepend(65001, prepend);
    ASSERT_TRUE(site.speaker().Announce(rib::PeerId{0}, prefix, path).ok());
  }

  SimulatedInternet internet_;
  SimulatedSite server_{internet_,
                        "server",
                        kServerAddress,
                        {.as_number = 65000, .has_loc_rib = true}};
  SimulatedSite active_{internet_, "active", kActiveAddress, {}};
  SimulatedSite standby_{internet_, "standby", kStandbyAddress, {}};
  const IpPrefix floating_ = Prefix("172.16.1.1/32");
};

TEST_F(SpeakerTest, WhatIsAnnouncedArrivesWithPathMedAndNextHop) {
  Join(active_, false);
  Announce(active_, floating_, 10, 0);
  Run(absl::Milliseconds(10));
  EXPECT_EQ(server_.Best(floating_), "65001 med 10 via 10.0.0.10");
}

TEST_F(SpeakerTest, WhatWasAnnouncedBeforeTheSessionIsSentWhenItIsUp) {
  const rib::PeerId id = active_.Add(active_.ConfigFor(server_, false));
  Announce(active_, floating_, 10, 2);
  ASSERT_TRUE(active_.speaker().Start(id).ok());
  server_.Connect(active_, false);
  Run(absl::Seconds(3));
  EXPECT_EQ(server_.Best(floating_), "65001 65001 65001 med 10 via 10.0.0.10");
}

TEST_F(SpeakerTest, AWithdrawalLeavesNothing) {
  Join(active_, false);
  Announce(active_, floating_, 10, 0);
  Run(absl::Milliseconds(10));
  EXPECT_TRUE(active_.speaker().Withdraw(rib::PeerId{0}, floating_));
  Run(absl::Milliseconds(10));
  EXPECT_EQ(server_.Best(floating_), "none");
}

TEST_F(SpeakerTest, AnIpv6PrefixTravelsOverAnIpv4SessionWithItsOwnNextHop) {
  NeighborConfig config = active_.ConfigFor(server_, false);
  config.next_hop_ipv6 = IpAddress::Parse("2001:db8::10");
  ASSERT_TRUE(active_.speaker().Start(active_.Add(config)).ok());
  server_.Connect(active_, false);
  Run(absl::Seconds(3));
  Announce(active_, Prefix("2001:db8:1::/48"), 10, 0);
  Run(absl::Milliseconds(10));
  EXPECT_EQ(server_.Best(Prefix("2001:db8:1::/48")),
            "65001 med 10 via 2001:db8::10");
}

TEST_F(SpeakerTest, AnIpv6PrefixWithoutANextHopWaits) {
  Join(active_, false);
  Announce(active_, Prefix("2001:db8:1::/48"), 10, 0);
  Run(absl::Seconds(1));
  EXPECT_EQ(server_.Best(Prefix("2001:db8:1::/48")), "none");
  EXPECT_TRUE(active_.IsUp(rib::PeerId{0}));
}

TEST_F(SpeakerTest, TheShorterPathWinsAndTheStandbyTakesOverWithinDetection) {
  Join(active_, true);
  Join(standby_, true);
  Announce(active_, floating_, 0, 0);
  Announce(standby_, floating_, 100, 2);
  Run(absl::Milliseconds(100));
  ASSERT_EQ(server_.Best(floating_), "65001 med 0 via 10.0.0.10");

  internet_.SetBlocked(kServerAddress, kActiveAddress, true);
  // The last packet may have come one interval ago.
  Run(absl::Milliseconds(95));
  EXPECT_EQ(server_.Best(floating_), "65001 med 0 via 10.0.0.10");
  Run(absl::Milliseconds(60));
  EXPECT_EQ(server_.Best(floating_), "65001 65001 65001 med 100 via 10.0.0.20");
  EXPECT_EQ(server_.CountEvents("down bfd_down"), 1);

  internet_.SetBlocked(kServerAddress, kActiveAddress, false);
  Run(absl::Seconds(3));
  EXPECT_EQ(server_.Best(floating_), "65001 med 0 via 10.0.0.10");
}

TEST_F(SpeakerTest, AStrangersConnectionIsRefused) {
  standby_.Connect(server_, false);
  Run(absl::Seconds(3));
  EXPECT_GT(server_.speaker().refused_connections(), 0u);
  EXPECT_FALSE(standby_.IsUp(rib::PeerId{0}));
}

// Conformance: RFC5882-4.2-a positive
TEST_F(SpeakerTest, BfdSwitchedOffByTheNeighborLeavesTheSessionUp) {
  Join(active_, true);
  active_.ForgetEvents();
  server_.speaker().Find(rib::PeerId{0})->bfd()->SetAdminDown(true);
  Run(absl::Seconds(5));
  EXPECT_EQ(active_.CountEvents("bfd down neighbor_admin_down"), 1);
  EXPECT_TRUE(active_.IsUp(rib::PeerId{0}));
  EXPECT_TRUE(server_.IsUp(rib::PeerId{0}));
}

TEST_F(SpeakerTest, AnExternalNeighborWithoutPolicyIsNotBelieved) {
  active_.Connect(server_, false);
  NeighborConfig config = server_.ConfigFor(active_, false);
  config.receive->policy = nullptr;
  ASSERT_TRUE(server_.speaker().Start(server_.Add(config)).ok());
  Run(absl::Seconds(3));
  Announce(active_, floating_, 10, 0);
  Run(absl::Seconds(1));
  EXPECT_EQ(server_.Best(floating_), "none");
  const NeighborSnapshot snapshot =
      server_.speaker().Find(rib::PeerId{0})->Snapshot();
  EXPECT_EQ(snapshot.received, 1u);
  EXPECT_EQ(snapshot.accepted, 0u);
}

TEST_F(SpeakerTest, TooManyPrefixesEndTheSession) {
  active_.Connect(server_, false);
  NeighborConfig config = server_.ConfigFor(active_, false);
  config.receive->adj_rib_in.max_prefixes = 2;
  ASSERT_TRUE(server_.speaker().Start(server_.Add(config)).ok());
  Run(absl::Seconds(3));
  for (const char* prefix : {"10.1.0.0/16", "10.2.0.0/16", "10.3.0.0/16"}) {
    Announce(active_, Prefix(prefix), 0, 0);
  }
  Run(absl::Milliseconds(100));
  EXPECT_EQ(server_.CountEvents("down max_prefixes"), 1);
  EXPECT_EQ(active_.CountEvents("down notification_received"), 1);
  EXPECT_EQ(server_.Best(Prefix("10.1.0.0/16")), "none");
}

// RFC 4271, 6.3: the leftmost AS of an external path is the neighbour's.
TEST_F(SpeakerTest, ANeighborThatFillsThePoolDoesNotKeepUsFromAnnouncing) {
  SimulatedSite small(
      internet_, "small", IpAddress::V4(10, 0, 0, 5),
      {.as_number = 65000, .has_loc_rib = true, .received_pool = {1, 1 << 20}});
  const rib::PeerId hostile = active_.Connect(small, false);
  small.Connect(active_, false);
  standby_.Connect(small, false);
  small.Connect(standby_, false);
  Run(absl::Seconds(4));
  for (uint32_t med = 0; med < 3; ++med) {
    bgp::PathAttributes path;
    path.med = med;
    path.as_path.Prepend(65001, 1);
    const IpPrefix prefix = *IpPrefix::Create(
        IpAddress::V4(10, static_cast<uint8_t>(med), 0, 0), 16);
    ASSERT_TRUE(active_.speaker().Announce(hostile, prefix, path).ok());
  }
  Run(absl::Milliseconds(100));
  ASSERT_GT(small.speaker().received_pool().refused(), 0u);
  EXPECT_TRUE(active_.IsUp(hostile));

  bgp::PathAttributes ours;
  ours.med = 7;
  EXPECT_TRUE(small.speaker().Announce(rib::PeerId{1}, floating_, ours).ok());
}

TEST_F(SpeakerTest, APathThatDoesNotBeginWithTheNeighborIsTreatedAsWithdraw) {
  Join(active_, false);
  Announce(active_, floating_, 0, 0);
  Run(absl::Milliseconds(10));
  bgp::PathAttributes path;
  path.as_path = bgp::AsPath::Sequence({65009, 65001});
  path.next_hop = bgp::NextHop{kActiveAddress, std::nullopt};
  Neighbor& neighbor = *active_.speaker().Find(rib::PeerId{0});
  ASSERT_TRUE(neighbor.AnnounceAsIs(floating_, path).ok());
  Run(absl::Milliseconds(10));
  EXPECT_EQ(server_.Best(floating_), "none");
  EXPECT_TRUE(server_.IsUp(rib::PeerId{0}));
}

TEST_F(SpeakerTest, FlushedMeansAcknowledgedByTheNeighborsTransport) {
  Join(active_, false);
  internet_.streams.SetLatency(kServerAddress, kActiveAddress,
                               absl::Milliseconds(250));
  Announce(active_, floating_, 0, 0);
  bool flushed = false;
  active_.speaker().Find(rib::PeerId{0})->NotifyWhenFlushed([&] {
    flushed = true;
  });
  Run(absl::Milliseconds(200));
  EXPECT_EQ(server_.Best(floating_), "65001 med 0 via 10.0.0.10");
  EXPECT_FALSE(flushed);
  Run(absl::Milliseconds(100));
  EXPECT_TRUE(flushed);
}

TEST_F(SpeakerTest, ARemovedNeighborIsToldAndForgotten) {
  Join(active_, true);
  Announce(active_, floating_, 0, 0);
  Run(absl::Milliseconds(10));
  server_.ForgetEvents();
  server_.speaker().RemoveNeighbor(rib::PeerId{0});
  Run(absl::Milliseconds(50));
  EXPECT_TRUE(server_.events().empty());
  EXPECT_EQ(server_.Best(floating_), "none");
  EXPECT_EQ(active_.CountEvents("down notification_received"), 1);
  EXPECT_EQ(server_.speaker().Find(rib::PeerId{0}), nullptr);
  // Its place and its number are free again.
  EXPECT_EQ(server_.Connect(active_, true), rib::PeerId{0});
  Run(absl::Seconds(4));
  EXPECT_TRUE(server_.IsUp(rib::PeerId{0}));
  EXPECT_EQ(server_.Best(floating_), "65001 med 0 via 10.0.0.10");
}

TEST_F(SpeakerTest, TwoNeighborsRemovedInOneTurnLeaveNoRoute) {
  Join(active_, true);
  Join(standby_, true);
  Announce(active_, floating_, 0, 0);
  Announce(standby_, floating_, 100, 2);
  Run(absl::Milliseconds(10));
  server_.speaker().RemoveNeighbor(rib::PeerId{1});
  server_.speaker().RemoveNeighbor(rib::PeerId{0});
  Run(absl::Milliseconds(50));
  EXPECT_EQ(server_.Best(floating_), "none");
}

TEST_F(SpeakerTest, ATransitSpeakerPassesTheBestPathOn) {
  active_.Connect(server_, false);
  NeighborConfig config = server_.ConfigFor(active_, false);
  config.propagate.emplace();
  const rib::AcceptAll accept_all;
  config.propagate->policy = &accept_all;
  ASSERT_TRUE(server_.speaker().Start(server_.Add(config)).ok());

  SimulatedSite client(internet_, "client", IpAddress::V4(10, 0, 0, 30),
                       {.as_number = 65030, .has_loc_rib = true});
  NeighborConfig to_client = server_.ConfigFor(client, false);
  to_client.propagate = config.propagate;
  ASSERT_TRUE(server_.speaker().Start(server_.Add(to_client)).ok());
  client.Connect(server_, false);
  Run(absl::Seconds(4));
  Announce(active_, floating_, 7, 1);
  Run(absl::Milliseconds(50));
  EXPECT_EQ(client.Best(floating_),
            "65000 65001 65001 med absent via 10.0.0.4");
  active_.speaker().Withdraw(rib::PeerId{0}, floating_);
  Run(absl::Milliseconds(50));
  EXPECT_EQ(client.Best(floating_), "none");
}

TEST_F(SpeakerTest, TwoNeighborsWithTheSameAddressesAreRefused) {
  const NeighborConfig config = active_.ConfigFor(server_, false);
  active_.Add(config);
  EXPECT_EQ(active_.speaker().AddNeighbor(config, nullptr).status().code(),
            absl::StatusCode::kAlreadyExists);
}

TEST_F(SpeakerTest, AConnectionGoesToTheNeighborWithJustItsLocalAddress) {
  NeighborConfig any = server_.ConfigFor(active_, false);
  any.local_address = IpAddress();
  any.peer.opening = bgp::OpeningMode::kPassive;
  const rib::PeerId vague = server_.Add(any);
  ASSERT_TRUE(server_.speaker().Start(vague).ok());
  NeighborConfig exact = server_.ConfigFor(active_, false);
  exact.peer.opening = bgp::OpeningMode::kPassive;
  const rib::PeerId specific = server_.Add(exact);
  ASSERT_TRUE(server_.speaker().Start(specific).ok());
  active_.Connect(server_, false);
  Run(absl::Seconds(3));
  EXPECT_TRUE(server_.IsUp(specific));
  EXPECT_FALSE(server_.IsUp(vague));
}

TEST_F(SpeakerTest, BfdNeedsALivenessModeAndTheReverse) {
  NeighborConfig config = active_.ConfigFor(server_, true);
  config.peer.liveness = bgp::LivenessMode::kNone;
  EXPECT_FALSE(active_.speaker().AddNeighbor(config, nullptr).ok());
  config = active_.ConfigFor(server_, false);
  config.peer.liveness = bgp::LivenessMode::kStrict;
  EXPECT_FALSE(active_.speaker().AddNeighbor(config, nullptr).ok());
}

}  // namespace
}  // namespace waymark::speaker
