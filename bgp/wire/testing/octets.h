// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Octets for tests: written as hex next to what they mean, put together to
// messages, and taken apart again.

#ifndef WAYMARK_BGP_WIRE_TESTING_OCTETS_H_
#define WAYMARK_BGP_WIRE_TESTING_OCTETS_H_

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "bgp/code_points.h"

namespace waymark::bgp::testing {

using Octets = std::vector<uint8_t>;

// Hex digits; blanks are for the reader.
Octets Hex(absl::string_view text);
std::string ToHex(absl::Span<const uint8_t> octets);
Octets Copy(absl::Span<const uint8_t> octets);

// One after the other.
Octets Join(std::initializer_list<Octets> parts);

// A whole message around a body.
Octets Message(MessageType type, const Octets& body);

// An attribute; with Extended Length if `flags` say so.
Octets Attribute(uint8_t flags, AttributeType type, const Octets& value);

// What every announcement needs, for sessions with 4-octet AS numbers: ORIGIN
// IGP, AS_PATH 65001 65002.
Octets OriginAndAsPath();
// NEXT_HOP 192.0.2.1.
Octets NextHopAttribute();
// All three.
Octets MandatoryAttributes();

// The body of an UPDATE.
Octets UpdateBody(const Octets& withdrawn, const Octets& attributes,
                  const Octets& nlri);

// Calls with everything shorter than `octets`, from its beginning.
void ForEachTruncation(const Octets& octets,
                       absl::FunctionRef<void(const Octets&)> call);

// Calls with each octet changed: each bit of it flipped, one more, one less,
// and all bits zero or one.
void ForEachChangedOctet(const Octets& octets,
                         absl::FunctionRef<void(const Octets&)> call);

}  // namespace waymark::bgp::testing

#endif  // WAYMARK_BGP_WIRE_TESTING_OCTETS_H_
