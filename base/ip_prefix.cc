// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "base/ip_prefix.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/decimal.h"
#include "base/ip_address.h"

namespace waymark {
namespace {

// REQUIRES: 0 <= length <= address.bits().
IpAddress ClearHostBits(const IpAddress& address, int length) {
  if (address.is_v4()) {
    // In 64 bits, where a shift by 32 is defined.
    const uint64_t mask = ~uint64_t{0} << (32 - length);
    return IpAddress::V4(address.v4_host_order() & static_cast<uint32_t>(mask));
  }
  std::array<uint8_t, 16> octets;
  const absl::Span<const uint8_t> from = address.octets();
  for (int i = 0; i < 16; ++i) {
    const int kept = std::clamp(length - 8 * i, 0, 8);
    octets[i] = static_cast<uint8_t>(from[i] & 0xff00 >> kept);
  }
  return IpAddress::V6(octets);
}

}  // namespace

std::optional<IpPrefix> IpPrefix::Create(const IpAddress& address, int length) {
  if (length < 0 || length > address.bits()) return std::nullopt;
  return IpPrefix(ClearHostBits(address, length), static_cast<uint8_t>(length));
}

IpPrefix IpPrefix::Host(const IpAddress& address) {
  return IpPrefix(address, static_cast<uint8_t>(address.bits()));
}

std::optional<IpPrefix> IpPrefix::Parse(absl::string_view text) {
  const size_t slash = text.find('/');
  const std::optional<IpAddress> address =
      IpAddress::Parse(text.substr(0, slash));
  if (!address) return std::nullopt;
  if (slash == absl::string_view::npos) return Host(*address);

  const std::optional<uint32_t> length = ParseDecimal(
      text.substr(slash + 1), static_cast<uint32_t>(address->bits()));
  if (!length) return std::nullopt;
  const std::optional<IpPrefix> prefix =
      Create(*address, static_cast<int>(*length));
  if (prefix->address() != *address) return std::nullopt;
  return prefix;
}

bool IpPrefix::Contains(const IpAddress& address) const {
  return address.family() == family() &&
         ClearHostBits(address, length_) == address_;
}

bool IpPrefix::Contains(const IpPrefix& other) const {
  return other.length_ >= length_ && Contains(other.address_);
}

std::string IpPrefix::ToString() const {
  return absl::StrCat(address_.ToString(), "/", length_);
}

}  // namespace waymark
