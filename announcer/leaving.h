// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// An announcer that is on its way out; part of announcer.h, whose
// announcer_shutdown.cc says what happens.

#ifndef WAYMARK_ANNOUNCER_LEAVING_H_
#define WAYMARK_ANNOUNCER_LEAVING_H_

#include <map>
#include <memory>
#include <set>

#include "absl/functional/any_invocable.h"
#include "absl/time/time.h"
#include "announcer/neighbor.h"
#include "announcer/shutdown.h"
#include "base/monotonic_time.h"
#include "base/timer.h"

namespace waymark::announcer {

struct Leaving {
  ShutdownOptions options;
  absl::AnyInvocable<void(const ShutdownReport&)> done;
  MonotonicTime begin;
  // Those that had a session when it began.
  std::map<NeighborId, Departure> neighbors;
  std::set<NeighborId> awaiting_flush;
  std::set<NeighborId> awaiting_processing;
  // Those whose session was lost before they were through.
  std::set<NeighborId> lost;
  // The time to settle is over, or the caller says so.
  bool settled = false;
  std::unique_ptr<Timer> dwell;  // worsening or settling
  std::unique_ptr<Timer> deadline;

  bool IsAwaited(NeighborId id) const {
    return awaiting_flush.contains(id) || awaiting_processing.contains(id);
  }
  // If all were lost, there is nobody to settle.
  bool MustSettle() const {
    return !settled && lost.size() < neighbors.size() &&
           options.settle_for > absl::ZeroDuration();
  }
  // An acknowledgement alone may come from a proxy: it settles nobody.
  bool IsSettled(NeighborId id, Departure departure) const {
    if (IsAwaited(id) || lost.contains(id) || MustSettle()) return false;
    return settled || departure == Departure::kProcessed;
  }
};

}  // namespace waymark::announcer

#endif  // WAYMARK_ANNOUNCER_LEAVING_H_
