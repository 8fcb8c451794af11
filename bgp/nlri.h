// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A destination as NLRI carries it: a prefix and, with ADD-PATH, a path id.

#ifndef WAYMARK_BGP_NLRI_H_
#define WAYMARK_BGP_NLRI_H_

#include <compare>
#include <cstdint>
#include <utility>

#include "base/ip_prefix.h"

namespace waymark::bgp {

struct Nlri {
  IpPrefix prefix;
  // RFC 7911, 3; 0 where ADD-PATH is not in use.
  uint32_t path_id = 0;

  friend constexpr auto operator<=>(const Nlri&, const Nlri&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const Nlri& n) {
    return H::combine(std::move(h), n.prefix, n.path_id);
  }
};

}  // namespace waymark::bgp

#endif  // WAYMARK_BGP_NLRI_H_
