// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/route_server/config_loader.h"

#include <cstddef>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "bgp/family.h"
#include "bgp/session/peer_config.h"
#include "examples/proto/config_problem.h"
#include "examples/route_server/route_server_setup.h"
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
# route_server_table
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
  EXPECT_FALSE(setup->endpoints[0].subnet.has_value());
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
  EXPECT_EQ(setup->route_tables[0].kernel_table, 254u);
}

TEST(RouteServerConfigTest, WhatIsNotWrittenHasTheDocumentedDefault) {
  ConfigProblems problems("f");
  const auto setup = ParseRouteServerConfig(kSound, &problems);
  ASSERT_TRUE(setup.has_value()) << problems.ToString();
  EXPECT_EQ(setup->name, "rs");
  EXPECT_FALSE(setup->always_compare_med);
  EXPECT_EQ(setup->vpc.next_hop_check, NextHopCheck::kVpcInterface);
  EXPECT_FALSE(setup->persist_routes.enabled);
  EXPECT_EQ(setup->persist_routes.duration, absl::Minutes(1));
  EXPECT_EQ(setup->persist_routes.transition, absl::ZeroDuration());
  EXPECT_EQ(setup->quotas.routes_per_peer, 100u);
  EXPECT_EQ(setup->quotas.routes_per_fib, 100u);
  EXPECT_EQ(setup->quotas.routes_per_table, 100u);
  EXPECT_FALSE(setup->quotas.ends_session);
  EXPECT_EQ(setup->quotas.route_servers_per_vpc, 5u);
  EXPECT_EQ(setup->install_delay, absl::ZeroDuration());
  EXPECT_FALSE(setup->peer_event_log.has_value());
  EXPECT_EQ(setup->route_tables[0].kind, TableKind::kSubnet);
  EXPECT_TRUE(setup->route_tables[0].propagated);
}

TEST(RouteServerConfigTest, EveryKnobIsRead) {
  ConfigProblems problems("folder/f");
  const auto setup =
      ParseRouteServerConfig(With("# route_server_table", R"(name: "rs-1"
always_compare_med: true
next_hop_check: PEER_INTERFACE
vpc_cidr: "10.0.0.0/16"
network_interface {
  name: "eni-1" address: "10.0.1.10" address: "2001:db8::10"
}
persist_routes { action: ENABLE duration_ms: 300000 transition_ms: 5 }
quotas {
  routes_per_peer: 1 routes_per_fib: 2 routes_per_table: 3 excess: END_SESSION
  route_servers_per_vpc: 1000
}
install_delay_ms: 7
peer_event_log { file: "peers.log" max_bytes: 4096 }
propagation: "gateway"
route_table {
  name: "gateway" table: 7 kind: INTERNET_GATEWAY
  static_route { prefix: "10.0.9.0/24" gateway: "10.0.1.1" }
  static_route { prefix: "2001:db8::/32" blackhole: true }
}
route_table { name: "spare" in_process: true kind: UNASSOCIATED }
)"),
                             &problems);
  ASSERT_TRUE(setup.has_value()) << problems.ToString();
  EXPECT_EQ(setup->name, "rs-1");
  EXPECT_TRUE(setup->always_compare_med);
  EXPECT_EQ(setup->vpc.next_hop_check, NextHopCheck::kPeerInterface);
  ASSERT_EQ(setup->vpc.cidrs.size(), 1u);
  ASSERT_EQ(setup->vpc.interfaces.size(), 1u);
  EXPECT_EQ(setup->vpc.interfaces[0].addresses[1].ToString(), "2001:db8::10");
  EXPECT_TRUE(setup->persist_routes.enabled);
  EXPECT_EQ(setup->persist_routes.duration, absl::Minutes(5));
  EXPECT_EQ(setup->persist_routes.transition, absl::Milliseconds(5));
  EXPECT_EQ(setup->quotas.routes_per_peer, 1u);
  EXPECT_EQ(setup->quotas.routes_per_fib, 2u);
  EXPECT_EQ(setup->quotas.routes_per_table, 3u);
  EXPECT_TRUE(setup->quotas.ends_session);
  EXPECT_EQ(setup->quotas.route_servers_per_vpc, 1000u);
  EXPECT_EQ(setup->install_delay, absl::Milliseconds(7));
  EXPECT_EQ(setup->peer_event_log->file, "folder/peers.log");
  EXPECT_EQ(setup->peer_event_log->max_bytes, 4096u);
  ASSERT_EQ(setup->route_tables.size(), 3u);
  EXPECT_FALSE(setup->route_tables[0].propagated);
  const RouteTableSetup& gateway = setup->route_tables[1];
  EXPECT_TRUE(gateway.propagated);
  EXPECT_EQ(gateway.kind, TableKind::kInternetGateway);
  EXPECT_EQ(gateway.kernel_table, 7u);
  ASSERT_EQ(gateway.static_routes.size(), 2u);
  EXPECT_EQ(gateway.static_routes[0].gateway->ToString(), "10.0.1.1");
  EXPECT_FALSE(gateway.static_routes[1].gateway.has_value());
  EXPECT_FALSE(setup->route_tables[2].kernel_table.has_value());
  EXPECT_EQ(setup->route_tables[2].kind, TableKind::kUnassociated);
}

