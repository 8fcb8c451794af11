// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Two nodes, two route servers and an elector, with everything that can happen
// to them in random order: sessions, readiness, decisions that come late,
// twice, out of order or never, leases that lapse, stalls, promotions,
// restarts. What must hold in whatever order is said where it is checked: at
// each announcement in Node::CheckPath, after each event in World::Check, and
// in the end in World::CheckThatItRecovers.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "announcer/announcement_sink.h"
#include "announcer/announcer.h"
#include "announcer/announcer_observer.h"
#include "announcer/failback.h"
#include "announcer/group.h"
#include "announcer/group_memory.h"
#include "announcer/group_observer.h"
#include "announcer/group_state.h"
#include "announcer/neighbor.h"
#include "announcer/role.h"
#include "announcer/shutdown.h"
#include "announcer/symmetry.h"
#include "announcer/testing/elector_model.h"
#include "announcer/testing/recording.h"
#include "announcer/testing/route_server_model.h"
#include "base/ip_prefix.h"
#include "base/monotonic_time.h"
#include "base/testing/simulated_runtime.h"
#include "bgp/path_attributes.h"
#include "gtest/gtest.h"

namespace waymark::announcer {
namespace {

using testing::HeldPath;

constexpr int kNodes = 2;
constexpr int kServers = 2;
constexpr int kGroups = 2;
constexpr absl::Duration kPropagation = absl::Milliseconds(10);
constexpr absl::Duration kReturnAfter = absl::Seconds(1);
constexpr uint32_t kActiveMed = 10;
constexpr uint32_t kEpochSpan = 1000;
constexpr uint32_t kStandbyMed = 2000;

class Node;

// What the nodes share.
struct Scene {
  explicit Scene(uint64_t seed) : random(seed) {}

  int Pick(int below) {
    return std::uniform_int_distribution<int>(0, below - 1)(random);
  }
  bool Flip() { return Pick(2) == 0; }
  MonotonicTime Now() const { return runtime.Now(); }

  std::mt19937_64 random;
  waymark::testing::SimulatedRuntime runtime;
  GroupConfig config;  // of every group, but for name and prefix
  std::optional<absl::Duration> lease;
  std::vector<IpPrefix> prefixes;  // by group
  std::vector<testing::ElectorModel> electors;
  testing::RouteServerModel servers[kServers];
  std::vector<std::unique_ptr<Node>> nodes;
  // When a node last told something, or a session came or went.
  MonotonicTime last_change;
};

// An announcer with its state file, and what it may do at any time.
class Node : public AnnouncementSink, public AnnouncerObserver {
 public:
  Node(Scene& scene, int number) : scene_(scene), number_(number) { Start(); }

  void Restart() {
    for (int server = 0; server < kServers; ++server) EndSession(server);
    announcer_.reset();
    Start();
  }

  bool up(int server) const { return up_since_[server].has_value(); }

  void SetSession(int server, bool up) {
    if (up == this->up(server)) return;
    const auto id = static_cast<NeighborId>(server);
    if (up) {
      up_since_[server] = scene_.last_change = scene_.Now();
      announcer_->OnSessionUp(id, testing::MakeSession("10.0.1.10"));
    } else {
      EndSession(server);
      announcer_->OnSessionDown(id);
    }
  }

  void SetReady(int group, bool ready) {
    GroupTruth& truth = groups_[group];
    truth.ready = ready;
    if (ready && !truth.warm_at.has_value()) {
      truth.warm_at = scene_.Now() + scene_.config.warm_up;
    }
    EXPECT_TRUE(announcer_->SetReady(truth.name, ready).ok());
  }

  // False if it was stale.
  bool Take(int group, const RoleGrant& grant) {
    GroupTruth& truth = groups_[group];
    truth.granted = true;
    return announcer_->SetRole(truth.name, grant).value() !=
           HeldRole::Outcome::kStale;
  }

  void Stall() { announcer_->OnLocalStall(absl::Seconds(2)); }
  void Promote(int group) {
    EXPECT_TRUE(announcer_->Promote(groups_[group].name).ok());
  }

  bool StandsActive(int group) const {
    return Status(group).standing.role == Role::kActive;
  }

  // Whether the server must hold a path of the group from this node.
  bool MustAnnounce(int group, int server) const {
    if (!up(server) || !MayAnnounce(group)) return false;
    const Role role = Status(group).grant->role;
    if (role == Role::kDrained || role == Role::kWithdrawn) return false;
    return scene_.config.symmetry.mode != Symmetry::Mode::kWithdraw ||
           IsWhole();
  }

