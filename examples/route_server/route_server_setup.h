// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What the route server is made of, as its configuration has it
// (examples/proto/route_server.proto explains and bounds each value).

#ifndef WAYMARK_EXAMPLES_ROUTE_SERVER_ROUTE_SERVER_SETUP_H_
#define WAYMARK_EXAMPLES_ROUTE_SERVER_ROUTE_SERVER_SETUP_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "base/ip_address.h"
#include "base/ip_endpoint.h"
#include "base/ip_prefix.h"
#include "posix/tcp_socket.h"
#include "speaker/neighbor_config.h"

namespace waymark::examples {

struct EndpointSetup {
  std::string name;
  IpEndpoint listen;
  std::optional<IpPrefix> subnet{};  // absent: not known
};

struct PeerSetup {
  std::string endpoint;  // its name
  // Passive, on the endpoint's address, with IPv4 and IPv6. What is done with
  // its routes (`receive`, `propagate`) is left to the daemon.
  speaker::NeighborConfig speaker;
  posix::TcpPeerOptions tcp;
};

enum class TableKind : uint8_t { kSubnet, kInternetGateway, kUnassociated };

struct StaticRouteSetup {
  IpPrefix prefix;
  std::optional<IpAddress> gateway;  // absent: a black hole
};

struct RouteTableSetup {
  std::string name;
  // The kernel's number; absent: kept in the process.
  std::optional<uint32_t> kernel_table{};
  TableKind kind = TableKind::kSubnet;
  bool propagated = true;
  std::vector<StaticRouteSetup> static_routes{};
};

struct NetworkInterfaceSetup {
  std::string name;
  std::vector<IpAddress> addresses;
};

enum class NextHopCheck : uint8_t {
  kVpcInterface,
  kPeerInterface,
  kUnchecked,
};

// The VPC as far as routes are concerned.
struct VpcSetup {
  std::vector<IpPrefix> cidrs;
  // Those of peers that are not listed in the configuration are not in here.
  std::vector<NetworkInterfaceSetup> interfaces;
  NextHopCheck next_hop_check = NextHopCheck::kVpcInterface;
};

struct PersistRoutesSetup {
  bool enabled = false;
  absl::Duration duration = absl::Minutes(1);
  absl::Duration transition = absl::ZeroDuration();
};

struct QuotaSetup {
  size_t routes_per_peer = 100;
  size_t routes_per_fib = 100;
  size_t routes_per_table = 100;
  bool ends_session = false;  // otherwise what is too much is left out
  size_t route_servers_per_vpc = 5;
};

struct PeerEventLogSetup {
  std::string file;
  size_t max_bytes = 16 << 20;
};

struct RouteServerSetup {
  std::string name;
  uint32_t as_number = 0;
  uint32_t router_id = 0;  // host order
  bool announce_to_all = false;
  bool transparent = false;  // otherwise transit
  bool always_compare_med = false;
  std::vector<EndpointSetup> endpoints;
  std::vector<PeerSetup> peers;
  std::vector<RouteTableSetup> route_tables;
  VpcSetup vpc;
  PersistRoutesSetup persist_routes;
  QuotaSetup quotas;
  absl::Duration install_delay = absl::ZeroDuration();
  std::optional<PeerEventLogSetup> peer_event_log;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ROUTE_SERVER_ROUTE_SERVER_SETUP_H_