TEST(RouteServerConfigTest, TenEndpointsAndNoMoreUnlessTheQuotaIsRaised) {
  std::string text = kSound;
  for (int i = 0; i < 8; ++i) {
    absl::StrAppend(&text, "endpoint { name: \"more-", i,
                    "\" address: \"10.0.3.", i + 1, "\" }\n");
  }
  EXPECT_EQ(Complaint(text), "");
  text += "endpoint { name: \"eleventh\" address: \"10.0.4.1\" }\n";
  EXPECT_THAT(Complaint(text),
              HasSubstr("endpoint[10]: is beyond the quota of 10"));
  EXPECT_EQ(Complaint(text + "quotas { endpoints: 11 }"), "");
}

TEST(RouteServerConfigTest, TwoEndpointsInASubnetAndNoMore) {
  std::string text =
      With("\"10.0.1.4\"", "\"10.0.1.4\" subnet: \"10.0.1.0/24\"");
  const std::string more =
      "endpoint { name: \"rse-3\" address: \"10.0.1.6\" subnet: "
      "\"10.0.1.0/24\" }\n";
  EXPECT_EQ(Complaint(text + more), "") << "rse-2 does not say where it is";
  text += more +
          "endpoint { name: \"rse-4\" address: \"10.0.1.7\" subnet: "
          "\"10.0.1.0/24\" }\n"
          "endpoint { name: \"rse-5\" address: \"10.0.2.4\" subnet: "
          "\"10.0.2.0/24\" }\n";
  EXPECT_EQ(Complaint(text),
            "f:23:46: endpoint[3].subnet: \"10.0.1.0/24\" has more endpoints "
            "than the quota of 2; remove this endpoint, or raise "
            "quotas.endpoints_per_subnet\n");
  EXPECT_EQ(Complaint(text + "quotas { endpoints_per_subnet: 3 }"), "");
}

// kSound with so many peers more, each at an endpoint of its own.
std::string WithPeersAt(absl::string_view address, int count) {
  std::string text = kSound;
  for (int i = 0; i < count; ++i) {
    const std::string name = absl::StrCat("more-", i);
    absl::StrAppend(&text, "endpoint { name: \"", name, "\" address: \"10.0.3.",
                    i + 1, "\" }\npeer { name: \"", name, "\" endpoint: \"",
                    name, "\" address: \"", address, "\" peer_as: 65001 }\n");
  }
  return text + "quotas { endpoints: 30 ";
}

TEST(RouteServerConfigTest, TwentySessionsOfOneInterfaceAndNoMore) {
  const std::string text = WithPeersAt("10.0.1.10", 19);
  EXPECT_THAT(Complaint(text + "}"),
              HasSubstr("\"10.0.1.10\" is of an interface with more sessions "
                        "than the quota of 20"));
  EXPECT_EQ(Complaint(text + "sessions_per_interface: 21 }"), "");
}

