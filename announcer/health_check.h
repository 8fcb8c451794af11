// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What a series of probes says about a service: well after `rise` successes in
// a row, unwell after `fall` failures in a row, held down if it changes its
// mind too often. Whoever probes reports the results; nothing here waits.

#ifndef WAYMARK_ANNOUNCER_HEALTH_CHECK_H_
#define WAYMARK_ANNOUNCER_HEALTH_CHECK_H_

#include <cstdint>
#include <deque>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/monotonic_time.h"

namespace waymark::announcer {

struct HealthOptions {
  // At least 1 each.
  int rise = 2;
  int fall = 3;
  // More changes between well and unwell than this within `flap_window`, the
  // newest included, and the check is held down for `hold_down`. 0: never.
  int flap_limit = 0;
  // Positive if there is a limit.
  absl::Duration flap_window = absl::Minutes(1);
  absl::Duration hold_down = absl::Minutes(1);

  friend bool operator==(const HealthOptions&, const HealthOptions&) = default;
};

// INVALID_ARGUMENT for a value outside of what is said above.
absl::Status Validate(const HealthOptions& options);

class HealthCheck {
 public:
  enum class State : uint8_t {
    kUnknown,  // in the beginning, until `rise` or `fall` is reached
    kWell,
    kUnwell,
    kHeldDown,  // changes too often; ends with the first report after its time
  };

  // REQUIRES: Validate(options) is OK.
  explicit HealthCheck(const HealthOptions& options) : options_(options) {}

  // One probe has ended at `now`, which never goes back. True if state() is
  // another now.
  bool Report(bool ok, MonotonicTime now);

  State state() const { return state_; }
  // Only kWell is well: what is not known yet is no reason to attract traffic.
  bool well() const { return state_ == State::kWell; }
  // Results of the same kind in a row up to now: successes if positive,
  // failures if negative, 0 before the first report. Saturates.
  int run() const { return run_; }
  // In kHeldDown, until when at least.
  MonotonicTime held_until() const { return held_until_; }

 private:
  // What the run of results says, `state_` if not enough.
  State Judge() const;
  bool IsFlapping(MonotonicTime now);

  const HealthOptions options_;
  State state_ = State::kUnknown;
  int run_ = 0;
  std::deque<MonotonicTime> changes_;  // at most flap_limit + 1
  MonotonicTime held_until_;
};

// "unknown", "well", "unwell", "held_down"; static text.
absl::string_view Name(HealthCheck::State state);

}  // namespace waymark::announcer

#endif  // WAYMARK_ANNOUNCER_HEALTH_CHECK_H_
