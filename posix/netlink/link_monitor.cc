// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/netlink/link_monitor.h"

#include <linux/if_addr.h>
#include <linux/rtnetlink.h>

#include <optional>
#include <utility>

#include "absl/time/time.h"

namespace waymark::posix {
namespace {

constexpr absl::Duration kRetryAfter = absl::Milliseconds(100);

}  // namespace

absl::StatusOr<std::unique_ptr<LinkMonitor>> LinkMonitor::Create(
    EventLoop& loop, LinkMonitorVisitor& visitor) {
  absl::StatusOr<NetlinkSocket> requests = OpenNetlinkSocket();
  if (!requests.ok()) return requests.status();
  std::unique_ptr<LinkMonitor> monitor(
      new LinkMonitor(loop, visitor, *std::move(requests)));
  absl::Status status = monitor->Begin();
  if (!status.ok()) return status;
  return monitor;
}

LinkMonitor::LinkMonitor(EventLoop& loop, LinkMonitorVisitor& visitor,
                         NetlinkSocket requests)
    : loop_(loop),
      visitor_(visitor),
      requests_(std::move(requests)),
      retry_(loop.CreateTimer([this] { Resync(); })) {}

absl::Status LinkMonitor::Begin() {
  absl::StatusOr<std::unique_ptr<ReportSocket>> reports = ReportSocket::Open(
      loop_, {RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR},
      "links and addresses", *this);
  if (!reports.ok()) return reports.status();
  reports_ = *std::move(reports);
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

void LinkMonitor::OnReport(nlmsghdr* message) {
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

void LinkMonitor::Resync() {
  ++resyncs_;
  reports_->Discard();
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
