// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Random sequences of sessions, roles and readiness, against a naive account of
// what each neighbour must hold afterwards.

#include <map>
#include <optional>
#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "announcer/announcement_sink.h"
#include "announcer/announcer.h"
#include "announcer/group.h"
#include "announcer/neighbor.h"
#include "announcer/role.h"
#include "announcer/testing/recording.h"
#include "base/ip_prefix.h"
#include "base/testing/simulated_runtime.h"
#include "bgp/path_attributes.h"
#include "gtest/gtest.h"

namespace waymark::announcer {
namespace {

constexpr int kNeighbors = 3;
constexpr int kGroups = 3;

// What the neighbours hold, and whether every call was worth a message.
class HoldingSink : public AnnouncementSink {
 public:
  using Table = std::map<std::string, std::string>;  // prefix -> description

  bool Announce(NeighborId neighbor, const IpPrefix& prefix,
                const bgp::PathAttributes& attributes) override {
    const std::string path = testing::Describe(attributes);
    EXPECT_NE(held[neighbor][prefix.ToString()], path) << "told twice";
    held[neighbor][prefix.ToString()] = path;
    return true;
  }
  void Withdraw(NeighborId neighbor, const IpPrefix& prefix) override {
    EXPECT_EQ(held[neighbor].erase(prefix.ToString()), 1u) << "never told";
  }
  void MarkInitialSetComplete(NeighborId neighbor) override {
    EXPECT_FALSE(complete[neighbor]);
    complete[neighbor] = true;
  }
  void NotifyWhenFlushed(NeighborId) override { FAIL(); }
  void CloseNeighbor(NeighborId, absl::string_view) override { FAIL(); }

  std::map<NeighborId, Table> held;
  std::map<NeighborId, bool> complete;
};

struct GroupModel {
  std::string name;
  std::string prefix;
  std::optional<RoleGrant> grant;
  bool ready = false;
};

class Model {
 public:
  explicit Model(uint64_t seed) : random_(seed) {
    for (int i = 0; i < kNeighbors; ++i) {
      EXPECT_TRUE(announcer_
                      .AddNeighbor(NeighborId(i),
                                   testing::MakeNeighbor(absl::StrCat("n", i)))
                      .ok());
    }
    for (int i = 0; i < kGroups; ++i) {
      groups_[i] = {absl::StrCat("g", i), absl::StrCat("10.", i, ".0.0/16"),
                    std::nullopt, false};
      EXPECT_TRUE(announcer_
                      .AddGroup(testing::MakeGroup(groups_[i].name,
                                                   {groups_[i].prefix}))
                      .ok());
    }
  }

  void Step() {
    const auto neighbor = static_cast<NeighborId>(Pick(kNeighbors));
    GroupModel& group = groups_[Pick(kGroups)];
    switch (Pick(4)) {
      case 0:
        if (up_[neighbor]) break;
        announcer_.OnSessionUp(neighbor, testing::MakeSession("10.0.1.10"));
        up_[neighbor] = true;
        break;
      case 1:
        if (!up_[neighbor]) break;
        sink_.held[neighbor].clear();
        sink_.complete[neighbor] = false;
        announcer_.OnSessionDown(neighbor);
        up_[neighbor] = false;
        break;
      case 2: {
        const RoleGrant grant{static_cast<Role>(Pick(5)),
                              static_cast<uint64_t>(Pick(5))};
        EXPECT_TRUE(announcer_.SetRole(group.name, grant).ok());
        if (!group.grant.has_value() || grant.epoch >= group.grant->epoch) {
          group.grant = grant;
        }
        break;
      }
      default:
        group.ready = Pick(3) != 0;
        EXPECT_TRUE(announcer_.SetReady(group.name, group.ready).ok());
    }
    runtime_.RunUntilIdle();
  }

  void Check() {
    HoldingSink::Table expected;
    bool decided = true;
    for (const GroupModel& group : groups_) {
      if (!group.ready || !group.grant.has_value()) {
        decided = false;
        continue;
      }
      const std::optional<std::string> path = PathOf(group.grant->role);
      if (path.has_value()) expected[group.prefix] = *path;
    }
    for (int i = 0; i < kNeighbors; ++i) {
      const auto id = static_cast<NeighborId>(i);
      if (!up_[id]) {
        EXPECT_TRUE(sink_.held[id].empty());
        continue;
      }
      EXPECT_EQ(sink_.held[id], expected);
      EXPECT_TRUE(sink_.complete[id] || !decided);
    }
  }

 private:
  static std::optional<std::string> PathOf(Role role) {
    switch (role) {
      case Role::kActive:
        return "path 65001 med 0 via 10.0.1.10";
      case Role::kStandby:
        return "path 65001 65001 65001 med 100 via 10.0.1.10";
      case Role::kRecovering:
        return "path 65001 65001 65001 65001 65001 med 200 via 10.0.1.10";
      case Role::kDrained:
      case Role::kWithdrawn:
        break;
    }
    return std::nullopt;
  }

  int Pick(int below) {
    return std::uniform_int_distribution<int>(0, below - 1)(random_);
  }

  std::mt19937_64 random_;
  waymark::testing::SimulatedRuntime runtime_;
  HoldingSink sink_;
  Announcer announcer_{runtime_.runtime(), sink_, nullptr};
  GroupModel groups_[kGroups];
  std::map<NeighborId, bool> up_;
};

TEST(AnnouncerRandomTest, NeighborsHoldWhatTheRolesSayWhateverTheWayThere) {
  for (uint64_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE(seed);
    Model model(seed);
    for (int step = 0; step < 60; ++step) {
      model.Step();
      model.Check();
      if (::testing::Test::HasFailure()) return;
    }
  }
}

}  // namespace
}  // namespace waymark::announcer
