// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/netlink/link.h"

#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <sys/socket.h>

#include <array>

#include "absl/types/span.h"

namespace waymark::posix {

std::optional<Link> ParseLink(nlmsghdr* message) {
  if (message->nlmsg_type != RTM_NEWLINK &&
      message->nlmsg_type != RTM_DELLINK) {
    return std::nullopt;
  }
  std::array<nlattr*, IFLA_MAX + 1> attributes;
  if (nlmsg_parse(message, sizeof(ifinfomsg), attributes.data(), IFLA_MAX,
                  nullptr) < 0) {
    return std::nullopt;
  }
  const auto* header = static_cast<const ifinfomsg*>(nlmsg_data(message));
  if (header->ifi_family != AF_UNSPEC) return std::nullopt;
  Link link;
  link.index = static_cast<uint32_t>(header->ifi_index);
  if (attributes[IFLA_IFNAME] != nullptr) {
    link.name = nla_get_string(attributes[IFLA_IFNAME]);
  }
  link.up = (header->ifi_flags & IFF_UP) != 0;
  link.carrier = link.up && (header->ifi_flags & IFF_LOWER_UP) != 0;
  return link;
}

std::optional<AddressReport> ParseAddress(nlmsghdr* message) {
  if (message->nlmsg_type != RTM_NEWADDR &&
      message->nlmsg_type != RTM_DELADDR) {
    return std::nullopt;
  }
  std::array<nlattr*, IFA_MAX + 1> attributes;
  if (nlmsg_parse(message, sizeof(ifaddrmsg), attributes.data(), IFA_MAX,
                  nullptr) < 0) {
    return std::nullopt;
  }
  const auto* header = static_cast<const ifaddrmsg*>(nlmsg_data(message));
  // On a point-to-point link IFA_ADDRESS is the other end.
  nlattr* const attribute = attributes[IFA_LOCAL] != nullptr
                                ? attributes[IFA_LOCAL]
                                : attributes[IFA_ADDRESS];
  if (attribute == nullptr) return std::nullopt;
  const std::optional<IpAddress> address = IpAddress::FromOctets(
      absl::MakeConstSpan(static_cast<const uint8_t*>(nla_data(attribute)),
                          static_cast<size_t>(nla_len(attribute))));
  if (!address) return std::nullopt;
  const uint32_t flags = attributes[IFA_FLAGS] != nullptr
                             ? nla_get_u32(attributes[IFA_FLAGS])
                             : header->ifa_flags;
  AddressReport report;
  report.address = {header->ifa_index, *address, header->ifa_prefixlen};
  report.usable = message->nlmsg_type == RTM_NEWADDR &&
                  (flags & (IFA_F_TENTATIVE | IFA_F_DADFAILED)) == 0;
  return report;
}

}  // namespace waymark::posix
