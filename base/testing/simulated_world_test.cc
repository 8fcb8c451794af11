// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "base/testing/simulated_world.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/random/distributions.h"
#include "absl/time/time.h"
#include "base/monotonic_time.h"
#include "base/runtime.h"
#include "base/testing/simulated_clock.h"
#include "base/testing/simulated_node.h"
#include "base/testing/simulated_runtime.h"
#include "base/timer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace waymark::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SimulatedWorldTest : public ::testing::Test {
 protected:
  std::function<void()> Logging(std::string name) {
    return [this, name] { log_.push_back(name); };
  }
  std::unique_ptr<Timer> ArmedTimer(SimulatedNode& node, std::string name,
                                    absl::Duration in) {
    auto timer = node.CreateTimer(Logging(name));
    timer->Arm(node.clock().Now() + in);
    return timer;
  }
  MonotonicTime In(absl::Duration duration) { return world_.Now() + duration; }

  SimulatedWorld world_;
  SimulatedNode& node_ = world_.AddNode("node");
  std::vector<std::string> log_;
};

TEST_F(SimulatedWorldTest, TimePassesOnlyFromEventToEvent) {
  const MonotonicTime start = world_.Now();
  const auto late = ArmedTimer(node_, "late", absl::Seconds(2));
  const auto early = ArmedTimer(node_, "early", absl::Seconds(1));
  EXPECT_TRUE(world_.RunNextEvent());
  EXPECT_EQ(world_.Now() - start, absl::Seconds(1));
  EXPECT_TRUE(world_.RunNextEvent());
  EXPECT_EQ(world_.Now() - start, absl::Seconds(2));
  EXPECT_FALSE(world_.RunNextEvent());
  EXPECT_EQ(world_.Now() - start, absl::Seconds(2));
  EXPECT_THAT(log_, ElementsAre("early", "late"));
}

TEST_F(SimulatedWorldTest, RunUntilIncludesItsTimeAndEndsThere) {
  const MonotonicTime start = world_.Now();
  const auto at = ArmedTimer(node_, "at", absl::Seconds(1));
  const auto after =
      ArmedTimer(node_, "after", absl::Seconds(1) + absl::Nanoseconds(1));
  world_.RunUntil(start + absl::Seconds(1));
  EXPECT_THAT(log_, ElementsAre("at"));
  world_.RunFor(absl::Seconds(9));
  EXPECT_EQ(world_.Now() - start, absl::Seconds(10));
  world_.RunUntil(start);
  EXPECT_EQ(world_.Now() - start, absl::Seconds(10));
}

TEST_F(SimulatedWorldTest, RunUntilIdleStopsAtItsLimit) {
  std::unique_ptr<Timer> tick;
  tick = node_.CreateTimer([&] {
    log_.push_back("tick");
    if (log_.size() < 10) tick->Arm(node_.clock().Now() + absl::Seconds(1));
  });
  tick->Arm(node_.clock().Now());
  EXPECT_FALSE(world_.RunUntilIdle(absl::Seconds(4)));
  EXPECT_EQ(log_.size(), 5u);
  EXPECT_TRUE(world_.RunUntilIdle());
  EXPECT_EQ(log_.size(), 10u);
  EXPECT_TRUE(world_.RunUntilIdle(absl::InfiniteDuration()));
}

TEST_F(SimulatedWorldTest, RunUntilAConditionStopsAsSoonAsItHolds) {
  const auto first = ArmedTimer(node_, "first", absl::Seconds(1));
  const auto second = ArmedTimer(node_, "second", absl::Seconds(1));
  const auto third = ArmedTimer(node_, "third", absl::Minutes(1));
  EXPECT_TRUE(
      world_.RunUntil([&] { return log_.size() == 1; }, absl::Seconds(5)));
  EXPECT_EQ(log_.size(), 1u);
  EXPECT_FALSE(
      world_.RunUntil([&] { return log_.size() == 3; }, absl::Seconds(5)));
  EXPECT_TRUE(
      world_.RunUntil([&] { return log_.size() == 3; }, absl::Hours(1)));
  EXPECT_FALSE(world_.RunUntil([] { return false; }, absl::Hours(1)));
}

