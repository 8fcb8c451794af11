// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/netlink/neighbor_monitor.h"

#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>

#include <algorithm>
#include <array>
#include <optional>

#include "absl/time/time.h"
#include "absl/types/span.h"

namespace waymark::posix {
namespace {

constexpr absl::Duration kRetryAfter = absl::Milliseconds(100);

// The states in which the kernel sends at once, and does not ask either.
constexpr uint16_t kConfirmedStates = NUD_REACHABLE | NUD_PERMANENT | NUD_NOARP;
// In which it sends at once.
constexpr uint16_t kUsableStates =
    kConfirmedStates | NUD_STALE | NUD_DELAY | NUD_PROBE;

struct NeighborReport {
  std::pair<uint32_t, IpAddress> key;
  std::optional<LinkNeighbor> state;  // absent: not known any more
};

absl::Span<const uint8_t> OctetsOf(const nlattr* attribute) {
  return absl::MakeConstSpan(static_cast<const uint8_t*>(nla_data(attribute)),
                             static_cast<size_t>(nla_len(attribute)));
}

// From RTM_NEWNEIGH and RTM_DELNEIGH; nullopt for other messages and families,
// and for addresses that this host answers for in place of others.
std::optional<NeighborReport> ParseNeighbor(nlmsghdr* message) {
  if (message->nlmsg_type != RTM_NEWNEIGH &&
      message->nlmsg_type != RTM_DELNEIGH) {
    return std::nullopt;
  }
  std::array<nlattr*, NDA_MAX + 1> attributes;
  if (nlmsg_parse(message, sizeof(ndmsg), attributes.data(), NDA_MAX, nullptr) <
      0) {
    return std::nullopt;
  }
  const auto* header = static_cast<const ndmsg*>(nlmsg_data(message));
  if (attributes[NDA_DST] == nullptr || (header->ndm_flags & NTF_PROXY) != 0) {
    return std::nullopt;
  }
  const std::optional<IpAddress> neighbor =
      IpAddress::FromOctets(OctetsOf(attributes[NDA_DST]));
  if (!neighbor) return std::nullopt;
  NeighborReport report;
  report.key = {static_cast<uint32_t>(header->ndm_ifindex), *neighbor};
  if (message->nlmsg_type == RTM_DELNEIGH ||
      (header->ndm_state & kUsableStates) == 0 ||
      attributes[NDA_LLADDR] == nullptr) {
    return report;
  }
  const absl::Span<const uint8_t> octets = OctetsOf(attributes[NDA_LLADDR]);
  if (octets.empty() || octets.size() > HardwareAddress::kMaxSize) {
    return report;
  }
  report.state.emplace();
  HardwareAddress& hardware = report.state->hardware;
  std::copy(octets.begin(), octets.end(), hardware.octets.begin());
  hardware.size = static_cast<uint8_t>(octets.size());
  report.state->is_confirmed = (header->ndm_state & kConfirmedStates) != 0;
  return report;
}

void Apply(const NeighborReport& report,
           absl::flat_hash_map<std::pair<uint32_t, IpAddress>, LinkNeighbor>&
               neighbors) {
  if (!report.state) {
    neighbors.erase(report.key);
  } else if (neighbors.size() < NeighborMonitor::kMaxNeighbors ||
             neighbors.contains(report.key)) {
    neighbors[report.key] = *report.state;
  }
}

}  // namespace

absl::StatusOr<std::unique_ptr<NeighborMonitor>> NeighborMonitor::Create(
    EventLoop& loop) {
  absl::StatusOr<NetlinkSocket> requests = OpenNetlinkSocket();
  if (!requests.ok()) return requests.status();
  std::unique_ptr<NeighborMonitor> monitor(
      new NeighborMonitor(loop, *std::move(requests)));
  absl::Status status = monitor->Begin();
  if (!status.ok()) return status;
  return monitor;
}

absl::StatusOr<std::unique_ptr<LinkLayer>> NeighborMonitor::Open(
    EventLoop& loop) {
  return Create(loop);
}

NeighborMonitor::NeighborMonitor(EventLoop& loop, NetlinkSocket requests)
    : loop_(loop),
      requests_(std::move(requests)),
      retry_(loop.CreateTimer([this] { OnReportsLost(); })) {}

absl::Status NeighborMonitor::Begin() {
  absl::StatusOr<std::unique_ptr<ReportSocket>> reports =
      ReportSocket::Open(loop_, {RTNLGRP_NEIGH}, "neighbours", *this);
  if (!reports.ok()) return reports.status();
  reports_ = *std::move(reports);
  return ReadAll(neighbors_);
}

absl::Status NeighborMonitor::ReadAll(Neighbors& neighbors) {
  return DumpAll<ndmsg>(requests_.get(), RTM_GETNEIGH, [&](nlmsghdr* message) {
    const std::optional<NeighborReport> report = ParseNeighbor(message);
    if (report) Apply(*report, neighbors);
  });
}

const LinkNeighbor* NeighborMonitor::Find(uint32_t interface_index,
                                          const IpAddress& neighbor) const {
  const auto it = neighbors_.find(Key(interface_index, neighbor));
  return it == neighbors_.end() ? nullptr : &it->second;
}

void NeighborMonitor::OnReport(nlmsghdr* message) {
  const std::optional<NeighborReport> report = ParseNeighbor(message);
  if (report) Apply(*report, neighbors_);
}

void NeighborMonitor::OnReportsLost() {
  neighbors_.clear();
  reports_->Discard();
  if (!ReadAll(neighbors_).ok()) {
    neighbors_.clear();
    retry_->Arm(loop_.clock().Now() + kRetryAfter);
  }
}

}  // namespace waymark::posix
