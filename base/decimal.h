// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Numbers inside the text forms of addresses.

#ifndef WAYMARK_BASE_DECIMAL_H_
#define WAYMARK_BASE_DECIMAL_H_

#include <cstdint>
#include <optional>

#include "absl/strings/string_view.h"

namespace waymark {

// Digits alone, without sign, blanks or leading zeros, so that every number has
// one text. nullopt for anything else and for what exceeds `max`.
std::optional<uint32_t> ParseDecimal(absl::string_view text, uint32_t max);

}  // namespace waymark

#endif  // WAYMARK_BASE_DECIMAL_H_
