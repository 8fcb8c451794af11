// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/wire/nlri_view.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "absl/types/span.h"
#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "bgp/family.h"
#include "bgp/nlri.h"

namespace waymark::bgp {
namespace {

uint32_t Load32(const uint8_t* p) {
  return uint32_t{p[0]} << 24 | uint32_t{p[1]} << 16 | uint32_t{p[2]} << 8 |
         p[3];
}

// The octets that hold the first `bits` bits, the rest zero.
IpAddress LoadV4(const uint8_t* octets, int bits) {
  uint32_t value = 0;
  for (int i = 0; 8 * i < bits; ++i) {
    value |= uint32_t{octets[i]} << (24 - 8 * i);
  }
  return IpAddress::V4(value);
}

IpAddress LoadV6(const uint8_t* octets, int bits) {
  std::array<uint8_t, 16> value{};
  std::memcpy(value.data(), octets, static_cast<size_t>((bits + 7) / 8));
  return IpAddress::V6(value);
}

// A prefix that ends after the field leaves the cursor beyond its end.
template <unsigned kMaxBits, size_t kPathIdSize>
bool IsNlri(absl::Span<const uint8_t> octets) {
  const size_t size = octets.size();
  size_t cursor = 0;
  bool too_long = false;
  while (cursor + kPathIdSize < size) {
    const unsigned bits = octets[cursor + kPathIdSize];
    // Most IPv4 prefixes have three octets; a step that is known beforehand
    // does not wait for this one's length.
    if (kMaxBits == 32 && bits - 17 < 8) [[likely]] {
      cursor += kPathIdSize + 4;
      continue;
    }
    too_long |= bits > kMaxBits;
    cursor += kPathIdSize + 1 + (bits + 7) / 8;
  }
  return cursor == size && !too_long;
}

}  // namespace

Nlri NlriView::Iterator::operator*() const {
  Nlri nlri;
  const uint8_t* cursor = cursor_;
  if (add_path_) {
    nlri.path_id = Load32(cursor);
    cursor += 4;
  }
  const int bits = *cursor++;
  // Create() clears the bits beyond the length.
  nlri.prefix = *IpPrefix::Create(
      ipv6_ ? LoadV6(cursor, bits) : LoadV4(cursor, bits), bits);
  return nlri;
}

size_t NlriView::Count() const {
  size_t count = 0;
  for (Iterator i = begin(); i != end(); ++i) ++count;
  return count;
}

bool NlriIsValid(const Family& family, bool add_path,
                 absl::Span<const uint8_t> octets) {
  const int max_bits = AddressBits(family);
  if (octets.empty() || max_bits == 0) return true;
  if (add_path) {
    return max_bits == 32 ? IsNlri<32, 4>(octets) : IsNlri<128, 4>(octets);
  }
  return max_bits == 32 ? IsNlri<32, 0>(octets) : IsNlri<128, 0>(octets);
}

}  // namespace waymark::bgp
