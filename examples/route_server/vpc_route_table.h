// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// One route table of the VPC: static routes, which are there from the start,
// and those that the FIB is propagated with, each installed or rejected for a
// reason.
//
// Pure: it decides, and tells a sink what is to be installed. That the longest
// prefix goes first is left to who looks routes up.

#ifndef WAYMARK_EXAMPLES_ROUTE_SERVER_VPC_ROUTE_TABLE_H_
#define WAYMARK_EXAMPLES_ROUTE_SERVER_VPC_ROUTE_TABLE_H_

#include <cstddef>
#include <map>
#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "base/ip_prefix.h"
#include "examples/route_server/fib.h"
#include "examples/route_server/route_server_setup.h"
#include "examples/route_server/routing_table.h"
#include "examples/route_server/vpc.h"
#include "rib/peer_info.h"

namespace waymark::examples {

class VpcRouteTable;

// Calls nothing of the table.
class VpcRouteTableSink {
 public:
  virtual ~VpcRouteTableSink() = default;
  // What the prefix is to lead to from now on; absent: no route.
  virtual void OnTableChanged(const VpcRouteTable& table,
                              const IpPrefix& prefix,
                              const std::optional<RouteTarget>& target) = 0;
  // There is no room for a route that the peer has announced.
  virtual void OnTableExcess(const VpcRouteTable& table, const IpPrefix& prefix,
                             rib::PeerId peer) = 0;
};

class VpcRouteTable {
 public:
  // `index` is for the sink, which is borrowed, as `vpc` is. Propagated routes
  // that are installed are at most `quota`.
  VpcRouteTable(size_t index, const RouteTableSetup& setup, size_t quota,
                const Vpc& vpc, VpcRouteTableSink& sink);
  VpcRouteTable(const VpcRouteTable&) = delete;
  VpcRouteTable& operator=(const VpcRouteTable&) = delete;

  // First of all, once.
  void InstallStaticRoutes();

  // What has become of the prefix in the FIB. REQUIRES: setup().propagated.
  void Propagate(const IpPrefix& prefix, const FibRoute& route);
  void Unpropagate(const IpPrefix& prefix);

  // Why the propagated route of the prefix is not installed: empty if it is,
  // nullopt if there is none.
  std::optional<std::string> WhyRejected(const IpPrefix& prefix) const;

  // What the prefix is propagated with, be it installed or rejected; null if it
  // is not. Valid until the table changes.
  const FibRoute* Find(const IpPrefix& prefix) const;

  struct Entry {
    const IpPrefix& prefix;
    RouteTarget target;
    bool is_static;
  };
  // The routes that the table is to have, by prefix, of those behind `after`;
  // nullopt: from the first on. Looks at `budget` and returns the last of them;
  // nullopt when it has come to the end.
  std::optional<IpPrefix> VisitSome(
      const std::optional<IpPrefix>& after, size_t budget,
      absl::FunctionRef<void(const Entry&)> visit) const;

  size_t index() const { return index_; }
  const RouteTableSetup& setup() const { return setup_; }
  // Propagated routes that are rejected.
  size_t rejected() const { return propagated_.size() - installed_; }

 private:
  struct Propagated {
    FibRoute route;
    bool installed = false;
    bool waits_for_room = false;  // the quota is the reason
    std::string reason;           // why it is not installed; empty if it is
  };

  // All but the quota.
  std::string WhyNot(const IpPrefix& prefix, const FibRoute& route) const;
  void Decide(const IpPrefix& prefix, Propagated& propagated);
  void FillFreeRoom();

  const size_t index_;
  const RouteTableSetup setup_;
  const size_t quota_;
  const Vpc& vpc_;
  VpcRouteTableSink& sink_;
  std::map<IpPrefix, RouteTarget> static_routes_;
  std::map<IpPrefix, Propagated> propagated_;
  size_t installed_ = 0;  // of propagated_
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ROUTE_SERVER_VPC_ROUTE_TABLE_H_
