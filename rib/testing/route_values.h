// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Short names for the values that tests of the RIB are full of.

#ifndef WAYMARK_RIB_TESTING_ROUTE_VALUES_H_
#define WAYMARK_RIB_TESTING_ROUTE_VALUES_H_

#include <cstdint>
#include <initializer_list>

#include "absl/strings/string_view.h"
#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "base/monotonic_time.h"
#include "bgp/as_path.h"
#include "bgp/nlri.h"
#include "bgp/path_attributes.h"
#include "rib/peer_info.h"

namespace waymark::rib {

// REQUIRES: the text is right.
inline IpAddress A(absl::string_view text) { return *IpAddress::Parse(text); }
inline IpPrefix P(absl::string_view text) { return *IpPrefix::Parse(text); }
inline bgp::Nlri N(absl::string_view text, uint32_t path_id = 0) {
  return {P(text), path_id};
}
inline MonotonicTime T(int64_t seconds) {
  return MonotonicTime::FromNanoseconds(seconds * 1'000'000'000);
}

// What an external neighbour may send: ORIGIN, AS_PATH and NEXT_HOP.
inline bgp::PathAttributes Attributes(
    std::initializer_list<uint32_t> as_path,
    absl::string_view next_hop = "192.0.2.1") {
  bgp::PathAttributes attributes;
  attributes.as_path = bgp::AsPath::Sequence(as_path);
  attributes.next_hop = bgp::NextHop{A(next_hop), {}};
  return attributes;
}

// The n-th neighbour: address 192.0.2.n, identifier 10.0.0.n.
inline PathSource External(uint32_t n, uint32_t peer_as = 65001) {
  return {.peer = PeerId{n},
          .kind = PeerKind::kExternal,
          .peer_as = peer_as,
          .bgp_identifier = 0x0a000000 + n,
          .peer_address = IpAddress::V4(0xc0000200 + n)};
}
inline PathSource Internal(uint32_t n, uint32_t local_as = 65000) {
  PathSource source = External(n, local_as);
  source.kind = PeerKind::kInternal;
  return source;
}

}  // namespace waymark::rib

#endif  // WAYMARK_RIB_TESTING_ROUTE_VALUES_H_