  // AnnouncementSink.
  bool Announce(NeighborId id, const IpPrefix& prefix,
                const bgp::PathAttributes& attributes) override {
    const HeldPath path = testing::ToHeldPath(attributes);
    CheckPath(prefix, path);
    std::optional<HeldPath>& told = told_[{id, prefix}];
    EXPECT_NE(told, path) << "told twice";
    told = path;
    Tell(id, prefix, path);
    return true;
  }
  void Withdraw(NeighborId id, const IpPrefix& prefix) override {
    EXPECT_EQ(told_.erase({id, prefix}), 1u) << "never told";
    Tell(id, prefix, std::nullopt);
  }
  void MarkInitialSetComplete(NeighborId) override {
    for (int g = 0; g < kGroups; ++g) EXPECT_TRUE(MayAnnounce(g));
  }
  void NotifyWhenFlushed(NeighborId) override { FAIL(); }
  void CloseNeighbor(NeighborId, absl::string_view) override { FAIL(); }

  // AnnouncerObserver.
  void OnMemoryChanged(const std::string& group,
                       const GroupMemory& memory) override {
    for (GroupTruth& truth : groups_) {
      if (truth.name == group) truth.memory = memory;
    }
  }
  void OnStandingChanged(const StandingChange&) override {}
  void OnRoleChanged(const RoleChange&) override {}
  void OnStaleGrant(const StaleGrant&) override {}
  void OnAnnounced(const Announcement&) override {}
  void OnWithdrawn(const Announcement&, MonotonicTime) override {}
  void OnOmitted(const Omission&) override { FAIL(); }
  void OnInitialSetComplete(NeighborId, MonotonicTime) override {}
  void OnShutdownStage(ShutdownStage, MonotonicTime) override { FAIL(); }

 private:
  struct GroupTruth {
    std::string name;
    bool granted = false;
    bool ready = false;
    std::optional<MonotonicTime> warm_at;
    // These two outlive a restart.
    std::optional<GroupMemory> memory;
    uint64_t announced_epoch = 0;
  };

  void Start() {
    announcer_ =
        std::make_unique<Announcer>(scene_.runtime.runtime(), *this, this);
    for (int server = 0; server < kServers; ++server) {
      NeighborConfig neighbor =
          testing::MakeNeighbor(absl::StrCat("rs-", server));
      neighbor.side = absl::StrCat("side-", server);
      EXPECT_TRUE(
          announcer_->AddNeighbor(static_cast<NeighborId>(server), neighbor)
              .ok());
    }
    for (int g = 0; g < kGroups; ++g) {
      GroupTruth& truth = groups_[g];
      truth.name = absl::StrCat("g", g);
      truth.granted = truth.memory.has_value() && truth.memory->role;
      truth.ready = false;
      truth.warm_at.reset();
      GroupConfig config = scene_.config;
      config.name = truth.name;
      config.prefixes = {scene_.prefixes[g]};
      config.remembered = truth.memory;
      EXPECT_TRUE(announcer_->AddGroup(config).ok());
    }
  }

  void EndSession(int server) {
    up_since_[server].reset();
    scene_.servers[server].Forget(number_);
    for (const IpPrefix& prefix : scene_.prefixes) {
      told_.erase({static_cast<NeighborId>(server), prefix});
    }
    scene_.last_change = scene_.Now();
  }

  bool IsWhole() const {
    for (const auto& since : up_since_) {
      if (!since.has_value() || scene_.Now() < *since + kReturnAfter) {
        return false;
      }
    }
    return true;
  }

  bool MayAnnounce(int group) const {
    const GroupTruth& truth = groups_[group];
    return truth.granted && truth.ready && scene_.Now() >= *truth.warm_at;
  }

  GroupStatus Status(int group) const {
    return announcer_->GetGroup(groups_[group].name).value();
  }

  void CheckPath(const IpPrefix& prefix, const HeldPath& path);

  void Tell(NeighborId id, const IpPrefix& prefix,
            std::optional<HeldPath> path) {
    const auto delay = absl::Milliseconds(
        scene_.Pick(absl::ToInt64Milliseconds(kPropagation) + 1));
    scene_.servers[static_cast<int>(id)].Send(number_, prefix, path,
                                              scene_.Now() + delay);
    scene_.last_change = scene_.Now();
  }

