// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/wire/update_error.h"

#include <string>

#include "absl/strings/str_cat.h"

namespace waymark::bgp {

std::string ToString(UpdateAction action) {
  switch (action) {
    case UpdateAction::kNone:
      return "none";
    case UpdateAction::kAttributeDiscard:
      return "attribute_discard";
    case UpdateAction::kTreatAsWithdraw:
      return "treat_as_withdraw";
    case UpdateAction::kSessionReset:
      return "session_reset";
  }
  return absl::StrCat(static_cast<unsigned>(action));
}

}  // namespace waymark::bgp
