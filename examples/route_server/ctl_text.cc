// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "examples/daemon/text_table.h"
#include "examples/proto/route_server_rows.pb.h"
#include "examples/route_server/ctl_output.h"

namespace waymark::examples {
namespace {

using Rows = std::vector<proto::Response>;

std::string OrDash(const std::string& text) {
  return text.empty() ? "-" : text;
}

std::string StateText(const proto::RouteServerState& state) {
  std::string text = absl::StrCat(
      "Route server ", state.route_server_id(), ", AS ",
      state.amazon_side_asn(), "; persist routes ",
      state.persist_routes_state(), ", ",
      absl::FormatDuration(
          absl::Milliseconds(state.persist_routes_duration_ms())),
      state.are_routes_persisted() ? "; routes are persisted" : "");
  if (state.has_unpersist_in_ms()) {
    absl::StrAppend(
        &text, ", for ",
        absl::FormatDuration(absl::Milliseconds(state.unpersist_in_ms())),
        " more");
  }
  absl::StrAppend(&text, "\nRoutes: ", state.rib_routes(), " in the RIB, ",
                  state.fib_routes(), " in the FIB; beyond a quota ",
                  state.rejected_by_peer_quota(), " of peers, ",
                  state.rejected_by_fib_quota(), " of the FIB\n");
  return text;
}

std::string Installed(const proto::RoutingDatabaseRoute& route) {
  std::vector<std::string> parts;
  for (const auto& detail : route.route_installation_details()) {
    parts.push_back(absl::StrCat(
        detail.route_table_id(), " ", detail.route_installation_status(),
        detail.has_route_installation_status_reason()
            ? absl::StrCat(" (", detail.route_installation_status_reason(), ")")
            : ""));
  }
  return OrDash(absl::StrJoin(parts, ", "));
}

std::string RoutingDatabaseText(const Rows& rows) {
  std::string state;
  std::string more;
  std::vector<TextRow> table = {{"Prefix", "Peer", "Next Hop", "AS_PATH", "MED",
                                 "Status", "Step", "Installed"}};
  for (const proto::Response& response : rows) {
    if (response.has_route_server_state()) {
      state = StateText(response.route_server_state());
      continue;
    }
    if (response.has_next_page()) {
      more = absl::StrCat("There is more: --next-token ",
                          response.next_page().next_token(), "\n");
      continue;
    }
    const auto& route = response.routing_database_route();
    table.push_back({route.prefix(), route.route_server_peer_id(),
                     route.next_hop_ip(),
                     OrDash(absl::StrJoin(route.as_paths(), " ")),
                     route.has_med() ? absl::StrCat(route.med()) : "-",
                     absl::StrCat(route.route_status(),
                                  route.persisted() ? ", persisted" : ""),
                     route.deciding_step(), Installed(route)});
  }
  return absl::StrCat(state, AlignColumns(table), more);
}

std::string PeerText(const Rows& rows) {
  std::vector<TextRow> table = {{"Peer", "Endpoint", "Address", "AS",
                                 "Liveness", "BGP", "BFD", "In RIB", "In FIB"}};
  for (const proto::Response& response : rows) {
    const proto::RouteServerPeerRow& peer = response.route_server_peer();
    table.push_back(
        {peer.route_server_peer_id(), peer.route_server_endpoint_id(),
         peer.peer_address(), absl::StrCat(peer.bgp_options().peer_asn()),
         peer.bgp_options().peer_liveness_detection(),
         peer.bgp_status().status(), OrDash(peer.bfd_status().status()),
         absl::StrCat(peer.rib_routes()), absl::StrCat(peer.fib_routes())});
  }
  return AlignColumns(table);
}

std::string RouteTableText(const Rows& rows) {
  std::vector<TextRow> table = {
      {"Table", "Kind", "Kernel", "Destination", "Target", "Origin", "State"}};
  bool goes_on = false;  // the row is of the table before
  for (const proto::Response& response : rows) {
    const proto::RouteTableRow& row = response.route_table();
    const std::string kernel =
        row.has_kernel_table() ? absl::StrCat(row.kernel_table()) : "-";
    for (const proto::RouteTableRow::Route& route : row.routes()) {
      table.push_back({row.route_table_id(), row.kind(), kernel,
                       route.has_destination_cidr_block()
                           ? route.destination_cidr_block()
                           : route.destination_ipv6_cidr_block(),
                       OrDash(route.network_interface_id()), route.origin(),
                       route.state()});
    }
    if (row.routes().empty() && !row.more() && !goes_on) {
      table.push_back(
          {row.route_table_id(), row.kind(), kernel, "-", "-", "-", "-"});
    }
    goes_on = row.more();
  }
  return AlignColumns(table);
}

}  // namespace

std::string RouteServerText(const proto::Request& request, const Rows& rows) {
  switch (request.command_case()) {
    case proto::Request::kRoutingDatabase:
      return RoutingDatabaseText(rows);
    case proto::Request::kRouteServerPeers:
      return PeerText(rows);
    case proto::Request::kRouteTables:
      return RouteTableText(rows);
    default:
      return rows.empty() ? "" : StateText(rows.front().route_server_state());
  }
}

}  // namespace waymark::examples
