// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Two nodes between two sides, an active one and a standby, each with two
// sessions to the route server of each side: eight sessions, 256 states. Every
// state is entered and left over every session, at rest and in the middle of
// another change, so that whatever order sessions come and go in is a walk that
// was made here. It is checked against a naive account of what each node must
// announce, and for what symmetry is there for: both directions of the traffic
// go through one node.

#include "announcer/symmetry.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "announcer/announcement_sink.h"
#include "announcer/announcer.h"
#include "announcer/group.h"
#include "announcer/neighbor.h"
#include "announcer/role.h"
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
using testing::RouteServerModel;

constexpr int kSessions = 8;  // bit: node (1), side (1), endpoint (1)
constexpr int kPerNode = 4;
using Sessions = std::bitset<kSessions>;

constexpr absl::Duration kReturnAfter = absl::Milliseconds(20);
// How long a change takes to each of the four endpoints.
constexpr int kDelay[kPerNode] = {1, 3, 2, 5};  // milliseconds
constexpr absl::Duration kMaxDelay = absl::Milliseconds(5);

const char* const kSide[] = {"internet", "application"};

int NodeOf(int session) { return session / kPerNode; }
int SideOf(int session) { return session % kPerNode / 2; }

// What is announced to each side: the way to the other one.
const IpPrefix& PrefixFor(int side) {
  static const std::array<IpPrefix, 2> prefixes = {
      *IpPrefix::Parse("10.1.0.0/16"), *IpPrefix::Parse("0.0.0.0/0")};
  return prefixes[side];
}

bool IsLive(const Sessions& sessions, int node, int side) {
  const int first = node * kPerNode + side * 2;
  return sessions[first] || sessions[first + 1];
}
bool IsWhole(const Sessions& sessions, int node) {
  return IsLive(sessions, node, 0) && IsLive(sessions, node, 1);
}

class World {
 public:
  explicit World(Symmetry::Mode mode) {
    for (int node = 0; node < 2; ++node) {
      nodes_[node] = std::make_unique<Node>(*this, node, mode);
    }
  }

  const Sessions& sessions() const { return sessions_; }

  void Toggle(int session) {
    sessions_.flip(session);
    NoteWhole();
    const auto id = static_cast<NeighborId>(session % kPerNode);
    Announcer& announcer = nodes_[NodeOf(session)]->announcer;
    if (sessions_[session]) {
      announcer.OnSessionUp(id, testing::MakeSession("10.0.1.10"));
    } else {
      servers_[SideOf(session)].Forget(session);
      last_change_ = runtime_.Now();
      announcer.OnSessionDown(id);
    }
  }

  // Lets time pass, and looks every millisecond.
  void Run(absl::Duration duration) {
    const MonotonicTime end = runtime_.Now() + duration;
    while (runtime_.Now() < end) {
      runtime_.RunFor(absl::Milliseconds(1));
      for (RouteServerModel& server : servers_) server.Advance(runtime_.Now());
      Look();
    }
  }
  void Rest() {
    Run(kReturnAfter + kMaxDelay + absl::Milliseconds(1));
    split_ = longest_split_ = absl::ZeroDuration();
  }

  // The node that takes the traffic which comes from this side.
  std::optional<int> Taker(int side) const {
    const std::optional<int> best = servers_[side].Best(PrefixFor(side));
    if (!best.has_value()) return std::nullopt;
    return NodeOf(*best);
  }
  std::optional<HeldPath> Held(int session) const {
    const int side = SideOf(session);
    return servers_[side].Held(session, PrefixFor(side));
  }
  // How long the directions were apart at most, since Rest, although some node
  // had both sides.
  absl::Duration longest_split() const { return longest_split_; }

 private:
  struct Node : AnnouncementSink {
    Node(World& w, int number, Symmetry::Mode mode)
        : world(w),
          number(number),
          announcer(w.runtime_.runtime(), *this, nullptr) {
      for (int i = 0; i < kPerNode; ++i) {
        NeighborConfig neighbor = testing::MakeNeighbor(absl::StrCat("rs", i));
        neighbor.side = kSide[SideOf(i)];
        EXPECT_TRUE(announcer.AddNeighbor(NeighborId(i), neighbor).ok());
      }
      for (int side = 0; side < 2; ++side) {
        GroupConfig group = testing::MakeGroup(absl::StrCat("to ", kSide[side]),
                                               {PrefixFor(side).ToString()});
        group.sides = {kSide[side]};
        group.initial_role = number == 0 ? Role::kActive : Role::kStandby;
        group.symmetry.mode = mode;
        group.symmetry.return_after = kReturnAfter;
        EXPECT_TRUE(announcer.AddGroup(group).ok());
        EXPECT_TRUE(announcer.SetReady(group.name, true).ok());
      }
    }

