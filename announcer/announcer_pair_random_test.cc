// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Two nodes, two route servers and an elector, with everything that can happen
// to them in random order: sessions, readiness, decisions that come late,
// twice, out of order or never, leases that lapse, stalls, promotions,
// restarts. What must hold in whatever order is said where it is checked: at
// each announcement in CheckedNode, after each event in World::Check, and in
// the end in World::CheckThatItRecovers.

#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <memory>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "announcer/failback.h"
#include "announcer/group.h"
#include "announcer/role.h"
#include "announcer/symmetry.h"
#include "announcer/testing/checked_node.h"
#include "announcer/testing/elector_model.h"
#include "announcer/testing/recording.h"
#include "announcer/testing/route_server_model.h"
#include "base/ip_prefix.h"
#include "gtest/gtest.h"

namespace waymark::announcer {
namespace {

using testing::CheckedNode;
using testing::Scene;

constexpr uint32_t kStandbyMed = 2000;

// One sequence of events.
class World {
 public:
  explicit World(uint64_t seed) : scene_(seed) {
    if (scene_.Flip()) scene_.lease = absl::Seconds(3);
    Configure(scene_.config);
    for (int g = 0; g < Scene::kGroups; ++g) {
      scene_.prefixes.push_back(
          IpPrefix::Parse(absl::StrCat("10.", g, ".0.0/16")).value());
      scene_.electors.emplace_back(scene_.lease);
    }
    for (int n = 0; n < Scene::kNodes; ++n) {
      scene_.nodes.push_back(std::make_unique<CheckedNode>(scene_, n));
    }
    if (scene_.Flip()) EndAllFaults();
  }

  void Step() {
    CheckedNode& node = RandomNode();
    const int group = scene_.Pick(Scene::kGroups);
    switch (scene_.Pick(10)) {
      case 0:
      case 1:
        node.SetSession(scene_.Pick(Scene::kServers), scene_.Pick(3) != 0);
        break;
      case 2:
        node.SetReady(group, scene_.Pick(3) != 0);
        break;
      case 3:
        Decide(group);
        break;
      case 4:
      case 5:
        for (int n = 0; n < Scene::kNodes; ++n) {
          if (scene_.Pick(3) != 0) Inform(n, group);
        }
        break;
      case 6: {
        const int to = scene_.Pick(Scene::kNodes);
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
    if (scene_.Now() < scene_.last_change + Scene::kPropagation) return;
    for (int g = 0; g < Scene::kGroups; ++g) {
      CheckThatOneIsBest(g);
      CheckThatSomebodyAnnounces(g);
    }
  }

  // All faults end, and a new decision is made: it takes effect everywhere.
  void CheckThatItRecovers() {
    EndAllFaults();
    Pass(absl::Seconds(20));
    for (int g = 0; g < Scene::kGroups; ++g) {
      const int active = scene_.Pick(Scene::kNodes);
      scene_.electors[g].Promote(active, Role::kStandby);
      for (int n = 0; n < Scene::kNodes; ++n) Inform(n, g);
      Pass(Scene::kPropagation);
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
    config.ladder.active.med = Scene::kActiveMed;
    config.ladder.epoch_span = Scene::kEpochSpan;
    config.ladder.standby[0].med = kStandbyMed;
    config.ladder.recovering.med = kStandbyMed + 1000;
    config.symmetry.mode = static_cast<Symmetry::Mode>(scene_.Pick(3));
    config.symmetry.return_after = absl::Seconds(1);
    if (scene_.Flip()) config.failback.mode = Failback::Mode::kManual;
    if (scene_.Flip()) config.failback.delay = absl::Seconds(2);
    if (scene_.Flip()) config.warm_up = absl::Milliseconds(500);
    if (scene_.Flip()) config.stall_limit = absl::Seconds(1);
    if (scene_.Flip()) config.drain_worsen = absl::Milliseconds(300);
  }

  CheckedNode& RandomNode() {
    return *scene_.nodes[scene_.Pick(Scene::kNodes)];
  }

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
      elector.Promote(scene_.Pick(Scene::kNodes), others);
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
      for (int s = 0; s < Scene::kServers; ++s) node->SetSession(s, true);
      for (int g = 0; g < Scene::kGroups; ++g) node->SetReady(g, true);
    }
  }

  // No two nodes hold the same active path, servers that hear of both nodes
  // choose alike, and a node that lacks a side is nowhere chosen before one
  // that has both.
  void CheckThatOneIsBest(int group) {
    const IpPrefix& prefix = scene_.prefixes[group];
    bool all_up = true;
    for (int s = 0; s < Scene::kServers; ++s) {
      const auto first = scene_.servers[s].Held(0, prefix);
      const auto second = scene_.servers[s].Held(1, prefix);
      if (first.has_value() && Scene::IsActive(*first)) {
        EXPECT_NE(first, second) << "two are best";
      }
      for (const auto& node : scene_.nodes) all_up = all_up && node->up(s);
    }
    if (!all_up) {
      CheckSymmetry(group);
      return;
    }
    EXPECT_EQ(scene_.servers[0].Best(prefix), scene_.servers[1].Best(prefix));
    for (int n = 0; n < Scene::kNodes; ++n) {
      EXPECT_EQ(scene_.servers[0].Held(n, prefix),
                scene_.servers[1].Held(n, prefix));
    }
  }

  void CheckSymmetry(int group) {
    if (scene_.config.symmetry.mode == Symmetry::Mode::kNone) return;
    for (int n = 0; n < Scene::kNodes; ++n) {
      if (!scene_.nodes[n]->StandsWell(group)) continue;
      for (int s = 0; s < Scene::kServers; ++s) {
        EXPECT_EQ(scene_.servers[s].Best(scene_.prefixes[group]), n);
      }
    }
  }

  void CheckThatSomebodyAnnounces(int group) {
    for (int s = 0; s < Scene::kServers; ++s) {
      for (int n = 0; n < Scene::kNodes; ++n) {
        const auto held = scene_.servers[s].Held(n, scene_.prefixes[group]);
        EXPECT_TRUE(held.has_value() ||
                    !scene_.nodes[n]->MustAnnounce(group, s));
      }
    }
  }

  Scene scene_;
  std::vector<LateGrant> late_;
};

constexpr int kInstances = 40;

int HistoriesPerInstance() {
  const char* const text = std::getenv("WAYMARK_RANDOM_HISTORIES");
  int histories;
  if (text == nullptr || !absl::SimpleAtoi(text, &histories)) {
    histories = 10000;
  }
  return histories / kInstances;
}

class AnnouncerPairRandomTest : public ::testing::TestWithParam<int> {};

INSTANTIATE_TEST_SUITE_P(Seeds, AnnouncerPairRandomTest,
                         ::testing::Range(0, kInstances));

TEST_P(AnnouncerPairRandomTest, WhateverHappensTheNewestDecisionIsBest) {
  const int histories = HistoriesPerInstance();
  for (int i = 0; i < histories; ++i) {
    const auto seed = static_cast<uint64_t>(i) * kInstances + GetParam() + 1;
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
