// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What happens to the groups of an announcer, for logs, events and whoever
// keeps their memory.

#ifndef WAYMARK_ANNOUNCER_GROUP_OBSERVER_H_
#define WAYMARK_ANNOUNCER_GROUP_OBSERVER_H_

#include <cstdint>
#include <optional>
#include <string>

#include "announcer/group_memory.h"
#include "announcer/role.h"
#include "announcer/standing.h"
#include "base/monotonic_time.h"

namespace waymark::announcer {

struct RoleChange {
  std::string group;
  std::optional<Role> old_role;  // absent for the first
  Role new_role{};
  uint64_t epoch = 0;
  MonotonicTime time;
  int rank = 0;  // of a standby
};

// A grant that came too late and changed nothing.
struct StaleGrant {
  std::string group;
  RoleGrant refused;
  RoleGrant held;
  MonotonicTime time;
};

// Role, rank or cause are others than before.
struct StandingChange {
  std::string group;
  Standing old_standing;
  Standing new_standing;
  MonotonicTime time;
};

// Calls are deferred as those of AnnouncerObserver are.
class GroupObserver {
 public:
  virtual ~GroupObserver() = default;

  // The granted role. Not called for an initial or a remembered one.
  virtual void OnRoleChanged(const RoleChange& change) = 0;
  virtual void OnStaleGrant(const StaleGrant& grant) = 0;
  // What is announced of it, before the announcements that follow from it. What
  // a shutdown does to all groups is told by its stages instead.
  virtual void OnStandingChanged(const StandingChange& change) = 0;
  // To be kept, and given back as GroupConfig::remembered after a restart. It
  // is told after the announcements were handed to the sink: a process that
  // dies in between has forgotten what it announced last.
  virtual void OnMemoryChanged(const std::string& group,
                               const GroupMemory& memory) = 0;
};

}  // namespace waymark::announcer

#endif  // WAYMARK_ANNOUNCER_GROUP_OBSERVER_H_
