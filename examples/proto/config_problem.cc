// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/proto/config_problem.h"

#include <algorithm>
#include <tuple>

#include "absl/strings/str_cat.h"

namespace waymark::examples {

bool ConfigProblems::HasErrors() const {
  return std::any_of(
      problems_.begin(), problems_.end(), [](const ConfigProblem& problem) {
        return problem.severity == ConfigProblem::Severity::kError;
      });
}

std::vector<ConfigProblem> ConfigProblems::Sorted() const {
  std::vector<ConfigProblem> sorted = problems_;
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const ConfigProblem& a, const ConfigProblem& b) {
                     return std::tie(a.line, a.column) <
                            std::tie(b.line, b.column);
                   });
  return sorted;
}

std::string ConfigProblems::ToString() const {
  std::string text;
  for (const ConfigProblem& problem : Sorted()) {
    absl::StrAppend(&text, file_, ":");
    if (problem.line > 0) {
      absl::StrAppend(&text, problem.line, ":", problem.column, ":");
    }
    if (problem.severity == ConfigProblem::Severity::kWarning) {
      absl::StrAppend(&text, " warning:");
    }
    if (!problem.field.empty()) absl::StrAppend(&text, " ", problem.field, ":");
    if (!problem.value.empty()) absl::StrAppend(&text, " ", problem.value);
    absl::StrAppend(&text, " ", problem.what);
    if (!problem.fix.empty()) absl::StrAppend(&text, "; ", problem.fix);
    absl::StrAppend(&text, "\n");
  }
  return text;
}

}  // namespace waymark::examples
