// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/wire/testing/octets.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <set>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "bgp/code_points.h"
#include "bgp/wire/session_context.h"

namespace waymark::bgp::testing {
namespace {

Octets Length(size_t size) {
  return {static_cast<uint8_t>(size >> 8), static_cast<uint8_t>(size)};
}

}  // namespace

Octets Hex(absl::string_view text) {
  std::string digits;
  std::copy_if(text.begin(), text.end(), std::back_inserter(digits),
               [](char c) { return !absl::ascii_isspace(c); });
  const std::string octets = absl::HexStringToBytes(digits);
  return {octets.begin(), octets.end()};
}

std::string ToHex(absl::Span<const uint8_t> octets) {
  return absl::BytesToHexString(absl::string_view(
      reinterpret_cast<const char*>(octets.data()), octets.size()));
}

Octets Copy(absl::Span<const uint8_t> octets) {
  return {octets.begin(), octets.end()};
}

Octets Join(std::initializer_list<Octets> parts) {
  Octets joined;
  for (const Octets& part : parts) {
    joined.insert(joined.end(), part.begin(), part.end());
  }
  return joined;
}

Octets Message(MessageType type, const Octets& body) {
  return Join({Octets(16, 0xff),
               Length(kHeaderSize + body.size()),
               {static_cast<uint8_t>(type)},
               body});
}

Octets Attribute(uint8_t flags, AttributeType type, const Octets& value) {
  const Octets length = (flags & kFlagExtendedLength) != 0
                            ? Length(value.size())
                            : Octets{static_cast<uint8_t>(value.size())};
  return Join({{flags, static_cast<uint8_t>(type)}, length, value});
}

Octets OriginAndAsPath() {
  return Hex(
      "40 01 01 00"
      "40 02 0a 02 02 0000fde9 0000fdea");
}

Octets NextHopAttribute() { return Hex("40 03 04 c0000201"); }

Octets MandatoryAttributes() {
  return Join({OriginAndAsPath(), NextHopAttribute()});
}

Octets UpdateBody(const Octets& withdrawn, const Octets& attributes,
                  const Octets& nlri) {
  return Join({Length(withdrawn.size()), withdrawn, Length(attributes.size()),
               attributes, nlri});
}

void ForEachTruncation(const Octets& octets,
                       absl::FunctionRef<void(const Octets&)> call) {
  for (size_t size = 0; size < octets.size(); ++size) {
    // A copy of just that size, so that a sanitizer sees what reads beyond it.
    call(Octets(octets.begin(),
                octets.begin() + static_cast<std::ptrdiff_t>(size)));
  }
}

void ForEachChangedOctet(const Octets& octets,
                         absl::FunctionRef<void(const Octets&)> call) {
  Octets changed = octets;
  for (size_t i = 0; i < octets.size(); ++i) {
    const unsigned octet = octets[i];
    std::set<unsigned> values = {0, 0xff, octet + 1, octet - 1};
    for (unsigned bit = 0; bit < 8; ++bit) values.insert(octet ^ 1u << bit);
    for (const unsigned value : values) {
      changed[i] = static_cast<uint8_t>(value);
      if (changed[i] != octets[i]) call(changed);
    }
    changed[i] = octets[i];
  }
}

}  // namespace waymark::bgp::testing
