// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Installs routes in one of the kernel's routing tables, by netlink.
//
// Every change is synchronous: when a method returns, packets take the new way,
// or the Status says why not. One change takes some ten microseconds, unless
// somebody else holds the kernel's routing lock. Nothing is remembered here:
// the kernel's table is the state, and the kernel itself removes routes whose
// interface goes down.

#ifndef WAYMARK_POSIX_NETLINK_ROUTE_TABLE_H_
#define WAYMARK_POSIX_NETLINK_ROUTE_TABLE_H_

#include <cstdint>
#include <memory>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "posix/netlink/netlink_socket.h"

namespace waymark::posix {

// Where a route leads: a gateway, an interface, or a gateway on an interface,
// which a link-local gateway needs; or nowhere.
struct RouteNextHop {
  std::optional<IpAddress> gateway;
  uint32_t interface_index = 0;  // 0: the kernel finds it
  // Drop what goes there; with neither of the two.
  bool blackhole = false;
};

// Same-thread. Changing routes wants CAP_NET_ADMIN.
class RouteTable {
 public:
  struct Options {
    uint32_t table = 254;  // main
    // Marks the routes as ours (rtnetlink's rtm_protocol; 186 is BGP). No other
    // program should use the same number in the same table: Flush removes what
    // bears it.
    uint8_t protocol = 186;
    // Lower is preferred. A route of another program with the same prefix and
    // metric would be replaced: choose one that nobody else uses.
    uint32_t metric = 20;
  };

  static absl::StatusOr<std::unique_ptr<RouteTable>> Create(
      const Options& options);
  RouteTable(const RouteTable&) = delete;
  RouteTable& operator=(const RouteTable&) = delete;

  // Adds the route, or replaces in one step the one of this prefix: no packet
  // finds none in between. INVALID_ARGUMENT if prefix and gateway are of two
  // families, if there is neither gateway nor interface nor blackhole, or if
  // there are both.
  absl::Status Install(const IpPrefix& prefix, const RouteNextHop& next_hop);

  // Removes the route; OK too if it was not there.
  absl::Status Remove(const IpPrefix& prefix);

  // Removes all routes of our protocol from the table, both families: what an
  // earlier run left behind. Returns how many there were.
  absl::StatusOr<int> Flush();

 private:
  RouteTable(const Options& options, NetlinkSocket socket)
      : options_(options), socket_(std::move(socket)) {}

  absl::StatusOr<int> FlushFamily(int family);

  const Options options_;
  const NetlinkSocket socket_;
};

}  // namespace waymark::posix

#endif  // WAYMARK_POSIX_NETLINK_ROUTE_TABLE_H_
