// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The kernel's neighbour tables (ARP, RFC 4861) as they are now.

#ifndef WAYMARK_POSIX_NETLINK_NEIGHBOR_MONITOR_H_
#define WAYMARK_POSIX_NETLINK_NEIGHBOR_MONITOR_H_

#include <netlink/msg.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/ip_address.h"
#include "base/timer.h"
#include "posix/event_loop.h"
#include "posix/link_layer.h"
#include "posix/netlink/netlink_socket.h"
#include "posix/netlink/report_socket.h"

namespace waymark::posix {

// Knows who the kernel would send to without asking first. It asks nobody
// itself: an entry comes about, and is kept honest, by packets that take the
// ordinary way. Same-thread; destroyed before its loop.
class NeighborMonitor : public LinkLayer, private ReportVisitor {
 public:
  // Neighbours beyond these are not known.
  static constexpr size_t kMaxNeighbors = 65'536;

  // Reads what there is before it returns.
  static absl::StatusOr<std::unique_ptr<NeighborMonitor>> Create(
      EventLoop& loop);
  // The same, for BfdTransport::Options::link_layer.
  static absl::StatusOr<std::unique_ptr<LinkLayer>> Open(EventLoop& loop);
  NeighborMonitor(const NeighborMonitor&) = delete;
  NeighborMonitor& operator=(const NeighborMonitor&) = delete;

  const LinkNeighbor* Find(uint32_t interface_index,
                           const IpAddress& neighbor) const override;

 private:
  using Key = std::pair<uint32_t, IpAddress>;  // interface and neighbour
  using Neighbors = absl::flat_hash_map<Key, LinkNeighbor>;

  NeighborMonitor(EventLoop& loop, NetlinkSocket requests);

  absl::Status Begin();
  absl::Status ReadAll(Neighbors& neighbors);
  void OnReport(nlmsghdr* message) override;
  // Everything is unknown until it has been read anew.
  void OnReportsLost() override;

  EventLoop& loop_;
  const NetlinkSocket requests_;
  Neighbors neighbors_;
  std::unique_ptr<Timer> retry_;
  std::unique_ptr<ReportSocket> reports_;
};

}  // namespace waymark::posix

#endif  // WAYMARK_POSIX_NETLINK_NEIGHBOR_MONITOR_H_
