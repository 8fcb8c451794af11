// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The configuration of bfd_monitor (examples/proto/bfd_monitor.proto), checked.

#ifndef WAYMARK_EXAMPLES_BFD_MONITOR_CONFIG_LOADER_H_
#define WAYMARK_EXAMPLES_BFD_MONITOR_CONFIG_LOADER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "bfd/session_config.h"
#include "examples/proto/config_problem.h"

namespace waymark::examples {

struct BfdSessionSetup {
  std::string name;
  // Empty: any. The interface index of `config` is left open, as is the digest.
  std::string interface;
  bfd::SessionConfig config;
};

struct BfdMonitorSetup {
  uint16_t port = 0;
  bool batch_packets = false;
  std::vector<BfdSessionSetup> sessions;
};

// nullopt, with everything that is wrong in `problems`, if anything is.
std::optional<BfdMonitorSetup> LoadBfdMonitorConfig(const std::string& path,
                                                    ConfigProblems* problems);
// `config_file`: what relative paths in the text count from.
std::optional<BfdMonitorSetup> ParseBfdMonitorConfig(
    absl::string_view text, const std::string& config_file,
    ConfigProblems* problems);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_BFD_MONITOR_CONFIG_LOADER_H_
