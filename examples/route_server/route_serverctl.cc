// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Asks a running route server, and changes whether it persists routes; without
// a command it says which there are.
//
// Exit status: 0 done, 1 the daemon refused, 2 usage, 3 no daemon.

#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "examples/daemon/command_line.h"
#include "examples/daemon/control_client.h"
#include "examples/proto/control.pb.h"
#include "examples/route_server/ctl_output.h"
#include "examples/route_server/ctl_request.h"

namespace waymark::examples {
namespace {

int Report(const absl::Status& status) {
  Complain("route_serverctl", status);
  return ExitStatusOf(status);
}

int Run(const RouteServerCtlCommand& command) {
  absl::StatusOr<ControlClient> client = ControlClient::Connect(command.socket);
  if (!client.ok()) return Report(client.status());
  std::vector<proto::Response> rows;
  const absl::Status status = client->Ask(
      command.request,
      [&](const proto::Response& response) { rows.push_back(response); });
  if (!status.ok()) return Report(status);
  if (command.json) {
    std::puts(RouteServerJson(command.request, rows).c_str());
  } else {
    std::fputs(RouteServerText(command.request, rows).c_str(), stdout);
  }
  return 0;
}

}  // namespace
}  // namespace waymark::examples

int main(int argc, char** argv) {
  using namespace waymark::examples;  // NOLINT
  const std::optional<RouteServerCtlCommand> command =
      ParseRouteServerCtlCommand({argv + 1, argv + argc});
  if (!command.has_value()) {
    std::fputs(kRouteServerCtlUsage, stderr);
    return 2;
  }
  return Run(*command);
}
