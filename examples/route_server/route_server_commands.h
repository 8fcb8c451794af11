// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What the route server answers on its control socket.

#ifndef WAYMARK_EXAMPLES_ROUTE_SERVER_ROUTE_SERVER_COMMANDS_H_
#define WAYMARK_EXAMPLES_ROUTE_SERVER_ROUTE_SERVER_COMMANDS_H_

#include <string>

#include "absl/status/statusor.h"
#include "base/runtime.h"
#include "examples/daemon/control_server.h"
#include "examples/proto/control.pb.h"
#include "examples/route_server/route_server.h"

namespace waymark::examples {

class RouteServerCommands final : public ControlHandler {
 public:
  // `server` is borrowed; answers under way must not outlive it.
  RouteServerCommands(const Runtime& runtime, RouteServer& server)
      : runtime_(runtime), server_(server) {}

  absl::StatusOr<ControlRows> OnRequest(const proto::Request& request) override;

 private:
  absl::StatusOr<ControlRows> NeighborRows(const std::string& name);
  absl::StatusOr<ControlRows> BfdRows(const std::string& name);
  absl::StatusOr<ControlRows> RoutingDatabaseRows(
      const proto::ListRoutingDatabase& request);
  ControlRows RouteServerPeerRows();
  ControlRows RouteTableRows(bool first_rows_only);
  absl::StatusOr<ControlRows> ChangePersistRoutes(
      const proto::ChangePersistRoutes& change);

  const Runtime runtime_;
  RouteServer& server_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ROUTE_SERVER_ROUTE_SERVER_COMMANDS_H_
