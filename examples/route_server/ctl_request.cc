// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/route_server/ctl_request.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace waymark::examples {
namespace {

using Words = std::vector<std::string>;

struct Options {
  bool json = false;
  std::optional<std::string> socket;
  std::optional<std::string> max_results;
  std::optional<std::string> next_token;
};

// The option that takes a value and has this name; null if there is none.
std::optional<std::string>* FindValued(absl::string_view name,
                                       Options& options) {
  if (name == "--socket") return &options.socket;
  if (name == "--max-results") return &options.max_results;
  if (name == "--next-token") return &options.next_token;
  return nullptr;
}

// Takes the options out of the arguments; each once.
bool TakeOptions(const Words& arguments, Options& options, Words& words) {
  for (size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (!absl::StartsWith(argument, "-")) {
      words.push_back(argument);
      continue;
    }
    if (argument == "--json") {
      if (std::exchange(options.json, true)) return false;
      continue;
    }
    const size_t equals = argument.find('=');
    std::optional<std::string>* const value =
        FindValued(absl::string_view(argument).substr(0, equals), options);
    if (value == nullptr || value->has_value()) return false;
    if (equals != std::string::npos) {
      *value = argument.substr(equals + 1);
    } else if (++i < arguments.size()) {
      *value = arguments[i];
    }
    if (value->value_or("").empty()) return false;
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

// Whether the numbers are in range is said by the daemon.
bool ReadRoutingDatabase(const Options& options,
                         proto::ListRoutingDatabase& list) {
  if (options.max_results.has_value()) {
    uint32_t number = 0;
    if (!absl::SimpleAtoi(*options.max_results, &number)) return false;
    list.set_max_results(number);
  }
  if (options.next_token.has_value()) list.set_next_token(*options.next_token);
  return true;
}

bool ReadCommand(const Words& words, const Options& options,
                 proto::Request& request) {
  if (words.empty()) return false;
  if (words[0] == "routing-database" && words.size() == 1) {
    return ReadRoutingDatabase(options, *request.mutable_routing_database());
  }
  if (options.max_results.has_value() || options.next_token.has_value()) {
    return false;
  }
  if (words[0] == "persist-routes") {
    return ReadPersistRoutes(words, *request.mutable_persist_routes());
  }
  if (words.size() != 1) return false;
  if (words[0] == "peers") {
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
    "  routing-database [--max-results N] [--next-token TOKEN]\n"
    "                    the routes of all peers, and where they are "
    "installed;\n"
    "                    N (5 to 1000) of them, and TOKEN from the page "
    "before\n"
    "  peers             the peers, and whether BGP and BFD are up\n"
    "  route-tables      the route tables\n"
    "  persist-routes [enable | disable | reset | duration TIME]\n"
    "                    whether routes outlive all sessions; TIME in "
    "minutes,\n"
    "                    or as 90s or 500ms\n";

std::optional<RouteServerCtlCommand> ParseRouteServerCtlCommand(
    const Words& arguments) {
  RouteServerCtlCommand command;
  Options options;
  Words words;
  if (!TakeOptions(arguments, options, words) ||
      !ReadCommand(words, options, command.request)) {
    return std::nullopt;
  }
  command.json = options.json;
  if (options.socket.has_value()) command.socket = *options.socket;
  return command;
}

}  // namespace waymark::examples
