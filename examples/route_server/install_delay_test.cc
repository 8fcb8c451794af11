// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/route_server/install_delay.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/ip_prefix.h"
#include "base/testing/simulated_runtime.h"
#include "examples/route_server/fib.h"
#include "examples/route_server/testing/fib_route.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rib/peer_info.h"

namespace waymark::examples {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr absl::Duration kDelay = absl::Seconds(60);
constexpr rib::PeerId kPeer{1};  // RouteVia's
constexpr rib::PeerId kOther{2};

class InstallDelayTest : public ::testing::Test {
 protected:
  // A path that the peer announced so long ago.
  void Change(const std::string& prefix, const std::string& next_hop,
              absl::Duration age = absl::ZeroDuration()) {
    const FibRoute route =
        RouteVia(next_hop, runtime_.runtime().clock.Now() - age);
    delay_.OnFibChanged(*IpPrefix::Parse(prefix), &route);
  }
  // The same from another peer.
  void ChangeToOther(const std::string& prefix, const std::string& next_hop,
                     absl::Duration age = absl::ZeroDuration()) {
    FibRoute route = RouteVia(next_hop, runtime_.runtime().clock.Now() - age);
    route.peer = kOther;
    delay_.OnFibChanged(*IpPrefix::Parse(prefix), &route);
  }
  void Withdraw(const std::string& prefix, rib::PeerId peer) {
    delay_.OnPathRemoved(*IpPrefix::Parse(prefix), peer);
  }
  void Remove(const std::string& prefix) {
    delay_.OnFibChanged(*IpPrefix::Parse(prefix), nullptr);
  }
  std::vector<std::string> Take() { return std::exchange(delivered_, {}); }
  InstallDelay Make(absl::Duration delay) {
    return InstallDelay(
        runtime_.runtime(), delay,
        [this](const IpPrefix& prefix, const FibRoute* route) {
          delivered_.push_back(absl::StrCat(
              prefix.ToString(), " ",
              route == nullptr ? "none" : route->next_hop.ToString()));
        });
  }

