// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Routes of the FIB in short.

#ifndef WAYMARK_EXAMPLES_ROUTE_SERVER_TESTING_FIB_ROUTE_H_
#define WAYMARK_EXAMPLES_ROUTE_SERVER_TESTING_FIB_ROUTE_H_

#include <string>

#include "base/ip_address.h"
#include "base/monotonic_time.h"
#include "examples/route_server/fib.h"
#include "rib/peer_info.h"

namespace waymark::examples {

// Announced by peer 1 at 10.0.1.10.
inline FibRoute RouteVia(
    const std::string& next_hop,
    MonotonicTime received_at = MonotonicTime::InfinitePast()) {
  return {.peer = rib::PeerId{1},
          .peer_address = IpAddress::V4(10, 0, 1, 10),
          .next_hop = *IpAddress::Parse(next_hop),
          .received_at = received_at};
}

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ROUTE_SERVER_TESTING_FIB_ROUTE_H_
