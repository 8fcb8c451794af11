// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The part of the route server's configuration that is about the VPC: its route
// tables and interfaces. Part of config_loader.h.

#ifndef WAYMARK_EXAMPLES_ROUTE_SERVER_CONFIG_VPC_H_
#define WAYMARK_EXAMPLES_ROUTE_SERVER_CONFIG_VPC_H_

#include <vector>

#include "examples/proto/config_node.h"
#include "examples/route_server/route_server_setup.h"

namespace waymark::examples {

// `root` holds a proto::RouteServerConfig. Both report to its problems, and
// return something harmless where there is one.
std::vector<RouteTableSetup> ReadRouteTables(const ConfigNode& root);
VpcSetup ReadVpc(const ConfigNode& root);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ROUTE_SERVER_CONFIG_VPC_H_
