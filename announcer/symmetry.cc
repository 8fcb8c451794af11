// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "announcer/symmetry.h"

#include <set>

#include "absl/strings/str_cat.h"

namespace waymark::announcer {

absl::string_view Name(Symmetry::Mode mode) {
  switch (mode) {
    case Symmetry::Mode::kNone:
      return "none";
    case Symmetry::Mode::kWorsen:
      return "worsen";
    case Symmetry::Mode::kWithdraw:
      return "withdraw";
  }
  return "";
}

absl::Status Validate(const Symmetry& symmetry) {
  if (symmetry.return_after < absl::ZeroDuration()) {
    return absl::InvalidArgumentError("symmetry returns before it is whole");
  }
  if (symmetry.min_live == 0) {
    return absl::InvalidArgumentError(
        "symmetry takes a side without a session for live");
  }
  std::set<std::string> seen;
  for (const std::string& side : symmetry.sides) {
    if (side.empty()) {
      return absl::InvalidArgumentError("symmetry names an empty side");
    }
    if (!seen.insert(side).second) {
      return absl::InvalidArgumentError(
          absl::StrCat("symmetry names side ", side, " twice"));
    }
  }
  return absl::OkStatus();
}

}  // namespace waymark::announcer
