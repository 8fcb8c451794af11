// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What route_serverctl prints. JSON has the names of the Amazon EC2 API and
// nothing else: GetRouteServerRoutingDatabase, DescribeRouteServerPeers,
// DescribeRouteTables, ModifyRouteServer. Each function takes the rows of one
// answer.

#ifndef WAYMARK_EXAMPLES_ROUTE_SERVER_CTL_OUTPUT_H_
#define WAYMARK_EXAMPLES_ROUTE_SERVER_CTL_OUTPUT_H_

#include <string>
#include <vector>

#include "examples/proto/control.pb.h"

namespace waymark::examples {

// For people: a line for each row under a line of headings; for persist-routes,
// and above the routing database, what holds for the route server.
std::string RouteServerText(const proto::Request& request,
                            const std::vector<proto::Response>& rows);

// One JSON object in one line.
std::string RouteServerJson(const proto::Request& request,
                            const std::vector<proto::Response>& rows);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ROUTE_SERVER_CTL_OUTPUT_H_
