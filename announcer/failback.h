// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// How a node that was active comes back after it could not be: by itself after
// a while, or when somebody says so. A node that comes back at once brings
// traffic over while its sessions may still flap, or its tables still fill.

#ifndef WAYMARK_ANNOUNCER_FAILBACK_H_
#define WAYMARK_ANNOUNCER_FAILBACK_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace waymark::announcer {

struct Failback {
  enum class Mode : uint8_t {
    kPreemptive,  // after `delay`
    kManual,      // after Announcer::Promote
  };

  Mode mode = Mode::kPreemptive;
  // Preemptive: how long the node has to be fit for the active role without
  // interruption before it takes it again. Zero: at once. Not negative.
  absl::Duration delay = absl::ZeroDuration();

  friend bool operator==(const Failback&, const Failback&) = default;
};

// "preemptive", "manual"; static text.
absl::string_view Name(Failback::Mode mode);

// INVALID_ARGUMENT for a value outside of what is said above; the message names
// no owner.
absl::Status Validate(const Failback& failback);

}  // namespace waymark::announcer

#endif  // WAYMARK_ANNOUNCER_FAILBACK_H_
