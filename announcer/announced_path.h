// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The attributes that go with a prefix: where the two ladders, ours and the
// receiver's decision process, meet.

#ifndef WAYMARK_ANNOUNCER_ANNOUNCED_PATH_H_
#define WAYMARK_ANNOUNCER_ANNOUNCED_PATH_H_

#include <cstdint>
#include <optional>

#include "announcer/ladder.h"
#include "announcer/neighbor.h"
#include "base/ip_address.h"
#include "bgp/path_attributes.h"

namespace waymark::announcer {

// False for the unspecified address, multicast and IPv4-mapped IPv6: a receiver
// rejects the route or sends packets astray.
bool IsUsableNextHop(const IpAddress& address);

// The next hop of a prefix of `family`: the group's, else the neighbour's, else
// our own end of the session if that is of the family and not link-local (the
// 16 octets are to hold a global address, RFC 2545, 3). Otherwise nullopt: an
// IPv4 session has no IPv6 address to offer, and an IPv4-mapped one would be
// taken for a destination (RFC 4291, 2.5.5.2).
std::optional<IpAddress> ChooseNextHop(IpFamily family, const NextHops& group,
                                       const NextHops& neighbor,
                                       const IpAddress& local_address);

// ORIGIN IGP; AS_PATH of one AS_SEQUENCE with the local AS number 1 +
// step.prepend times; next hop, MED and communities as given. REQUIRES: the
// step passed Validate.
bgp::PathAttributes AnnouncedPath(uint32_t local_as, const Step& step,
                                  const IpAddress& next_hop);

}  // namespace waymark::announcer

#endif  // WAYMARK_ANNOUNCER_ANNOUNCED_PATH_H_
