// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Whether a group that has the active role waits with it
// (announcer/failback.h). Pure: whoever owns it says what happens, and asks
// again at ends_at().
//
// It begins to wait when something that stood active is lost, and at the start
// of a process that remembers having been active. A first activation does not
// wait: nothing is known against it.

#ifndef WAYMARK_ANNOUNCER_FAILBACK_WAIT_H_
#define WAYMARK_ANNOUNCER_FAILBACK_WAIT_H_

#include <cstdint>
#include <optional>

#include "announcer/failback.h"
#include "announcer/group_memory.h"
#include "base/monotonic_time.h"

namespace waymark::announcer {

class FailbackWait {
 public:
  enum class State : uint8_t {
    kNone,       // does not wait
    kDelay,      // until it has been fit for long enough
    kPromotion,  // until Forget
  };

  // Of a group that is granted the active role.
  struct Situation {
    // Not ready, a side lost, or no neighbour with a session.
    bool lost = false;
    // It would stand active if it did not wait, and some neighbour would hear
    // of it. Not together with `lost`.
    bool fit = false;
    MonotonicTime now;
  };

  // REQUIRES: Validate(failback) is OK.
  FailbackWait(const Failback& failback,
               const std::optional<GroupMemory>& remembered);

  // Somebody has decided: a newer epoch, another role, a promotion. What was
  // before does not count any more.
  void Forget();

  void Update(const Situation& situation);

  // Other rules from now on, for a wait under way too.
  // REQUIRES: Validate(failback) is OK.
  void SetFailback(const Failback& failback);

  State state() const;
  // See GroupMemory.
  bool stood_active() const { return stood_active_; }
  // When kDelay ends if nothing comes between; absent while it is not fit, and
  // in other states.
  std::optional<MonotonicTime> ends_at() const;

 private:
  bool EverWaits() const;

  Failback failback_;
  bool stood_active_ = false;
  bool waiting_ = false;
  std::optional<MonotonicTime> fit_since_;  // while it waits
};

}  // namespace waymark::announcer

#endif  // WAYMARK_ANNOUNCER_FAILBACK_WAIT_H_
