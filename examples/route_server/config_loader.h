// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The route server's configuration, checked and in the form that its parts
// take.

#ifndef WAYMARK_EXAMPLES_ROUTE_SERVER_CONFIG_LOADER_H_
#define WAYMARK_EXAMPLES_ROUTE_SERVER_CONFIG_LOADER_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "examples/proto/config_problem.h"
#include "examples/route_server/route_server_setup.h"

namespace waymark::examples {

// Reads `path` and reports everything that is wrong with it to `problems`,
// whose file should be `path` too; nullopt exactly if there is anything.
std::optional<RouteServerSetup> LoadRouteServerConfig(const std::string& path,
                                                      ConfigProblems* problems);

// The same for text that was read already.
std::optional<RouteServerSetup> ParseRouteServerConfig(
    absl::string_view text, ConfigProblems* problems);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ROUTE_SERVER_CONFIG_LOADER_H_
