// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/health/http_probe.h"

#include <httplib.h>

#include <cstddef>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace waymark::examples {
namespace {

absl::Status Ask(const HttpProbe::Options& options) {
  httplib::Client client(options.check.target.server);
  if (!client.is_valid()) {
    return absl::InvalidArgumentError(
        absl::StrCat("cannot ask ", options.check.target.server));
  }
  const auto timeout = absl::ToChronoMilliseconds(options.timeout);
  client.set_connection_timeout(timeout);
  client.set_read_timeout(timeout);
  client.set_write_timeout(timeout);
  // The answer may come without an end, or without a sensible body.
  int status = 0;
  const httplib::Result result = client.Get(
      options.check.target.path, {{"User-Agent", "waymark"}},
      [&status](const httplib::Response& response) {
        status = response.status;
        return false;
      },
      [](const char*, size_t) { return false; });
  // Where there is no body, the answer counts as read.
  if (status == 0 && result) status = result->status;
  if (status == options.check.status) return absl::OkStatus();
  if (status != 0) {
    return absl::FailedPreconditionError(absl::StrCat("HTTP status ", status));
  }
  return absl::UnavailableError(
      absl::StrCat("no answer from ", options.check.target.server, ": ",
                   httplib::to_string(result.error())));
}

}  // namespace

void HttpProbe::Start(Done done) {
  call_.Start([options = options_] { return Ask(options); }, std::move(done));
}

}  // namespace waymark::examples
