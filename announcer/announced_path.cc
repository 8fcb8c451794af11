// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "announcer/announced_path.h"

#include "bgp/code_points.h"

namespace waymark::announcer {

bool IsUsableNextHop(const IpAddress& address) {
  return !address.IsUnspecified() && !address.IsMulticast() &&
         !address.IsV4Mapped();
}

std::optional<IpAddress> ChooseNextHop(IpFamily family, const NextHops& group,
                                       const NextHops& neighbor,
                                       const IpAddress& local_address) {
  if (group.For(family).has_value()) return group.For(family);
  if (neighbor.For(family).has_value()) return neighbor.For(family);
  if (local_address.family() == family && IsUsableNextHop(local_address) &&
      !(local_address.is_v6() && local_address.IsLinkLocal())) {
    return local_address;
  }
  return std::nullopt;
}

bgp::PathAttributes AnnouncedPath(uint32_t local_as, const Step& step,
                                  const IpAddress& next_hop) {
  bgp::PathAttributes attributes;
  attributes.origin = bgp::Origin::kIgp;
  // RFC 4271, 5.1.2 (b): what is originated to an external neighbour carries
  // the local AS number; further copies make the path look longer.
  attributes.as_path.Prepend(local_as, 1 + step.prepend);
  attributes.next_hop = bgp::NextHop{next_hop, std::nullopt};
  attributes.med = step.med;
  attributes.communities = step.communities;
  attributes.large_communities = step.large_communities;
  return attributes;
}

}  // namespace waymark::announcer
