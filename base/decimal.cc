// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "base/decimal.h"

#include <charconv>
#include <cstdint>
#include <optional>
#include <system_error>

#include "absl/strings/string_view.h"

namespace waymark {

std::optional<uint32_t> ParseDecimal(absl::string_view text, uint32_t max) {
  if (text.size() > 1 && text.front() == '0') return std::nullopt;
  uint32_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end || value > max) return std::nullopt;
  return value;
}

}  // namespace waymark
