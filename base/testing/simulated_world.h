// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Virtual time and the nodes that live in it. Nothing happens by itself: a test
// calls Run..., and time passes only from one event to the next. The same seed
// and the same calls give the same run, octet for octet.
//
//   SimulatedWorld world(/*seed=*/7);
//   SimulatedNode& left = world.AddNode("left");
//   SimulatedNode& right = world.AddNode("right", {.clock_rate = 1.05});
//   ...
//   world.At(world.Now() + absl::Seconds(3), [&] { right.Stall(); });
//   world.RunFor(absl::Minutes(10));

#ifndef WAYMARK_BASE_TESTING_SIMULATED_WORLD_H_
#define WAYMARK_BASE_TESTING_SIMULATED_WORLD_H_

#include <cstdint>
#include <memory>
#include <random>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/monotonic_time.h"
#include "base/testing/event_queue.h"
#include "base/testing/simulated_node.h"

namespace waymark::testing {

class SimulatedWorld {
 public:
  explicit SimulatedWorld(uint64_t seed = 1) : seeds_(seed) {}
  SimulatedWorld(const SimulatedWorld&) = delete;
  SimulatedWorld& operator=(const SimulatedWorld&) = delete;

  // Lives as long as the world.
  SimulatedNode& AddNode(absl::string_view name,
                         const SimulatedNodeOptions& options = {});

  MonotonicTime Now() const { return now_; }

  // Runs `callback` at a time of the world, whatever the nodes do: for the
  // script of a test and for networks. What happens at the same time comes in
  // the order of the calls and before what the nodes do, and those take their
  // turns in the order in which they were added.
  void At(MonotonicTime time, absl::AnyInvocable<void()> callback);

  // A generator of its own for something that lives in this world.
  std::mt19937_64 NewGenerator() { return std::mt19937_64(seeds_()); }

  // Time passes to the next event, which runs. False if there is none.
  bool RunNextEvent();

  // Runs what is due up to and including `time`; then it is `time`.
  void RunUntil(MonotonicTime time);
  void RunFor(absl::Duration duration) { RunUntil(now_ + duration); }

  // Until no event is left; false if `limit` passed before. A node stalled for
  // ever is idle.
  bool RunUntilIdle(absl::Duration limit = absl::Hours(1));

  // Until `condition` holds, which is asked before every event; false if
  // `limit` passed, or nothing was left to happen, before.
  bool RunUntil(absl::FunctionRef<bool()> condition, absl::Duration limit);

 private:
  MonotonicTime NextEvent() const;

  std::mt19937_64 seeds_;
  MonotonicTime now_ = kSimulationStart;
  std::vector<std::unique_ptr<SimulatedNode>> nodes_;
  EventQueue<absl::AnyInvocable<void()>> events_;
};

}  // namespace waymark::testing

#endif  // WAYMARK_BASE_TESTING_SIMULATED_WORLD_H_
