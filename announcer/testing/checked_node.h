// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A node for random histories: an announcer with its state file, in a scene of
// model route servers and electors. It keeps an account of its own of what the
// announcer may do, and checks every announcement against it.

#ifndef WAYMARK_ANNOUNCER_TESTING_CHECKED_NODE_H_
#define WAYMARK_ANNOUNCER_TESTING_CHECKED_NODE_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "announcer/announcement_sink.h"
#include "announcer/announcer.h"
#include "announcer/announcer_observer.h"
#include "announcer/group.h"
#include "announcer/group_memory.h"
#include "announcer/group_observer.h"
#include "announcer/group_state.h"
#include "announcer/neighbor.h"
#include "announcer/role.h"
#include "announcer/shutdown.h"
#include "announcer/testing/elector_model.h"
#include "announcer/testing/route_server_model.h"
#include "base/ip_prefix.h"
#include "base/monotonic_time.h"
#include "base/testing/simulated_runtime.h"
#include "bgp/path_attributes.h"

namespace waymark::announcer::testing {

class CheckedNode;

// What the nodes share.
struct Scene {
  static constexpr int kNodes = 2;
  static constexpr int kServers = 2;  // each on a side of its own
  static constexpr int kGroups = 2;
  // At most, from a node to a server.
  static constexpr absl::Duration kPropagation = absl::Milliseconds(10);
  // Of the ladder in `config`; its other steps have higher MEDs.
  static constexpr uint32_t kActiveMed = 10;
  static constexpr uint32_t kEpochSpan = 1000;

  explicit Scene(uint64_t seed) : random(seed) {}

  // 0 to `below` - 1.
  int Pick(int below) {
    return std::uniform_int_distribution<int>(0, below - 1)(random);
  }
  bool Flip() { return Pick(2) == 0; }
  MonotonicTime Now() const { return runtime.Now(); }
  static bool IsActive(const HeldPath& path) {
    return path.med <= kActiveMed + kEpochSpan;
  }

  std::mt19937_64 random;
  waymark::testing::SimulatedRuntime runtime;
  GroupConfig config;  // of every group, but for name and prefix
  std::optional<absl::Duration> lease;
  std::vector<IpPrefix> prefixes;      // by group
  std::vector<ElectorModel> electors;  // by group
  RouteServerModel servers[kServers];
  std::vector<std::unique_ptr<CheckedNode>> nodes;
  // When a node last told something, or a session came or went.
  MonotonicTime last_change;
};

class CheckedNode : private AnnouncementSink, private AnnouncerObserver {
 public:
  // Borrows the scene, which is complete but for its nodes.
  CheckedNode(Scene& scene, int number);

  // Ends the process and begins anew, with what was remembered.
  void Restart();
  void SetSession(int server, bool up);
  void SetReady(int group, bool ready);
  // False if it was stale.
  bool Take(int group, const RoleGrant& grant);
  void Promote(int group);
  // Of two seconds.
  void Stall() { announcer_->OnLocalStall(absl::Seconds(2)); }

  bool up(int server) const { return up_since_[server].has_value(); }
  bool StandsActive(int group) const;
  // Better than any node that lacks a side.
  bool StandsWell(int group) const;
  // Whether the server must hold a path of the group from this node.
  bool MustAnnounce(int group, int server) const;

 private:
  struct GroupTruth {
    std::string name;
    bool granted = false;
    bool ready = false;
    std::optional<MonotonicTime> warm_at;
    // These outlive a restart.
    std::optional<GroupMemory> memory;
    uint64_t announced_epoch = 0;
    // It was active for somebody in that epoch.
    bool stood = false;
    // In this epoch it may be active again only by a promotion, if failback is
    // manual.
    std::optional<uint64_t> forfeited;
  };

  // AnnouncementSink.
  bool Announce(NeighborId id, const IpPrefix& prefix,
                const bgp::PathAttributes& attributes) override;
  void Withdraw(NeighborId id, const IpPrefix& prefix) override;
  void MarkInitialSetComplete(NeighborId id) override;
  void NotifyWhenFlushed(NeighborId) override {}
  void CloseNeighbor(NeighborId, absl::string_view) override {}

  // AnnouncerObserver.
  void OnMemoryChanged(const std::string& group,
                       const GroupMemory& memory) override;
  void OnStandingChanged(const StandingChange&) override {}
  void OnRoleChanged(const RoleChange&) override {}
  void OnStaleGrant(const StaleGrant&) override {}
  void OnAnnounced(const Announcement&) override {}
  void OnWithdrawn(const Announcement&, MonotonicTime) override {}
  void OnOmitted(const Omission&) override {}
  void OnInitialSetComplete(NeighborId, MonotonicTime) override {}
  void OnShutdownStage(ShutdownStage, MonotonicTime) override {}

  void Start();
  void AddGroup(int group);
  void EndSession(int server);
  // Not ready, without a session, or about to restart.
  void OnLost(int group);
  GroupStatus Status(int group) const;
  bool HasAnySession() const;
  bool IsWhole() const;
  bool MayAnnounce(int group) const;
  void CheckPath(int group, const HeldPath& path);
  void CheckActivePath(int group, uint64_t epoch);
  void Tell(NeighborId id, const IpPrefix& prefix,
            std::optional<HeldPath> path);

  Scene& scene_;
  const int number_;
  std::unique_ptr<Announcer> announcer_;
  GroupTruth groups_[Scene::kGroups];
  std::optional<MonotonicTime> up_since_[Scene::kServers];
  std::map<std::pair<NeighborId, IpPrefix>, HeldPath> told_;
};

}  // namespace waymark::announcer::testing

#endif  // WAYMARK_ANNOUNCER_TESTING_CHECKED_NODE_H_
