// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What a neighbour's route refresh (RFC 7313) does to the routes of a speaker.

#include "absl/time/time.h"
#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "bgp/code_points.h"
#include "bgp/wire/testing/octets.h"
#include "gtest/gtest.h"
#include "rib/loc_rib.h"
#include "rib/peer_info.h"
#include "rib/policy.h"
#include "rib/rib_observer.h"
#include "speaker/neighbor_config.h"
#include "speaker/speaker.h"
#include "speaker/testing/simulated_site.h"
#include "speaker/testing/wire_peer.h"

namespace waymark::speaker {
namespace {

using bgp::MessageType;
using bgp::testing::Hex;
using bgp::testing::Join;
using bgp::testing::MandatoryAttributes;
using bgp::testing::Message;
using bgp::testing::Octets;
using bgp::testing::UpdateBody;
using testing::SimulatedInternet;
using testing::SimulatedSite;
using testing::WirePeer;

class Counting : public rib::RibObserver {
 public:
  explicit Counting(rib::LocRib& loc_rib) : loc_rib_(loc_rib) {
    loc_rib_.AddObserver(this);
  }
  ~Counting() override { loc_rib_.RemoveObserver(this); }

  int changes = 0;

 private:
  void OnBestChanged(const rib::BestChange&) override { ++changes; }
  void OnBatchEnd() override {}

  rib::LocRib& loc_rib_;
};

class SpeakerRefreshTest : public ::testing::Test {
 protected:
  SpeakerRefreshTest() {
    wire_.AnnounceEnhancedRouteRefresh();
    NeighborConfig config = wire_.ConfigFrom(site_);
    config.receive.emplace();
    config.receive->policy = &accept_all_;
    config.receive->enforce_first_as = false;
    const rib::PeerId id = site_.Add(config);
    EXPECT_TRUE(site_.speaker().Start(id).ok());
    Run(absl::Seconds(3));
    EXPECT_TRUE(site_.IsUp(id));
  }
  void Run(absl::Duration duration) { internet_.world.RunFor(duration); }
  void Send(const Octets& octets) {
    wire_.Send(octets);
    Run(absl::Milliseconds(10));
  }

  const Octets begin_ = Message(MessageType::kRouteRefresh, Hex("0001 01 01"));
  const Octets end_ = Message(MessageType::kRouteRefresh, Hex("0001 02 01"));
  const Octets announce_ =
      Message(MessageType::kUpdate,
              UpdateBody({}, MandatoryAttributes(), Hex("10 0a01")));
  const IpPrefix prefix_ = *IpPrefix::Parse("10.1.0.0/16");

  const rib::AcceptAll accept_all_;
  SimulatedInternet internet_;
  SimulatedSite site_{internet_,
                      "site",
                      IpAddress::V4(10, 0, 0, 10),
                      {.as_number = 65099, .has_loc_rib = true}};
  WirePeer wire_{internet_, IpAddress::V4(10, 0, 0, 4)};
  Counting observer_{*site_.speaker().loc_rib()};
};

TEST_F(SpeakerRefreshTest, WhatARefreshLeavesOutIsGoneSoon) {
  Send(announce_);
  ASSERT_NE(site_.Best(prefix_), "none");
  Send(Join({begin_, end_}));
  EXPECT_EQ(site_.Best(prefix_), "none");
}

// A neighbour may send as many refreshes as fit into what is read at once.
TEST_F(SpeakerRefreshTest, NothingIsRemovedBeforeTheTurnIsOver) {
  Send(announce_);
  const int changes = observer_.changes;
  Octets many;
  for (int i = 0; i < 200; ++i) many = Join({many, begin_, end_, announce_});
  Send(many);
  EXPECT_NE(site_.Best(prefix_), "none");
  EXPECT_EQ(observer_.changes, changes);
}

}  // namespace
}  // namespace waymark::speaker
