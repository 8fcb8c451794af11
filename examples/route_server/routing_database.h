// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The way of a best path to where packets follow it: the FIB, the delay, the
// route tables that it is propagated to, and the tables of the kernel behind
// them.
//
// It has no sockets of its own, and follows a Loc-RIB.

#ifndef WAYMARK_EXAMPLES_ROUTE_SERVER_ROUTING_DATABASE_H_
#define WAYMARK_EXAMPLES_ROUTE_SERVER_ROUTING_DATABASE_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "base/ip_prefix.h"
#include "base/runtime.h"
#include "examples/route_server/fib.h"
#include "examples/route_server/install_delay.h"
#include "examples/route_server/route_installer.h"
#include "examples/route_server/route_server_setup.h"
#include "examples/route_server/routing_table.h"
#include "examples/route_server/vpc.h"
#include "examples/route_server/vpc_route_table.h"
#include "rib/peer_info.h"
#include "rib/rib_observer.h"

namespace waymark::examples {

class RoutingDatabase : private FibObserver,
                        private VpcRouteTableSink,
                        private rib::PathObserver {
 public:
  struct Callbacks {
    RouteInstaller::OnFailure on_failure;
    // A prefix that the peer announced found no room in the FIB or in a table.
    // Called from inside a change of the RIB: it may end no session there.
    absl::AnyInvocable<void(rib::PeerId peer)> on_excess;
  };

  // Installs the static routes. `tables` are those of setup.route_tables, in
  // order. Errors are those of cleaning them.
  static absl::StatusOr<std::unique_ptr<RoutingDatabase>> Create(
      const Runtime& runtime, const RouteServerSetup& setup,
      std::vector<NamedTable> tables, Callbacks callbacks);
  // Removes the installed routes.
  ~RoutingDatabase() override = default;
  RoutingDatabase(const RoutingDatabase&) = delete;
  RoutingDatabase& operator=(const RoutingDatabase&) = delete;

  // For LocRib::AddObserver.
  rib::RibObserver& rib_observer() { return fib_; }
  // For LocRib::SetPathObserver.
  rib::PathObserver& path_observer() { return *this; }

  // What became of a prefix of the FIB in one table.
  struct Installation {
    const std::string& table;
    std::string reason;  // why it is rejected; empty: it is installed
  };
  // One for each table that it is propagated to; none where it is held back,
  // whatever the table has meanwhile.
  std::vector<Installation> InstallationsOf(const IpPrefix& prefix) const;

  const Fib& fib() const { return fib_; }
  const Vpc& vpc() const { return vpc_; }
  // In order of configuration.
  const std::vector<std::unique_ptr<VpcRouteTable>>& tables() const {
    return tables_;
  }
  // Routes that the table is to have or has been propagated with, and has not.
  size_t RejectedBy(const VpcRouteTable& table) const {
    return table.rejected() + installer_->missing(table.index());
  }
  // Whether the table has the route that it is to have.
  bool IsInstalled(const VpcRouteTable& table, const IpPrefix& prefix) const {
    return installer_->Refusal(table.index(), prefix).ok();
  }

 private:
  RoutingDatabase(const Runtime& runtime, const RouteServerSetup& setup,
                  std::unique_ptr<RouteInstaller> installer,
                  Callbacks callbacks);

  void OnFibChanged(const IpPrefix& prefix, const FibRoute* route) override;
  void OnPathChanged(const rib::PathChange& change) override;
  void OnFibExcess(const IpPrefix& prefix, rib::PeerId peer) override;
  void OnTableChanged(const VpcRouteTable& table, const IpPrefix& prefix,
                      const std::optional<RouteTarget>& target) override;
  void OnTableExcess(const VpcRouteTable& table, const IpPrefix& prefix,
                     rib::PeerId peer) override;
  void Propagate(const IpPrefix& prefix, const FibRoute* route);

  Callbacks callbacks_;
  const Vpc vpc_;
  std::unique_ptr<RouteInstaller> installer_;
  std::vector<std::unique_ptr<VpcRouteTable>> tables_;
  InstallDelay delay_;
  Fib fib_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ROUTE_SERVER_ROUTING_DATABASE_H_
