// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/route_server/route_installer.h"

#include <utility>

namespace waymark::examples {

absl::StatusOr<std::unique_ptr<RouteInstaller>> RouteInstaller::Create(
    absl::Span<const RouteTableSetup> tables, OnError on_error) {
  std::unique_ptr<RouteInstaller> installer(
      new RouteInstaller(std::move(on_error)));
  for (const RouteTableSetup& setup : tables) {
    posix::RouteTable::Options options;
    options.table = setup.table;
    absl::StatusOr<std::unique_ptr<posix::RouteTable>> routes =
        posix::RouteTable::Create(options);
    if (!routes.ok()) return routes.status();
    if (absl::StatusOr<int> flushed = (*routes)->Flush(); !flushed.ok()) {
      return flushed.status();
    }
    installer->tables_.push_back({setup.name, *std::move(routes)});
  }
  return installer;
}

RouteInstaller::~RouteInstaller() {
  for (Table& table : tables_) (void)table.routes->Flush();
}

void RouteInstaller::OnBestChanged(const rib::BestChange& change) {
  for (Table& table : tables_) {
    absl::Status status;
    if (change.new_best == nullptr ||
        !change.new_best->attributes->next_hop.has_value()) {
      status = table.routes->Remove(change.prefix);
    } else {
      posix::RouteNextHop next_hop;
      next_hop.gateway = change.new_best->attributes->next_hop->address;
      status = table.routes->Install(change.prefix, next_hop);
      // What it was to replace leads to where packets are not to go any more.
      if (!status.ok()) (void)table.routes->Remove(change.prefix);
    }
    if (!status.ok()) on_error_(table.name, change.prefix, status);
  }
}

}  // namespace waymark::examples
