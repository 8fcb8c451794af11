// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The state of the route server in rows (examples/proto/route_server_rows.proto
// explains them), each as it is at the moment of the call.

#ifndef WAYMARK_EXAMPLES_ROUTE_SERVER_ROUTE_SERVER_ROWS_H_
#define WAYMARK_EXAMPLES_ROUTE_SERVER_ROUTE_SERVER_ROWS_H_

#include <vector>

#include "base/ip_prefix.h"
#include "examples/proto/route_server_rows.pb.h"
#include "examples/route_server/route_server.h"
#include "examples/route_server/vpc_route_table.h"

namespace waymark::examples {

proto::RouteServerState StateRow(RouteServer& server);

// All peers, in order of configuration. Walks over the RIB once.
std::vector<proto::RouteServerPeerRow> PeerRows(RouteServer& server);

// `table` is one of the server's.
proto::RouteTableRow TableRow(const RouteServer& server,
                              const VpcRouteTable& table);

// The prefixes in the RIB, sorted. Walks over it once.
std::vector<IpPrefix> RibPrefixes(RouteServer& server);
// The routes of one, by peer in order of configuration; none if it is not in
// the RIB.
std::vector<proto::RoutingDatabaseRoute> RouteRows(RouteServer& server,
                                                   const IpPrefix& prefix);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ROUTE_SERVER_ROUTE_SERVER_ROWS_H_
