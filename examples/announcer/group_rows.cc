// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/group_rows.h"

#include <cstdint>

#include "announcer/health_check.h"
#include "announcer/role.h"
#include "announcer/standing.h"
#include "base/monotonic_time.h"
#include "examples/daemon/rows.h"

namespace waymark::examples {

proto::GroupRow ToGroupRow(const Runtime& runtime, const std::string& name,
                           const announcer::GroupStatus& status) {
  proto::GroupRow row;
  row.set_name(name);
  if (status.grant.has_value()) {
    row.set_role(std::string(announcer::Name(status.grant->role)));
    row.set_epoch(status.grant->epoch);
    if (status.grant->role == announcer::Role::kStandby) {
      row.set_rank(static_cast<uint32_t>(status.grant->rank));
    }
    row.set_lease_lapsed(
        announcer::HasLapsed(*status.grant, runtime.clock.Now()));
    // One that was remembered ended nobody knows when.
    if (status.grant->valid_until.has_value() &&
        *status.grant->valid_until != MonotonicTime::InfinitePast()) {
      SetTimestamp(runtime, *status.grant->valid_until,
                   *row.mutable_valid_until());
    }
  }
  if (status.standing.role.has_value()) {
    row.set_standing(std::string(announcer::Name(*status.standing.role)));
    if (*status.standing.role == announcer::Role::kStandby) {
      row.set_standing_rank(static_cast<uint32_t>(status.standing.rank));
    }
  }
  row.set_cause(std::string(announcer::Name(status.standing.cause)));
  row.set_ready(status.ready);
  for (const std::string& side : status.lost_sides) row.add_lost_sides(side);
  if (status.next_decision.has_value() &&
      *status.next_decision != MonotonicTime::InfiniteFuture()) {
    SetTimestamp(runtime, *status.next_decision, *row.mutable_next_decision());
  }
  row.set_stale_grants(status.stale_grants);
  return row;
}

proto::HealthRow ToHealthRow(const Runtime& runtime, const std::string& group,
                             const GroupHealth::Check& check) {
  proto::HealthRow row;
  row.set_group(group);
  row.set_check(check.setup.name);
  row.set_kind(KindOf(check.setup));
  row.set_state(std::string(announcer::Name(check.verdict.state())));
  row.set_run(check.verdict.run());
  if (check.changed.has_value()) {
    SetTimestamp(runtime, *check.changed, *row.mutable_since());
  }
  if (check.last_result.has_value() && !check.last_result->ok()) {
    row.set_detail(std::string(check.last_result->message()));
  }
  row.set_probes(check.probes);
  row.set_failures(check.failures);
  if (check.verdict.state() == announcer::HealthCheck::State::kHeldDown) {
    SetTimestamp(runtime, check.verdict.held_until(),
                 *row.mutable_held_until());
  }
  return row;
}

}  // namespace waymark::examples