TEST_F(SimulatedWorldTest, TheWorldGoesBeforeTheNodesAndTheyInTheirOrder) {
  SimulatedNode& second = world_.AddNode("second");
  const auto on_second = ArmedTimer(second, "second", absl::Seconds(1));
  const auto on_first = ArmedTimer(node_, "first", absl::Seconds(1));
  world_.At(In(absl::Seconds(1)), Logging("world 1"));
  world_.At(In(absl::Seconds(1)), Logging("world 2"));
  world_.At(In(-absl::Seconds(1)), Logging("world in the past"));
  EXPECT_TRUE(world_.RunUntilIdle());
  EXPECT_THAT(log_, ElementsAre("world in the past", "world 1", "world 2",
                                "first", "second"));
}

TEST_F(SimulatedWorldTest, EveryNodeLivesByItsOwnClock) {
  SimulatedNode& fast = world_.AddNode("fast", {.clock_rate = 2.0});
  const MonotonicTime start = world_.Now();
  const auto slow_timer = ArmedTimer(node_, "true", absl::Seconds(3));
  const auto fast_timer = ArmedTimer(fast, "fast", absl::Seconds(4));
  EXPECT_TRUE(world_.RunNextEvent());
  EXPECT_EQ(world_.Now() - start, absl::Seconds(2));
  EXPECT_EQ(fast.clock().Now() - start, absl::Seconds(4));
  EXPECT_EQ(node_.clock().Now() - start, absl::Seconds(2));
  EXPECT_TRUE(world_.RunUntilIdle());
  EXPECT_THAT(log_, ElementsAre("fast", "true"));
}

// Two deadlines that fall on one nanosecond of the world.
TEST_F(SimulatedWorldTest, AFastNodeKeepsTheOrderOfItsDeadlines) {
  SimulatedNode& fast = world_.AddNode("fast", {.clock_rate = 10.0});
  const auto later = ArmedTimer(fast, "later", absl::Nanoseconds(9));
  const auto earlier = ArmedTimer(fast, "earlier", absl::Nanoseconds(8));
  EXPECT_TRUE(world_.RunUntilIdle());
  EXPECT_THAT(log_, ElementsAre("earlier", "later"));
}

TEST_F(SimulatedWorldTest, IoComesInOrderAndBeforeATimerDueWithIt) {
  const auto timer = ArmedTimer(node_, "timer", absl::Seconds(1));
  node_.DeliverAt(In(absl::Seconds(1)), Logging("io 1"));
  node_.DeliverAt(In(absl::Seconds(1)), Logging("io 2"));
  node_.DeliverAt(In(absl::Seconds(0)), Logging("io 0"));
  EXPECT_TRUE(world_.RunUntilIdle());
  EXPECT_THAT(log_, ElementsAre("io 0", "io 1", "io 2", "timer"));
}

TEST_F(SimulatedWorldTest, DeferredRunsBeforeAnythingElseOfItsNode) {
  const auto first = node_.CreateTimer([&] {
    log_.push_back("first");
    node_.Defer(Logging("deferred"));
  });
  first->Arm(In(absl::Seconds(1)));
  const auto second = ArmedTimer(node_, "second", absl::Seconds(1));
  EXPECT_TRUE(world_.RunUntilIdle());
  EXPECT_THAT(log_, ElementsAre("first", "deferred", "second"));
}

TEST_F(SimulatedWorldTest, AStalledNodeRunsLateInOrderAndTheOthersInTime) {
  SimulatedNode& other = world_.AddNode("other");
  const MonotonicTime start = world_.Now();
  std::vector<absl::Duration> times;
  const auto timer = node_.CreateTimer([&] {
    log_.push_back("timer");
    times.push_back(node_.clock().Now() - start);
  });
  timer->Arm(start + absl::Seconds(2));
  node_.DeliverAt(start + absl::Seconds(1), Logging("io 1"));
  node_.DeliverAt(start + absl::Seconds(3), Logging("io 3"));
  const auto other_timer = ArmedTimer(other, "other", absl::Seconds(4));
  node_.Defer(Logging("deferred"));
  node_.StallUntil(start + absl::Seconds(5));
  EXPECT_TRUE(node_.stalled());
  world_.RunUntil(start + absl::Seconds(4));
  EXPECT_THAT(log_, ElementsAre("other"));
  EXPECT_TRUE(world_.RunUntilIdle());
  EXPECT_FALSE(node_.stalled());
  EXPECT_THAT(log_, ElementsAre("other", "deferred", "io 1", "timer", "io 3"));
  EXPECT_THAT(times, ElementsAre(absl::Seconds(5)));
}

