// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Routing tables of the kernel, or of the process alone, for the route
// installer.

#ifndef WAYMARK_EXAMPLES_ROUTE_SERVER_KERNEL_TABLE_H_
#define WAYMARK_EXAMPLES_ROUTE_SERVER_KERNEL_TABLE_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "examples/route_server/route_server_setup.h"
#include "examples/route_server/routing_table.h"

namespace waymark::examples {

// Opens them, in this order. Changing those of the kernel wants CAP_NET_ADMIN:
// whoever has it not learns so from the first change.
absl::StatusOr<std::vector<NamedTable>> OpenRoutingTables(
    absl::Span<const RouteTableSetup> tables);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ROUTE_SERVER_KERNEL_TABLE_H_
