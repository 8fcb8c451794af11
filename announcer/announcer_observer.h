// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What an announcer did, for logs, events and the people behind them.

#ifndef WAYMARK_ANNOUNCER_ANNOUNCER_OBSERVER_H_
#define WAYMARK_ANNOUNCER_ANNOUNCER_OBSERVER_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "announcer/group_observer.h"
#include "announcer/neighbor.h"
#include "announcer/shutdown.h"
#include "base/ip_prefix.h"
#include "base/monotonic_time.h"
#include "bgp/path_attributes.h"

namespace waymark::announcer {

// A path that was handed to the sink and stands.
struct Announcement {
  NeighborId neighbor{};
  std::string group;
  IpPrefix prefix;
  bgp::PathAttributes attributes;
  // When it was handed over in this form.
  MonotonicTime since;
};

// A prefix of an announcing group that one neighbour does not hear of.
struct Omission {
  enum class Reason : uint8_t {
    kFamilyNotNegotiated,  // the neighbour cannot take its address family
    kNoNextHop,            // see ChooseNextHop in announcer/announced_path.h
    kNextHopIsNeighbor,    // its own address (RFC 4271, 5.1.3)
    kRefused,              // by a limit of the sink; tried again at every
                           // change of a role, of readiness or of prefixes
  };
  NeighborId neighbor{};
  std::string group;
  IpPrefix prefix;
  Reason reason{};
  MonotonicTime time;
};

// "family_not_negotiated", "no_next_hop", "next_hop_is_neighbor", "refused";
// static text.
absl::string_view Name(Omission::Reason reason);

// Calls are deferred: they come in the order of what happened, after the call
// that caused them has returned and all its announcements were handed to the
// sink. Everything passed is borrowed until the call returns. The observer may
// use the announcer, and may destroy it; no call follows that.
class AnnouncerObserver : public GroupObserver {
 public:
  // New, or replacing what this neighbour had for the prefix.
  virtual void OnAnnounced(const Announcement& announcement) = 0;
  // `last` as it was announced; `time` of the withdrawal. Not called when a
  // session ends: its announcements end with it.
  virtual void OnWithdrawn(const Announcement& last, MonotonicTime time) = 0;
  // Once for each session and reason.
  virtual void OnOmitted(const Omission& omission) = 0;
  // The initial set has been handed over, End-of-RIB follows.
  virtual void OnInitialSetComplete(NeighborId neighbor,
                                    MonotonicTime time) = 0;
  virtual void OnShutdownStage(ShutdownStage stage, MonotonicTime time) = 0;
};

}  // namespace waymark::announcer

#endif  // WAYMARK_ANNOUNCER_ANNOUNCER_OBSERVER_H_
