// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The route server.
//
//   route_server --config FILE [--listen-port N]
//
// Prints events as lines of JSON on standard output. SIGTERM and SIGINT end the
// sessions with Cease and remove the installed routes. --listen-port replaces
// the port of every endpoint.

#include <getopt.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "examples/daemon/event_log.h"
#include "examples/daemon/event_printer.h"
#include "examples/daemon/line_output.h"
#include "examples/proto/config_problem.h"
#include "examples/route_server/config_loader.h"
#include "examples/route_server/kernel_table.h"
#include "examples/route_server/route_server.h"
#include "examples/route_server/routing_table.h"
#include "posix/event_loop.h"
#include "posix/signal_watcher.h"

namespace waymark::examples {
namespace {

constexpr size_t kMaxPendingLines = 10'000;

struct Arguments {
  std::string config;
  std::optional<uint16_t> listen_port;
};

std::optional<Arguments> ParseArguments(int argc, char** argv) {
  static constexpr option kOptions[] = {
      {"config", required_argument, nullptr, 'c'},
      {"listen-port", required_argument, nullptr, 'p'},
      {},
  };
  Arguments arguments;
  int found;
  while ((found = getopt_long(argc, argv, "", kOptions, nullptr)) != -1) {
    int port = 0;
    if (found == 'c') {
      arguments.config = optarg;
    } else if (found == 'p' && absl::SimpleAtoi(optarg, &port) && port > 0 &&
               port < 65536) {
      arguments.listen_port = static_cast<uint16_t>(port);
    } else {
      return std::nullopt;
    }
  }
  if (optind != argc || arguments.config.empty()) return std::nullopt;
  return arguments;
}

int Fail(const absl::Status& status) {
  std::fprintf(stderr, "route_server: %s\n",
               std::string(status.message()).c_str());
  return 1;
}

int Run(const RouteServerSetup& setup) {
  absl::StatusOr<std::unique_ptr<posix::EventLoop>> created =
      posix::EventLoop::Create();
  if (!created.ok()) return Fail(created.status());
  posix::EventLoop& loop = **created;
  EventLog events(loop.runtime(), /*history=*/0);
  LineOutput output(loop.runtime(), STDOUT_FILENO, kMaxPendingLines);
  EventPrinter printer(events, output);

  LineOutput diagnostics(loop.runtime(), STDERR_FILENO, kMaxPendingLines);
  absl::StatusOr<std::vector<NamedTable>> tables =
      OpenKernelTables(setup.route_tables);
  if (!tables.ok()) return Fail(tables.status());

  absl::StatusOr<std::unique_ptr<RouteServer>> server =
      RouteServer::Create(loop, events, diagnostics, setup, *std::move(tables));
  if (!server.ok()) return Fail(server.status());
  const absl::StatusOr<std::unique_ptr<posix::SignalWatcher>> signals =
      posix::SignalWatcher::Create(loop, {SIGTERM, SIGINT},
                                   [&](int) { loop.Stop(); });
  if (!signals.ok()) return Fail(signals.status());
  loop.Run();
  (*server)->Stop();
  return 0;
}

}  // namespace
}  // namespace waymark::examples

int main(int argc, char** argv) {
  using namespace waymark::examples;  // NOLINT
  const std::optional<Arguments> arguments = ParseArguments(argc, argv);
  if (!arguments.has_value()) {
    std::fputs("usage: route_server --config FILE [--listen-port N]\n", stderr);
    return 2;
  }
  ConfigProblems problems(arguments->config);
  std::optional<RouteServerSetup> setup =
      LoadRouteServerConfig(arguments->config, &problems);
  if (!setup.has_value()) {
    std::fputs(problems.ToString().c_str(), stderr);
    return 1;
  }
  if (arguments->listen_port.has_value()) {
    for (EndpointSetup& endpoint : setup->endpoints) {
      endpoint.listen.port = *arguments->listen_port;
    }
  }
  // A reader of standard output that goes away is no reason to end.
  signal(SIGPIPE, SIG_IGN);
  return Run(*setup);
}
