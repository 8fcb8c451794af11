// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A table that routes are installed in: the kernel's (kernel_table.h), or a
// test's.

#ifndef WAYMARK_EXAMPLES_ROUTE_SERVER_ROUTING_TABLE_H_
#define WAYMARK_EXAMPLES_ROUTE_SERVER_ROUTING_TABLE_H_

#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "base/ip_address.h"
#include "base/ip_prefix.h"

namespace waymark::examples {

// Where packets for a prefix go.
struct RouteTarget {
  std::optional<IpAddress> gateway;  // absent: nowhere, they are dropped

  friend bool operator==(const RouteTarget&, const RouteTarget&) = default;
};

// Each call has done its work when it returns; none calls back.
class RoutingTable {
 public:
  virtual ~RoutingTable() = default;
  // Adds the route, or replaces in one step the one of this prefix. An error
  // leaves the table as it was.
  virtual absl::Status Install(const IpPrefix& prefix,
                               const RouteTarget& target) = 0;
  // OK too if it was not there.
  virtual absl::Status Remove(const IpPrefix& prefix) = 0;
  // Removes all that was ever installed through this interface, by an earlier
  // process too.
  virtual absl::Status Flush() = 0;
};

struct NamedTable {
  std::string name;  // for messages
  std::unique_ptr<RoutingTable> routes;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ROUTE_SERVER_ROUTING_TABLE_H_
