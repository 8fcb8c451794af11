// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/route_server/config_loader.h"

#include <string>

#include "absl/time/time.h"
#include "bgp/family.h"
#include "bgp/session/peer_config.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace waymark::examples {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kSound[] = R"(as: 65000
router_id: "10.0.9.1"
endpoint { name: "rse-1" address: "10.0.1.4" }
endpoint { name: "rse-2" address: "10.0.1.5" port: 1179 }
peer {
  name: "active-1"
  endpoint: "rse-1"
  address: "10.0.1.10"
  peer_as: 65001
}
peer {
  name: "active-2"
  endpoint: "rse-2"
  address: "10.0.1.10"
  peer_as: 65001
  hold_time_s: 30
  bfd { desired_min_tx_ms: 50 required_min_rx_ms: 50 }
  ttl_security: true
}
route_table { name: "vpc" }
)";

std::string With(absl::string_view from, absl::string_view to) {
  std::string text = kSound;
  const size_t at = text.find(std::string(from));
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), std::string(to));
}

std::string Complaint(absl::string_view text) {
  ConfigProblems problems("f");
  const bool loaded = ParseRouteServerConfig(text, &problems).has_value();
  EXPECT_EQ(loaded, problems.empty());
  return problems.ToString();
}

TEST(RouteServerConfigTest, EveryPartGetsWhatItNeeds) {
  ConfigProblems problems("f");
  const auto setup = ParseRouteServerConfig(kSound, &problems);
  ASSERT_TRUE(setup.has_value()) << problems.ToString();
  EXPECT_EQ(setup->as_number, 65000u);
  EXPECT_EQ(setup->router_id, 0x0A000901u);
  EXPECT_FALSE(setup->announce_to_all);
  EXPECT_FALSE(setup->transparent);
  ASSERT_EQ(setup->endpoints.size(), 2u);
  EXPECT_EQ(setup->endpoints[0].listen.ToString(), "10.0.1.4:179");
  EXPECT_EQ(setup->endpoints[1].listen.ToString(), "10.0.1.5:1179");
  ASSERT_EQ(setup->peers.size(), 2u);
  EXPECT_EQ(setup->peers[0].speaker.peer.session.hold_time, absl::Seconds(15));
  EXPECT_EQ(setup->peers[0].speaker.peer.liveness, bgp::LivenessMode::kNone);
  const PeerSetup& peer = setup->peers[1];
  EXPECT_EQ(peer.endpoint, "rse-2");
  EXPECT_TRUE(peer.tcp.ttl_security);
  EXPECT_EQ(peer.speaker.address.ToString(), "10.0.1.10");
  EXPECT_EQ(peer.speaker.local_address.ToString(), "10.0.1.5");
  EXPECT_EQ(peer.speaker.peer.name, "active-2");
  EXPECT_EQ(peer.speaker.peer.opening, bgp::OpeningMode::kPassive);
  EXPECT_EQ(peer.speaker.peer.liveness, bgp::LivenessMode::kWatch);
  EXPECT_EQ(peer.speaker.peer.session.local_as, 65000u);
  EXPECT_EQ(peer.speaker.peer.session.peer_as, 65001u);
  EXPECT_EQ(peer.speaker.peer.session.hold_time, absl::Seconds(30));
  EXPECT_THAT(peer.speaker.peer.session.families,
              ElementsAre(bgp::kIpv4Unicast, bgp::kIpv6Unicast));
  EXPECT_EQ(peer.speaker.bfd->timers.desired_min_tx, absl::Milliseconds(50));
  ASSERT_EQ(setup->route_tables.size(), 1u);
  EXPECT_EQ(setup->route_tables[0].table, 254u);
}

TEST(RouteServerConfigTest, StyleAndAnnouncingAreRead) {
  ConfigProblems problems("f");
  const auto setup = ParseRouteServerConfig(
      With("as: 65000", "as: 65000 announce_to_all: true style: TRANSPARENT"),
      &problems);
  ASSERT_TRUE(setup.has_value()) << problems.ToString();
  EXPECT_TRUE(setup->announce_to_all);
  EXPECT_TRUE(setup->transparent);
}

struct BadLine {
  const char* from;
  const char* to;
  const char* complaint;
};

TEST(RouteServerConfigTest, EachBadValueIsReportedWhereItStands) {
  const BadLine lines[] = {
      {"as: 65000", "", "f: as: is missing"},
      {"as: 65000", "as: 65535", "f:1:1: as: 65535 is reserved"},
      {"\"10.0.9.1\"", "\"x\"", "f:2:1: router_id: \"x\" is not an IP address"},
      {"\"rse-2\"", "\"rse-1\"",
       "f:4:12: endpoint[1].name: \"rse-1\" stands in line 3 already"},
      {"\"10.0.1.5\" port: 1179", "\"10.0.1.4\"",
       "f:4:26: endpoint[1].address: \"10.0.1.4\" stands in line 3 already"},
      {"port: 1179", "port: 0", "endpoint[1].port: 0 is out of range"},
      {"endpoint: \"rse-1\"", "endpoint: \"rse-3\"",
       "f:7:3: peer[0].endpoint: \"rse-3\" is the name of no endpoint"},
      {"endpoint: \"rse-2\"", "endpoint: \"rse-1\"",
       "f:14:3: peer[1].address: \"10.0.1.10\" stands in line 8 already"},
      {"\"10.0.1.10\"", "\"10.0.1.4\"", "is the endpoint's own address"},
      {"\"10.0.1.10\"", "\"2001:db8::10\"",
       "f:8:3: peer[0].address: \"2001:db8::10\" is not of the family"},
      {"peer_as: 65001", "peer_as: 65000",
       "f:9:3: peer[0].peer_as: 65000 is the route server's own AS number"},
      {"hold_time_s: 30", "hold_time_s: 1",
       "f:16:3: peer[1].hold_time_s: 1 is too short"},
      {"required_min_rx_ms: 50", "required_min_rx_ms: 60001",
       "f:17:31: peer[1].bfd.required_min_rx_ms: 60001 is out of range"},
      {"required_min_rx_ms: 50", "key { secret_file: \"/none\" }",
       "peer[1].bfd.key[0].secret_file: \"/none\" cannot be read"},
      {"{ name: \"vpc\" }", "{ name: \"vpc\" table: 0 }",
       "f:20:27: route_table[0].table: 0 is out of range"},
      {"{ name: \"vpc\" }",
       "{ name: \"a\" table: 7 }\nroute_table { name: \"b\" table: 7 }",
       "f:21:25: route_table[1].table: 7 stands in line 20 already"},
  };
  for (const BadLine& line : lines) {
    EXPECT_THAT(Complaint(With(line.from, line.to)), HasSubstr(line.complaint))
        << line.to;
  }
}

TEST(RouteServerConfigTest, EmptyConfigurationLacksEverything) {
  EXPECT_EQ(Complaint(""),
            "f: as: is missing; set it to 1 to 4294967294\n"
            "f: router_id: is missing; set it to an IPv4 address of this node, "
            "or to any number in that form\n"
            "f: endpoint: is missing; say where to listen\n"
            "f: peer: is missing; name at least one peer\n");
}

TEST(RouteServerConfigTest, ExampleLoads) {
  ConfigProblems problems("examples/route_server/vpc.textproto");
  const auto setup = LoadRouteServerConfig(problems.file(), &problems);
  ASSERT_TRUE(setup.has_value()) << problems.ToString();
  EXPECT_EQ(setup->peers.size(), 5u);
}

}  // namespace
}  // namespace waymark::examples
