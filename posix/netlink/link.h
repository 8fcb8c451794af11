// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Network interfaces and their addresses, as the kernel reports them.

#ifndef WAYMARK_POSIX_NETLINK_LINK_H_
#define WAYMARK_POSIX_NETLINK_LINK_H_

#include <netlink/netlink.h>

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

#include "base/ip_address.h"

namespace waymark::posix {

struct Link {
  uint32_t index = 0;
  std::string name;
  bool up = false;       // administratively
  bool carrier = false;  // the other end is there; false while not up

  friend bool operator==(const Link&, const Link&) = default;
};

struct LinkAddress {
  uint32_t link_index = 0;
  IpAddress address;
  int prefix_length = 0;

  friend auto operator<=>(const LinkAddress&, const LinkAddress&) = default;
};

// From RTM_NEWLINK and RTM_DELLINK; nullopt for other messages and for what
// bridges say about their ports, which looks the same.
std::optional<Link> ParseLink(nlmsghdr* message);

struct AddressReport {
  LinkAddress address;
  // False while an IPv6 address is not known to be unique on its link, or known
  // not to be: nothing can be bound to it.
  bool usable = false;
};

// From RTM_NEWADDR and RTM_DELADDR; nullopt for other messages and families.
std::optional<AddressReport> ParseAddress(nlmsghdr* message);

}  // namespace waymark::posix

#endif  // WAYMARK_POSIX_NETLINK_LINK_H_
