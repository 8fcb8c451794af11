// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// An address family as BGP names it: AFI and SAFI together.

#ifndef WAYMARK_BGP_FAMILY_H_
#define WAYMARK_BGP_FAMILY_H_

#include <compare>
#include <string>
#include <utility>

#include "base/ip_address.h"
#include "bgp/code_points.h"

namespace waymark::bgp {

struct Family {
  Afi afi = Afi::kIpv4;
  Safi safi = Safi::kUnicast;

  friend constexpr auto operator<=>(const Family&, const Family&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const Family& f) {
    return H::combine(std::move(h), f.afi, f.safi);
  }
};

inline constexpr Family kIpv4Unicast{Afi::kIpv4, Safi::kUnicast};
inline constexpr Family kIpv6Unicast{Afi::kIpv6, Safi::kUnicast};

// The unicast family of an address.
constexpr Family UnicastFamily(IpFamily family) {
  return family == IpFamily::kV4 ? kIpv4Unicast : kIpv6Unicast;
}

// "ipv4_unicast", "ipv6_unicast", otherwise "25/70".
std::string ToString(const Family& family);

}  // namespace waymark::bgp

#endif  // WAYMARK_BGP_FAMILY_H_