TEST(RouteServerConfigTest, TheSessionsOfAnInterfaceAreThoseOfItsAddresses) {
  const std::string text = WithPeersAt("10.0.1.11", 19);
  const std::string interface =
      "} network_interface { name: \"eni-1\" address: \"10.0.1.10\" address: "
      "\"10.0.1.11\" }";
  EXPECT_EQ(Complaint(text + "}"), "") << "two of one and 19 of the other";
  EXPECT_THAT(Complaint(text + interface),
              HasSubstr("\"10.0.1.11\" is of an interface with more sessions "
                        "than the quota of 20"));
  EXPECT_EQ(Complaint(text + "sessions_per_interface: 21 " + interface), "");
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
      {"\"10.0.1.4\"", "\"10.0.1.4\" subnet: \"10.0.2.0/24\"",
       "f:3:46: endpoint[0].subnet: \"10.0.2.0/24\" does not contain 10.0.1.4; "
       "correct one of the two"},
      {"\"10.0.1.4\"", "\"10.0.1.4\" subnet: \"2001:db8::/64\"",
       "endpoint[0].subnet: \"2001:db8::/64\" does not contain 10.0.1.4"},
      {"\"10.0.1.4\"", "\"10.0.1.4\" subnet: \"10.0.1.4/24\"",
       "endpoint[0].subnet: \"10.0.1.4/24\" is not a prefix"},
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
      {"{ name: \"vpc\" }", "{ name: \"vpc\" table: 7 in_process: true }",
       "route_table[0].table: 7 stands beside in_process"},
      {"{ name: \"vpc\" }",
       "{ name: \"vpc\" static_route { prefix: \"10.0.0.1/8\" blackhole: true "
       "} "
       "}",
       "\"10.0.0.1/8\" is not a prefix; bits beyond the length are set: did "
       "you "
       "mean 10.0.0.0/8?"},
      {"{ name: \"vpc\" }",
       "{ name: \"vpc\" static_route { prefix: \"10.0.0.0/8\" } }",
       "route_table[0].static_route[0].gateway: is missing"},
      {"{ name: \"vpc\" }",
       "{ name: \"vpc\" static_route { prefix: \"10.0.0.0/8\" gateway: "
       "\"2001:db8::1\" } }",
       "\"2001:db8::1\" is not of the family of 10.0.0.0/8"},
      {"{ name: \"vpc\" }",
       "{ name: \"vpc\" static_route { prefix: \"10.0.0.0/8\" gateway: "
       "\"10.0.1.1\" blackhole: true } }",
       "gateway: \"10.0.1.1\" stands beside blackhole"},
      {"# route_server_table", "propagation: \"nowhere\"",
       "propagation[0]: \"nowhere\" is the name of no route table"},
      {"# route_server_table", "vpc_cidr: \"10.0.0.0\" vpc_cidr: \"x\"",
       "vpc_cidr[1]: \"x\" is not a prefix"},
      {"# route_server_table", "network_interface { name: \"a\" }",
       "network_interface[0].address: is missing"},
      {"# route_server_table",
       "network_interface { name: \"a\" address: \"0.0.0.0\" }",
       "network_interface[0].address[0]: \"0.0.0.0\" is no host's address"},
      {"# route_server_table", "persist_routes { duration_ms: 300001 }",
       "persist_routes.duration_ms: 300001 is out of range"},
      {"# route_server_table", "persist_routes { transition_ms: 60001 }",
       "persist_routes.transition_ms: 60001 is out of range"},
      {"# route_server_table", "quotas { routes_per_fib: 0 }",
       "quotas.routes_per_fib: 0 is out of range"},
      {"# route_server_table", "quotas { endpoints_per_subnet: 0 }",
       "quotas.endpoints_per_subnet: 0 is out of range"},
      {"# route_server_table", "quotas { route_servers_per_vpc: 0 }",
       "quotas.route_servers_per_vpc: 0 is out of range"},
      {"# route_server_table", "quotas { route_servers_per_vpc: 1001 }",
       "quotas.route_servers_per_vpc: 1001 is out of range"},
      {"# route_server_table", "install_delay_ms: 600001",
       "install_delay_ms: 600001 is out of range"},
      {"# route_server_table", "peer_event_log { }",
       "peer_event_log.file: is missing"},
      {"# route_server_table", "peer_event_log { file: \"a\" max_bytes: 1 }",
       "peer_event_log.max_bytes: 1 is out of range"},
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

TEST(RouteServerConfigTest, ExamplesLoad) {
  const std::pair<const char*, size_t> examples[] = {
      {"vpc", 5},
      {"dual_stack", 4},
      {"ingress_one_server", 8},
      {"ingress_internet", 4},
      {"ingress_application", 4},
  };
  for (const auto& [name, peers] : examples) {
    ConfigProblems problems(std::string("examples/route_server/") + name +
                            ".textproto");
    const auto setup = LoadRouteServerConfig(problems.file(), &problems);
    ASSERT_TRUE(setup.has_value()) << problems.ToString();
    EXPECT_EQ(setup->peers.size(), peers) << name;
  }
}

}  // namespace
}  // namespace waymark::examples
