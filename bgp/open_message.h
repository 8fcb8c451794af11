// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// OPEN as a value (RFC 4271, 4.2).

#ifndef WAYMARK_BGP_OPEN_MESSAGE_H_
#define WAYMARK_BGP_OPEN_MESSAGE_H_

#include <cstdint>

#include "base/ip_address.h"
#include "bgp/capability.h"

namespace waymark::bgp {

inline constexpr uint8_t kBgpVersion = 4;

struct OpenMessage {
  uint8_t version = kBgpVersion;
  // The two octets of the My Autonomous System field: kAsTrans where the AS
  // number needs four (RFC 6793, 4.2.2).
  uint16_t my_as = 0;
  uint16_t hold_time = 0;       // seconds; 0 or at least 3
  uint32_t bgp_identifier = 0;  // host order of the four octets; never 0
  Capabilities capabilities;

  // The AS number that the sender means: the 4-octet capability's if present.
  uint32_t as_number() const {
    return capabilities.four_octet_as.value_or(my_as);
  }

  friend bool operator==(const OpenMessage&, const OpenMessage&) = default;
};

// "10.0.0.1" of a BGP identifier.
inline IpAddress BgpIdentifierAddress(uint32_t bgp_identifier) {
  return IpAddress::V4(bgp_identifier);
}

}  // namespace waymark::bgp

#endif  // WAYMARK_BGP_OPEN_MESSAGE_H_
