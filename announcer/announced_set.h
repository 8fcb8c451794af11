// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What one neighbour should hear, and what it has been told: the sink gets the
// difference.

#ifndef WAYMARK_ANNOUNCER_ANNOUNCED_SET_H_
#define WAYMARK_ANNOUNCER_ANNOUNCED_SET_H_

#include <map>

#include "announcer/announcement_sink.h"
#include "announcer/announcer_observer.h"
#include "announcer/deferred_observer.h"
#include "announcer/group.h"
#include "announcer/ladder.h"
#include "announcer/neighbor.h"
#include "base/ip_prefix.h"
#include "base/monotonic_time.h"

namespace waymark::announcer {

// Built from nothing for each comparison, never patched: what a neighbour hears
// cannot depend on the way there.
struct Intent {
  std::map<IpPrefix, Announcement> announce;
  std::map<IpPrefix, Omission> omit;
  // False while a group that reaches the neighbour is undecided.
  bool complete = true;

  // Every prefix of `group` with the path of `step`, or as omitted.
  void Add(const GroupConfig& group, const Step& step, NeighborId id,
           const NeighborConfig& neighbor, const SessionFacts& session,
           MonotonicTime now);
};

// One session's worth; a new session starts with a new object.
class AnnouncedSet {
 public:
  // Hands to the sink what differs: first what is announced, so that a change
  // from one prefix to another leaves no gap, then what is withdrawn, then the
  // end of the initial set once `intent` is complete. What the sink refuses is
  // omitted, and tried again by the next call. True if the neighbour is to be
  // told of a path, or of the end of one.
  bool Reconcile(Intent intent, NeighborId id, AnnouncementSink& sink,
                 DeferredObserver& observer, MonotonicTime now);

  const std::map<IpPrefix, Announcement>& announced() const {
    return announced_;
  }

 private:
  using Table = std::map<IpPrefix, Announcement>;

  // Both say whether anything was handed to the sink. What the sink refuses
  // moves to what `intent` omits.
  bool Announce(Intent& intent, AnnouncementSink& sink,
                DeferredObserver& observer, MonotonicTime now);
  bool Withdraw(const Intent& intent, AnnouncementSink& sink,
                DeferredObserver& observer, MonotonicTime now);
  void Omit(const Intent& intent, DeferredObserver& observer);
  // The sink has withdrawn it; the entry after it.
  Table::iterator Forget(Table::iterator told, DeferredObserver& observer,
                         MonotonicTime now);

  Table announced_;
  std::map<IpPrefix, Omission::Reason> omitted_;
  bool initial_set_complete_ = false;
};

}  // namespace waymark::announcer

#endif  // WAYMARK_ANNOUNCER_ANNOUNCED_SET_H_
