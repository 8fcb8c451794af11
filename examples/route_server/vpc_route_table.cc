// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/route_server/vpc_route_table.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace waymark::examples {
namespace {

template <typename Map>
typename Map::const_iterator Behind(const Map& map,
                                    const std::optional<IpPrefix>& after) {
  return after.has_value() ? map.upper_bound(*after) : map.begin();
}

}  // namespace

VpcRouteTable::VpcRouteTable(size_t index, const RouteTableSetup& setup,
                             size_t quota, const Vpc& vpc,
                             VpcRouteTableSink& sink)
    : index_(index), setup_(setup), quota_(quota), vpc_(vpc), sink_(sink) {
  for (const StaticRouteSetup& route : setup.static_routes) {
    static_routes_.emplace(route.prefix, RouteTarget{route.gateway});
  }
}

void VpcRouteTable::InstallStaticRoutes() {
  for (const auto& [prefix, target] : static_routes_) {
    sink_.OnTableChanged(*this, prefix, target);
  }
}

void VpcRouteTable::Propagate(const IpPrefix& prefix, const FibRoute& route) {
  Propagated& propagated = propagated_[prefix];
  propagated.route = route;
  Decide(prefix, propagated);
  FillFreeRoom();
}

void VpcRouteTable::Unpropagate(const IpPrefix& prefix) {
  const auto found = propagated_.find(prefix);
  if (found == propagated_.end()) return;
  const bool was_installed = found->second.installed;
  propagated_.erase(found);
  if (!was_installed) return;
  --installed_;
  sink_.OnTableChanged(*this, prefix, std::nullopt);
  FillFreeRoom();
}

std::string VpcRouteTable::WhyNot(const IpPrefix& prefix,
                                  const FibRoute& route) const {
  if (std::string why = vpc_.WhyNoNextHop(route.next_hop, route.peer_address);
      !why.empty()) {
    return why;
  }
  if (setup_.kind == TableKind::kInternetGateway && !vpc_.Contains(prefix)) {
    return "prefix is outside of the VPC, and the table is an internet "
           "gateway's";
  }
  if (static_routes_.contains(prefix)) {
    return "a static route has the same prefix";
  }
  return "";
}

void VpcRouteTable::Decide(const IpPrefix& prefix, Propagated& propagated) {
  const bool was_installed = propagated.installed;
  const bool has_waited = propagated.waits_for_room;
  propagated.reason = WhyNot(prefix, propagated.route);
  propagated.waits_for_room =
      propagated.reason.empty() && !was_installed && installed_ >= quota_;
  if (propagated.waits_for_room) {
    propagated.reason =
        absl::StrCat("the table is full: its quota is ", quota_);
  }
  propagated.installed = propagated.reason.empty();
  if (propagated.installed) {
    if (!was_installed) ++installed_;
    sink_.OnTableChanged(*this, prefix, RouteTarget{propagated.route.next_hop});
  } else if (was_installed) {
    --installed_;
    sink_.OnTableChanged(*this, prefix, std::nullopt);
  } else if (propagated.waits_for_room && !has_waited) {
    sink_.OnTableExcess(*this, prefix, propagated.route.peer);
  }
}

// Of those that wait, the first in order of prefix.
void VpcRouteTable::FillFreeRoom() {
  if (installed_ >= quota_ || rejected() == 0) return;
  for (auto& [prefix, propagated] : propagated_) {
    if (!propagated.waits_for_room) continue;
    Decide(prefix, propagated);
    if (installed_ >= quota_) return;
  }
}

std::optional<std::string> VpcRouteTable::WhyRejected(
    const IpPrefix& prefix) const {
  const auto found = propagated_.find(prefix);
  if (found == propagated_.end()) return std::nullopt;
  return found->second.reason;
}

const FibRoute* VpcRouteTable::Find(const IpPrefix& prefix) const {
  const auto found = propagated_.find(prefix);
  return found == propagated_.end() ? nullptr : &found->second.route;
}

std::optional<IpPrefix> VpcRouteTable::VisitSome(
    const std::optional<IpPrefix>& after, size_t budget,
    absl::FunctionRef<void(const Entry&)> visit) const {
  auto next_static = Behind(static_routes_, after);
  auto next = Behind(propagated_, after);
  std::optional<IpPrefix> last = after;
  for (; budget > 0; --budget) {
    if (next_static != static_routes_.end() &&
        (next == propagated_.end() || !(next->first < next_static->first))) {
      last = next_static->first;
      visit({next_static->first, next_static->second, /*is_static=*/true});
      ++next_static;
    } else if (next != propagated_.end()) {
      last = next->first;
      if (next->second.installed) {
        visit({next->first,
               {next->second.route.next_hop},
               /*is_static=*/false});
      }
      ++next;
    } else {
      return std::nullopt;
    }
  }
  const bool is_end =
      next_static == static_routes_.end() && next == propagated_.end();
  return is_end ? std::nullopt : last;
}

}  // namespace waymark::examples
