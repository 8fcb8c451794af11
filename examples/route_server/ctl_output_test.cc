// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/route_server/ctl_output.h"

#include <string>
#include <vector>

#include "examples/proto/control.pb.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace waymark::examples {
namespace {

using Rows = std::vector<proto::Response>;

proto::Response Row(const std::string& text) {
  proto::Response row;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &row))
      << text;
  return row;
}

proto::Request Request(const std::string& text) {
  proto::Request request;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &request));
  return request;
}

const char kState[] = R"(route_server_state {
  route_server_id: "rs" amazon_side_asn: 65000 are_routes_persisted: true
  persist_routes_state: "enabled" persist_routes_duration_ms: 60000
  rib_routes: 2 fib_routes: 1 unpersist_in_ms: 1500
})";

Rows RoutingDatabase() {
  return {Row(kState), Row(R"(routing_database_route {
            route_server_endpoint_id: "rse-1" route_server_peer_id: "active"
            route_installation_details {
              route_table_id: "app" route_installation_status: "installed"
            }
            route_installation_details {
              route_table_id: "igw" route_installation_status: "rejected"
              route_installation_status_reason: "no"
            }
            route_status: "in-fib" prefix: "172.16.1.1/32"
            as_paths: "65001" med: 0 next_hop_ip: "10.0.1.10"
            origin: "igp" deciding_step: "as_path_length"
          })"),
          Row(R"(routing_database_route {
            route_server_endpoint_id: "rse-2" route_server_peer_id: "standby"
            route_status: "in-rib" prefix: "172.16.1.1/32"
            as_paths: "65001" as_paths: "65001" next_hop_ip: "10.0.2.10"
            origin: "igp" persisted: true deciding_step: "as_path_length"
          })")};
}

TEST(RouteServerCtlOutputTest, TheRoutingDatabaseHasTheNamesOfTheApiAlone) {
  EXPECT_EQ(RouteServerJson(Request("routing_database {}"), RoutingDatabase()),
            R"({"AreRoutesPersisted":true,"Routes":[)"
            R"({"RouteServerEndpointId":"rse-1","RouteServerPeerId":"active",)"
            R"("RouteInstallationDetails":[)"
            R"({"RouteTableId":"app","RouteInstallationStatus":"installed"},)"
            R"({"RouteTableId":"igw","RouteInstallationStatus":"rejected",)"
            R"("RouteInstallationStatusReason":"no"}],)"
            R"("RouteStatus":"in-fib","Prefix":"172.16.1.1/32",)"
            R"("AsPaths":["65001"],"Med":0,"NextHopIp":"10.0.1.10"},)"
            R"({"RouteServerEndpointId":"rse-2","RouteServerPeerId":"standby",)"
            R"("RouteInstallationDetails":[],)"
            R"("RouteStatus":"in-rib","Prefix":"172.16.1.1/32",)"
            R"("AsPaths":["65001","65001"],"NextHopIp":"10.0.2.10"}]})");
  EXPECT_EQ(RouteServerJson(Request("routing_database {}"), {Row(kState)}),
            R"({"AreRoutesPersisted":true,"Routes":[]})");
}

TEST(RouteServerCtlOutputTest, APageThatIsNotTheLastHasATokenForTheNext) {
  const proto::Request request = Request("routing_database {}");
  const Rows rows = {Row(kState), Row("next_page { next_token: \"bmV4dA\" }")};
  EXPECT_EQ(RouteServerJson(request, rows),
            R"({"AreRoutesPersisted":true,"NextToken":"bmV4dA","Routes":[]})");
  EXPECT_NE(RouteServerText(request, rows)
                .find("\nThere is more: --next-token bmV4dA\n"),
            std::string::npos);
}

TEST(RouteServerCtlOutputTest, PeersHaveTheNamesOfTheApiAlone) {
  EXPECT_EQ(RouteServerJson(Request("route_server_peers {}"),
                            {Row(R"(route_server_peer {
                         route_server_peer_id: "active"
                         route_server_endpoint_id: "rse-1"
                         route_server_id: "rs"
                         endpoint_eni_address: "10.0.1.4"
                         peer_address: "10.0.1.10"
                         bgp_options {
                           peer_asn: 65001 peer_liveness_detection: "bfd"
                         }
                         bgp_status { status: "up" }
                         bfd_status { status: "down" }
                         rib_routes: 7
                       })")}),
            R"({"RouteServerPeers":[{"RouteServerPeerId":"active",)"
            R"("RouteServerEndpointId":"rse-1","RouteServerId":"rs",)"
            R"("EndpointEniAddress":"10.0.1.4","PeerAddress":"10.0.1.10",)"
            R"("BgpOptions":{"PeerAsn":65001,"PeerLivenessDetection":"bfd"},)"
            R"("BgpStatus":{"Status":"up"},"BfdStatus":{"Status":"down"}}]})");
}

Rows Tables() {
  return {
      Row(R"(route_table {
            route_table_id: "app" kind: "subnet" kernel_table: 100
            routes {
              destination_cidr_block: "0.0.0.0/0" origin: "Advertisement"
              network_interface_id: "eni-1" state: "active"
              gateway: "10.0.1.10"
            }
            routes {
              destination_ipv6_cidr_block: "::/0" origin: "CreateRoute"
              state: "blackhole"
            }
          })"),
      Row(R"(route_table { route_table_id: "spare" kind: "unassociated" })")};
}

