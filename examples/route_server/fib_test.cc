// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Behind a Loc-RIB, with the decision that the model has.

#include "examples/route_server/fib.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "base/monotonic_time.h"
#include "bgp/as_path.h"
#include "bgp/code_points.h"
#include "bgp/nlri.h"
#include "bgp/path_attributes.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rib/attributes_pool.h"
#include "rib/loc_rib.h"
#include "rib/next_hop_resolver.h"
#include "rib/peer_info.h"

namespace waymark::examples {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Announcement {
  uint32_t peer;
  std::vector<uint32_t> as_path;
  uint32_t med = 0;
  bgp::Origin origin = bgp::Origin::kIgp;
};

class FibTest : public ::testing::Test, public FibObserver {
 protected:
  FibTest() { Open(100); }

  void Open(size_t quota, bool always_compare_med = false) {
    rib::LocRib::Options options;
    options.decision.local_as = 65000;
    options.decision.always_compare_med = always_compare_med;
    fib_ = std::make_unique<Fib>(quota, *this);
    rib_ = std::make_unique<rib::LocRib>(options, resolver_);
    rib_->AddObserver(fib_.get());
    // The higher the number, the lower the identifier and the address.
    for (uint32_t i = 1; i <= 3; ++i) {
      rib_->AddPeer({.peer = rib::PeerId{i},
                     .peer_as = 65000 + i,
                     .bgp_identifier = 100 - i,
                     .peer_address = IpAddress::V4(
                         10, 0, 0, static_cast<uint8_t>(100 - i))});
    }
  }
  void Announce(const std::string& prefix, const Announcement& announcement) {
    bgp::PathAttributes path;
    path.as_path = bgp::AsPath::Sequence(announcement.as_path);
    path.med = announcement.med;
    path.origin = announcement.origin;
    path.next_hop = bgp::NextHop{
        IpAddress::V4(10, 0, 1, static_cast<uint8_t>(announcement.peer)),
        std::nullopt};
    rib_->Update(rib::PeerId{announcement.peer}, {*IpPrefix::Parse(prefix), 0},
                 pool_.Intern(path), MonotonicTime());
  }
  void Withdraw(const std::string& prefix, uint32_t peer) {
    rib_->Withdraw(rib::PeerId{peer}, {*IpPrefix::Parse(prefix), 0});
  }
  // Whose path is in the FIB; 0 for none.
  uint32_t Chosen(const std::string& prefix) {
    const FibRoute* const route = fib_->Find(*IpPrefix::Parse(prefix));
    return route == nullptr ? 0 : static_cast<uint32_t>(route->peer);
  }
  // Of one prefix, announced by all of these.
  uint32_t Best(const std::vector<Announcement>& announcements) {
    for (const Announcement& one : announcements) Announce("10.0.0.0/8", one);
    EXPECT_EQ(fib_->size(), 1u);  // one, and no ECMP
    return Chosen("10.0.0.0/8");
  }

  void OnFibChanged(const IpPrefix& prefix, const FibRoute* route) override {
    changes_.push_back(
        absl::StrCat(prefix.ToString(), " ",
                     route == nullptr ? "gone" : route->next_hop.ToString()));
  }
  void OnFibExcess(const IpPrefix& prefix, rib::PeerId peer) override {
    changes_.push_back(absl::StrCat(prefix.ToString(), " beyond the quota, of ",
                                    static_cast<uint32_t>(peer)));
  }
  std::vector<std::string> Take() { return std::exchange(changes_, {}); }

