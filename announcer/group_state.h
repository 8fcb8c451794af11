// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// One group at work: brings together the grant, readiness, the sides and the
// timers that decide how it stands. It knows nothing of who hears of it, but
// for how many neighbours have a session.

#ifndef WAYMARK_ANNOUNCER_GROUP_STATE_H_
#define WAYMARK_ANNOUNCER_GROUP_STATE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "announcer/failback_wait.h"
#include "announcer/group.h"
#include "announcer/group_memory.h"
#include "announcer/ladder.h"
#include "announcer/role.h"
#include "announcer/side_watch.h"
#include "announcer/standing.h"
#include "announcer/symmetry.h"
#include "announcer/total_loss.h"
#include "base/clock.h"
#include "base/monotonic_time.h"
#include "base/runtime.h"
#include "base/timer.h"

namespace waymark::announcer {

// A group as operators see it.
struct GroupStatus {
  // Absent before the first grant.
  std::optional<RoleGrant> grant;
  bool ready = false;
  uint64_t stale_grants = 0;
  Standing standing;
  // GroupConfig::initial_rank.
  int configured_rank = 0;
  // The sides that keep it down, in alphabetical order.
  std::vector<std::string> lost_sides;
  // When time alone may change the standing next; absent: never.
  std::optional<MonotonicTime> next_decision;
};

class GroupState {
 public:
  // REQUIRES: Validate(config) is OK. `on_timer` says that Update is due.
  GroupState(const Runtime& runtime, GroupConfig config,
             std::function<void()> on_timer);
  GroupState(const GroupState&) = delete;
  GroupState& operator=(const GroupState&) = delete;

  const GroupConfig& config() const { return config_; }

  // None of these changes the standing before the next Update.

  // Other rules for the same group. The role, readiness and whatever is under
  // way stay, but for a role of epoch 0, whether from the configuration or by
  // hand: where `initial_role` changes to another one, that counts. Where it is
  // taken away the role stays for as long as the process, because to say
  // nothing at once is for Role::kWithdrawn.
  // `remembered` counts for nothing. REQUIRES: Validate(config) is OK.
  void Reconfigure(GroupConfig config);
  HeldRole::Outcome Apply(const RoleGrant& grant);
  void SetReady(bool ready);
  // `sent` as in RoleGrant.
  void Promote(const std::optional<MonotonicTime>& sent = std::nullopt);
  // Shortens a lease by as much, whatever the limit. True if it is beyond the
  // limit.
  bool OnLocalStall(absl::Duration stall);

  // Decides anew, for now. `live` is the number of neighbours with a session
  // that are to hear of this group, `sessions` that of all the node's: a node
  // that still has some has not lost everything.
  void Update(size_t live, size_t sessions, const LiveBySide& live_by_side);

  const Standing& standing() const { return standing_; }
  // False while it is not known what the group is to announce. Where a lost
  // side withdraws, this includes the beginning: until all sides have been
  // live once, or have not come within Symmetry::return_after of the first.
  bool decided() const;
  // What the group announces; absent for nothing.
  std::optional<Step> step() const;
  const std::optional<RoleGrant>& grant() const { return role_.grant(); }
  const GroupMemory& memory() const { return memory_; }
  GroupStatus status() const;

 private:
  void BeginWithRole();
  // Nothing but what the configuration says.
  bool IsConfigured(const RoleGrant& grant) const;
  void EndStall(const std::optional<MonotonicTime>& sent);
  Circumstances Observe(MonotonicTime now) const;
  void UpdateSides(const LiveBySide& live_by_side, MonotonicTime now);
  void UpdateFailback(const Circumstances& unwaiting, size_t live,
                      MonotonicTime now);
  void UpdateTotalLoss(size_t sessions, MonotonicTime now);
  GroupMemory Remember() const;
  MonotonicTime NextDeadline(MonotonicTime now) const;

  GroupConfig config_;
  const Clock& clock_;
  HeldRole role_;
  std::optional<MonotonicTime> warm_at_;  // from the first readiness on
  MonotonicTime drained_at_;              // for a drained role
  SideWatch sides_;
  // From the first session of a side on.
  std::optional<MonotonicTime> sides_due_;
  // When a stall beyond the limit was noticed that nobody has ended since.
  std::optional<MonotonicTime> stalled_at_;
  FailbackWait failback_;
  TotalLoss total_loss_;
  Standing standing_;
  GroupMemory memory_;
  std::unique_ptr<Timer> timer_;
  bool ready_ = false;
  bool was_whole_ = false;
  bool by_hand_ = false;  // as GroupMemory
};

}  // namespace waymark::announcer

#endif  // WAYMARK_ANNOUNCER_GROUP_STATE_H_
