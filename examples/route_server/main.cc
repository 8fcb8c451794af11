// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The route server.
//
//   route_server --config FILE [--listen-port N] [--socket PATH]
//                [--http [ADDRESS:]PORT] [--vpc-dir DIR]
//
// Prints events as lines of JSON on standard output. SIGTERM and SIGINT end the
// sessions with Cease and remove the installed routes. --listen-port replaces
// the port of every endpoint; at --socket route_serverctl is answered.
// --http shows the state to browsers (examples/http/status_server.h), at
// 127.0.0.1 by default. Route servers with one --vpc-dir are those of one VPC,
// which has a quota of them.

#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "base/ip_endpoint.h"
#include "examples/daemon/command_line.h"
#include "examples/daemon/control_server.h"
#include "examples/daemon/daemon_loop.h"
#include "examples/daemon/line_output.h"
#include "examples/http/status_document.h"
#include "examples/http/status_server.h"
#include "examples/proto/config_problem.h"
#include "examples/route_server/config_loader.h"
#include "examples/route_server/kernel_table.h"
#include "examples/route_server/route_server.h"
#include "examples/route_server/route_server_commands.h"
#include "examples/route_server/route_server_setup.h"
#include "examples/route_server/routing_table.h"
#include "examples/route_server/status_sections.h"
#include "examples/route_server/vpc_membership.h"
#include "posix/event_loop.h"

namespace waymark::examples {
namespace {

constexpr size_t kMaxPendingLines = 10'000;

// Null without an address.
absl::StatusOr<std::unique_ptr<StatusServer>> OpenHttp(
    posix::EventLoop& loop, const std::string& address) {
  if (address.empty()) return nullptr;
  const absl::StatusOr<IpEndpoint> parsed = StatusServer::ParseAddress(address);
  if (!parsed.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("--http: ", parsed.status().message()));
  }
  StatusServer::Options options;
  options.address = *parsed;
  options.program = "route_server";
  return StatusServer::Create(loop, options);
}

struct Arguments {
  std::string config;
  std::string socket;
  std::string http;
  std::string vpc_dir;
  std::optional<int> listen_port;
};

absl::Status Run(const RouteServerSetup& setup, const Arguments& arguments) {
  // The first to come and the last to go.
  std::optional<VpcMembership> membership;
  if (!arguments.vpc_dir.empty()) {
    absl::StatusOr<VpcMembership> joined = VpcMembership::Join(
        arguments.vpc_dir, setup.quotas.route_servers_per_vpc);
    if (!joined.ok()) return joined.status();
    membership = *std::move(joined);
  }
  const absl::StatusOr<std::unique_ptr<DaemonLoop>> daemon =
      DaemonLoop::Create(kMaxPendingLines, kMaxStatusEvents);
  if (!daemon.ok()) return daemon.status();
  posix::EventLoop& loop = (*daemon)->loop();
  LineOutput diagnostics(loop.runtime(), STDERR_FILENO, kMaxPendingLines);
  const absl::StatusOr<std::unique_ptr<StatusServer>> http =
      OpenHttp(loop, arguments.http);
  if (!http.ok()) return http.status();
  absl::StatusOr<std::vector<NamedTable>> tables =
      OpenRoutingTables(setup.route_tables);
  if (!tables.ok()) return tables.status();

  absl::StatusOr<std::unique_ptr<RouteServer>> server = RouteServer::Create(
      loop, (*daemon)->events(), diagnostics, setup, *std::move(tables));
  if (!server.ok()) return server.status();
  RouteServerCommands commands(loop.runtime(), **server);
  std::unique_ptr<ControlServer> control;
  if (!arguments.socket.empty()) {
    absl::StatusOr<std::unique_ptr<ControlServer>> opened =
        ControlServer::Create(loop, {.path = arguments.socket},
                              (*daemon)->events(), commands);
    if (!opened.ok()) return opened.status();
    control = *std::move(opened);
  }
  if (*http != nullptr) {
    (*http)->Show(RouteServerSections(commands, (*daemon)->events()));
  }
  loop.Run();
  (*server)->Stop();
  return absl::OkStatus();
}

}  // namespace
}  // namespace waymark::examples

int main(int argc, char** argv) {
  using namespace waymark::examples;  // NOLINT
  Arguments arguments;
  if (!ParseCommandLine(
          argc, argv,
          {TextOption("config", arguments.config),
           TextOption("socket", arguments.socket),
           TextOption("http", arguments.http),
           TextOption("vpc-dir", arguments.vpc_dir),
           NumberOption("listen-port", 1, 65535, arguments.listen_port)}) ||
      arguments.config.empty()) {
    return FailWithUsage(
        "route_server --config FILE [--listen-port N] [--socket PATH] [--http "
        "[ADDRESS:]PORT] [--vpc-dir DIR]");
  }
  ConfigProblems problems(arguments.config);
  std::optional<RouteServerSetup> setup =
      LoadRouteServerConfig(arguments.config, &problems);
  if (!setup.has_value()) {
    std::fputs(problems.ToString().c_str(), stderr);
    return 1;
  }
  if (arguments.listen_port.has_value()) {
    for (EndpointSetup& endpoint : setup->endpoints) {
      endpoint.listen.port = static_cast<uint16_t>(*arguments.listen_port);
    }
  }
  const absl::Status status = Run(*setup, arguments);
  Complain("route_server", status);
  return status.ok() ? 0 : 1;
}
