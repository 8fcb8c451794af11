// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The command line of route_serverctl as a request to the daemon.

#ifndef WAYMARK_EXAMPLES_ROUTE_SERVER_CTL_REQUEST_H_
#define WAYMARK_EXAMPLES_ROUTE_SERVER_CTL_REQUEST_H_

#include <optional>
#include <string>
#include <vector>

#include "examples/proto/control.pb.h"

namespace waymark::examples {

struct RouteServerCtlCommand {
  std::string socket = "/run/waymark/route_server.sock";
  bool json = false;
  proto::Request request;
};

// A line for each command, as the usage shows them.
extern const char kRouteServerCtlUsage[];

// Everything behind the program's name; options may stand anywhere. Nullopt for
// a command line that is none.
std::optional<RouteServerCtlCommand> ParseRouteServerCtlCommand(
    const std::vector<std::string>& arguments);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ROUTE_SERVER_CTL_REQUEST_H_
