// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What the visitor of a speaker may do inside its calls: remove the neighbour,
// put another one in its place, destroy the speaker.

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "bfd/code_points.h"
#include "bgp/notification.h"
#include "bgp/path_attributes.h"
#include "gtest/gtest.h"
#include "rib/peer_info.h"
#include "speaker/speaker.h"
#include "speaker/testing/simulated_site.h"

namespace waymark::speaker {
namespace {

using testing::SimulatedInternet;
using testing::SimulatedSite;

constexpr rib::PeerId kPeer{0};

// A server with BFD and a route from a neighbour. The parameter is the event
// inside which something is done.
class SpeakerLifetimeTest : public ::testing::TestWithParam<std::string> {
 protected:
  SpeakerLifetimeTest() {
    server_.Connect(peer_, /*with_bfd=*/true);
    peer_.Connect(server_, /*with_bfd=*/true);
    bgp::PathAttributes path;
    path.med = 1;
    EXPECT_TRUE(peer_.speaker().Announce(kPeer, prefix_, path).ok());
  }
  // Up, and down by a silent path.
  void RunThroughALife() {
    Run(absl::Seconds(4));
    internet_.SetBlocked(server_.address(), peer_.address(), true);
    Run(absl::Seconds(1));
    internet_.SetBlocked(server_.address(), peer_.address(), false);
    Run(absl::Seconds(1));
  }
  void Run(absl::Duration duration) { internet_.world.RunFor(duration); }

  SimulatedInternet internet_;
  SimulatedSite server_{internet_,
                        "server",
                        IpAddress::V4(10, 0, 0, 4),
                        {.as_number = 65000, .has_loc_rib = true}};
  SimulatedSite peer_{internet_, "peer", IpAddress::V4(10, 0, 0, 10), {}};
  const IpPrefix prefix_ = *IpPrefix::Parse("172.16.1.1/32");
};

INSTANTIATE_TEST_SUITE_P(
    InsideOf, SpeakerLifetimeTest,
    ::testing::Values("up", "down bfd_down", "bfd up handshake",
                      "bfd down detection_time_expired"),
    [](const ::testing::TestParamInfo<std::string>& event) {
      std::string name = event.param;
      for (char& c : name) c = c == ' ' ? '_' : c;
      return name;
    });

TEST_P(SpeakerLifetimeTest, TheNeighborIsRemovedAndNoEventFollows) {
  bool removed = false;
  server_.on_event = [&](const std::string& event) {
    EXPECT_FALSE(removed) << event;
    if (event != GetParam()) return;
    removed = true;
    server_.speaker().RemoveNeighbor(kPeer);
  };
  RunThroughALife();
  EXPECT_TRUE(removed);
  EXPECT_EQ(server_.speaker().Find(kPeer), nullptr);
  EXPECT_EQ(server_.Best(prefix_), "none");
  EXPECT_FALSE(peer_.IsUp(kPeer));
}

TEST_P(SpeakerLifetimeTest, AnotherOneTakesItsPlaceAndComesUp) {
  bool removed = false;
  server_.on_event = [&](const std::string& event) {
    if (removed || event != GetParam()) return;
    removed = true;
    server_.speaker().RemoveNeighbor(kPeer);
    EXPECT_EQ(server_.Connect(peer_, /*with_bfd=*/true), kPeer);
  };
  RunThroughALife();
  EXPECT_TRUE(removed);
  Run(absl::Seconds(10));
  EXPECT_TRUE(server_.IsUp(kPeer));
  EXPECT_TRUE(peer_.IsUp(kPeer));
  EXPECT_EQ(server_.Best(prefix_), "65001 med 1 via 10.0.0.10");
}

TEST_P(SpeakerLifetimeTest, TheSpeakerIsDestroyedAndNoEventFollows) {
  bool destroyed = false;
  server_.on_event = [&](const std::string& event) {
    EXPECT_FALSE(destroyed) << event;
    if (event != GetParam()) return;
    destroyed = true;
    server_.DestroySpeaker();
  };
  RunThroughALife();
  EXPECT_TRUE(destroyed);
  EXPECT_FALSE(peer_.IsUp(kPeer));
}

// What the visitor does inside the report of BFD that comes from inside a call
// to the speaker. The parameter is the call.
enum class Call { kStart, kStop, kSwitchOff, kSwitchOn };

class SpeakerReentrancyTest : public ::testing::TestWithParam<Call> {
 protected:
  SpeakerReentrancyTest() {
    peer_.Connect(server_, /*with_bfd=*/true);
    server_.Add(server_.ConfigFor(peer_, /*with_bfd=*/true));
  }
  // Brings the neighbour to where the call changes the state of BFD.
  void Prepare() {
    ASSERT_TRUE(server_.speaker().Start(kPeer).ok());
    Run(absl::Seconds(4));
    ASSERT_TRUE(server_.IsUp(kPeer));
    if (GetParam() == Call::kSwitchOn) Switch(/*off=*/true);
    if (GetParam() == Call::kStart) server_.speaker().Stop(kPeer, Cease());
    Run(absl::Seconds(1));
  }
  // The call; what was reported from inside it.
  std::vector<std::string> Make() {
    server_.ForgetEvents();
    switch (GetParam()) {
      case Call::kStart:
        EXPECT_TRUE(server_.speaker().Start(kPeer).ok());
        break;
      case Call::kStop:
        server_.speaker().Stop(kPeer, Cease());
        break;
      case Call::kSwitchOff:
      case Call::kSwitchOn:
        Switch(GetParam() == Call::kSwitchOff);
        break;
    }
    return server_.events();
  }
  static std::string Expected() {
    return GetParam() == Call::kStart || GetParam() == Call::kSwitchOn
               ? "bfd down administrative"
               : "bfd admin_down administrative";
  }
  static bgp::Notification Cease() {
    return bgp::Notification::Cease(bgp::subcode::kAdministrativeShutdown);
  }
  void Switch(bool off) {
    server_.speaker().Find(kPeer)->bfd()->SetAdminDown(off);
  }
  void Run(absl::Duration duration) { internet_.world.RunFor(duration); }

