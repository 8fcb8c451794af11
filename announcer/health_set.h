// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The checks that stand together for one group: it is well if all of them are.

#ifndef WAYMARK_ANNOUNCER_HEALTH_SET_H_
#define WAYMARK_ANNOUNCER_HEALTH_SET_H_

#include <functional>
#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "announcer/health_check.h"
#include "base/monotonic_time.h"

namespace waymark::announcer {

class HealthSet {
 public:
  // What a report has changed.
  struct Change {
    bool check = false;  // the state of the check that was reported on
    bool well = false;   // well(), of the whole set
  };

  // INVALID_ARGUMENT from Validate(options), ALREADY_EXISTS for the name.
  absl::Status Add(absl::string_view name, const HealthOptions& options);

  // One probe has ended at `now`, which never goes back. NOT_FOUND for an
  // unknown name.
  absl::StatusOr<Change> Report(absl::string_view name, bool ok,
                                MonotonicTime now);

  // A set without a check is well: nobody asked for one.
  bool well() const;
  const std::map<std::string, HealthCheck, std::less<>>& checks() const {
    return checks_;
  }

 private:
  std::map<std::string, HealthCheck, std::less<>> checks_;
};

}  // namespace waymark::announcer

#endif  // WAYMARK_ANNOUNCER_HEALTH_SET_H_