  Scene& scene_;
  const int number_;
  std::unique_ptr<Announcer> announcer_;
  GroupTruth groups_[kGroups];
  std::optional<MonotonicTime> up_since_[kServers];
  std::map<std::pair<NeighborId, IpPrefix>, std::optional<HeldPath>> told_;
};

void Node::CheckPath(const IpPrefix& prefix, const HeldPath& path) {
  for (int g = 0; g < kGroups; ++g) {
    if (scene_.prefixes[g] != prefix) continue;
    EXPECT_TRUE(MayAnnounce(g)) << "announced without role or readiness";
    if (path.med > kActiveMed + kEpochSpan) return;
    const uint64_t epoch = kActiveMed + kEpochSpan - path.med;
    EXPECT_GE(epoch, groups_[g].announced_epoch) << "an older epoch";
    groups_[g].announced_epoch = epoch;
    EXPECT_EQ(scene_.electors[g].ActiveIn(epoch), number_) << "not elected";
    if (!scene_.lease.has_value()) return;
    for (const auto& node : scene_.nodes) {
      EXPECT_TRUE(node.get() == this || !node->StandsActive(g))
          << "two active nodes in spite of leases";
    }
  }
}

// One sequence of events.
class World {
 public:
  explicit World(uint64_t seed) : scene_(seed) {
    if (scene_.Flip()) scene_.lease = absl::Seconds(3);
    Configure(scene_.config);
    for (int g = 0; g < kGroups; ++g) {
      scene_.prefixes.push_back(
          IpPrefix::Parse(absl::StrCat("10.", g, ".0.0/16")).value());
      scene_.electors.emplace_back(scene_.lease);
    }
    for (int n = 0; n < kNodes; ++n) {
      scene_.nodes.push_back(std::make_unique<Node>(scene_, n));
    }
    if (scene_.Flip()) EndAllFaults();
  }

  void Step() {
    Node& node = RandomNode();
    const int group = scene_.Pick(kGroups);
    switch (scene_.Pick(10)) {
      case 0:
      case 1:
        node.SetSession(scene_.Pick(kServers), scene_.Pick(3) != 0);
        break;
      case 2:
        node.SetReady(group, scene_.Pick(3) != 0);
        break;
      case 3:
        Decide(group);
        break;
      case 4:
      case 5:
        for (int n = 0; n < kNodes; ++n) {
          if (scene_.Pick(3) != 0) Inform(n, group);
        }
        break;
      case 6: {
        const int to = scene_.Pick(kNodes);
        late_.push_back(
            {to, group, scene_.electors[group].Grant(to, scene_.Now())});
        break;
      }
      case 7:
        TakeLate();
        break;
      case 8:
        scene_.Flip() ? node.Stall() : node.Promote(group);
        break;
      default:
        if (scene_.Pick(3) == 0) node.Restart();
    }
    Pass(absl::Milliseconds(kPauses[scene_.Pick(std::size(kPauses))]));
  }

  // Once all that was told has arrived.
  void Check() {
    if (scene_.Now() < scene_.last_change + kPropagation) return;
    for (int g = 0; g < kGroups; ++g) {
      CheckThatOneIsBest(g);
      CheckThatSomebodyAnnounces(g);
    }
  }

  // All faults end, and a new decision is made: it takes effect everywhere.
  void CheckThatItRecovers() {
    EndAllFaults();
    Pass(absl::Seconds(20));
    for (int g = 0; g < kGroups; ++g) {
      const int active = scene_.Pick(kNodes);
      scene_.electors[g].Promote(active, Role::kStandby);
      for (int n = 0; n < kNodes; ++n) Inform(n, g);
      Pass(kPropagation);
      for (testing::RouteServerModel& server : scene_.servers) {
        EXPECT_EQ(server.Best(scene_.prefixes[g]), active);
        const auto other = server.Held(1 - active, scene_.prefixes[g]);
        EXPECT_TRUE(other.has_value() && other->med == kStandbyMed);
      }
    }
  }

 private:
  struct LateGrant {
    int node;
    int group;
    RoleGrant grant;
  };

  static constexpr int kPauses[] = {0, 0, 3, 20, 700, 4000};

