// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The route server's configuration, checked and in the form that its parts
// take.

#ifndef WAYMARK_EXAMPLES_ROUTE_SERVER_CONFIG_LOADER_H_
#define WAYMARK_EXAMPLES_ROUTE_SERVER_CONFIG_LOADER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "base/ip_endpoint.h"
#include "examples/proto/config_problem.h"
#include "posix/tcp_socket.h"
#include "speaker/neighbor_config.h"

namespace waymark::examples {

struct EndpointSetup {
  std::string name;
  IpEndpoint listen;
};

struct PeerSetup {
  std::string endpoint;  // its name
  // Passive, on the endpoint's address, with IPv4 and IPv6. What is done with
  // its routes (`receive`, `propagate`) is left to the daemon.
  speaker::NeighborConfig speaker;
  posix::TcpPeerOptions tcp;
};

struct RouteTableSetup {
  std::string name;
  uint32_t table = 0;  // the kernel's number
};

struct RouteServerSetup {
  uint32_t as_number = 0;
  uint32_t router_id = 0;  // host order
  bool announce_to_all = false;
  bool transparent = false;  // otherwise transit
  std::vector<EndpointSetup> endpoints;
  std::vector<PeerSetup> peers;
  std::vector<RouteTableSetup> route_tables;
};

// Reads `path` and reports everything that is wrong with it to `problems`,
// whose file should be `path` too; nullopt exactly if there is anything.
std::optional<RouteServerSetup> LoadRouteServerConfig(const std::string& path,
                                                      ConfigProblems* problems);

// The same for text that was read already.
std::optional<RouteServerSetup> ParseRouteServerConfig(
    absl::string_view text, ConfigProblems* problems);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ROUTE_SERVER_CONFIG_LOADER_H_
