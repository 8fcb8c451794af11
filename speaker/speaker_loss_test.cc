// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Two speakers that lose their connection at every octet of the exchange, in
// either direction: OPEN, KEEPALIVE, the routes, End-of-RIB.

#include <cstdint>
#include <iterator>
#include <string>

#include "absl/time/time.h"
#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "bgp/path_attributes.h"
#include "bgp/session/peer_config.h"
#include "bgp/session/peer_snapshot.h"
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

struct Route {
  const char* prefix;
  uint32_t med;
  int prepend;
  const char* best;
};

// Two families and more than one attribute set: several UPDATEs.
constexpr Route kRoutes[] = {
    {"172.16.1.1/32", 10, 0, "65001 med 10 via 10.0.0.10"},
    {"172.16.1.2/32", 10, 0, "65001 med 10 via 10.0.0.10"},
    {"10.20.0.0/16", 200, 2, "65001 65001 65001 med 200 via 10.0.0.10"},
    {"2001:db8:1::/48", 10, 1, "65001 65001 med 10 via 2001:db8::10"},
};

// A sender of routes that dials, and a receiver that waits for it: each octet
// of a direction belongs to one connection then, until that is lost.
class Exchange {
 public:
  Exchange() {
    NeighborConfig to_receiver = sender.ConfigFor(receiver, false);
    to_receiver.next_hop_ipv6 = IpAddress::Parse("2001:db8::10");
    sender.Add(to_receiver);
    NeighborConfig to_sender = receiver.ConfigFor(sender, false);
    to_sender.peer.opening = bgp::OpeningMode::kPassive;
    receiver.Add(to_sender);
    for (const Route& route : kRoutes) {
      bgp::PathAttributes path;
      path.med = route.med;
      path.as_path.Prepend(65001, route.prepend);
      EXPECT_TRUE(sender.speaker()
                      .Announce(kPeer, *IpPrefix::Parse(route.prefix), path)
                      .ok());
    }
  }

  void Start() {
    EXPECT_TRUE(receiver.speaker().Start(kPeer).ok());
    EXPECT_TRUE(sender.speaker().Start(kPeer).ok());
  }

  // Both up, and exactly what was announced is in the Loc-RIB.
  bool IsComplete() {
    if (!sender.IsUp(kPeer) || !receiver.IsUp(kPeer)) return false;
    for (const Route& route : kRoutes) {
      if (receiver.Best(*IpPrefix::Parse(route.prefix)) != route.best) {
        return false;
      }
    }
    return receiver.speaker().loc_rib()->prefixes() == std::size(kRoutes) &&
           receiver.speaker().Find(kPeer)->Snapshot().accepted ==
               std::size(kRoutes);
  }
  bool RunUntilComplete(absl::Duration limit) {
    return internet.world.RunUntil([this] { return IsComplete(); }, limit);
  }

  SimulatedInternet internet;
  SimulatedSite sender{
      internet, "sender", IpAddress::V4(10, 0, 0, 10), {.as_number = 65001}};
  SimulatedSite receiver{internet,
                         "receiver",
                         IpAddress::V4(10, 0, 0, 4),
                         {.as_number = 65000, .has_loc_rib = true}};
};

// "up" and "down ..." in turn, "up" first and last.
void ExpectAlternating(const SimulatedSite& site) {
  bool up = false;
  for (const std::string& event : site.events()) {
    EXPECT_NE(event == "up", up) << event;
    up = event == "up";
  }
  EXPECT_TRUE(up);
}

// Cuts the connection once after `octets` octets of one direction. True if that
// happened before the exchange was complete.
bool SurvivesLossAfter(uint64_t octets, bool from_sender) {
  SCOPED_TRACE(octets);
  Exchange exchange;
  SimulatedSite& from = from_sender ? exchange.sender : exchange.receiver;
  SimulatedSite& to = from_sender ? exchange.receiver : exchange.sender;
  exchange.internet.streams.ResetAfter(from.address(), to.address(), octets);
  exchange.Start();
  EXPECT_TRUE(exchange.RunUntilComplete(absl::Seconds(10)));
  // What has been under way when it looked complete: End-of-RIB, KEEPALIVE.
  exchange.internet.world.RunFor(absl::Milliseconds(500));
  EXPECT_TRUE(exchange.RunUntilComplete(absl::Seconds(10)));
  ExpectAlternating(exchange.sender);
  ExpectAlternating(exchange.receiver);
  const auto attempts = [](SimulatedSite& site) {
    const bgp::PeerSnapshot peer = site.speaker().Find(kPeer)->Snapshot().peer;
    return peer.failed_attempts + peer.down_count;
  };
  return attempts(exchange.sender) + attempts(exchange.receiver) > 0;
}

// Every octet up to the first that leaves the exchange alone.
void LoseEveryOctet(bool from_sender, uint64_t at_least) {
  uint64_t octets = 0;
  while (SurvivesLossAfter(octets, from_sender)) {
    ++octets;
    ASSERT_LT(octets, 2000u);
    if (::testing::Test::HasFailure()) return;
  }
  EXPECT_GE(octets, at_least);
}

// An OPEN of at least 29 octets, a KEEPALIVE of 19, UPDATEs of at least 23, two
// of which are the End-of-RIB markers.
TEST(SpeakerLossTest, ALossAfterEveryOctetOfTheSenderIsMadeGood) {
  LoseEveryOctet(/*from_sender=*/true, 29 + 19 + 5 * 23);
}

TEST(SpeakerLossTest, ALossAfterEveryOctetOfTheReceiverIsMadeGood) {
  LoseEveryOctet(/*from_sender=*/false, 29 + 19);
}

TEST(SpeakerLossTest, OneLossAfterTheOtherIsMadeGood) {
  Exchange exchange;
  exchange.Start();
  ASSERT_TRUE(exchange.RunUntilComplete(absl::Seconds(10)));
  for (uint64_t octets = 0; octets < 100; octets += 9) {
    exchange.internet.streams.ResetAfter(exchange.sender.address(),
                                         exchange.receiver.address(), octets);
    exchange.internet.world.RunFor(absl::Seconds(10));
    EXPECT_TRUE(exchange.RunUntilComplete(absl::Seconds(10))) << octets;
  }
  EXPECT_GT(exchange.receiver.CountEvents("down transport_closed"), 5);
  ExpectAlternating(exchange.sender);
  ExpectAlternating(exchange.receiver);
}

}  // namespace
}  // namespace waymark::speaker
