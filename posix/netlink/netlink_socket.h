// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// libnl's objects with owners, and its errors as Status.

#ifndef WAYMARK_POSIX_NETLINK_NETLINK_SOCKET_H_
#define WAYMARK_POSIX_NETLINK_NETLINK_SOCKET_H_

#include <netlink/addr.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>

#include <cstdint>
#include <memory>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace waymark::posix {

struct NetlinkDeleter {
  void operator()(nl_sock* socket) const { nl_socket_free(socket); }
  void operator()(nl_msg* message) const { nlmsg_free(message); }
  void operator()(nl_addr* address) const { nl_addr_put(address); }
};
using NetlinkSocket = std::unique_ptr<nl_sock, NetlinkDeleter>;
using NetlinkMessage = std::unique_ptr<nl_msg, NetlinkDeleter>;
using NetlinkAddress = std::unique_ptr<nl_addr, NetlinkDeleter>;

// `error` as libnl's functions return it: below zero if they failed. The
// message says `what`, then libnl's words for the reason.
absl::Status NetlinkStatus(int error, absl::string_view what);

// A socket of NETLINK_ROUTE, blocking, with automatic acknowledgements.
absl::StatusOr<NetlinkSocket> OpenNetlinkSocket();

// Sends a dump request of `type` whose header is `header` (rtmsg, ifinfomsg,
// ...), and calls `each` with every message of the answer. What the kernel is
// asked to filter by the header it filters since Linux 4.20. An interrupted
// dump (something changed meanwhile) is done over: `each` may see messages
// twice.
absl::Status Dump(nl_sock* socket, int type, absl::Span<const uint8_t> header,
                  absl::FunctionRef<void(nlmsghdr*)> each);

// The same with an empty header of this type: of all families.
template <typename Header>
absl::Status DumpAll(nl_sock* socket, int type,
                     absl::FunctionRef<void(nlmsghdr*)> each) {
  const Header header = {};
  return Dump(socket, type,
              absl::MakeConstSpan(reinterpret_cast<const uint8_t*>(&header),
                                  sizeof(header)),
              each);
}

}  // namespace waymark::posix

#endif  // WAYMARK_POSIX_NETLINK_NETLINK_SOCKET_H_
