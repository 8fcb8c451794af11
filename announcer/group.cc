// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "announcer/group.h"

#include <set>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "announcer/announced_path.h"
#include "base/ip_address.h"

namespace waymark::announcer {
namespace {

absl::Status CheckNextHop(const std::optional<IpAddress>& next_hop,
                          IpFamily family, const std::string& owner) {
  if (!next_hop.has_value()) return absl::OkStatus();
  const char* problem = nullptr;
  if (next_hop->family() != family) {
    problem = "is of the other address family";
  } else if (!IsUsableNextHop(*next_hop)) {
    problem = "is no address that packets can be sent to";
  }
  if (problem == nullptr) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(owner, ": next hop ", next_hop->ToString(), " ", problem));
}

absl::Status CheckNextHops(const NextHops& next_hops,
                           const std::string& owner) {
  absl::Status status = CheckNextHop(next_hops.ipv4, IpFamily::kV4, owner);
  status.Update(CheckNextHop(next_hops.ipv6, IpFamily::kV6, owner));
  return status;
}

absl::Status CheckMemory(const GroupMemory& memory) {
  if (memory.epoch > 0 && !memory.role.has_value()) {
    return absl::InvalidArgumentError("remembers an epoch without a role");
  }
  if (memory.by_hand && !memory.role.has_value()) {
    return absl::InvalidArgumentError("remembers a grant without a role");
  }
  if (memory.rank < 0) {
    return absl::InvalidArgumentError("remembers a negative rank");
  }
  return absl::OkStatus();
}

absl::Status CheckRules(const GroupConfig& config) {
  if (config.initial_rank < 0) {
    return absl::InvalidArgumentError("has a negative rank");
  }
  if (config.warm_up < absl::ZeroDuration() ||
      config.stall_limit.value_or(absl::ZeroDuration()) <
          absl::ZeroDuration() ||
      config.drain_worsen < absl::ZeroDuration()) {
    return absl::InvalidArgumentError("has a negative time");
  }
  if (config.assume_active_after_total_loss.has_value() &&
      *config.assume_active_after_total_loss <= absl::ZeroDuration()) {
    return absl::InvalidArgumentError("assumes the active role for no time");
  }
  absl::Status status = Validate(config.ladder);
  status.Update(Validate(config.symmetry));
  status.Update(Validate(config.failback));
  if (config.remembered.has_value()) {
    status.Update(CheckMemory(*config.remembered));
  }
  return status;
}

}  // namespace

absl::Status Validate(const GroupConfig& config) {
  if (config.name.empty()) {
    return absl::InvalidArgumentError("a group has no name");
  }
  const std::string owner = absl::StrCat("group ", config.name);
  if (config.prefixes.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(owner, " has no prefix"));
  }
  std::set<IpPrefix> seen;
  for (const IpPrefix& prefix : config.prefixes) {
    if (!seen.insert(prefix).second) {
      return absl::InvalidArgumentError(
          absl::StrCat(owner, " names ", prefix.ToString(), " twice"));
    }
  }
  absl::Status status = CheckNextHops(config.next_hops, owner);
  if (!status.ok()) return status;
  status = CheckRules(config);
  if (status.ok()) return status;
  return absl::InvalidArgumentError(
      absl::StrCat(owner, ": ", status.message()));
}

absl::Status Validate(const NeighborConfig& config) {
  if (config.name.empty()) {
    return absl::InvalidArgumentError("a neighbour has no name");
  }
  const std::string owner = absl::StrCat("neighbour ", config.name);
  if (config.local_as == 0) {
    // RFC 7607, 2.
    return absl::InvalidArgumentError(
        absl::StrCat(owner, ": AS number 0 may not be used"));
  }
  return CheckNextHops(config.next_hops, owner);
}

bool Reaches(const GroupConfig& group, const NeighborConfig& neighbor) {
  if (group.neighbors.empty() && group.sides.empty()) return true;
  return absl::c_linear_search(group.neighbors, neighbor.name) ||
         (!neighbor.side.empty() &&
          absl::c_linear_search(group.sides, neighbor.side));
}

absl::Status CheckOverlap(const GroupConfig& a, const GroupConfig& b,
                          const NeighborConfig& neighbor) {
  if (!Reaches(a, neighbor) || !Reaches(b, neighbor)) return absl::OkStatus();
  for (const IpPrefix& prefix : a.prefixes) {
    if (!absl::c_linear_search(b.prefixes, prefix)) continue;
    return absl::InvalidArgumentError(absl::StrCat(
        "neighbour ", neighbor.name, " would hear of ", prefix.ToString(),
        " from group ", a.name, " and from ", b.name));
  }
  return absl::OkStatus();
}

}  // namespace waymark::announcer