  rib::AlwaysResolves resolver_;
  rib::AttributesPool pool_{{}};
  std::unique_ptr<Fib> fib_;  // outlives the RIB that it follows
  std::unique_ptr<rib::LocRib> rib_;
  std::vector<std::string> changes_;
};

TEST_F(FibTest, TheShorterAsPathIsChosen) {
  EXPECT_EQ(Best({{1, {65001, 65001}}, {2, {65002}}, {3, {65003, 65003}}}), 2u);
}

TEST_F(FibTest, ThenTheLowerOrigin) {
  EXPECT_EQ(Best({{1, {65001}, 9},
                  {2, {65001}, 0, bgp::Origin::kIncomplete},
                  {3, {65001}, 0, bgp::Origin::kEgp}}),
            1u);
}

TEST_F(FibTest, ThenTheLowerMedOfOneNeighbouringAs) {
  EXPECT_EQ(Best({{1, {65009}, 5}, {2, {65009}, 4}, {3, {65009}, 6}}), 2u);
}

TEST_F(FibTest, MedOfDifferentAsesCountsOnlyIfItIsToBeComparedAlways) {
  const std::vector<Announcement> all = {
      {1, {65001}, 4}, {2, {65002}, 5}, {3, {65003}, 6}};
  EXPECT_EQ(Best(all), 3u);  // by the lowest router id
  Open(100, /*always_compare_med=*/true);
  EXPECT_EQ(Best(all), 1u);
}

TEST_F(FibTest, ThenTheLowerRouterId) {
  EXPECT_EQ(Best({{1, {65001}}, {2, {65001}}, {3, {65001}}}), 3u);
}

TEST_F(FibTest, ThenTheLowerPeerAddress) {
  for (uint32_t i : {1, 2}) {
    rib_->AddPeer({.peer = rib::PeerId{i},
                   .peer_as = 65001,
                   .bgp_identifier = 7,
                   .peer_address =
                       IpAddress::V4(10, 0, 0, static_cast<uint8_t>(100 - i))});
  }
  EXPECT_EQ(Best({{1, {65001}}, {2, {65001}}}), 2u);
}

TEST_F(FibTest, WhatChangesIsToldAndNothingElse) {
  Announce("10.0.0.0/8", {1, {65001}});
  Announce("10.0.0.0/8", {2, {65002, 65002}});
  EXPECT_THAT(Take(), ElementsAre("10.0.0.0/8 10.0.1.1"));
  Withdraw("10.0.0.0/8", 1);
  EXPECT_THAT(Take(), ElementsAre("10.0.0.0/8 10.0.1.2"));
  Withdraw("10.0.0.0/8", 2);
  EXPECT_THAT(Take(), ElementsAre("10.0.0.0/8 gone"));
  EXPECT_EQ(fib_->size(), 0u);
}

TEST_F(FibTest, EachPeerHasTheRoutesThatLeadToIt) {
  Open(2);
  Announce("10.0.0.0/8", {.peer = 1, .as_path = {65001}, .med = 0});
  Announce("10.1.0.0/16", {.peer = 1, .as_path = {65001}, .med = 0});
  Announce("10.2.0.0/16", {.peer = 1, .as_path = {65001}, .med = 0});
  EXPECT_EQ(fib_->routes_of(rib::PeerId{1}), 2u) << "one waits";
  EXPECT_EQ(fib_->routes_of(rib::PeerId{2}), 0u);
  Withdraw("10.0.0.0/8", 1);
  EXPECT_EQ(fib_->routes_of(rib::PeerId{1}), 2u) << "it has come in";
  Withdraw("10.1.0.0/16", 1);
  EXPECT_EQ(fib_->routes_of(rib::PeerId{1}), 1u);
  Announce("10.2.0.0/16", {.peer = 1, .as_path = {65001, 65001}, .med = 0});
  Announce("10.2.0.0/16", {.peer = 2, .as_path = {65002}, .med = 0});
  EXPECT_EQ(fib_->routes_of(rib::PeerId{1}), 0u);
  EXPECT_EQ(fib_->routes_of(rib::PeerId{2}), 1u);
}

TEST_F(FibTest, AHundredPrefixesAreInItAndTheNextOneWaits) {
  for (int i = 0; i < 101; ++i) {
    Announce(absl::StrCat("10.", i, ".0.0/16"), {1, {65001}});
  }
  EXPECT_EQ(fib_->size(), 100u);
  EXPECT_EQ(fib_->waiting(), 1u);
  EXPECT_EQ(Chosen("10.100.0.0/16"), 0u);
  EXPECT_EQ(Take().back(), "10.100.0.0/16 beyond the quota, of 1");
}

TEST_F(FibTest, RoomThatBecomesFreeIsFilledInOrderOfPrefix) {
  Open(1);
  Announce("10.9.0.0/16", {1, {65001}});
  Announce("10.8.0.0/16", {1, {65001}});
  Announce("10.7.0.0/16", {2, {65002}});
  Take();
  Withdraw("10.8.0.0/16", 1);  // one that waits
  EXPECT_THAT(Take(), IsEmpty());
  Withdraw("10.9.0.0/16", 1);
  EXPECT_THAT(Take(), ElementsAre("10.9.0.0/16 gone", "10.7.0.0/16 10.0.1.2"));
  EXPECT_EQ(fib_->waiting(), 0u);
}

TEST_F(FibTest, AFullFibStillFollowsThePrefixesThatItHas) {
  Open(1);
  Announce("10.9.0.0/16", {1, {65001, 65001}});
  Announce("10.8.0.0/16", {1, {65001}});
  Announce("10.9.0.0/16", {2, {65002}});
  EXPECT_EQ(Chosen("10.9.0.0/16"), 2u);
  EXPECT_EQ(fib_->waiting(), 1u);
}

}  // namespace
}  // namespace waymark::examples
