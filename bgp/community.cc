// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/community.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

namespace waymark::bgp {
namespace {

struct NamedCommunity {
  absl::string_view name;
  Community community;
};

constexpr NamedCommunity kNamedCommunities[] = {
    {"graceful-shutdown", kGracefulShutdown},
    {"no-export", kNoExport},
    {"no-advertise", kNoAdvertise},
    {"no-export-subconfed", kNoExportSubconfed},
    {"no-peer", kNoPeer},
};

// RFC 8092, 5: one canonical text, so no sign, blank or leading zero.
std::optional<uint32_t> ParseField(absl::string_view text, uint32_t max) {
  if (text.empty() || text.size() > 10) return std::nullopt;
  if (text.size() > 1 && text[0] == '0') return std::nullopt;
  uint64_t value = 0;
  for (const char digit : text) {
    if (digit < '0' || digit > '9') return std::nullopt;
    value = 10 * value + static_cast<uint64_t>(digit - '0');
  }
  if (value > max) return std::nullopt;
  return static_cast<uint32_t>(value);
}

}  // namespace

std::optional<Community> Community::Parse(absl::string_view text) {
  for (const NamedCommunity& named : kNamedCommunities) {
    if (text == named.name) return named.community;
  }
  const std::vector<absl::string_view> fields = absl::StrSplit(text, ':');
  if (fields.size() != 2) return std::nullopt;
  constexpr uint32_t kMax = std::numeric_limits<uint16_t>::max();
  const std::optional<uint32_t> high = ParseField(fields[0], kMax);
  const std::optional<uint32_t> low = ParseField(fields[1], kMax);
  if (!high || !low) return std::nullopt;
  return Community{*high << 16 | *low};
}

std::string Community::ToString() const {
  return absl::StrCat(value >> 16, ":", value & 0xffff);
}

std::optional<LargeCommunity> LargeCommunity::Parse(absl::string_view text) {
  const std::vector<absl::string_view> fields = absl::StrSplit(text, ':');
  if (fields.size() != 3) return std::nullopt;
  std::array<uint32_t, 3> values;
  for (size_t i = 0; i < values.size(); ++i) {
    const std::optional<uint32_t> value =
        ParseField(fields[i], std::numeric_limits<uint32_t>::max());
    if (!value) return std::nullopt;
    values[i] = *value;
  }
  return LargeCommunity{values[0], values[1], values[2]};
}

std::string LargeCommunity::ToString() const {
  return absl::StrCat(global_administrator, ":", local_data_1, ":",
                      local_data_2);
}

std::string ExtendedCommunity::ToString() const {
  return absl::BytesToHexString(absl::string_view(
      reinterpret_cast<const char*>(octets.data()), octets.size()));
}

}  // namespace waymark::bgp
