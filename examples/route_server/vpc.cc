// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/route_server/vpc.h"

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"

namespace waymark::examples {

Vpc::Vpc(const RouteServerSetup& setup) : setup_(setup.vpc) {
  for (const NetworkInterfaceSetup& interface : setup_.interfaces) {
    for (const IpAddress& address : interface.addresses) {
      interfaces_.emplace(address, interface.name);
    }
  }
  for (const PeerSetup& peer : setup.peers) {
    interfaces_.emplace(peer.speaker.address, peer.speaker.address.ToString());
  }
}

std::string Vpc::InterfaceOf(const IpAddress& address) const {
  const auto found = interfaces_.find(address);
  return found == interfaces_.end() ? "" : found->second;
}

std::string Vpc::WhyNoNextHop(const IpAddress& next_hop,
                              const IpAddress& peer) const {
  if (setup_.next_hop_check == NextHopCheck::kUnchecked) return "";
  const std::string interface = InterfaceOf(next_hop);
  if (interface.empty()) {
    return absl::StrCat("next hop ", next_hop.ToString(),
                        " is no address of an interface of the VPC");
  }
  if (setup_.next_hop_check == NextHopCheck::kPeerInterface &&
      interface != InterfaceOf(peer)) {
    return absl::StrCat("next hop ", next_hop.ToString(),
                        " is no address of the peer's interface");
  }
  return "";
}

bool Vpc::Contains(const IpPrefix& prefix) const {
  return setup_.cidrs.empty() ||
         absl::c_any_of(setup_.cidrs, [&](const IpPrefix& cidr) {
           return cidr.Contains(prefix);
         });
}

}  // namespace waymark::examples
