// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "announcer/failback.h"

namespace waymark::announcer {

absl::string_view Name(Failback::Mode mode) {
  return mode == Failback::Mode::kManual ? "manual" : "preemptive";
}

absl::Status Validate(const Failback& failback) {
  if (failback.delay < absl::ZeroDuration()) {
    return absl::InvalidArgumentError("failback has a negative delay");
  }
  return absl::OkStatus();
}

}  // namespace waymark::announcer
