// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/route_server/kernel_table.h"

#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "base/ip_prefix.h"
#include "posix/netlink/route_table.h"

namespace waymark::examples {
namespace {

class KernelTable final : public RoutingTable {
 public:
  explicit KernelTable(std::unique_ptr<posix::RouteTable> routes)
      : routes_(std::move(routes)) {}

  absl::Status Install(const IpPrefix& prefix,
                       const RouteTarget& target) override {
    posix::RouteNextHop next_hop;
    next_hop.gateway = target.gateway;
    next_hop.blackhole = !target.gateway.has_value();
    return routes_->Install(prefix, next_hop);
  }
  absl::Status Remove(const IpPrefix& prefix) override {
    return routes_->Remove(prefix);
  }
  absl::Status Flush() override { return routes_->Flush().status(); }

 private:
  const std::unique_ptr<posix::RouteTable> routes_;
};

// What is in it the route server knows itself.
class ProcessTable final : public RoutingTable {
 public:
  absl::Status Install(const IpPrefix&, const RouteTarget&) override {
    return absl::OkStatus();
  }
  absl::Status Remove(const IpPrefix&) override { return absl::OkStatus(); }
  absl::Status Flush() override { return absl::OkStatus(); }
};

}  // namespace

absl::StatusOr<std::vector<NamedTable>> OpenRoutingTables(
    absl::Span<const RouteTableSetup> tables) {
  std::vector<NamedTable> opened;
  for (const RouteTableSetup& setup : tables) {
    if (!setup.kernel_table.has_value()) {
      opened.push_back({setup.name, std::make_unique<ProcessTable>()});
      continue;
    }
    posix::RouteTable::Options options;
    options.table = *setup.kernel_table;
    absl::StatusOr<std::unique_ptr<posix::RouteTable>> routes =
        posix::RouteTable::Create(options);
    if (!routes.ok()) return routes.status();
    opened.push_back(
        {setup.name, std::make_unique<KernelTable>(*std::move(routes))});
  }
  return opened;
}

}  // namespace waymark::examples
