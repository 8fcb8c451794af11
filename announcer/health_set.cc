// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "announcer/health_set.h"

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"

namespace waymark::announcer {

absl::Status HealthSet::Add(absl::string_view name,
                            const HealthOptions& options) {
  if (absl::Status status = Validate(options); !status.ok()) return status;
  if (!checks_.try_emplace(std::string(name), options).second) {
    return absl::AlreadyExistsError(absl::StrCat("a check is named ", name));
  }
  return absl::OkStatus();
}

absl::StatusOr<HealthSet::Change> HealthSet::Report(absl::string_view name,
                                                    bool ok,
                                                    MonotonicTime now) {
  const auto found = checks_.find(name);
  if (found == checks_.end()) {
    return absl::NotFoundError(absl::StrCat("no check is named ", name));
  }
  const bool was_well = well();
  Change change;
  change.check = found->second.Report(ok, now);
  change.well = well() != was_well;
  return change;
}

bool HealthSet::well() const {
  return absl::c_all_of(checks_,
                        [](const auto& entry) { return entry.second.well(); });
}

}  // namespace waymark::announcer
