// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/config_group.h"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "announcer/announced_path.h"
#include "announcer/role.h"
#include "base/ip_prefix.h"
#include "bgp/family.h"
#include "examples/announcer/config_failover.h"
#include "examples/announcer/config_ladder.h"
#include "examples/proto/announcer.pb.h"
#include "examples/proto/neighbor.pb.h"

namespace waymark::examples {
namespace {

using announcer::GroupConfig;
using proto::Group;

std::optional<IpAddress> ReadNextHop(const ConfigNode& node, int field,
                                     IpFamily family) {
  const std::optional<IpAddress> address = node.Address(field);
  if (!address.has_value()) return std::nullopt;
  if (address->family() != family) {
    node.Reject(field, "is of the other address family",
                "write IPv4 next hops to `ipv4`, IPv6 ones to `ipv6`");
    return std::nullopt;
  }
  if (!announcer::IsUsableNextHop(*address)) {
    node.Reject(field, "is no address that packets can be sent to",
                "give a unicast address of this node");
    return std::nullopt;
  }
  return address;
}

std::optional<announcer::Role> ReadRole(const ConfigNode& node) {
  switch (node.As<Group>().role()) {
    case Group::ACTIVE:
      return announcer::Role::kActive;
    case Group::STANDBY:
      return announcer::Role::kStandby;
    case Group::RECOVERING:
      return announcer::Role::kRecovering;
    case Group::WITHDRAWN:
      return announcer::Role::kWithdrawn;
    case Group::DRAINED:
      return announcer::Role::kDrained;
    default:
      node.Reject(Group::kRoleFieldNumber, "is missing",
                  "set it to ACTIVE, STANDBY, RECOVERING, WITHDRAWN or "
                  "DRAINED");
      return std::nullopt;
  }
}

// A group under check, with its neighbours around it.
class GroupReader {
 public:
  GroupReader(const ConfigNode& node, absl::Span<const GroupNeighbor> neighbors)
      : node_(node), neighbors_(neighbors) {}

  GroupConfig Read() {
    const Group& config = node_.As<Group>();
    group_.name = node_.RequiredText(Group::kNameFieldNumber);
    group_.next_hops = ReadNextHops(node_.Child(Group::kNextHopFieldNumber));
    group_.ladder = ReadLadder(node_);
    group_.initial_role = ReadRole(node_);
    group_.neighbors.assign(config.neighbor().begin(), config.neighbor().end());
    group_.sides.assign(config.side().begin(), config.side().end());
    CheckReferences();
    ReadPrefixes();
    ReadFailover(node_, SizesOfSides(), group_);
    return std::move(group_);
  }

 private:
  std::map<std::string, size_t> SizesOfSides() const {
    std::map<std::string, size_t> sizes;
    for (const GroupNeighbor& neighbor : neighbors_) {
      if (!neighbor.config.side.empty()) ++sizes[neighbor.config.side];
    }
    return sizes;
  }

  void CheckReferences() {
    for (size_t i = 0; i < group_.neighbors.size(); ++i) {
      const bool known = absl::c_any_of(neighbors_, [&](const auto& neighbor) {
        return neighbor.config.name == group_.neighbors[i];
      });
      if (!known) {
        node_.RejectAt(Group::kNeighborFieldNumber, static_cast<int>(i),
                       "is the name of no neighbour", "correct one of the two");
      }
    }
    for (size_t i = 0; i < group_.sides.size(); ++i) {
      const bool known = absl::c_any_of(neighbors_, [&](const auto& neighbor) {
        return neighbor.config.side == group_.sides[i];
      });
      if (!known) {
        node_.RejectAt(Group::kSideFieldNumber, static_cast<int>(i),
                       "is the side of no neighbour", "correct one of the two");
      }
    }
  }

  void ReadPrefixes() {
    constexpr int kField = Group::kPrefixFieldNumber;
    if (node_.Count(kField) == 0) {
      node_.Reject(kField, "is missing", "name at least one prefix");
    }
    UniqueValues unique;
    for (int i = 0; i < node_.Count(kField); ++i) {
      const std::optional<IpPrefix> prefix = node_.Prefix(kField, i);
      if (!prefix.has_value()) continue;
      unique.Add(node_, kField, prefix->ToString(), i);
      group_.prefixes.push_back(*prefix);
      CheckFamily(*prefix, i);
      CheckNextHop(*prefix, i);
    }
  }

