// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The checks of a group as the configuration has them (announcer.proto,
// Health), checked.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_HEALTH_HEALTH_SETUP_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_HEALTH_HEALTH_SETUP_H_

#include <string>
#include <variant>
#include <vector>

#include "absl/time/time.h"
#include "announcer/health_check.h"
#include "base/ip_endpoint.h"

namespace waymark::examples {

// "http://127.0.0.1:8080/healthz?full=1" in two parts.
struct HttpTarget {
  std::string server;  // "http://127.0.0.1:8080"
  std::string path;    // "/healthz?full=1", "/" if there is none
};

struct ExecCheck {
  std::vector<std::string> arguments;  // the program first
};
struct TcpCheck {
  IpEndpoint remote;
};
struct HttpCheck {
  HttpTarget target;
  int status = 200;
};
struct FileCheck {
  std::string path;
};

struct HealthSetup {
  std::string name;  // unique in its group
  std::variant<ExecCheck, TcpCheck, HttpCheck, FileCheck> check;
  announcer::HealthOptions options;
  // From the start of one probe to the start of the next, and how long one may
  // take before it counts as failed.
  absl::Duration interval = absl::Seconds(1);
  absl::Duration timeout = absl::Seconds(1);
};

// False unless `url` begins with http:// or https:// and a host.
bool ParseHttpTarget(const std::string& url, HttpTarget* target);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_HEALTH_HEALTH_SETUP_H_
