// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/route_server/route_server_rows.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "bfd/code_points.h"
#include "bgp/code_points.h"
#include "bgp/path_attributes.h"
#include "bgp/session/fsm_state.h"
#include "examples/route_server/fib.h"
#include "examples/route_server/persist_routes.h"
#include "examples/route_server/route_server_setup.h"
#include "rib/decision_process.h"
#include "rib/loc_rib.h"
#include "rib/path.h"
#include "rib/peer_info.h"
#include "speaker/neighbor.h"

namespace waymark::examples {
namespace {

constexpr size_t kNoPeer = std::numeric_limits<size_t>::max();

// By place in the configuration.
size_t PlaceOf(const RouteServer& server, rib::PeerId id) {
  const auto found =
      std::find(server.peers().begin(), server.peers().end(), id);
  return found == server.peers().end()
             ? kNoPeer
             : static_cast<size_t>(found - server.peers().begin());
}

bool IsInFib(const RouteServer& server, const rib::RibEntry& entry,
             size_t path) {
  return entry.best == path &&
         server.routing().fib().Find(entry.prefix) != nullptr;
}

void FillPath(const bgp::PathAttributes& path,
              proto::RoutingDatabaseRoute& row) {
  const std::string as_path = path.as_path.ToString();
  for (const absl::string_view part :
       absl::StrSplit(as_path, ' ', absl::SkipEmpty())) {
    row.add_as_paths(std::string(part));
  }
  if (path.med.has_value()) row.set_med(*path.med);
  if (path.next_hop.has_value()) {
    row.set_next_hop_ip(path.next_hop->address.ToString());
  }
  row.set_origin(bgp::ToString(path.origin));
}

void FillInstallations(const RouteServer& server, const IpPrefix& prefix,
                       proto::RoutingDatabaseRoute& row) {
  for (const auto& [table, reason] : server.routing().InstallationsOf(prefix)) {
    proto::RouteInstallationDetail& detail =
        *row.add_route_installation_details();
    detail.set_route_table_id(table);
    detail.set_route_installation_status(reason.empty() ? "installed"
                                                        : "rejected");
    if (!reason.empty()) detail.set_route_installation_status_reason(reason);
  }
}

const char* UpOrDown(bool up) { return up ? "up" : "down"; }

const char* KindName(TableKind kind) {
  switch (kind) {
    case TableKind::kSubnet:
      return "subnet";
    case TableKind::kInternetGateway:
      return "internet-gateway";
    case TableKind::kUnassociated:
      return "unassociated";
  }
  return "unknown";
}

void FillTarget(const RouteServer& server, const RouteTarget& target,
                proto::RouteTableRow::Route& route) {
  route.set_state(target.gateway.has_value() ? "active" : "blackhole");
  if (!target.gateway.has_value()) return;
  const std::string interface =
      server.routing().vpc().InterfaceOf(*target.gateway);
  route.set_gateway(target.gateway->ToString());
  route.set_network_interface_id(interface.empty() ? route.gateway()
                                                   : interface);
}

void AddRoute(const RouteServer& server, const VpcRouteTable& table,
              const VpcRouteTable::Entry& entry, proto::RouteTableRow& row) {
  if (!server.routing().IsInstalled(table, entry.prefix)) return;
  proto::RouteTableRow::Route& route = *row.add_routes();
  if (entry.prefix.address().is_v4()) {
    route.set_destination_cidr_block(entry.prefix.ToString());
  } else {
    route.set_destination_ipv6_cidr_block(entry.prefix.ToString());
  }
  route.set_origin(entry.is_static ? "CreateRoute" : "Advertisement");
  FillTarget(server, entry.target, route);
}

}  // namespace

proto::RouteServerState StateRow(RouteServer& server) {
  PersistRoutes& persist = server.persist_routes();
  proto::RouteServerState row;
  row.set_route_server_id(server.setup().name);
  row.set_amazon_side_asn(server.setup().as_number);
  row.set_are_routes_persisted(persist.are_routes_persisted());
  row.set_persist_routes_state(ToString(persist.state()));
  row.set_persist_routes_duration_ms(
      static_cast<uint32_t>(absl::ToInt64Milliseconds(persist.duration())));
  row.set_rib_routes(server.speaker().loc_rib()->paths());
  row.set_fib_routes(server.routing().fib().size());
  uint64_t over_limit = 0;
  server.speaker().ForEachNeighbor([&](const speaker::Neighbor& peer) {
    over_limit += peer.Snapshot().over_limit;
  });
  row.set_rejected_by_peer_quota(over_limit);
  row.set_rejected_by_fib_quota(server.routing().fib().waiting());
  if (const auto until = persist.until_release()) {
    row.set_unpersist_in_ms(
        static_cast<uint32_t>(absl::ToInt64Milliseconds(*until)));
  }
  return row;
}

proto::RouteServerPeerRow PeerRow(RouteServer& server, size_t place) {
  const PeerSetup& peer = server.setup().peers[place];
  const rib::PeerId id = server.peers()[place];
  const speaker::NeighborSnapshot snapshot =
      server.speaker().Find(id)->Snapshot();
  proto::RouteServerPeerRow row;
  row.set_route_server_peer_id(peer.speaker.peer.name);
  row.set_route_server_endpoint_id(peer.endpoint);
  row.set_route_server_id(server.setup().name);
  row.set_endpoint_eni_address(peer.speaker.local_address.ToString());
  row.set_peer_address(peer.speaker.address.ToString());
  row.mutable_bgp_options()->set_peer_asn(peer.speaker.peer.session.peer_as);
  row.mutable_bgp_options()->set_peer_liveness_detection(
      peer.speaker.bfd.has_value() ? "bfd" : "bgp-keepalive");
  row.mutable_bgp_status()->set_status(
      UpOrDown(snapshot.peer.state == bgp::FsmState::kEstablished));
  if (snapshot.bfd.has_value()) {
    row.mutable_bfd_status()->set_status(
        UpOrDown(snapshot.bfd->session_state == bfd::State::kUp));
  }
  row.set_rib_routes(server.rib_index().paths_of(id));
  row.set_fib_routes(server.routing().fib().routes_of(id));
  return row;
}

proto::RouteTableRow TableRow(const RouteServer& server,
                              const VpcRouteTable& table,
                              std::optional<IpPrefix>& last) {
  proto::RouteTableRow row;
  row.set_route_table_id(table.setup().name);
  row.set_kind(KindName(table.setup().kind));
  row.set_propagated(table.setup().propagated);
  if (table.setup().kernel_table.has_value()) {
    row.set_kernel_table(*table.setup().kernel_table);
  }
  row.set_rejected(server.routing().RejectedBy(table));
  last = table.VisitSome(last, kRoutesInTableRow,
                         [&](const VpcRouteTable::Entry& entry) {
                           AddRoute(server, table, entry, row);
                         });
  row.set_more(last.has_value());
  return row;
}

std::vector<proto::RoutingDatabaseRoute> RouteRows(RouteServer& server,
                                                   const IpPrefix& prefix) {
  const rib::LocRib& rib = *server.speaker().loc_rib();
  const std::optional<rib::RibEntry> entry = rib.Find(prefix);
  if (!entry.has_value()) return {};
  std::vector<rib::DecidingStep> rejected_by(entry->paths.size());
  (void)rib.Explain(*entry, absl::MakeSpan(rejected_by));
  std::map<size_t, proto::RoutingDatabaseRoute> rows;
  for (size_t i = 0; i < entry->paths.size(); ++i) {
    const rib::Path& path = entry->paths[i];
    const size_t place = PlaceOf(server, path.source->peer);
    if (place == kNoPeer) continue;
    const PeerSetup& peer = server.setup().peers[place];
    proto::RoutingDatabaseRoute& row = rows[place];
    row.set_route_server_endpoint_id(peer.endpoint);
    row.set_route_server_peer_id(peer.speaker.peer.name);
    row.set_prefix(prefix.ToString());
    FillPath(*path.attributes, row);
    row.set_persisted(rib.IsRetained(path));
    row.set_best(entry->best == i);
    row.set_deciding_step(ToString(row.best() ? entry->step : rejected_by[i]));
    const bool in_fib = IsInFib(server, *entry, i);
    row.set_route_status(in_fib ? "in-fib" : "in-rib");
    if (in_fib) FillInstallations(server, prefix, row);
  }
  std::vector<proto::RoutingDatabaseRoute> sorted;
  for (auto& [place, row] : rows) sorted.push_back(std::move(row));
  return sorted;
}

}  // namespace waymark::examples
