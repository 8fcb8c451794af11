// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/route_server/routing_database.h"

#include <optional>
#include <utility>

#include "absl/status/status.h"

namespace waymark::examples {
namespace {

bool LeadSameWay(const FibRoute& a, const FibRoute& b) {
  return a.peer == b.peer && a.next_hop == b.next_hop;
}

}  // namespace

absl::StatusOr<std::unique_ptr<RoutingDatabase>> RoutingDatabase::Create(
    const Runtime& runtime, const RouteServerSetup& setup,
    std::vector<NamedTable> tables, Callbacks callbacks) {
  absl::StatusOr<std::unique_ptr<RouteInstaller>> installer =
      RouteInstaller::Create(runtime, std::move(tables),
                             std::move(callbacks.on_failure));
  if (!installer.ok()) return installer.status();
  std::unique_ptr<RoutingDatabase> database(new RoutingDatabase(
      runtime, setup, *std::move(installer), std::move(callbacks)));
  for (const auto& table : database->tables_) table->InstallStaticRoutes();
  return database;
}

RoutingDatabase::RoutingDatabase(const Runtime& runtime,
                                 const RouteServerSetup& setup,
                                 std::unique_ptr<RouteInstaller> installer,
                                 Callbacks callbacks)
    : callbacks_(std::move(callbacks)),
      vpc_(setup),
      installer_(std::move(installer)),
      delay_(runtime, setup.install_delay,
             [this](const IpPrefix& prefix, const FibRoute* route) {
               Propagate(prefix, route);
             }),
      fib_(setup.quotas.routes_per_fib, *this) {
  VpcRouteTableSink& sink = *this;
  for (size_t i = 0; i < setup.route_tables.size(); ++i) {
    tables_.push_back(std::make_unique<VpcRouteTable>(
        i, setup.route_tables[i], setup.quotas.routes_per_table, vpc_, sink));
  }
}

std::vector<RoutingDatabase::Installation> RoutingDatabase::InstallationsOf(
    const IpPrefix& prefix) const {
  const FibRoute* const wanted = fib_.Find(prefix);
  if (wanted == nullptr) return {};
  std::vector<Installation> installations;
  for (const auto& table : tables_) {
    const FibRoute* const propagated = table->Find(prefix);
    if (propagated == nullptr || !LeadSameWay(*propagated, *wanted)) continue;
    std::string reason = *table->WhyRejected(prefix);
    if (reason.empty()) {
      reason =
          std::string(installer_->Refusal(table->index(), prefix).message());
    }
    installations.push_back({table->setup().name, std::move(reason)});
  }
  return installations;
}

void RoutingDatabase::OnFibChanged(const IpPrefix& prefix,
                                   const FibRoute* route) {
  delay_.OnFibChanged(prefix, route);
}

void RoutingDatabase::OnPathChanged(const rib::PathChange& change) {
  if (change.new_path != nullptr) return;
  delay_.OnPathRemoved(change.prefix, change.old_path->source->peer);
}

void RoutingDatabase::OnFibExcess(const IpPrefix&, rib::PeerId peer) {
  callbacks_.on_excess(peer);
}

void RoutingDatabase::Propagate(const IpPrefix& prefix, const FibRoute* route) {
  for (const auto& table : tables_) {
    if (!table->setup().propagated) continue;
    if (route != nullptr) {
      table->Propagate(prefix, *route);
    } else {
      table->Unpropagate(prefix);
    }
  }
}

void RoutingDatabase::OnTableChanged(const VpcRouteTable& table,
                                     const IpPrefix& prefix,
                                     const std::optional<RouteTarget>& target) {
  installer_->Set(table.index(), prefix, target);
}

void RoutingDatabase::OnTableExcess(const VpcRouteTable&, const IpPrefix&,
                                    rib::PeerId peer) {
  callbacks_.on_excess(peer);
}

}  // namespace waymark::examples
