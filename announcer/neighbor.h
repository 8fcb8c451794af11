// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A neighbour as the announcer knows it: a name, what its paths are made of,
// and what the session to it has negotiated.

#ifndef WAYMARK_ANNOUNCER_NEIGHBOR_H_
#define WAYMARK_ANNOUNCER_NEIGHBOR_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/ip_address.h"
#include "bgp/family.h"

namespace waymark::announcer {

// Names a neighbour between the announcer and its sink. The composition chooses
// the numbers; the announcer only compares them.
enum class NeighborId : uint32_t {};

// Next hops to announce, by the family of the prefix. Absent leaves the choice
// to the next in line (announcer/announced_path.h).
struct NextHops {
  std::optional<IpAddress> ipv4;
  std::optional<IpAddress> ipv6;

  const std::optional<IpAddress>& For(IpFamily family) const {
    return family == IpFamily::kV4 ? ipv4 : ipv6;
  }

  friend bool operator==(const NextHops&, const NextHops&) = default;
};

// An external neighbour: its AS number differs from `local_as`. To an internal
// one AS_PATH and LOCAL_PREF would follow other rules (RFC 4271, 5.1.2), which
// the announcer does not have.
struct NeighborConfig {
  // Unique among the neighbours; for groups to refer to, and for events.
  std::string name;
  // The AS number that this neighbour knows us by: begins every AS_PATH.
  uint32_t local_as = 0;
  // The side that this neighbour is on ("internet", "application"); empty:
  // none.
  std::string side = {};
  // For groups that name none of their own.
  NextHops next_hops = {};
};

// What the session to a neighbour has become, from Established on.
struct SessionFacts {
  // Our own end of the session, and the neighbour's.
  IpAddress local_address;
  IpAddress remote_address;
  // Negotiated: a prefix of a family that is missing here cannot be announced.
  std::vector<bgp::Family> families;
};

}  // namespace waymark::announcer

#endif  // WAYMARK_ANNOUNCER_NEIGHBOR_H_
