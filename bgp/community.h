// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Communities (RFC 1997), large communities (RFC 8092) and extended communities
// (RFC 4360) as values.

#ifndef WAYMARK_BGP_COMMUNITY_H_
#define WAYMARK_BGP_COMMUNITY_H_

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"

namespace waymark::bgp {

struct Community {
  uint32_t value = 0;

  // "65000:100", or a name: "graceful-shutdown" (RFC 8326), "no-export",
  // "no-advertise", "no-export-subconfed" (RFC 1997), "no-peer" (RFC 3765).
  static std::optional<Community> Parse(absl::string_view text);
  // Always numbers.
  std::string ToString() const;

  friend constexpr auto operator<=>(Community, Community) = default;
  template <typename H>
  friend H AbslHashValue(H h, Community c) {
    return H::combine(std::move(h), c.value);
  }
};

inline constexpr Community kGracefulShutdown{0xFFFF0000};
inline constexpr Community kNoExport{0xFFFFFF01};
inline constexpr Community kNoAdvertise{0xFFFFFF02};
inline constexpr Community kNoExportSubconfed{0xFFFFFF03};
inline constexpr Community kNoPeer{0xFFFFFF04};

struct LargeCommunity {
  uint32_t global_administrator = 0;
  uint32_t local_data_1 = 0;
  uint32_t local_data_2 = 0;

  // "65000:1:2" without leading zeros (RFC 8092, 5).
  static std::optional<LargeCommunity> Parse(absl::string_view text);
  std::string ToString() const;

  friend constexpr auto operator<=>(const LargeCommunity&,
                                    const LargeCommunity&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const LargeCommunity& c) {
    return H::combine(std::move(h), c.global_administrator, c.local_data_1,
                      c.local_data_2);
  }
};

// Kept as the eight octets of the wire.
struct ExtendedCommunity {
  std::array<uint8_t, 8> octets{};

  // RFC 4360, 2: the T bit.
  constexpr bool IsTransitive() const { return (octets[0] & 0x40) == 0; }
  // Sixteen hexadecimal digits.
  std::string ToString() const;

  friend constexpr auto operator<=>(const ExtendedCommunity&,
                                    const ExtendedCommunity&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const ExtendedCommunity& c) {
    return H::combine(std::move(h), c.octets);
  }
};

}  // namespace waymark::bgp

#endif  // WAYMARK_BGP_COMMUNITY_H_
