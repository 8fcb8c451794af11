// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What another configuration would change in an announcer at work, field by
// field, and how much each change disturbs. Pure:
// examples/announcer/reload_run.h carries a plan out.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_RELOAD_PLAN_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_RELOAD_PLAN_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "examples/announcer/announcer_setup.h"
#include "google/protobuf/descriptor.h"

namespace waymark::examples {

enum class Impact : uint8_t {
  kHot,           // in force at once; what is announced may change
  kWithdraw,      // hot, but a new group takes prefixes of another: withdrawn
                  // until it is well, and role and epoch begin anew
  kPollSequence,  // BFD negotiates it with the neighbour and stays up
  kReset,         // the neighbour's session ends and comes back
  kResetAll,      // every neighbour's
  kStart,         // a neighbour is added
  kStop,          // and one removed, with Cease
  kRestart,       // in force when the process starts next, and not before
};

// "hot", "withdraw", "poll_sequence", "reset", "start", "stop", "restart";
// static text.
absl::string_view Name(Impact impact);

// Of a change of this field, or of the whole message in it appearing or going.
// Absent for a field that nobody has thought of: there must be none (a test
// looks).
std::optional<Impact> ImpactOf(const google::protobuf::FieldDescriptor& field);

struct ReloadChange {
  // 'neighbor "rs-1" hold_time_s', 'group "floating" ladder.active.med'.
  std::string path;
  // In text format; absent where there is nothing, or nothing to be shown.
  std::optional<std::string> old_value;
  std::optional<std::string> new_value;
  Impact impact{};
  // By name, unless the change is hot, withdraws or waits for a restart.
  std::vector<std::string> neighbors;
};

// 'neighbor "rs-1" hold_time_s: 9 -> 30: reset of rs-1'.
std::string ToString(const ReloadChange& change);

// A field that is set to what its default was counts as changed: which default
// was meant may depend on others.
struct ReloadPlan {
  std::vector<ReloadChange> changes;
  // Neighbours by name; one that is reset is not updated beside.
  std::set<std::string> added;
  std::set<std::string> removed;
  std::set<std::string> reset;
  std::set<std::string> updated;
  std::vector<std::string> changed_health;  // groups
  // All that is in force once the plan has been carried out: `after`, but for
  // what waits for a restart.
  AnnouncerSetup in_force;
};

// `can_serve` says whether the sockets that a neighbour needs are there; one
// that needs others waits for a restart.
ReloadPlan PlanReload(
    const AnnouncerSetup& before, const AnnouncerSetup& after,
    absl::FunctionRef<absl::Status(const NeighborSetup&)> can_serve);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_RELOAD_PLAN_H_