  void Configure(GroupConfig& config) {
    config.ladder = testing::DefaultLadder();
    config.ladder.active.med = kActiveMed;
    config.ladder.epoch_span = kEpochSpan;
    config.ladder.standby[0].med = kStandbyMed;
    config.ladder.recovering.med = kStandbyMed + 1000;
    config.symmetry.mode = static_cast<Symmetry::Mode>(scene_.Pick(3));
    config.symmetry.return_after = kReturnAfter;
    if (scene_.Flip()) config.failback.mode = Failback::Mode::kManual;
    if (scene_.Flip()) config.failback.delay = absl::Seconds(2);
    if (scene_.Flip()) config.warm_up = absl::Milliseconds(500);
    if (scene_.Flip()) config.stall_limit = absl::Seconds(1);
    if (scene_.Flip()) config.drain_worsen = absl::Milliseconds(300);
  }

  Node& RandomNode() { return *scene_.nodes[scene_.Pick(kNodes)]; }

  void Pass(absl::Duration time) {
    scene_.runtime.RunFor(time);
    for (testing::RouteServerModel& server : scene_.servers) {
      server.Advance(scene_.Now());
    }
  }

  bool Inform(int node, int group) {
    return scene_.nodes[node]->Take(
        group, scene_.electors[group].Grant(node, scene_.Now()));
  }

  void Decide(int group) {
    constexpr Role kOthers[] = {Role::kStandby, Role::kStandby,
                                Role::kRecovering, Role::kDrained,
                                Role::kWithdrawn};
    const Role others = kOthers[scene_.Pick(std::size(kOthers))];
    testing::ElectorModel& elector = scene_.electors[group];
    if (elector.MayPromote(scene_.Now())) {
      elector.Promote(scene_.Pick(kNodes), others);
      return;
    }
    const int before = *elector.last_active();
    elector.Demote(others);
    if (scene_.Flip() && Inform(before, group)) elector.OnSteppedDown();
  }

  void TakeLate() {
    if (late_.empty()) return;
    const size_t index = scene_.Pick(static_cast<int>(late_.size()));
    const LateGrant late = late_[index];
    late_.erase(late_.begin() + static_cast<std::ptrdiff_t>(index));
    scene_.nodes[late.node]->Take(late.group, late.grant);
  }

  void EndAllFaults() {
    for (const auto& node : scene_.nodes) {
      for (int s = 0; s < kServers; ++s) node->SetSession(s, true);
      for (int g = 0; g < kGroups; ++g) node->SetReady(g, true);
    }
  }

  // No two nodes hold the same active path, and servers that hear of both
  // nodes choose alike.
  void CheckThatOneIsBest(int group) {
    const IpPrefix& prefix = scene_.prefixes[group];
    bool all_up = true;
    for (int s = 0; s < kServers; ++s) {
      const auto first = scene_.servers[s].Held(0, prefix);
      const auto second = scene_.servers[s].Held(1, prefix);
      if (first.has_value() && first->med <= kActiveMed + kEpochSpan) {
        EXPECT_NE(first, second) << "two are best";
      }
      for (const auto& node : scene_.nodes) all_up = all_up && node->up(s);
    }
    if (!all_up) return;
    EXPECT_EQ(scene_.servers[0].Best(prefix), scene_.servers[1].Best(prefix));
    for (int n = 0; n < kNodes; ++n) {
      EXPECT_EQ(scene_.servers[0].Held(n, prefix),
                scene_.servers[1].Held(n, prefix));
    }
  }

  void CheckThatSomebodyAnnounces(int group) {
    for (int s = 0; s < kServers; ++s) {
      for (int n = 0; n < kNodes; ++n) {
        const auto held = scene_.servers[s].Held(n, scene_.prefixes[group]);
        EXPECT_TRUE(held.has_value() ||
                    !scene_.nodes[n]->MustAnnounce(group, s));
      }
    }
  }

  Scene scene_;
  std::vector<LateGrant> late_;
};

class AnnouncerPairRandomTest : public ::testing::TestWithParam<int> {};

// 40 times 250 sequences.
INSTANTIATE_TEST_SUITE_P(Seeds, AnnouncerPairRandomTest,
                         ::testing::Range(0, 40));

TEST_P(AnnouncerPairRandomTest, WhateverHappensTheNewestDecisionIsBest) {
  for (int i = 0; i < 250; ++i) {
    const auto seed = static_cast<uint64_t>(GetParam() * 250 + i + 1);
    SCOPED_TRACE(seed);
    World world(seed);
    for (int step = 0; step < 40; ++step) {
      world.Step();
      world.Check();
      if (::testing::Test::HasFailure()) return;
    }
    world.CheckThatItRecovers();
    if (::testing::Test::HasFailure()) return;
  }
}

}  // namespace
}  // namespace waymark::announcer
