// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/route_server/ctl_request.h"

#include <cstdint>
#include <limits>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"

namespace waymark::examples {
namespace {

using Words = std::vector<std::string>;

// Takes --json and --socket out of the arguments; each once.
bool TakeOptions(const Words& arguments, RouteServerCtlCommand& command,
                 Words& words) {
  bool has_socket = false;
  for (size_t i = 0; i < arguments.size(); ++i) {
    absl::string_view argument = arguments[i];
    if (!absl::StartsWith(argument, "-")) {
      words.push_back(arguments[i]);
    } else if (argument == "--json" && !command.json) {
      command.json = true;
    } else if (absl::ConsumePrefix(&argument, "--socket") && !has_socket) {
      has_socket = true;
      if (!absl::ConsumePrefix(&argument, "=")) {
        if (!argument.empty() || ++i == arguments.size()) return false;
        argument = arguments[i];
      }
      if (argument.empty()) return false;
      command.socket = std::string(argument);
    } else {
      return false;
    }
  }
  return true;
}

// "2" in minutes, as the cloud has it; or "90s", "500ms".
std::optional<uint32_t> ReadMilliseconds(const std::string& text) {
  absl::Duration duration;
  uint32_t minutes = 0;
  if (absl::SimpleAtoi(text, &minutes)) {
    duration = absl::Minutes(minutes);
  } else if (!absl::ParseDuration(text, &duration)) {
    return std::nullopt;
  }
  const int64_t milliseconds = absl::ToInt64Milliseconds(duration);
  if (milliseconds < 0 || milliseconds > std::numeric_limits<uint32_t>::max()) {
    return std::nullopt;
  }
  return static_cast<uint32_t>(milliseconds);
}

bool ReadPersistRoutes(const Words& words, proto::ChangePersistRoutes& change) {
  if (words.size() == 1) return true;
  if (words[1] == "duration" && words.size() == 3) {
    const std::optional<uint32_t> milliseconds = ReadMilliseconds(words[2]);
    if (!milliseconds.has_value()) return false;
    change.set_duration_ms(*milliseconds);
    return true;
  }
  if (words.size() != 2) return false;
  if (words[1] == "enable") {
    change.set_action(proto::ChangePersistRoutes::ENABLE);
  } else if (words[1] == "disable") {
    change.set_action(proto::ChangePersistRoutes::DISABLE);
  } else if (words[1] == "reset") {
    change.set_action(proto::ChangePersistRoutes::RESET);
  } else {
    return false;
  }
  return true;
}

bool ReadCommand(const Words& words, proto::Request& request) {
  if (words.empty()) return false;
  if (words[0] == "persist-routes") {
    return ReadPersistRoutes(words, *request.mutable_persist_routes());
  }
  if (words.size() != 1) return false;
  if (words[0] == "routing-database") {
    request.mutable_routing_database();
  } else if (words[0] == "peers") {
    request.mutable_route_server_peers();
  } else if (words[0] == "route-tables") {
    request.mutable_route_tables();
  } else {
    return false;
  }
  return true;
}

}  // namespace

const char kRouteServerCtlUsage[] =
    "usage: route_serverctl [--socket PATH] [--json] COMMAND\n"
    "  routing-database  the routes of all peers, and where they are "
    "installed\n"
    "  peers             the peers, and whether BGP and BFD are up\n"
    "  route-tables      the route tables\n"
    "  persist-routes [enable | disable | reset | duration TIME]\n"
    "                    whether routes outlive all sessions; TIME in "
    "minutes,\n"
    "                    or as 90s or 500ms\n";

std::optional<RouteServerCtlCommand> ParseRouteServerCtlCommand(
    const Words& arguments) {
  RouteServerCtlCommand command;
  Words words;
  if (!TakeOptions(arguments, command, words) ||
      !ReadCommand(words, command.request)) {
    return std::nullopt;
  }
  return command;
}

}  // namespace waymark::examples
