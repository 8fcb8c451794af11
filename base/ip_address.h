// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// IPv4 and IPv6 addresses as values.

#ifndef WAYMARK_BASE_IP_ADDRESS_H_
#define WAYMARK_BASE_IP_ADDRESS_H_

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace waymark {

enum class IpFamily : uint8_t { kV4 = 4, kV6 = 6 };

// An address without scope: a link-local address means something only together
// with an interface, which whoever holds the address names beside it.
// An IPv4-mapped IPv6 address stays IPv6. 17 octets.
class IpAddress {
 public:
  // 0.0.0.0.
  constexpr IpAddress() = default;

  static constexpr IpAddress V4(uint32_t host_order) {
    IpAddress address;
    for (int i = 0; i < 4; ++i) {
      address.octets_[i] = static_cast<uint8_t>(host_order >> (24 - 8 * i));
    }
    return address;
  }
  static constexpr IpAddress V4(uint8_t a, uint8_t b, uint8_t c, uint8_t d) {
    return V4(uint32_t{a} << 24 | uint32_t{b} << 16 | uint32_t{c} << 8 | d);
  }
  static constexpr IpAddress V6(const std::array<uint8_t, 16>& octets) {
    IpAddress address;
    address.octets_ = octets;
    address.family_ = IpFamily::kV6;
    return address;
  }
  // Network order; 4 octets make IPv4, 16 make IPv6, else nullopt.
  static std::optional<IpAddress> FromOctets(absl::Span<const uint8_t> octets);

  // Dotted quad or RFC 4291 text, without scope or prefix length.
  static std::optional<IpAddress> Parse(absl::string_view text);

  constexpr IpFamily family() const { return family_; }
  constexpr bool is_v4() const { return family_ == IpFamily::kV4; }
  constexpr bool is_v6() const { return family_ == IpFamily::kV6; }
  // 32 or 128.
  constexpr int bits() const { return is_v4() ? 32 : 128; }

  // Network order, 4 or 16 octets; borrowed from this object.
  absl::Span<const uint8_t> octets() const {
    return absl::MakeConstSpan(octets_.data(), is_v4() ? 4 : 16);
  }
  // REQUIRES: is_v4().
  constexpr uint32_t v4_host_order() const {
    return uint32_t{octets_[0]} << 24 | uint32_t{octets_[1]} << 16 |
           uint32_t{octets_[2]} << 8 | octets_[3];
  }

  bool IsUnspecified() const;  // 0.0.0.0 or ::
  bool IsLoopback() const;     // 127.0.0.0/8 or ::1
  bool IsMulticast() const;    // 224.0.0.0/4 or ff00::/8
  bool IsLinkLocal() const;    // 169.254.0.0/16 or fe80::/10
  bool IsV4Mapped() const;     // ::ffff:0:0/96

  // Canonical text (RFC 5952 for IPv6).
  std::string ToString() const;

  // IPv4 sorts before IPv6, then by octets as unsigned numbers.
  friend constexpr std::strong_ordering operator<=>(const IpAddress& a,
                                                    const IpAddress& b) {
    if (a.family_ != b.family_) return a.family_ <=> b.family_;
    return a.octets_ <=> b.octets_;
  }
  friend constexpr bool operator==(const IpAddress&,
                                   const IpAddress&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const IpAddress& a) {
    return H::combine(std::move(h), a.family_, a.octets_);
  }

 private:
  std::array<uint8_t, 16> octets_{};  // IPv4 uses the first four
  IpFamily family_ = IpFamily::kV4;
};

}  // namespace waymark

#endif  // WAYMARK_BASE_IP_ADDRESS_H_
