// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/session/negotiated.h"

#include <algorithm>
#include <vector>

#include "bgp/capability.h"

namespace waymark::bgp {
namespace {

std::vector<Family> AnnouncedFamilies(const OpenMessage& open) {
  if (open.capabilities.families.empty()) return {kIpv4Unicast};
  return open.capabilities.families;
}

}  // namespace

bool Negotiated::HasFamily(const Family& family) const {
  return std::find(families.begin(), families.end(), family) != families.end();
}

Negotiated Negotiate(const OpenMessage& local, const OpenMessage& peer) {
  Negotiated result;
  const std::vector<Family> theirs = AnnouncedFamilies(peer);
  for (const Family& family : AnnouncedFamilies(local)) {
    if (std::find(theirs.begin(), theirs.end(), family) != theirs.end()) {
      result.families.push_back(family);
    }
  }

  const bool four_octet_as = local.capabilities.four_octet_as.has_value() &&
                             peer.capabilities.four_octet_as.has_value();
  const bool internal = local.as_number() == peer.as_number();
  result.receive = {.four_octet_as = four_octet_as,
                    .extended_message = local.capabilities.extended_message,
                    .internal = internal};
  result.transmit = {.four_octet_as = four_octet_as,
                     .extended_message = peer.capabilities.extended_message,
                     .internal = internal};
  result.route_refresh = peer.capabilities.route_refresh;
  result.enhanced_route_refresh = local.capabilities.enhanced_route_refresh &&
                                  peer.capabilities.enhanced_route_refresh;

  // RFC 4271, 4.2: "the smaller of its configured Hold Time and the Hold Time
  // received in the OPEN message".
  result.hold_time = absl::Seconds(std::min(local.hold_time, peer.hold_time));
  if (result.hold_time > absl::ZeroDuration()) {
    result.keepalive_time = std::max(absl::Seconds(1), result.hold_time / 3);
  }
  result.local_open = local;
  result.peer_open = peer;
  return result;
}

}  // namespace waymark::bgp
