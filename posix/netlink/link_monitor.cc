// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/netlink/link_monitor.h"

#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <netlink/socket.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <cerrno>
#include <optional>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/time/time.h"
#include "absl/types/span.h"

namespace waymark::posix {
namespace {

// Holds some thousand reports.
constexpr int kReceiveBuffer = 1 << 20;
constexpr size_t kDatagramSize = 32 * 1024;
constexpr absl::Duration kRetryAfter = absl::Milliseconds(100);

template <typename Header>
absl::Status DumpAll(nl_sock* socket, int type,
                     absl::FunctionRef<void(nlmsghdr*)> each) {
  const Header header = {};  // all families
  return Dump(socket, type,
              absl::MakeConstSpan(reinterpret_cast<const uint8_t*>(&header),
                                  sizeof(header)),
              each);
}

}  // namespace

absl::StatusOr<std::unique_ptr<LinkMonitor>> LinkMonitor::Create(
    EventLoop& loop, LinkMonitorVisitor& visitor) {
  absl::StatusOr<NetlinkSocket> reports = OpenNetlinkSocket();
  if (!reports.ok()) return reports.status();
  absl::StatusOr<NetlinkSocket> requests = OpenNetlinkSocket();
  if (!requests.ok()) return requests.status();
  std::unique_ptr<LinkMonitor> monitor(new LinkMonitor(
      loop, visitor, *std::move(reports), *std::move(requests)));
  absl::Status status = monitor->Begin();
  if (!status.ok()) return status;
  return monitor;
}

LinkMonitor::LinkMonitor(EventLoop& loop, LinkMonitorVisitor& visitor,
                         NetlinkSocket reports, NetlinkSocket requests)
    : loop_(loop),
      visitor_(visitor),
      reports_(std::move(reports)),
      requests_(std::move(requests)),
      buffer_(kDatagramSize),
      retry_(loop.CreateTimer([this] { Resync(); })) {}

absl::Status LinkMonitor::Begin() {
  nl_socket_set_buffer_size(reports_.get(), kReceiveBuffer, 0);
  nl_socket_set_nonblocking(reports_.get());
  const int error =
      nl_socket_add_memberships(reports_.get(), RTNLGRP_LINK,
                                RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR, 0);
  if (error < 0) return NetlinkStatus(error, "watch links and addresses");
  absl::StatusOr<FdHandle> watch = loop_.Watch(
      nl_socket_get_fd(reports_.get()), EPOLLIN, [this](uint32_t) { Read(); },
      EventLoop::Urgency::kUrgent);
  if (!watch.ok()) return watch.status();
  watch_ = *std::move(watch);
  // After the subscription: what changes meanwhile is reported as well.
  return ReadAll(links_, addresses_);
}

const Link* LinkMonitor::FindLink(absl::string_view name) const {
  for (const auto& [index, link] : links_) {
    if (link.name == name) return &link;
  }
  return nullptr;
}

absl::Status LinkMonitor::ReadAll(absl::btree_map<uint32_t, Link>& links,
                                  absl::btree_set<LinkAddress>& addresses) {
  absl::Status status =
      DumpAll<ifinfomsg>(requests_.get(), RTM_GETLINK, [&](nlmsghdr* message) {
        const std::optional<Link> link = ParseLink(message);
        if (link) links[link->index] = *link;
      });
  if (!status.ok()) return status;
  return DumpAll<ifaddrmsg>(
      requests_.get(), RTM_GETADDR, [&](nlmsghdr* message) {
        const std::optional<AddressReport> report = ParseAddress(message);
        if (report && report->usable) addresses.insert(report->address);
      });
}

void LinkMonitor::Read() {
  sockaddr_nl from = {};
  socklen_t from_size = sizeof(from);
  const ssize_t n =
      recvfrom(nl_socket_get_fd(reports_.get()), buffer_.data(), buffer_.size(),
               MSG_TRUNC, reinterpret_cast<sockaddr*>(&from), &from_size);
  if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
  // ENOBUFS: reports were dropped. Or one did not fit.
  if (n < 0 || static_cast<size_t>(n) > buffer_.size()) return Resync();
  // Only the kernel is believed.
  if (from.nl_pid == 0) OnReports(static_cast<size_t>(n));
}

void LinkMonitor::OnReports(size_t size) {
  const AliveToken::Watcher alive = alive_.Watch();
  int left = static_cast<int>(size);
  for (auto* message = reinterpret_cast<nlmsghdr*>(buffer_.data());
       nlmsg_ok(message, left); message = nlmsg_next(message, &left)) {
    Apply(message);
    if (!alive) return;
  }
}

void LinkMonitor::Apply(nlmsghdr* message) {
  if (const std::optional<Link> link = ParseLink(message)) {
    if (message->nlmsg_type == RTM_NEWLINK) {
      SetLink(*link);
    } else {
      RemoveLink(link->index);
    }
  } else if (const std::optional<AddressReport> report =
                 ParseAddress(message)) {
    if (report->usable) {
      AddAddress(report->address);
    } else {
      RemoveAddress(report->address);
    }
  }
}

void LinkMonitor::DiscardReports() {
  // ENOBUFS stands before what is still queued.
  ssize_t n;
  do {
    n = recv(nl_socket_get_fd(reports_.get()), buffer_.data(), buffer_.size(),
             0);
  } while (n > 0 || (n < 0 && (errno == ENOBUFS || errno == EINTR)));
}

void LinkMonitor::Resync() {
  ++resyncs_;
  // They are older than what is read now: applied after it they would tell of
  // changes that have been undone.
  DiscardReports();
  absl::btree_map<uint32_t, Link> links;
  absl::btree_set<LinkAddress> addresses;
  if (ReadAll(links, addresses).ok()) {
    ApplyAll(links, addresses);
  } else {
    retry_->Arm(loop_.clock().Now() + kRetryAfter);
  }
}

void LinkMonitor::ApplyAll(const absl::btree_map<uint32_t, Link>& links,
                           const absl::btree_set<LinkAddress>& addresses) {
  const AliveToken::Watcher alive = alive_.Watch();
  const absl::btree_set<LinkAddress> old_addresses = addresses_;
  for (const LinkAddress& address : old_addresses) {
    if (!addresses.contains(address)) RemoveAddress(address);
    if (!alive) return;
  }
  const absl::btree_map<uint32_t, Link> old_links = links_;
  for (const auto& [index, link] : old_links) {
    if (!links.contains(index)) RemoveLink(index);
    if (!alive) return;
  }
  for (const auto& [index, link] : links) {
    SetLink(link);
    if (!alive) return;
  }
  for (const LinkAddress& address : addresses) {
    AddAddress(address);
    if (!alive) return;
  }
}

void LinkMonitor::SetLink(const Link& link) {
  const auto [it, is_new] = links_.try_emplace(link.index, link);
  if (!is_new && it->second == link) return;
  it->second = link;
  visitor_.OnLinkChanged(link);
}

void LinkMonitor::RemoveLink(uint32_t index) {
  const auto it = links_.find(index);
  if (it == links_.end()) return;
  const Link link = it->second;
  const AliveToken::Watcher alive = alive_.Watch();
  const absl::btree_set<LinkAddress> addresses = addresses_;
  for (const LinkAddress& address : addresses) {
    if (address.link_index == index) RemoveAddress(address);
    if (!alive) return;
  }
  links_.erase(index);
  visitor_.OnLinkRemoved(link);
}

void LinkMonitor::AddAddress(const LinkAddress& address) {
  if (addresses_.insert(address).second) visitor_.OnAddressAdded(address);
}

void LinkMonitor::RemoveAddress(const LinkAddress& address) {
  if (addresses_.erase(address) > 0) visitor_.OnAddressRemoved(address);
}

}  // namespace waymark::posix