TEST(RouteServerCtlOutputTest, RouteTablesHaveTheNamesOfTheApiAlone) {
  EXPECT_EQ(
      RouteServerJson(Request("route_tables {}"), Tables()),
      R"({"RouteTables":[{"RouteTableId":"app","Routes":[)"
      R"({"DestinationCidrBlock":"0.0.0.0/0","NetworkInterfaceId":"eni-1",)"
      R"("Origin":"Advertisement","State":"active"},)"
      R"({"DestinationIpv6CidrBlock":"::/0",)"
      R"("Origin":"CreateRoute","State":"blackhole"}]},)"
      R"({"RouteTableId":"spare","Routes":[]}]})");
}

TEST(RouteServerCtlOutputTest, ATableInSeveralRowsIsShownAsOne) {
  const Rows rows = {
      Row(R"(route_table { route_table_id: "app" kind: "subnet" more: true })"),
      Row(R"(route_table {
            route_table_id: "app" kind: "subnet" more: true
            routes {
              destination_cidr_block: "0.0.0.0/0" origin: "Advertisement"
              network_interface_id: "eni-1" state: "active"
            }
          })"),
      Row(R"(route_table { route_table_id: "app" kind: "subnet" })")};
  const proto::Request request = Request("route_tables {}");
  EXPECT_EQ(RouteServerJson(request, rows),
            R"({"RouteTables":[{"RouteTableId":"app","Routes":[)"
            R"({"DestinationCidrBlock":"0.0.0.0/0",)"
            R"("NetworkInterfaceId":"eni-1",)"
            R"("Origin":"Advertisement","State":"active"}]}]})");
  EXPECT_EQ(
      RouteServerText(request, rows),
      "Table  Kind    Kernel  Destination  Target  Origin         State\n"
      "app    subnet  -       0.0.0.0/0    eni-1   Advertisement  active\n");
}

TEST(RouteServerCtlOutputTest, PersistRoutesShowTheRouteServer) {
  const proto::Request request = Request("persist_routes {}");
  EXPECT_EQ(RouteServerJson(request, {Row(kState)}),
            R"({"RouteServer":{"RouteServerId":"rs","AmazonSideAsn":65000,)"
            R"("State":"available","PersistRoutesState":"enabled",)"
            R"("PersistRoutesDuration":1}})");
  EXPECT_NE(
      RouteServerJson(request, {Row("route_server_state { "
                                    "persist_routes_duration_ms: 1500 }")})
          .find(R"("PersistRoutesDuration":0.025)"),
      std::string::npos);
  EXPECT_EQ(RouteServerText(request, {Row(kState)}),
            "Route server rs, AS 65000; persist routes enabled, 1m; routes are "
            "persisted, for 1.5s more\n"
            "Routes: 2 in the RIB, 1 in the FIB; beyond a quota 0 of peers, 0 "
            "of the FIB\n");
}

TEST(RouteServerCtlOutputTest, PeopleSeeInColumnsWhereRoutesAre) {
  EXPECT_EQ(
      RouteServerText(Request("routing_database {}"), RoutingDatabase()),
      "Route server rs, AS 65000; persist routes enabled, 1m; routes are "
      "persisted, for 1.5s more\n"
      "Routes: 2 in the RIB, 1 in the FIB; beyond a quota 0 of peers, 0 of the "
      "FIB\n"
      "Prefix         Peer     Next Hop   AS_PATH      MED  Status             "
      "Step            Installed\n"
      "172.16.1.1/32  active   10.0.1.10  65001        0    in-fib             "
      "as_path_length  app installed, igw rejected (no)\n"
      "172.16.1.1/32  standby  10.0.2.10  65001 65001  -    in-rib, persisted  "
      "as_path_length  -\n");
  EXPECT_EQ(
      RouteServerText(Request("route_tables {}"), Tables()),
      "Table  Kind          Kernel  Destination  Target  Origin         State\n"
      "app    subnet        100     0.0.0.0/0    eni-1   Advertisement  "
      "active\n"
      "app    subnet        100     ::/0         -       CreateRoute    "
      "blackhole\n"
      "spare  unassociated  -       -            -       -              -\n");
}

}  // namespace
}  // namespace waymark::examples
