// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Whether a standby takes itself for the active node for a while, after it lost
// all of its sessions. A route server that keeps the routes of peers it has
// lost (persist routes) may still hold the shorter path of an active node that
// died in the same moment: longer paths from the standby would lose to it.
//
// Pure: whoever owns it says what happens, and asks again at ends_at(). The
// danger is in the name: if the active node did not die, there are two of them
// until it ends.

#ifndef WAYMARK_ANNOUNCER_TOTAL_LOSS_H_
#define WAYMARK_ANNOUNCER_TOTAL_LOSS_H_

#include <optional>

#include "absl/time/time.h"
#include "base/monotonic_time.h"

namespace waymark::announcer {

class TotalLoss {
 public:
  // `assume_for`: absent for never.
  explicit TotalLoss(std::optional<absl::Duration> assume_for)
      : assume_for_(assume_for) {}

  // Somebody has decided: a newer epoch, another role.
  void Forget();

  // `has_session`: some neighbour of the node has one, whatever it hears of.
  void Update(bool has_session, MonotonicTime now);

  // From the next first session back; what is under way ends as it was to.
  void SetAssumption(std::optional<absl::Duration> assume_for) {
    assume_for_ = assume_for;
  }

  // From the first session back on, for the time given and no longer: whoever
  // cannot stand in then, because a side or its health is missing, may for what
  // is left. Of several standbys only the best is to (announcer/standing.h).
  bool assumed() const { return ends_at_.has_value(); }
  // When it ends; absent unless assumed().
  std::optional<MonotonicTime> ends_at() const { return ends_at_; }

 private:
  std::optional<absl::Duration> assume_for_;
  bool had_session_ = false;
  bool lost_all_ = false;  // and none is back
  std::optional<MonotonicTime> ends_at_;
};

}  // namespace waymark::announcer

#endif  // WAYMARK_ANNOUNCER_TOTAL_LOSS_H_
