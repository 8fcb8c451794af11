// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A prefix: an address and how many of its leading bits count.

#ifndef WAYMARK_BASE_IP_PREFIX_H_
#define WAYMARK_BASE_IP_PREFIX_H_

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "base/ip_address.h"

namespace waymark {

// Always canonical: bits beyond the length are zero, so that equal prefixes
// compare equal. 18 octets.
class IpPrefix {
 public:
  // 0.0.0.0/0.
  constexpr IpPrefix() = default;

  // Clears the bits beyond `length`; nullopt if `length` is negative or exceeds
  // the family's bits.
  static std::optional<IpPrefix> Create(const IpAddress& address, int length);

  // The host route of an address: /32 or /128.
  static IpPrefix Host(const IpAddress& address);

  // "10.0.0.0/8"; a bare address is its host route. Rejects set host bits:
  // in a configuration they are a slip that would announce something else.
  static std::optional<IpPrefix> Parse(absl::string_view text);

  const IpAddress& address() const { return address_; }
  int length() const { return length_; }
  IpFamily family() const { return address_.family(); }

  bool IsDefault() const { return length_ == 0; }
  bool IsHost() const { return length_ == address_.bits(); }

  // False across families.
  bool Contains(const IpAddress& address) const;
  bool Contains(const IpPrefix& other) const;

  std::string ToString() const;

  friend constexpr auto operator<=>(const IpPrefix&, const IpPrefix&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const IpPrefix& p) {
    return H::combine(std::move(h), p.address_, p.length_);
  }

 private:
  IpPrefix(const IpAddress& canonical, uint8_t length)
      : address_(canonical), length_(length) {}

  IpAddress address_;
  uint8_t length_ = 0;
};

}  // namespace waymark

#endif  // WAYMARK_BASE_IP_PREFIX_H_
