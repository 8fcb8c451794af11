// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "announcer/testing/elector_model.h"

#include <algorithm>

namespace waymark::announcer::testing {

bool ElectorModel::MayPromote(MonotonicTime now) const {
  return !lease_.has_value() || now >= active_until_;
}

void ElectorModel::Promote(int node, Role others) {
  active_[++epoch_] = node;
  last_active_ = node;
  others_ = others;
}

void ElectorModel::Demote(Role all) {
  ++epoch_;
  others_ = all;
}

RoleGrant ElectorModel::Grant(int node, MonotonicTime now) {
  const bool active = ActiveIn(epoch_) == node;
  RoleGrant grant{active ? Role::kActive : others_, epoch_};
  if (lease_.has_value()) {
    grant.valid_until = now + *lease_;
    if (active) active_until_ = std::max(active_until_, *grant.valid_until);
  }
  return grant;
}

std::optional<int> ElectorModel::ActiveIn(uint64_t epoch) const {
  const auto found = active_.find(epoch);
  if (found == active_.end()) return std::nullopt;
  return found->second;
}

}  // namespace waymark::announcer::testing
