// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/netlink/route_table.h"

#include <linux/rtnetlink.h>
#include <netlink/addr.h>
#include <netlink/errno.h>
#include <netlink/route/nexthop.h>
#include <netlink/route/route.h>
#include <sys/socket.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"

namespace waymark::posix {
namespace {

struct RouteDeleter {
  void operator()(rtnl_route* route) const { rtnl_route_put(route); }
};
using Route = std::unique_ptr<rtnl_route, RouteDeleter>;

int FamilyOf(const IpAddress& address) {
  return address.is_v4() ? AF_INET : AF_INET6;
}

NetlinkAddress ToNetlink(const IpAddress& address, int prefix_length) {
  const absl::Span<const uint8_t> octets = address.octets();
  NetlinkAddress result(
      nl_addr_build(FamilyOf(address), octets.data(), octets.size()));
  nl_addr_set_prefixlen(result.get(), prefix_length);
  return result;
}

Route NewRoute(const RouteTable::Options& options, const IpPrefix& prefix) {
  Route route(rtnl_route_alloc());
  const NetlinkAddress destination =
      ToNetlink(prefix.address(), prefix.length());
  rtnl_route_set_dst(route.get(), destination.get());
  rtnl_route_set_family(route.get(),
                        static_cast<uint8_t>(FamilyOf(prefix.address())));
  rtnl_route_set_table(route.get(), options.table);
  rtnl_route_set_protocol(route.get(), options.protocol);
  rtnl_route_set_priority(route.get(), options.metric);
  return route;
}

void AddNextHop(rtnl_route* route, const RouteNextHop& next_hop) {
  rtnl_nexthop* const hop = rtnl_route_nh_alloc();
  if (next_hop.gateway) {
    const NetlinkAddress gateway =
        ToNetlink(*next_hop.gateway, next_hop.gateway->bits());
    rtnl_route_nh_set_gateway(hop, gateway.get());
  }
  if (next_hop.interface_index != 0) {
    rtnl_route_nh_set_ifindex(hop, static_cast<int>(next_hop.interface_index));
  }
  rtnl_route_add_nexthop(route, hop);  // which owns it now
}

absl::Status Check(const IpPrefix& prefix, const RouteNextHop& next_hop) {
  const bool leads_on = next_hop.gateway || next_hop.interface_index != 0;
  if (!leads_on && !next_hop.blackhole) {
    return absl::InvalidArgumentError("neither gateway nor interface");
  }
  if (leads_on && next_hop.blackhole) {
    return absl::InvalidArgumentError("a black hole that leads on");
  }
  if (next_hop.gateway && next_hop.gateway->family() != prefix.family()) {
    return absl::InvalidArgumentError("the gateway is of the other family");
  }
  return absl::OkStatus();
}

std::string Describe(const RouteTable::Options& options, const IpPrefix& prefix,
                     const RouteNextHop& next_hop) {
  std::string text = absl::StrCat("install ", prefix.ToString());
  if (next_hop.gateway) {
    absl::StrAppend(&text, " via ", next_hop.gateway->ToString());
  }
  if (next_hop.interface_index != 0) {
    absl::StrAppend(&text, " on interface ", next_hop.interface_index);
  }
  if (next_hop.blackhole) absl::StrAppend(&text, " as a black hole");
  return absl::StrCat(text, " in table ", options.table);
}

}  // namespace

absl::StatusOr<std::unique_ptr<RouteTable>> RouteTable::Create(
    const Options& options) {
  absl::StatusOr<NetlinkSocket> socket = OpenNetlinkSocket();
  if (!socket.ok()) return socket.status();
  return std::unique_ptr<RouteTable>(
      new RouteTable(options, *std::move(socket)));
}

absl::Status RouteTable::Install(const IpPrefix& prefix,
                                 const RouteNextHop& next_hop) {
  const std::string what = Describe(options_, prefix, next_hop);
  const absl::Status checked = Check(prefix, next_hop);
  if (!checked.ok()) {
    return absl::Status(checked.code(),
                        absl::StrCat(what, ": ", checked.message()));
  }
  const Route route = NewRoute(options_, prefix);
  if (next_hop.blackhole) {
    rtnl_route_set_type(route.get(), RTN_BLACKHOLE);
    rtnl_route_set_scope(route.get(), RT_SCOPE_UNIVERSE);
  } else {
    AddNextHop(route.get(), next_hop);
  }
  return NetlinkStatus(
      rtnl_route_add(socket_.get(), route.get(), NLM_F_CREATE | NLM_F_REPLACE),
      what);
}

absl::Status RouteTable::Remove(const IpPrefix& prefix) {
  const Route route = NewRoute(options_, prefix);
  // Of any scope: libnl would guess one from the next hops, and there are none.
  rtnl_route_set_scope(route.get(), RT_SCOPE_NOWHERE);
  // And of any type, a black hole too.
  rtnl_route_set_type(route.get(), RTN_UNSPEC);
  const int error = rtnl_route_delete(socket_.get(), route.get(), 0);
  if (error == -NLE_OBJ_NOTFOUND) return absl::OkStatus();
  return NetlinkStatus(error, absl::StrCat("remove ", prefix.ToString(),
                                           " from table ", options_.table));
}

absl::StatusOr<int> RouteTable::Flush() {
  int flushed = 0;
  for (int family : {AF_INET, AF_INET6}) {
    const absl::StatusOr<int> some = FlushFamily(family);
    if (!some.ok()) return some.status();
    flushed += *some;
  }
  return flushed;
}

absl::StatusOr<int> RouteTable::FlushFamily(int family) {
  const std::string what = absl::StrCat("flush table ", options_.table);
  rtmsg filter = {};
  filter.rtm_family = static_cast<unsigned char>(family);
  filter.rtm_protocol = options_.protocol;
  std::vector<Route> routes;
  const absl::Status dumped =
      Dump(socket_.get(), RTM_GETROUTE,
           absl::MakeConstSpan(reinterpret_cast<const uint8_t*>(&filter),
                               sizeof(filter)),
           [&](nlmsghdr* header) {
             rtnl_route* parsed = nullptr;
             if (rtnl_route_parse(header, &parsed) < 0) return;
             Route route(parsed);
             if (rtnl_route_get_table(parsed) == options_.table &&
                 rtnl_route_get_protocol(parsed) == options_.protocol) {
               routes.push_back(std::move(route));
             }
           });
  if (!dumped.ok()) {
    return absl::Status(dumped.code(),
                        absl::StrCat(what, ": ", dumped.message()));
  }
  int flushed = 0;
  for (const Route& route : routes) {
    const int error = rtnl_route_delete(socket_.get(), route.get(), 0);
    // The kernel, or a dump done over, may have been there first.
    if (error == -NLE_OBJ_NOTFOUND) continue;
    if (error < 0) return NetlinkStatus(error, what);
    ++flushed;
  }
  return flushed;
}

}  // namespace waymark::posix
