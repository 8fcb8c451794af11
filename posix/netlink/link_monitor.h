// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Watches network interfaces and their addresses: who loses its carrier should
// not have to wait for a timer to notice.

#ifndef WAYMARK_POSIX_NETLINK_LINK_MONITOR_H_
#define WAYMARK_POSIX_NETLINK_LINK_MONITOR_H_

#include <netlink/msg.h>

#include <cstdint>
#include <memory>

#include "absl/container/btree_map.h"
#include "absl/container/btree_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/alive_token.h"
#include "base/timer.h"
#include "posix/event_loop.h"
#include "posix/netlink/link.h"
#include "posix/netlink/netlink_socket.h"
#include "posix/netlink/report_socket.h"

namespace waymark::posix {

// Called from the loop, from a consistent state: links() and addresses() show
// the change already. Only changes are reported. Arguments are borrowed until
// the call returns. The visitor may destroy the monitor in every event.
class LinkMonitorVisitor {
 public:
  virtual ~LinkMonitorVisitor() = default;
  // New, or changed in name, up or carrier.
  virtual void OnLinkChanged(const Link& link) = 0;
  // As it was last. Its addresses went before.
  virtual void OnLinkRemoved(const Link& link) = 0;
  virtual void OnAddressAdded(const LinkAddress& address) = 0;
  virtual void OnAddressRemoved(const LinkAddress& address) = 0;
};

// Same-thread; destroyed before its loop.
class LinkMonitor : private ReportVisitor {
 public:
  // Reads what there is before it returns, without calling the visitor, who is
  // borrowed.
  static absl::StatusOr<std::unique_ptr<LinkMonitor>> Create(
      EventLoop& loop, LinkMonitorVisitor& visitor);
  LinkMonitor(const LinkMonitor&) = delete;
  LinkMonitor& operator=(const LinkMonitor&) = delete;

  // By index.
  const absl::btree_map<uint32_t, Link>& links() const { return links_; }
  const absl::btree_set<LinkAddress>& addresses() const { return addresses_; }
  // nullptr if there is none. Borrowed until the loop runs again.
  const Link* FindLink(absl::string_view name) const;

  // Reads everything anew and reports the differences. Happens by itself when
  // the kernel had to drop reports.
  void Resync();
  // How often that was, failed attempts included; those are repeated after
  // 100 ms.
  uint64_t resyncs() const { return resyncs_; }

 private:
  LinkMonitor(EventLoop& loop, LinkMonitorVisitor& visitor,
              NetlinkSocket requests);

  absl::Status Begin();
  absl::Status ReadAll(absl::btree_map<uint32_t, Link>& links,
                       absl::btree_set<LinkAddress>& addresses);
  void OnReport(nlmsghdr* message) override;
  void OnReportsLost() override { Resync(); }
  void ApplyAll(const absl::btree_map<uint32_t, Link>& links,
                const absl::btree_set<LinkAddress>& addresses);

  // Each makes one change and reports it, if it is one.
  void SetLink(const Link& link);
  void RemoveLink(uint32_t index);
  void AddAddress(const LinkAddress& address);
  void RemoveAddress(const LinkAddress& address);

  EventLoop& loop_;
  LinkMonitorVisitor& visitor_;
  const NetlinkSocket requests_;
  absl::btree_map<uint32_t, Link> links_;
  absl::btree_set<LinkAddress> addresses_;
  uint64_t resyncs_ = 0;
  std::unique_ptr<Timer> retry_;
  std::unique_ptr<ReportSocket> reports_;
  AliveToken alive_;
};

}  // namespace waymark::posix

#endif  // WAYMARK_POSIX_NETLINK_LINK_MONITOR_H_
