// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/reload_mix.h"

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "examples/announcer/config_loader.h"
#include "examples/proto/config_problem.h"

namespace waymark::examples {

absl::Status CheckMix(const ReloadPlan& plan, const std::string& file) {
  // Without anything that waits it is the new configuration, which is sound.
  if (!absl::c_any_of(plan.changes, [](const ReloadChange& change) {
        return change.impact == Impact::kRestart;
      })) {
    return absl::OkStatus();
  }
  ConfigProblems problems(file);
  if (ReadAnnouncerConfig(plan.in_force.config, &problems).has_value()) {
    return absl::OkStatus();
  }
  std::string message =
      "what waits for a restart does not go together with the rest: restart "
      "the announcer, or reload without it";
  for (const ConfigProblem& problem : problems.Sorted()) {
    if (problem.severity != ConfigProblem::Severity::kError) continue;
    absl::StrAppend(&message, "\n", problem.field, ": ", problem.value,
                    problem.value.empty() ? "" : " ", problem.what);
  }
  return absl::FailedPreconditionError(message);
}

}  // namespace waymark::examples