  SimulatedInternet internet_;
  SimulatedSite server_{internet_,
                        "server",
                        IpAddress::V4(10, 0, 0, 4),
                        {.as_number = 65000, .has_loc_rib = true}};
  SimulatedSite peer_{internet_, "peer", IpAddress::V4(10, 0, 0, 10), {}};
};

std::string NameOf(const ::testing::TestParamInfo<Call>& call) {
  switch (call.param) {
    case Call::kStart:
      return "Start";
    case Call::kStop:
      return "Stop";
    case Call::kSwitchOff:
      return "SwitchingOff";
    case Call::kSwitchOn:
      return "SwitchingOn";
  }
  return "";
}

INSTANTIATE_TEST_SUITE_P(InsideOf, SpeakerReentrancyTest,
                         ::testing::Values(Call::kStart, Call::kStop,
                                           Call::kSwitchOff, Call::kSwitchOn),
                         NameOf);

TEST_P(SpeakerReentrancyTest, ItsOwnChangeOfBfdAndNothingElseIsReported) {
  Prepare();
  EXPECT_EQ(Make(), std::vector<std::string>{Expected()});
}

TEST_P(SpeakerReentrancyTest, TheNeighborIsRemovedAndNoEventFollows) {
  Prepare();
  server_.on_event = [&](const std::string&) {
    server_.speaker().RemoveNeighbor(kPeer);
  };
  EXPECT_EQ(Make().size(), 1u);
  EXPECT_EQ(server_.speaker().Find(kPeer), nullptr);
  Run(absl::Seconds(4));
  EXPECT_EQ(server_.events().size(), 1u);
  EXPECT_FALSE(peer_.IsUp(kPeer));
}

TEST_P(SpeakerReentrancyTest, AnotherOneTakesItsPlaceAndComesUp) {
  Prepare();
  server_.on_event = [&](const std::string&) {
    server_.on_event = nullptr;
    server_.speaker().RemoveNeighbor(kPeer);
    EXPECT_EQ(server_.Connect(peer_, /*with_bfd=*/true), kPeer);
  };
  Make();
  Run(absl::Seconds(10));
  EXPECT_TRUE(server_.IsUp(kPeer));
}

TEST_P(SpeakerReentrancyTest, TheSpeakerIsDestroyedAndNoEventFollows) {
  Prepare();
  server_.on_event = [&](const std::string&) { server_.DestroySpeaker(); };
  EXPECT_EQ(Make().size(), 1u);
  Run(absl::Seconds(4));
  EXPECT_EQ(server_.events().size(), 1u);
  EXPECT_FALSE(peer_.IsUp(kPeer));
}

TEST_P(SpeakerReentrancyTest, AStopFromInsideStands) {
  Prepare();
  server_.on_event = [&](const std::string&) {
    server_.on_event = nullptr;
    server_.speaker().Stop(kPeer, Cease());
  };
  Make();
  Run(absl::Seconds(10));
  EXPECT_FALSE(server_.IsUp(kPeer));
  EXPECT_EQ(server_.speaker().Find(kPeer)->Snapshot().bfd->session_state,
            bfd::State::kAdminDown);
}

TEST_P(SpeakerReentrancyTest, AStartFromInsideStands) {
  Prepare();
  server_.on_event = [&](const std::string&) {
    server_.on_event = nullptr;
    EXPECT_TRUE(server_.speaker().Start(kPeer).ok());
  };
  Make();
  Run(absl::Seconds(10));
  EXPECT_TRUE(server_.IsUp(kPeer));
}

}  // namespace
}  // namespace waymark::speaker
