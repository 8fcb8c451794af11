// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/health/http_probe.h"

#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "examples/announcer/health/http_request.h"

namespace waymark::examples {
namespace {

absl::Status Ask(const HttpProbe::Options& options) {
  const absl::StatusOr<int> status =
      AskForStatus(options.check.target, options.timeout, std::nullopt);
  if (!status.ok()) return status.status();
  if (*status == options.check.status) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat("HTTP status ", *status));
}

}  // namespace

void HttpProbe::Start(Done done) {
  call_.Start([options = options_] { return Ask(options); }, std::move(done));
}

}  // namespace waymark::examples
