// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The kernel's reports of changes, as they come.

#ifndef WAYMARK_POSIX_NETLINK_REPORT_SOCKET_H_
#define WAYMARK_POSIX_NETLINK_REPORT_SOCKET_H_

#include <netlink/msg.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/alive_token.h"
#include "posix/event_loop.h"
#include "posix/fd_watcher.h"
#include "posix/netlink/netlink_socket.h"

namespace waymark::posix {

// Called from the loop. The visitor may destroy the socket in both.
class ReportVisitor {
 public:
  virtual ~ReportVisitor() = default;
  // The message is borrowed until the call returns.
  virtual void OnReport(nlmsghdr* message) = 0;
  // The kernel had to drop reports, or one did not fit: what there is has to be
  // read anew, after Discard.
  virtual void OnReportsLost() = 0;
};

// Same-thread; destroyed before its loop.
class ReportSocket {
 public:
  // Subscribes to the groups (RTNLGRP_LINK, ...). Whoever reads what there is
  // does so afterwards: what changes meanwhile is reported as well. `visitor`
  // is borrowed; `what` names the subject in errors.
  static absl::StatusOr<std::unique_ptr<ReportSocket>> Open(
      EventLoop& loop, absl::Span<const int> groups, absl::string_view what,
      ReportVisitor& visitor);
  ReportSocket(const ReportSocket&) = delete;
  ReportSocket& operator=(const ReportSocket&) = delete;

  // Forgets the reports that wait: they are older than what is read afterwards,
  // and applied after it would tell of changes that have been undone.
  void Discard();

 private:
  ReportSocket(ReportVisitor& visitor, NetlinkSocket socket);

  // One datagram.
  void Read();
  void OnReports(size_t size);

  ReportVisitor& visitor_;
  const NetlinkSocket socket_;
  std::vector<uint8_t> buffer_;  // one datagram
  FdHandle watch_;
  AliveToken alive_;
};

}  // namespace waymark::posix

#endif  // WAYMARK_POSIX_NETLINK_REPORT_SOCKET_H_