    bool Announce(NeighborId id, const IpPrefix& prefix,
                  const bgp::PathAttributes& attributes) override {
      Send(id, prefix, testing::ToHeldPath(attributes));
      return true;
    }
    void Withdraw(NeighborId id, const IpPrefix& prefix) override {
      Send(id, prefix, std::nullopt);
    }
    void MarkInitialSetComplete(NeighborId) override {}
    void NotifyWhenFlushed(NeighborId) override {}
    void CloseNeighbor(NeighborId, absl::string_view) override { FAIL(); }

    void Send(NeighborId id, const IpPrefix& prefix,
              std::optional<HeldPath> path) {
      const int neighbor = static_cast<int>(id);
      const int session = number * kPerNode + neighbor;
      world.last_change_ = world.runtime_.Now();
      world.servers_[SideOf(session)].Send(
          session, prefix, path,
          world.runtime_.Now() + absl::Milliseconds(kDelay[neighbor]));
    }

    World& world;
    const int number;
    Announcer announcer;
  };

  void NoteWhole() {
    for (int node = 0; node < 2; ++node) {
      if (!IsWhole(sessions_, node)) {
        whole_since_[node].reset();
      } else if (!whole_since_[node].has_value()) {
        whole_since_[node] = runtime_.Now();
      }
    }
  }
  // It has had both sides for long enough.
  bool StandsWhole(int node) const {
    return whole_since_[node].has_value() &&
           runtime_.Now() - *whole_since_[node] >= kReturnAfter;
  }

  void Look() {
    const bool split =
        (StandsWhole(0) || StandsWhole(1)) && Taker(0) != Taker(1);
    split_ = split ? split_ + absl::Milliseconds(1) : absl::ZeroDuration();
    longest_split_ = std::max(longest_split_, split_);
    if (runtime_.Now() - last_change_ < kMaxDelay) return;
    // All that was said has arrived.
    ASSERT_FALSE(split) << "the directions stay apart with " << sessions_;
    for (int side = 0; side < 2; ++side) {
      if (!Taker(side).has_value()) continue;
      ASSERT_TRUE(StandsWhole(*Taker(side)) ||
                  !(StandsWhole(0) || StandsWhole(1)))
          << "a node without a side goes before one that has both";
    }
  }

  waymark::testing::SimulatedRuntime runtime_;
  Sessions sessions_;
  std::array<std::optional<MonotonicTime>, 2> whole_since_;
  MonotonicTime last_change_;
  std::array<RouteServerModel, 2> servers_;
  absl::Duration split_;
  absl::Duration longest_split_;
  std::array<std::unique_ptr<Node>, 2> nodes_;
};

// What the route server holds of a node at rest, from the sessions alone.
std::optional<HeldPath> Expected(const Sessions& sessions, int session,
                                 Symmetry::Mode mode) {
  if (!sessions[session]) return std::nullopt;
  const int node = NodeOf(session);
  if (IsWhole(sessions, node)) {
    return node == 0 ? HeldPath{1, 0} : HeldPath{3, 100};
  }
  if (mode == Symmetry::Mode::kWithdraw) return std::nullopt;
  return HeldPath{5, 200};
}

void CheckAtRest(const World& world, Symmetry::Mode mode) {
  const Sessions& sessions = world.sessions();
  for (int session = 0; session < kSessions; ++session) {
    ASSERT_EQ(world.Held(session), Expected(sessions, session, mode))
        << "session " << session << " with " << sessions;
  }
  if (IsWhole(sessions, 0) || IsWhole(sessions, 1)) {
    // The active node if it can, both ways.
    const int taker = IsWhole(sessions, 0) ? 0 : 1;
    ASSERT_EQ(world.Taker(0), taker) << sessions;
    ASSERT_EQ(world.Taker(1), taker) << sessions;
    return;
  }
  for (int side = 0; side < 2; ++side) {
    const bool reachable =
        IsLive(sessions, 0, side) || IsLive(sessions, 1, side);
    ASSERT_EQ(world.Taker(side).has_value(),
              reachable && mode == Symmetry::Mode::kWorsen)
        << sessions;
  }
}

