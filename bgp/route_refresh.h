// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// ROUTE-REFRESH as a value (RFC 2918; the subtypes of RFC 7313).

#ifndef WAYMARK_BGP_ROUTE_REFRESH_H_
#define WAYMARK_BGP_ROUTE_REFRESH_H_

#include <cstdint>

#include "bgp/family.h"

namespace waymark::bgp {

enum class RouteRefreshSubtype : uint8_t {
  kNormal = 0,
  kBeginningOfRefresh = 1,
  kEndOfRefresh = 2,
};

constexpr bool IsKnown(RouteRefreshSubtype subtype) {
  return subtype <= RouteRefreshSubtype::kEndOfRefresh;
}

struct RouteRefresh {
  Family family;
  RouteRefreshSubtype subtype = RouteRefreshSubtype::kNormal;

  friend bool operator==(const RouteRefresh&, const RouteRefresh&) = default;
};

}  // namespace waymark::bgp

#endif  // WAYMARK_BGP_ROUTE_REFRESH_H_
