// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A sink and an observer that write down what they are told, one line a call,
// and a group and neighbours to tell them about.

#ifndef WAYMARK_ANNOUNCER_TESTING_RECORDING_H_
#define WAYMARK_ANNOUNCER_TESTING_RECORDING_H_

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "announcer/announcement_sink.h"
#include "announcer/announcer_observer.h"
#include "announcer/group.h"
#include "announcer/group_memory.h"
#include "announcer/group_observer.h"
#include "announcer/ladder.h"
#include "announcer/neighbor.h"
#include "announcer/role.h"
#include "announcer/shutdown.h"
#include "announcer/standing.h"
#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "base/monotonic_time.h"
#include "bgp/path_attributes.h"

namespace waymark::announcer::testing {

// "path 65001 65001 med 100 via 10.0.1.10", then communities if there are any.
std::string Describe(const bgp::PathAttributes& attributes);

class RecordingSink : public AnnouncementSink {
 public:
  // "1 announce 10.0.0.0/8 path ...", "1 withdraw 10.0.0.0/8", "1 complete",
  // "1 flush?", "1 processed?", "1 close TEXT".
  bool Announce(NeighborId neighbor, const IpPrefix& prefix,
                const bgp::PathAttributes& attributes) override;
  void Withdraw(NeighborId neighbor, const IpPrefix& prefix) override;
  void MarkInitialSetComplete(NeighborId neighbor) override;
  void NotifyWhenFlushed(NeighborId neighbor) override;
  bool NotifyWhenProcessed(NeighborId neighbor) override;
  void CloseNeighbor(NeighborId neighbor, absl::string_view text) override;

  // What was told since the last call.
  std::vector<std::string> Take();

  // Turns announcements away.
  bool refuse = false;
  // The neighbours that can tell whether they have processed it.
  std::set<NeighborId> confirming;

 private:
  void Write(NeighborId neighbor, absl::string_view what);

  std::vector<std::string> lines_;
};

class RecordingObserver : public AnnouncerObserver {
 public:
  // "1 announced floating 10.0.0.0/8 path ...", "1 withdrawn 10.0.0.0/8",
  // "1 omitted 10.0.0.0/8 no_next_hop", "1 complete", "floating: none ->
  // active, epoch 7", "floating: refused epoch 6, held 7", "stage closing".
  void OnAnnounced(const Announcement& announcement) override;
  void OnWithdrawn(const Announcement& last, MonotonicTime time) override;
  void OnOmitted(const Omission& omission) override;
  void OnInitialSetComplete(NeighborId neighbor, MonotonicTime time) override;
  void OnRoleChanged(const RoleChange& change) override;
  void OnStaleGrant(const StaleGrant& grant) override;
  // Into a list of its own: "floating: none (not_ready) -> standby 1
  // (granted)"; the rank only if it is not 0.
  void OnStandingChanged(const StandingChange& change) override;
  void OnMemoryChanged(const std::string& group,
                       const GroupMemory& memory) override;
  void OnShutdownStage(ShutdownStage stage, MonotonicTime time) override;

  std::vector<std::string> Take();
  std::vector<std::string> TakeStandings();

  // Of each group the last.
  std::map<std::string, GroupMemory> memories;

  // Called after each line that Take returns.
  std::function<void()> then;

 private:
  void Write(std::string line);

  std::vector<std::string> lines_;
  std::vector<std::string> standings_;
};

// "active (granted)".
std::string Describe(const Standing& standing);

// prepend 0 / 2 / 4, MED 0 / 100 / 200.
Ladder DefaultLadder();

// For every neighbour.
GroupConfig MakeGroup(absl::string_view name,
                      const std::vector<std::string>& prefixes);

// Local AS 65001.
NeighborConfig MakeNeighbor(absl::string_view name);

// A session with both families negotiated, from `local_address` to 10.0.1.4.
SessionFacts MakeSession(absl::string_view local_address);

// REQUIRES: the text parses.
IpAddress Address(absl::string_view text);

}  // namespace waymark::announcer::testing

#endif  // WAYMARK_ANNOUNCER_TESTING_RECORDING_H_
