// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/sinks/webhook_delivery.h"

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "examples/announcer/health/http_request.h"

namespace waymark::examples {
namespace {

absl::Status Post(const WebhookDelivery::Options& options,
                  const std::string& body) {
  const absl::StatusOr<int> status =
      AskForStatus(options.target, options.timeout, body);
  if (!status.ok()) return status.status();
  if (*status >= 200 && *status < 300) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat("HTTP status ", *status));
}

}  // namespace

void WebhookDelivery::Start(std::string lines, Done done) {
  call_.Start([options = options_,
               body = std::move(lines)] { return Post(options, body); },
              std::move(done));
}

}  // namespace waymark::examples
