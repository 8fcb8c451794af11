// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// One way to a destination: a candidate of the decision process.

#ifndef WAYMARK_RIB_PATH_H_
#define WAYMARK_RIB_PATH_H_

#include <cstdint>

#include "base/monotonic_time.h"
#include "rib/attributes_pool.h"
#include "rib/peer_info.h"

namespace waymark::rib {

// Whether a path takes part in route selection (RFC 4271, 9.1.2).
enum class Eligibility : uint8_t {
  kEligible,
  kAsLoop,               // our own AS in AS_PATH
  kOriginatorLoop,       // our own identifier as ORIGINATOR_ID (RFC 4456, 8)
  kNextHopUnresolvable,  // RFC 4271, 9.1.2.1
};

// 40 octets. `preference`, `eligibility` are results of
// DecisionProcess::Appraise; the rest is given.
struct Path {
  // Borrowed from the RIB that holds the path; never null there.
  const PathSource* source = nullptr;
  AttributesRef attributes{};  // after import policy
  MonotonicTime received_at{};
  // Degree of preference (LOCAL_PREF) in the upper half, the preference of the
  // attributes (AttributeFacts) in the lower: larger is better, and whoever has
  // the largest alone has won steps local_pref to origin.
  uint64_t preference = 0;
  uint32_t path_id = 0;  // RFC 7911; 0 without ADD-PATH
  Eligibility eligibility = Eligibility::kEligible;

  // RFC 4271, 9.1.1: what is sent as LOCAL_PREF to internal peers.
  uint32_t degree_of_preference() const {
    return static_cast<uint32_t>(preference >> 32);
  }
};

// "eligible", "as_loop", "originator_loop", "next_hop_unresolvable".
inline const char* ToString(Eligibility eligibility) {
  switch (eligibility) {
    case Eligibility::kEligible:
      return "eligible";
    case Eligibility::kAsLoop:
      return "as_loop";
    case Eligibility::kOriginatorLoop:
      return "originator_loop";
    case Eligibility::kNextHopUnresolvable:
      return "next_hop_unresolvable";
  }
  return "unknown";
}

}  // namespace waymark::rib

#endif  // WAYMARK_RIB_PATH_H_
