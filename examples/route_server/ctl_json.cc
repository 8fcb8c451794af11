// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "examples/proto/route_server_rows.pb.h"
#include "examples/route_server/ctl_output.h"
#include "nlohmann/json.hpp"

namespace waymark::examples {
namespace {

using Json = nlohmann::ordered_json;

Json ToJson(const proto::RouteInstallationDetail& detail) {
  Json json = {
      {"RouteTableId", detail.route_table_id()},
      {"RouteInstallationStatus", detail.route_installation_status()},
  };
  if (detail.has_route_installation_status_reason()) {
    json["RouteInstallationStatusReason"] =
        detail.route_installation_status_reason();
  }
  return json;
}

Json ToJson(const proto::RoutingDatabaseRoute& route) {
  Json details = Json::array();
  for (const auto& detail : route.route_installation_details()) {
    details.push_back(ToJson(detail));
  }
  Json as_paths = Json::array();
  for (const std::string& part : route.as_paths()) as_paths.push_back(part);
  Json json = {
      {"RouteServerEndpointId", route.route_server_endpoint_id()},
      {"RouteServerPeerId", route.route_server_peer_id()},
      {"RouteInstallationDetails", std::move(details)},
      {"RouteStatus", route.route_status()},
      {"Prefix", route.prefix()},
      {"AsPaths", std::move(as_paths)},
  };
  if (route.has_med()) json["Med"] = route.med();
  json["NextHopIp"] = route.next_hop_ip();
  return json;
}

Json ToJson(const proto::RouteServerPeerRow& peer) {
  Json json = {
      {"RouteServerPeerId", peer.route_server_peer_id()},
      {"RouteServerEndpointId", peer.route_server_endpoint_id()},
      {"RouteServerId", peer.route_server_id()},
      {"EndpointEniAddress", peer.endpoint_eni_address()},
      {"PeerAddress", peer.peer_address()},
      {"BgpOptions",
       {{"PeerAsn", peer.bgp_options().peer_asn()},
        {"PeerLivenessDetection",
         peer.bgp_options().peer_liveness_detection()}}},
      {"BgpStatus", {{"Status", peer.bgp_status().status()}}},
  };
  if (peer.has_bfd_status()) {
    json["BfdStatus"] = {{"Status", peer.bfd_status().status()}};
  }
  return json;
}

Json ToJson(const proto::RouteTableRow& table) {
  Json routes = Json::array();
  for (const proto::RouteTableRow::Route& route : table.routes()) {
    Json json = Json::object();
    if (route.has_destination_cidr_block()) {
      json["DestinationCidrBlock"] = route.destination_cidr_block();
    } else {
      json["DestinationIpv6CidrBlock"] = route.destination_ipv6_cidr_block();
    }
    if (route.has_network_interface_id()) {
      json["NetworkInterfaceId"] = route.network_interface_id();
    }
    json["Origin"] = route.origin();
    json["State"] = route.state();
    routes.push_back(std::move(json));
  }
  return {{"RouteTableId", table.route_table_id()},
          {"Routes", std::move(routes)}};
}

// In minutes, as the API has it; the model knows fractions.
Json DurationOf(const proto::RouteServerState& state) {
  constexpr uint32_t kMinute = 60'000;
  const uint32_t milliseconds = state.persist_routes_duration_ms();
  if (milliseconds % kMinute == 0) return milliseconds / kMinute;
  return static_cast<double>(milliseconds) / kMinute;
}

Json ToJson(const proto::RouteServerState& state) {
  return {
      {"RouteServerId", state.route_server_id()},
      {"AmazonSideAsn", state.amazon_side_asn()},
      {"State", "available"},
      {"PersistRoutesState", state.persist_routes_state()},
      {"PersistRoutesDuration", DurationOf(state)},
  };
}

Json RoutingDatabase(const std::vector<proto::Response>& rows) {
  Json database = {{"AreRoutesPersisted", false}};
  Json routes = Json::array();
  for (const proto::Response& row : rows) {
    if (row.has_route_server_state()) {
      database["AreRoutesPersisted"] =
          row.route_server_state().are_routes_persisted();
    } else if (row.has_next_page()) {
      database["NextToken"] = row.next_page().next_token();
    } else {
      routes.push_back(ToJson(row.routing_database_route()));
    }
  }
  database["Routes"] = std::move(routes);
  return database;
}

// A table is one object, in however many rows it came.
Json RouteTables(const std::vector<proto::Response>& rows) {
  Json tables = Json::array();
  bool goes_on = false;
  for (const proto::Response& row : rows) {
    Json table = ToJson(row.route_table());
    if (goes_on) {
      Json& routes = tables.back()["Routes"];
      for (Json& route : table["Routes"]) routes.push_back(std::move(route));
    } else {
      tables.push_back(std::move(table));
    }
    goes_on = row.route_table().more();
  }
  return tables;
}

Json Answer(const proto::Request& request,
            const std::vector<proto::Response>& rows) {
  Json list = Json::array();
  switch (request.command_case()) {
    case proto::Request::kRoutingDatabase:
      return RoutingDatabase(rows);
    case proto::Request::kRouteServerPeers:
      for (const auto& row : rows) {
        list.push_back(ToJson(row.route_server_peer()));
      }
      return {{"RouteServerPeers", std::move(list)}};
    case proto::Request::kRouteTables:
      return {{"RouteTables", RouteTables(rows)}};
    default:
      return {{"RouteServer", rows.empty()
                                  ? Json::object()
                                  : ToJson(rows.front().route_server_state())}};
  }
}

}  // namespace

std::string RouteServerJson(const proto::Request& request,
                            const std::vector<proto::Response>& rows) {
  return Answer(request, rows)
      .dump(/*indent=*/-1, /*indent_char=*/' ', /*ensure_ascii=*/false,
            Json::error_handler_t::replace);
}

}  // namespace waymark::examples
