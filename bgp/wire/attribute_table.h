// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What is known about each path attribute, in one table: it drives the checks
// of received attributes, what an error in one leads to, and how a value is
// read. The name of an attribute is ToString(AttributeType).
//
// Covers RFC 4271, 1997, 4360, 4456, 4760, 6793, 8092 and 9234 with the error
// handling of RFC 7606.

#ifndef WAYMARK_BGP_WIRE_ATTRIBUTE_TABLE_H_
#define WAYMARK_BGP_WIRE_ATTRIBUTE_TABLE_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "absl/types/span.h"
#include "bgp/code_points.h"
#include "bgp/wire/session_context.h"
#include "bgp/wire/update_error.h"

namespace waymark::bgp {

// How a value is laid out, and so how it is checked and read.
enum class AttributeFormat : uint8_t {
  // Any octets of a valid length are valid:
  kNextHop,  // looked at when it is known whether there are routes for it
  kNumber,   // four octets
  kFlag,     // nothing: being there is all it says
  kAddress,  // IPv4
  kCommunities,
  kClusterList,
  kExtendedCommunities,
  kLargeCommunities,
  // Not so:
  kOrigin,
  kAsPath,   // segments with AS numbers of the session's size
  kAs4Path,  // segments with AS numbers of four octets
  kAggregator,
  kAs4Aggregator,
  kMpReach,
  kMpUnreach,
};

constexpr bool AnyValueIsValid(AttributeFormat format) {
  return format < AttributeFormat::kOrigin;
}

// Where an attribute has its place; elsewhere it is discarded unseen.
enum class AttributeScope : uint8_t {
  kAnySession,
  kInternalSession,  // RFC 7606, 7.5, 7.9, 7.10
  kTwoOctetSession,  // RFC 6793, 6
};

struct AttributeDescriptor {
  AttributeType type;
  AttributeFormat format;
  // The Optional and Transitive bits that it must have.
  uint8_t flags;
  // Its length in octets: a multiple of `unit` between `min` and `max`.
  uint16_t min;
  uint16_t max;
  uint8_t unit;
  // RFC 7606, 3 (c), (f); 7: what wrong flags and any other malformation cause.
  UpdateAction wrong_flags;
  UpdateAction malformed;
  AttributeScope scope;

  bool LengthIsValid(size_t length) const {
    // 12 is the only one that is no power of two.
    const bool whole =
        unit == 12 ? length % 12 == 0 : (length & (unit - 1u)) == 0;
    return length >= min && length <= max && whole;
  }
  bool FlagsAreValid(uint8_t received) const {
    return ((received ^ flags) & (kFlagOptional | kFlagTransitive)) == 0;
  }
  bool HasPlaceIn(const SessionContext& context) const {
    switch (scope) {
      case AttributeScope::kAnySession:
        return true;
      case AttributeScope::kInternalSession:
        return context.internal;
      case AttributeScope::kTwoOctetSession:
        return !context.four_octet_as;
    }
    return true;
  }
};

// In ascending order of type.
absl::Span<const AttributeDescriptor> AttributeTable();

namespace internal {
// Where a type stands in AttributeTable(), plus one; 0 for an unknown type.
extern const std::array<uint8_t, 256> kAttributeIndex;
extern const AttributeDescriptor* const kAttributeTable;
}  // namespace internal

// nullptr for a type that this library does not know.
inline const AttributeDescriptor* FindDescriptor(AttributeType type) {
  const uint8_t index = internal::kAttributeIndex[static_cast<uint8_t>(type)];
  return index == 0 ? nullptr : &internal::kAttributeTable[index - 1];
}

}  // namespace waymark::bgp

#endif  // WAYMARK_BGP_WIRE_ATTRIBUTE_TABLE_H_
