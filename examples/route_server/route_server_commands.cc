// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/route_server/route_server_commands.h"

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/ip_prefix.h"
#include "examples/daemon/rows.h"
#include "examples/route_server/persist_routes.h"
#include "examples/route_server/route_server_rows.h"
#include "examples/route_server/routing_database_listing.h"
#include "rib/peer_info.h"
#include "speaker/neighbor.h"

namespace waymark::examples {
namespace {

// Of a peer by that name; all if it is empty. NOT_FOUND if there is none.
absl::StatusOr<std::vector<rib::PeerId>> SelectPeers(RouteServer& server,
                                                     const std::string& name) {
  std::vector<rib::PeerId> ids;
  for (const rib::PeerId id : server.peers()) {
    if (name.empty() || server.speaker().Find(id)->config().peer.name == name) {
      ids.push_back(id);
    }
  }
  if (ids.empty() && !name.empty()) {
    return absl::NotFoundError(absl::StrCat("no peer \"", name, "\""));
  }
  return ids;
}

absl::Status Change(PersistRoutes& persist,
                    const proto::ChangePersistRoutes& change) {
  switch (change.action()) {
    case proto::ChangePersistRoutes::ENABLE:
      return persist.Enable();
    case proto::ChangePersistRoutes::DISABLE:
      return persist.Disable();
    case proto::ChangePersistRoutes::RESET:
      return persist.Reset();
    default:
      return absl::OkStatus();
  }
}

}  // namespace

absl::StatusOr<ControlRows> RouteServerCommands::OnRequest(
    const proto::Request& request) {
  switch (request.command_case()) {
    case proto::Request::kNeighbors:
      return NeighborRows(request.neighbors().name());
    case proto::Request::kBfd:
      return BfdRows(request.bfd().neighbor());
    case proto::Request::kRoutingDatabase:
      return RoutingDatabaseRows(request.routing_database());
    case proto::Request::kRouteServerPeers:
      return RouteServerPeerRows();
    case proto::Request::kRouteTables:
      return RouteTableRows(request.route_tables().first_rows_only());
    case proto::Request::kPersistRoutes:
      return ChangePersistRoutes(request.persist_routes());
    default:
      return absl::InvalidArgumentError(
          "the route server does not know this command");
  }
}

absl::StatusOr<ControlRows> RouteServerCommands::NeighborRows(
    const std::string& name) {
  absl::StatusOr<std::vector<rib::PeerId>> ids = SelectPeers(server_, name);
  if (!ids.ok()) return ids.status();
  return ControlRows([this, ids = *std::move(ids),
                      at = size_t{0}](proto::Response& response) mutable {
    if (at == ids.size()) return false;
    *response.mutable_neighbor() =
        ToRow(runtime_, server_.speaker().Find(ids[at++])->Snapshot());
    return true;
  });
}

absl::StatusOr<ControlRows> RouteServerCommands::BfdRows(
    const std::string& name) {
  absl::StatusOr<std::vector<rib::PeerId>> ids = SelectPeers(server_, name);
  if (!ids.ok()) return ids.status();
  return ControlRows([this, ids = *std::move(ids),
                      at = size_t{0}](proto::Response& response) mutable {
    while (at < ids.size()) {
      const speaker::NeighborSnapshot snapshot =
          server_.speaker().Find(ids[at++])->Snapshot();
      if (!snapshot.bfd.has_value()) continue;
      *response.mutable_bfd() = ToBfdRow(runtime_, snapshot);
      return true;
    }
    return false;
  });
}

absl::StatusOr<ControlRows> RouteServerCommands::RoutingDatabaseRows(
    const proto::ListRoutingDatabase& request) {
  absl::StatusOr<RoutingDatabaseListing> listing =
      RoutingDatabaseListing::Create(server_, request);
  if (!listing.ok()) return listing.status();
  return ControlRows(*std::move(listing));
}

ControlRows RouteServerCommands::RouteServerPeerRows() {
  return [this, at = size_t{0}](proto::Response& response) mutable {
    if (at == server_.peers().size()) return false;
    *response.mutable_route_server_peer() = PeerRow(server_, at++);
    return true;
  };
}

ControlRows RouteServerCommands::RouteTableRows(bool first_rows_only) {
  return [this, first_rows_only, at = size_t{0},
          last = std::optional<IpPrefix>()](proto::Response& response) mutable {
    const auto& tables = server_.routing().tables();
    if (at == tables.size()) return false;
    *response.mutable_route_table() = TableRow(server_, *tables[at], last);
    if (first_rows_only) last.reset();
    if (!last.has_value()) ++at;
    return true;
  };
}

absl::StatusOr<ControlRows> RouteServerCommands::ChangePersistRoutes(
    const proto::ChangePersistRoutes& change) {
  PersistRoutes& persist = server_.persist_routes();
  absl::Status status = Change(persist, change);
  if (status.ok() && change.has_duration_ms()) {
    status = persist.SetDuration(absl::Milliseconds(change.duration_ms()));
  }
  if (!status.ok()) return status;
  return ControlRows([state = StateRow(server_),
                      done = false](proto::Response& response) mutable {
    if (std::exchange(done, true)) return false;
    *response.mutable_route_server_state() = std::move(state);
    return true;
  });
}

}  // namespace waymark::examples
