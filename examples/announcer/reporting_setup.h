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

  friend bool operator==(const MetricsSetup&, const MetricsSetup&) = default;
};

struct FileSink {
  std::string path;

  friend bool operator==(const FileSink&, const FileSink&) = default;
};
struct ExecSink {
  std::vector<std::string> arguments;  // the program first

  friend bool operator==(const ExecSink&, const ExecSink&) = default;
};
struct WebhookSink {
  std::string url;

  friend bool operator==(const WebhookSink&, const WebhookSink&) = default;
};

struct EventSinkSetup {
  std::variant<FileSink, ExecSink, WebhookSink> sink;
  // Names of proto::Event's members; never empty.
  std::set<std::string> events;
  absl::Duration timeout;
  size_t queue = 0;

  friend bool operator==(const EventSinkSetup&,
                         const EventSinkSetup&) = default;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_REPORTING_SETUP_H_
