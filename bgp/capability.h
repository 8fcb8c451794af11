// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Capabilities of the OPEN message (RFC 5492) as values.

#ifndef WAYMARK_BGP_CAPABILITY_H_
#define WAYMARK_BGP_CAPABILITY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bgp/code_points.h"
#include "bgp/family.h"

namespace waymark::bgp {

// One capability as it stands on the wire; unknown codes are kept.
struct RawCapability {
  CapabilityCode code{};
  std::vector<uint8_t> value;  // at most 255 octets

  friend bool operator==(const RawCapability&, const RawCapability&) = default;
};

// What a speaker says it can do: the capabilities that this library knows,
// decoded, and all others as they came.
struct Capabilities {
  std::vector<Family> families;   // RFC 4760; without duplicates, in wire order
  bool route_refresh = false;     // RFC 2918
  bool extended_message = false;  // RFC 8654
  bool enhanced_route_refresh = false;  // RFC 7313
  // RFC 6793; the full AS number of the speaker.
  std::optional<uint32_t> four_octet_as;
  std::vector<RawCapability> others;  // in wire order

  bool HasFamily(const Family& family) const;

  friend bool operator==(const Capabilities&, const Capabilities&) = default;
};

}  // namespace waymark::bgp

#endif  // WAYMARK_BGP_CAPABILITY_H_