  waymark::testing::SimulatedRuntime runtime_;
  std::vector<std::string> delivered_;
  InstallDelay delay_ = Make(kDelay);
};

TEST_F(InstallDelayTest, WithoutADelayEverythingGoesOnAtOnce) {
  InstallDelay none = Make(absl::ZeroDuration());
  const FibRoute route = RouteVia("10.0.1.10", runtime_.runtime().clock.Now());
  none.OnFibChanged(*IpPrefix::Parse("172.16.1.1/32"), &route);
  EXPECT_THAT(Take(), ElementsAre("172.16.1.1/32 10.0.1.10"));
}

TEST_F(InstallDelayTest, ANewPathIsHeldBackUntilItIsOldEnough) {
  Change("172.16.1.1/32", "10.0.1.10");
  runtime_.RunFor(kDelay - absl::Milliseconds(1));
  EXPECT_THAT(Take(), IsEmpty());
  runtime_.RunFor(absl::Milliseconds(1));
  EXPECT_THAT(Take(), ElementsAre("172.16.1.1/32 10.0.1.10"));
}

TEST_F(InstallDelayTest, AnOldPathTakesOverAtOnce) {
  Change("172.16.1.1/32", "10.0.2.10", /*age=*/kDelay);
  EXPECT_THAT(Take(), ElementsAre("172.16.1.1/32 10.0.2.10"));
}

TEST_F(InstallDelayTest, APathThatIsReplacedMeanwhileIsForgotten) {
  Change("172.16.1.1/32", "10.0.1.10");
  runtime_.RunFor(absl::Seconds(1));
  Change("172.16.1.1/32", "10.0.2.10", /*age=*/kDelay);
  runtime_.RunFor(2 * kDelay);
  EXPECT_THAT(Take(), ElementsAre("172.16.1.1/32 10.0.2.10"));
}

TEST_F(InstallDelayTest, APrefixThatLeavesTheFibLeavesAtOnceAndForGood) {
  Change("172.16.1.1/32", "10.0.2.10", /*age=*/kDelay);
  Change("172.16.1.1/32", "10.0.1.10");
  Remove("172.16.1.1/32");
  runtime_.RunFor(2 * kDelay);
  EXPECT_THAT(Take(),
              ElementsAre("172.16.1.1/32 10.0.2.10", "172.16.1.1/32 none"));
}

// The new one waits, and is none the sooner for it.
TEST_F(InstallDelayTest, APathThatIsWithdrawnLeavesThoughAnotherWaits) {
  Change("172.16.1.1/32", "10.0.1.10", /*age=*/kDelay);
  ChangeToOther("172.16.1.1/32", "10.0.2.10");
  EXPECT_THAT(Take(), ElementsAre("172.16.1.1/32 10.0.1.10"));
  Withdraw("172.16.1.1/32", kPeer);
  EXPECT_THAT(Take(), ElementsAre("172.16.1.1/32 none"));
  Withdraw("172.16.1.1/32", kPeer);
  runtime_.RunFor(kDelay - absl::Milliseconds(1));
  EXPECT_THAT(Take(), IsEmpty());
  runtime_.RunFor(absl::Milliseconds(1));
  EXPECT_THAT(Take(), ElementsAre("172.16.1.1/32 10.0.2.10"));
}

TEST_F(InstallDelayTest, APathThatIsWithdrawnDoesNotStayForAYoungOne) {
  Change("172.16.1.1/32", "10.0.1.10", /*age=*/kDelay);
  Withdraw("172.16.1.1/32", kPeer);
  ChangeToOther("172.16.1.1/32", "10.0.2.10");
  EXPECT_THAT(Take(),
              ElementsAre("172.16.1.1/32 10.0.1.10", "172.16.1.1/32 none"));
}

TEST_F(InstallDelayTest, AnOldPathTakesTheWithdrawnOnesPlaceInOneStep) {
  Change("172.16.1.1/32", "10.0.1.10", /*age=*/kDelay);
  Withdraw("172.16.1.1/32", kPeer);
  ChangeToOther("172.16.1.1/32", "10.0.2.10", /*age=*/kDelay);
  EXPECT_THAT(Take(), ElementsAre("172.16.1.1/32 10.0.1.10",
                                  "172.16.1.1/32 10.0.2.10"));
  // Nor is the place of what is gone remembered.
  Change("172.16.1.1/32", "10.0.1.10");
  EXPECT_THAT(Take(), IsEmpty());
}

TEST_F(InstallDelayTest, AnUpdateThatIsWithdrawnGivesWayInOneStep) {
  Change("172.16.1.1/32", "10.0.1.10", /*age=*/kDelay);
  Change("172.16.1.1/32", "10.0.1.11");
  Withdraw("172.16.1.1/32", kPeer);
  ChangeToOther("172.16.1.1/32", "10.0.2.10", /*age=*/kDelay);
  EXPECT_THAT(Take(), ElementsAre("172.16.1.1/32 10.0.1.10",
                                  "172.16.1.1/32 10.0.2.10"));
}

TEST_F(InstallDelayTest, WhatOthersWithdrawChangesNothing) {
  Change("172.16.1.1/32", "10.0.1.10", /*age=*/kDelay);
  ChangeToOther("172.16.1.1/32", "10.0.2.10");
  Withdraw("172.16.1.1/32", rib::PeerId{3});
  Withdraw("172.16.1.2/32", kPeer);
  EXPECT_THAT(Take(), ElementsAre("172.16.1.1/32 10.0.1.10"));
}

TEST_F(InstallDelayTest, EachPrefixHasATimeOfItsOwn) {
  Change("172.16.1.1/32", "10.0.1.10");
  Change("172.16.1.2/32", "10.0.1.10", absl::Seconds(20));
  Change("172.16.1.3/32", "10.0.1.10", absl::Seconds(20));
  runtime_.RunFor(absl::Seconds(40));
  EXPECT_THAT(Take(), ElementsAre("172.16.1.2/32 10.0.1.10",
                                  "172.16.1.3/32 10.0.1.10"));
  runtime_.RunFor(absl::Seconds(20));
  EXPECT_THAT(Take(), ElementsAre("172.16.1.1/32 10.0.1.10"));
}

}  // namespace
}  // namespace waymark::examples
