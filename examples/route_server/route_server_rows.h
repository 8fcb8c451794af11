// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The state of the route server in rows (examples/proto/route_server_rows.proto
// explains them), each as it is at the moment of the call.

#ifndef WAYMARK_EXAMPLES_ROUTE_SERVER_ROUTE_SERVER_ROWS_H_
#define WAYMARK_EXAMPLES_ROUTE_SERVER_ROUTE_SERVER_ROWS_H_

#include <cstddef>
#include <optional>
#include <vector>

#include "base/ip_prefix.h"
#include "examples/proto/route_server_rows.pb.h"
#include "examples/route_server/route_server.h"
#include "examples/route_server/vpc_route_table.h"

namespace waymark::examples {

// Each is bounded, whatever is in the RIB.

proto::RouteServerState StateRow(RouteServer& server);

// Of the peer at that place in the configuration.
proto::RouteServerPeerRow PeerRow(RouteServer& server, size_t place);

// At most so many routes of a table are in one row, which is made in one go.
inline constexpr size_t kRoutesInTableRow = 250;

// Of the routes behind `last`, nullopt: from the first on. Sets it to where the
// next row goes on, nullopt if there is none. `table` is one of the server's.
proto::RouteTableRow TableRow(const RouteServer& server,
                              const VpcRouteTable& table,
                              std::optional<IpPrefix>& last);

// The routes of a prefix, by peer in order of configuration; none if it is not
// in the RIB.
std::vector<proto::RoutingDatabaseRoute> RouteRows(RouteServer& server,
                                                   const IpPrefix& prefix);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ROUTE_SERVER_ROUTE_SERVER_ROWS_H_
