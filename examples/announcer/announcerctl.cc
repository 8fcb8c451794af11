// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Asks a running announcer.
//
//   announcerctl [--socket PATH] [--json] neighbor [NAME]
//                                         rib [NEIGHBOR]
//                                         events [--follow]
//
// Exit status: 0 done, 1 the daemon refused, 2 usage, 3 no daemon.

#include <getopt.h>

#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "examples/announcer/tables.h"
#include "examples/daemon/control_client.h"
#include "examples/json/json_line.h"
#include "examples/proto/control.pb.h"

namespace waymark::examples {
namespace {

constexpr char kUsage[] =
    "usage: announcerctl [--socket PATH] [--json] COMMAND\n"
    "  neighbor [NAME]      the neighbours and their sessions\n"
    "  rib [NEIGHBOR]       what is announced to whom\n"
    "  events [--follow]    what has happened, and what happens\n";

struct Arguments {
  std::string socket = "/run/waymark/announcer.sock";
  bool json = false;
  bool follow = false;
  std::vector<std::string> words;  // the command and what follows it
};

std::optional<Arguments> ParseArguments(int argc, char** argv) {
  static constexpr option kOptions[] = {
      {"socket", required_argument, nullptr, 's'},
      {"json", no_argument, nullptr, 'j'},
      {"follow", no_argument, nullptr, 'f'},
      {},
  };
  Arguments arguments;
  int found;
  while ((found = getopt_long(argc, argv, "", kOptions, nullptr)) != -1) {
    switch (found) {
      case 's':
        arguments.socket = optarg;
        break;
      case 'j':
        arguments.json = true;
        break;
      case 'f':
        arguments.follow = true;
        break;
      default:
        return std::nullopt;
    }
  }
  arguments.words.assign(argv + optind, argv + argc);
  return arguments;
}

std::optional<proto::Request> MakeRequest(const Arguments& arguments) {
  const std::vector<std::string>& words = arguments.words;
  if (words.empty() || words.size() > 2) return std::nullopt;
  const std::string name = words.size() == 2 ? words[1] : "";
  proto::Request request;
  if (words[0] == "neighbor" && !arguments.follow) {
    request.mutable_neighbors()->set_name(name);
  } else if (words[0] == "rib" && !arguments.follow) {
    request.mutable_rib()->set_neighbor(name);
  } else if (words[0] == "events" && words.size() == 1) {
    request.mutable_events()->set_follow(arguments.follow);
  } else {
    return std::nullopt;
  }
  return request;
}

int Report(const absl::Status& status) {
  if (status.ok()) return 0;
  std::fprintf(stderr, "announcerctl: %s\n",
               std::string(status.message()).c_str());
  return status.code() == absl::StatusCode::kAborted ? 1 : 3;
}

int Run(const Arguments& arguments, const proto::Request& request) {
  absl::StatusOr<ControlClient> client =
      ControlClient::Connect(arguments.socket);
  if (!client.ok()) return Report(client.status());
  std::vector<proto::NeighborRow> neighbors;
  std::vector<proto::RibRow> routes;
  const absl::Status status =
      client->Ask(request, [&](const proto::Response& response) {
        std::string line;
        if (response.has_neighbor()) {
          neighbors.push_back(response.neighbor());
          line = JsonLine(response.neighbor());
        } else if (response.has_route()) {
          routes.push_back(response.route());
          line = JsonLine(response.route());
        } else {
          line = JsonLine(response.event());
        }
        // Events are lines of JSON for everyone.
        if (!arguments.json && !response.has_event()) return;
        std::puts(line.c_str());
        std::fflush(stdout);
      });
  if (status.ok() && !arguments.json) {
    const absl::Time now = absl::Now();
    if (request.has_neighbors()) {
      std::fputs(NeighborTable(neighbors, now).c_str(), stdout);
    } else if (request.has_rib()) {
      std::fputs(RibTable(routes, now).c_str(), stdout);
    }
  }
  return Report(status);
}

}  // namespace
}  // namespace waymark::examples

int main(int argc, char** argv) {
  using namespace waymark::examples;  // NOLINT
  const std::optional<Arguments> arguments = ParseArguments(argc, argv);
  const std::optional<waymark::proto::Request> request =
      arguments.has_value() ? MakeRequest(*arguments) : std::nullopt;
  if (!request.has_value()) {
    std::fputs(kUsage, stderr);
    return 2;
  }
  return Run(*arguments, *request);
}
