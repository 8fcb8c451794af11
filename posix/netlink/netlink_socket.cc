// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/netlink/netlink_socket.h"

#include <linux/netlink.h>
#include <netlink/errno.h>
#include <netlink/handlers.h>
#include <sys/socket.h>

#include <cstdlib>

#include "absl/strings/str_cat.h"

namespace waymark::posix {
namespace {

constexpr int kDumpAttempts = 5;

absl::StatusCode CodeOf(int error) {
  switch (std::abs(error)) {
    case NLE_OBJ_NOTFOUND:
    case NLE_NODEV:
      return absl::StatusCode::kNotFound;
    case NLE_EXIST:
      return absl::StatusCode::kAlreadyExists;
    case NLE_PERM:
    case NLE_NOACCESS:
      return absl::StatusCode::kPermissionDenied;
    case NLE_INVAL:
    case NLE_RANGE:
    case NLE_AF_NOSUPPORT:
    case NLE_AF_MISMATCH:
      return absl::StatusCode::kInvalidArgument;
    case NLE_NOMEM:
      return absl::StatusCode::kResourceExhausted;
    default:
      return absl::StatusCode::kUnavailable;
  }
}

int OnDumped(nl_msg* message, void* each) {
  (*static_cast<absl::FunctionRef<void(nlmsghdr*)>*>(each))(nlmsg_hdr(message));
  return NL_OK;
}

}  // namespace

absl::Status NetlinkStatus(int error, absl::string_view what) {
  if (error >= 0) return absl::OkStatus();
  return absl::Status(CodeOf(error),
                      absl::StrCat(what, ": ", nl_geterror(error)));
}

absl::StatusOr<NetlinkSocket> OpenNetlinkSocket() {
  NetlinkSocket socket(nl_socket_alloc());
  if (socket == nullptr) return NetlinkStatus(-NLE_NOMEM, "open netlink");
  const int error = nl_connect(socket.get(), NETLINK_ROUTE);
  if (error < 0) return NetlinkStatus(error, "open netlink");
  // Without it the kernel does not look at a dump's filter.
  const int on = 1;
  setsockopt(nl_socket_get_fd(socket.get()), SOL_NETLINK,
             NETLINK_GET_STRICT_CHK, &on, sizeof(on));
  return socket;
}

absl::Status Dump(nl_sock* socket, int type, absl::Span<const uint8_t> header,
                  absl::FunctionRef<void(nlmsghdr*)> each) {
  nl_socket_modify_cb(socket, NL_CB_VALID, NL_CB_CUSTOM, OnDumped, &each);
  int error = -NLE_DUMP_INTR;
  for (int i = 0; i < kDumpAttempts && error == -NLE_DUMP_INTR; ++i) {
    error = nl_send_simple(socket, type, NLM_F_DUMP,
                           const_cast<uint8_t*>(header.data()), header.size());
    if (error >= 0) error = nl_recvmsgs_default(socket);
  }
  nl_socket_modify_cb(socket, NL_CB_VALID, NL_CB_DEFAULT, nullptr, nullptr);
  return NetlinkStatus(error, "dump");
}

}  // namespace waymark::posix