TEST_F(SimulatedWorldTest, ABacklogMayBeginWithTheTimers) {
  SimulatedNode& node = world_.AddNode(
      "timers first", {.backlog = SimulatedNodeOptions::Backlog::kTimersFirst});
  const auto late = ArmedTimer(node, "timer 3", absl::Seconds(3));
  const auto early = ArmedTimer(node, "timer 2", absl::Seconds(2));
  node.DeliverAt(In(absl::Seconds(1)), Logging("io 1"));
  node.StallUntil(In(absl::Seconds(5)));
  EXPECT_TRUE(world_.RunUntilIdle());
  EXPECT_THAT(log_, ElementsAre("timer 2", "timer 3", "io 1"));
}

TEST_F(SimulatedWorldTest, AStallWithoutEndIsIdleUntilResumed) {
  const auto timer = ArmedTimer(node_, "timer", absl::Seconds(1));
  node_.Stall();
  EXPECT_TRUE(world_.RunUntilIdle());
  world_.RunFor(absl::Seconds(10));
  EXPECT_THAT(log_, IsEmpty());
  node_.Resume();
  EXPECT_TRUE(world_.RunUntilIdle());
  EXPECT_THAT(log_, ElementsAre("timer"));
}

TEST_F(SimulatedWorldTest, ANodeThatStallsItselfHoldsBackWhatItDeferred) {
  const MonotonicTime start = world_.Now();
  absl::Duration ran;
  const auto timer = node_.CreateTimer([&] {
    node_.Defer([&] { ran = world_.Now() - start; });
    node_.StallUntil(world_.Now() + absl::Seconds(3));
    log_.push_back("timer");
  });
  timer->Arm(start + absl::Seconds(1));
  EXPECT_TRUE(world_.RunUntilIdle());
  EXPECT_THAT(log_, ElementsAre("timer"));
  EXPECT_EQ(ran, absl::Seconds(4));
}

TEST_F(SimulatedWorldTest, ATimerMayOutliveTheWorldOfABadlyOrderedTest) {
  auto world = std::make_unique<SimulatedWorld>();
  const auto timer =
      ArmedTimer(world->AddNode("node"), "timer", absl::Seconds(1));
  world = nullptr;
  timer->Cancel();
  EXPECT_FALSE(timer->armed());
}

std::vector<uint64_t> Draw(uint64_t seed) {
  SimulatedWorld world(seed);
  std::vector<uint64_t> numbers;
  for (const char* name : {"a", "b"}) {
    Runtime runtime = world.AddNode(name).runtime();
    for (int i = 0; i < 10; ++i) {
      numbers.push_back(absl::Uniform<uint64_t>(runtime.random));
    }
  }
  std::mt19937_64 generator = world.NewGenerator();
  numbers.push_back(generator());
  return numbers;
}

TEST(SimulatedSeedTest, TheSameSeedGivesTheSameNumbersAndOthersDiffer) {
  EXPECT_EQ(Draw(1), Draw(1));
  EXPECT_NE(Draw(1), Draw(2));
  const std::vector<uint64_t> numbers = Draw(1);
  EXPECT_NE(numbers[0], numbers[10]);
}

TEST(SimulatedRuntimeTest, OneNodeIsEnoughForOneObject) {
  SimulatedRuntime simulation;
  const Runtime runtime = simulation.runtime();
  int fired = 0;
  const auto timer = runtime.timers.CreateTimer([&] { ++fired; });
  const MonotonicTime start = runtime.clock.Now();
  EXPECT_EQ(start, simulation.Now());
  timer->Arm(start + absl::Seconds(1));
  simulation.RunFor(absl::Milliseconds(999));
  EXPECT_EQ(fired, 0);
  EXPECT_TRUE(simulation.RunUntilIdle());
  EXPECT_EQ(fired, 1);
  EXPECT_EQ(runtime.clock.Now() - start, absl::Seconds(1));
  EXPECT_EQ(runtime.wall.Now(), kSimulationEpoch + absl::Seconds(1));
}

}  // namespace
}  // namespace waymark::testing
