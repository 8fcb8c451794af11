// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What a group has to remember over a restart of its process.

#ifndef WAYMARK_ANNOUNCER_GROUP_MEMORY_H_
#define WAYMARK_ANNOUNCER_GROUP_MEMORY_H_

#include <cstdint>
#include <optional>

#include "announcer/role.h"

namespace waymark::announcer {

struct GroupMemory {
  // The last grant; the role is absent, and the epoch 0, before the first.
  std::optional<Role> role = {};
  uint64_t epoch = 0;
  int rank = 0;
  // It had a lease. When that ended cannot be known after a restart, so that it
  // counts as lapsed.
  bool leased = false;
  // Under this grant the group was announced as active to somebody, now or
  // before something went wrong.
  bool stood_active = false;
  // It waits for Announcer::Promote.
  bool awaiting_promotion = false;
  // The role is of epoch 0 and yet not the configuration's: somebody granted
  // it, and after a restart it counts like one of a newer epoch.
  bool by_hand = false;

  friend bool operator==(const GroupMemory&, const GroupMemory&) = default;
};

}  // namespace waymark::announcer

#endif  // WAYMARK_ANNOUNCER_GROUP_MEMORY_H_
