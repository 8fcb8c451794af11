// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A routing table in memory, which refuses what it is told to refuse.

#ifndef WAYMARK_EXAMPLES_ROUTE_SERVER_TESTING_MEMORY_TABLE_H_
#define WAYMARK_EXAMPLES_ROUTE_SERVER_TESTING_MEMORY_TABLE_H_

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "base/ip_prefix.h"
#include "examples/route_server/routing_table.h"

namespace waymark::examples {

// What a table holds; outlives it, as the kernel's table does.
struct MemoryRoutes {
  std::map<std::string, std::string> gateways;  // by prefix
  int calls = 0;
  bool refuses_installing = false;
  bool refuses_flushing = false;

  // The gateway of a prefix, or "none".
  std::string Via(const std::string& prefix) const {
    const auto found = gateways.find(prefix);
    return found == gateways.end() ? "none" : found->second;
  }
};

class MemoryTable final : public RoutingTable {
 public:
  static NamedTable Create(std::string name, MemoryRoutes& routes) {
    return {std::move(name), std::make_unique<MemoryTable>(routes)};
  }

  // Borrowed.
  explicit MemoryTable(MemoryRoutes& routes) : routes_(routes) {}

  absl::Status Install(const IpPrefix& prefix,
                       const RouteTarget& target) override {
    ++routes_.calls;
    if (routes_.refuses_installing) {
      return absl::UnavailableError("gateway unreachable");
    }
    routes_.gateways[prefix.ToString()] =
        target.gateway.has_value() ? target.gateway->ToString() : "blackhole";
    return absl::OkStatus();
  }
  absl::Status Remove(const IpPrefix& prefix) override {
    ++routes_.calls;
    routes_.gateways.erase(prefix.ToString());
    return absl::OkStatus();
  }
  absl::Status Flush() override {
    if (routes_.refuses_flushing) return absl::UnavailableError("not today");
    routes_.gateways.clear();
    return absl::OkStatus();
  }

 private:
  MemoryRoutes& routes_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ROUTE_SERVER_TESTING_MEMORY_TABLE_H_
