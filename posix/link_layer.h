// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Who is where on a link: what ARP and neighbour discovery have found out.

#ifndef WAYMARK_POSIX_LINK_LAYER_H_
#define WAYMARK_POSIX_LINK_LAYER_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/ip_address.h"

namespace waymark::posix {

// Of an interface card, as a rule 6 octets; the kernel's limit for packet
// sockets is 8.
struct HardwareAddress {
  static constexpr size_t kMaxSize = 8;

  std::array<uint8_t, kMaxSize> octets = {};
  uint8_t size = 0;  // 1 to kMaxSize

  friend bool operator==(const HardwareAddress&,
                         const HardwareAddress&) = default;
};

// Somebody on a link.
struct LinkNeighbor {
  HardwareAddress hardware;
  // Whether the kernel has reason to believe so now: it heard from there within
  // its reachable time (RFC 4861, 7.3.2), or was told so for good. It asks anew
  // only where something is sent by way of it.
  bool is_confirmed = false;
};

// Same-thread. posix/netlink/neighbor_monitor.h asks the kernel.
class LinkLayer {
 public:
  virtual ~LinkLayer() = default;

  // Null where it is not known, or not any more. Borrowed until the loop runs
  // again. Called for every packet: one look-up.
  virtual const LinkNeighbor* Find(uint32_t interface_index,
                                   const IpAddress& neighbor) const = 0;
};

}  // namespace waymark::posix

#endif  // WAYMARK_POSIX_LINK_LAYER_H_
