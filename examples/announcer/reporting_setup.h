// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Metrics and event sinks as the configuration has them (announcer.proto),
// checked.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_REPORTING_SETUP_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_REPORTING_SETUP_H_

#include <cstddef>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "absl/time/time.h"

namespace waymark::examples {

struct MetricsSetup {
  std::string textfile;
  absl::Duration interval;
};

struct FileSink {
  std::string path;
};
struct ExecSink {
  std::vector<std::string> arguments;  // the program first
};
struct WebhookSink {
  std::string url;
};

struct EventSinkSetup {
  std::variant<FileSink, ExecSink, WebhookSink> sink;
  // Names of proto::Event's members; never empty.
  std::set<std::string> events;
  absl::Duration timeout;
  size_t queue = 0;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_REPORTING_SETUP_H_
