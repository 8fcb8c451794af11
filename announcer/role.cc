// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "announcer/role.h"

namespace waymark::announcer {

absl::string_view Name(Role role) {
  switch (role) {
    case Role::kActive:
      return "active";
    case Role::kStandby:
      return "standby";
    case Role::kRecovering:
      return "recovering";
    case Role::kDrained:
      return "drained";
    case Role::kWithdrawn:
      return "withdrawn";
  }
  return "";
}

bool HasLapsed(const RoleGrant& grant, MonotonicTime now) {
  return grant.valid_until.has_value() && now >= *grant.valid_until;
}

HeldRole::Outcome HeldRole::Apply(const RoleGrant& grant) {
  if (grant_.has_value() && grant.epoch < grant_->epoch) {
    ++stale_grants_;
    return Outcome::kStale;
  }
  const bool same = grant_.has_value() && grant_->role == grant.role &&
                    grant_->rank == grant.rank;
  grant_ = grant;
  return same ? Outcome::kKept : Outcome::kChanged;
}

void HeldRole::ShortenLease(absl::Duration by) {
  if (!grant_.has_value() || !grant_->valid_until.has_value()) return;
  grant_->valid_until = *grant_->valid_until - by;
}

}  // namespace waymark::announcer