  void CheckFamily(const IpPrefix& prefix, int index) {
    const bgp::Family family = bgp::UnicastFamily(prefix.family());
    for (const GroupNeighbor& neighbor : neighbors_) {
      if (!announcer::Reaches(group_, neighbor.config)) continue;
      if (absl::c_linear_search(neighbor.families, family)) continue;
      node_.RejectAt(
          Group::kPrefixFieldNumber, index,
          absl::StrCat("is of a family that ", neighbor.config.name,
                       " is not offered"),
          absl::StrCat("add ", prefix.address().is_v6() ? "IPV6" : "IPV4",
                       " to its `family`, or leave that out"));
    }
  }

  void CheckNextHop(const IpPrefix& prefix, int index) {
    for (const GroupNeighbor& neighbor : neighbors_) {
      if (!announcer::Reaches(group_, neighbor.config)) continue;
      const IpAddress& address = neighbor.address;
      if (address.IsUnspecified()) continue;  // reported as such
      // Our own end of the session has the family of the neighbour's.
      const auto& explicit_hop =
          group_.next_hops.For(prefix.family())
              ? group_.next_hops.For(prefix.family())
              : neighbor.config.next_hops.For(prefix.family());
      if (!explicit_hop.has_value() && address.family() != prefix.family()) {
        node_.RejectAt(
            Group::kPrefixFieldNumber, index,
            absl::StrCat("has no next hop toward ", neighbor.config.name,
                         ", whose session is of the other address family"),
            absl::StrCat("set next_hop.",
                         prefix.address().is_v6() ? "ipv6" : "ipv4",
                         " of the group or of the neighbour"));
      } else if (explicit_hop == address) {
        // RFC 4271, 5.1.3.
        node_.RejectAt(
            Group::kPrefixFieldNumber, index,
            absl::StrCat("would be announced to ", neighbor.config.name,
                         " with its own address as next hop"),
            "give an address of this node");
      }
    }
  }

  const ConfigNode& node_;
  const absl::Span<const GroupNeighbor> neighbors_;
  GroupConfig group_;
};

// Finds prefixes that one neighbour would hear of from two groups.
class OverlapCheck {
 public:
  explicit OverlapCheck(absl::Span<const GroupNeighbor> neighbors)
      : neighbors_(neighbors) {}

  void Add(const ConfigNode& node, const GroupConfig& group) {
    bool reaches_somebody = false;
    for (const GroupNeighbor& neighbor : neighbors_) {
      if (!announcer::Reaches(group, neighbor.config)) continue;
      reaches_somebody = true;
      for (const IpPrefix& prefix : group.prefixes) {
        const auto [entry, added] =
            heard_.emplace(std::pair(neighbor.config.name, prefix), group.name);
        if (added || entry->second == group.name) continue;
        node.Reject(
            Group::kPrefixFieldNumber,
            absl::StrCat(prefix.ToString(), " reaches ", neighbor.config.name,
                         " from group ", entry->second, " already"),
            "keep it in one of the groups");
      }
    }
    if (!reaches_somebody && !neighbors_.empty()) {
      node.Reject(Group::kNameFieldNumber, "reaches no neighbour",
                  "leave `neighbor` and `side` out to reach all");
    }
  }

 private:
  const absl::Span<const GroupNeighbor> neighbors_;
  std::map<std::pair<std::string, IpPrefix>, std::string> heard_;
};

}  // namespace

announcer::NextHops ReadNextHops(const ConfigNode& node) {
  announcer::NextHops next_hops;
  next_hops.ipv4 =
      ReadNextHop(node, proto::NextHop::kIpv4FieldNumber, IpFamily::kV4);
  next_hops.ipv6 =
      ReadNextHop(node, proto::NextHop::kIpv6FieldNumber, IpFamily::kV6);
  return next_hops;
}

std::vector<GroupConfig> ReadGroups(const ConfigNode& root, int field,
                                    absl::Span<const GroupNeighbor> neighbors) {
  std::vector<GroupConfig> groups;
  UniqueValues names;
  OverlapCheck overlap(neighbors);
  if (root.Count(field) == 0) {
    root.Reject(field, "is missing", "describe what is to be announced");
  }
  for (int i = 0; i < root.Count(field); ++i) {
    const ConfigNode node = root.Child(field, i);
    groups.push_back(GroupReader(node, neighbors).Read());
    names.Add(node, Group::kNameFieldNumber, groups.back().name);
    overlap.Add(node, groups.back());
  }
  return groups;
}

}  // namespace waymark::examples