class SymmetryTest : public ::testing::TestWithParam<Symmetry::Mode> {
 protected:
  // A world at rest with these sessions.
  static std::unique_ptr<World> WorldWith(const Sessions& sessions) {
    auto world = std::make_unique<World>(GetParam());
    for (int session = 0; session < kSessions; ++session) {
      if (sessions[session]) world->Toggle(session);
    }
    world->Rest();
    return world;
  }
};

TEST_P(SymmetryTest, FromEveryStateOverEverySession) {
  absl::Duration longest_split;
  for (unsigned state = 0; state < 1u << kSessions; ++state) {
    const std::unique_ptr<World> world = WorldWith(state);
    ASSERT_NO_FATAL_FAILURE(CheckAtRest(*world, GetParam()));
    for (int session = 0; session < kSessions; ++session) {
      for (int there_and_back = 0; there_and_back < 2; ++there_and_back) {
        world->Toggle(session);
        world->Run(kReturnAfter + kMaxDelay);
        // No longer than the slower side takes to hear of it.
        EXPECT_LE(world->longest_split(), kMaxDelay) << world->sessions();
        longest_split = std::max(longest_split, world->longest_split());
        world->Rest();
        ASSERT_NO_FATAL_FAILURE(CheckAtRest(*world, GetParam()));
        if (HasFatalFailure()) return;
      }
    }
  }
  // It does happen: the sides hear of it one after the other.
  EXPECT_GT(longest_split, absl::ZeroDuration());
  RecordProperty("longest_split", absl::FormatDuration(longest_split));
}

TEST_P(SymmetryTest, FromEveryStateOverEveryTwoSessionsAtOnce) {
  for (unsigned state = 0; state < 1u << kSessions; ++state) {
    const std::unique_ptr<World> world = WorldWith(state);
    for (int first = 0; first < kSessions; ++first) {
      for (int second = 0; second < kSessions; ++second) {
        // Before the first change has arrived, and before the return is over.
        for (const int apart : {1, 12}) {
          world->Toggle(first);
          world->Run(absl::Milliseconds(apart));
          world->Toggle(second);
          world->Rest();
          ASSERT_NO_FATAL_FAILURE(CheckAtRest(*world, GetParam()));
          if (HasFatalFailure()) return;
        }
      }
    }
  }
}

// A fault: one session of a node, or all of one side.
std::vector<Sessions> FaultsOf(int node) {
  std::vector<Sessions> faults;
  for (int i = 0; i < kPerNode; ++i) {
    faults.push_back(Sessions(1u << (node * kPerNode + i)));
  }
  faults.push_back(Sessions(0b0011u << (node * kPerNode)));
  faults.push_back(Sessions(0b1100u << (node * kPerNode)));
  return faults;
}

TEST_P(SymmetryTest, WithAFaultOnEachNode) {
  std::vector<std::string> nobody;
  for (const Sessions& first : FaultsOf(0)) {
    for (const Sessions& second : FaultsOf(1)) {
      const Sessions sessions = ~(first | second);
      const std::unique_ptr<World> world = WorldWith(sessions);
      for (int side = 0; side < 2; ++side) {
        const bool reachable =
            IsLive(sessions, 0, side) || IsLive(sessions, 1, side);
        if (!reachable || world->Taker(side).has_value()) continue;
        nobody.push_back(absl::StrCat(kSide[side], " without ",
                                      (first | second).to_string()));
      }
    }
  }
  if (GetParam() == Symmetry::Mode::kWorsen) {
    // Somebody is announced on every side that has a session.
    EXPECT_EQ(nobody, std::vector<std::string>());
  } else {
    // The price of withdrawing: a side lost on each node leaves nobody on sides
    // that could be reached.
    EXPECT_EQ(
        nobody,
        (std::vector<std::string>{
            "application without 00110011", "internet without 11000011",
            "application without 11000011", "internet without 00111100",
            "application without 00111100", "internet without 11001100"}));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Modes, SymmetryTest,
    ::testing::Values(Symmetry::Mode::kWorsen, Symmetry::Mode::kWithdraw),
    [](const ::testing::TestParamInfo<Symmetry::Mode>& mode) {
      return std::string(Name(mode.param));
    });

}  // namespace
}  // namespace waymark::announcer
