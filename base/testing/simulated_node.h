// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// One process in the simulated world: an event loop with timers, deferred
// calls, I/O, clocks and a seeded generator, handed to the code under test as a
// Runtime.
//
// The loop runs one callback per turn: the next timer or the next I/O,
// whichever is due first, and after it everything deferred. It can be stalled
// as a frozen or overloaded process is: the world goes on, what becomes due is
// held back, and at the end of the stall it comes late and in order.

#ifndef WAYMARK_BASE_TESTING_SIMULATED_NODE_H_
#define WAYMARK_BASE_TESTING_SIMULATED_NODE_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <random>
#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/strings/string_view.h"
#include "base/executor.h"
#include "base/monotonic_time.h"
#include "base/runtime.h"
#include "base/testing/event_queue.h"
#include "base/testing/simulated_clock.h"
#include "base/timer.h"

namespace waymark::testing {

class SimulatedTimer;

struct SimulatedNodeOptions {
  // See SimulatedClock.
  double clock_rate = 1.0;

  // What runs first of a timer and an I/O event that are both due. A real loop
  // promises nothing: what has to withstand a stall is tested with both.
  enum class Backlog { kByTime, kTimersFirst };
  Backlog backlog = Backlog::kByTime;
};

// Made by SimulatedWorld::AddNode.
class SimulatedNode final : public TimerFactory, public Executor {
 public:
  using Options = SimulatedNodeOptions;

  // `world_now` is borrowed and must outlive the node.
  SimulatedNode(absl::string_view name, const MonotonicTime& world_now,
                uint64_t seed, const Options& options);
  SimulatedNode(const SimulatedNode&) = delete;
  SimulatedNode& operator=(const SimulatedNode&) = delete;

  // Everything in it is borrowed from the node.
  Runtime runtime() { return {clock_, wall_, *this, *this, random_}; }

  const std::string& name() const { return name_; }
  const SimulatedClock& clock() const { return clock_; }
  SimulatedWallClock& wall() { return wall_; }

  std::unique_ptr<Timer> CreateTimer(
      absl::AnyInvocable<void()> callback) override;
  void Defer(absl::AnyInvocable<void()> callback) override;

  // Runs `callback` as an I/O event of this node that becomes due at `at`
  // (world time); events due at the same time in the order of the calls.
  void DeliverAt(MonotonicTime at, absl::AnyInvocable<void()> callback);

  // The loop does not turn before `until` (world time). Called from a callback
  // of this node, the stall begins when that callback returns. The last call
  // counts.
  void StallUntil(MonotonicTime until) { stalled_until_ = until; }
  void Stall() { StallUntil(MonotonicTime::InfiniteFuture()); }
  void Resume() { StallUntil(world_now_); }
  bool stalled() const { return stalled_until_ > world_now_; }

  // For SimulatedWorld: when the loop turns next (world time, never in the
  // past; InfiniteFuture() if it has nothing to do), and that turn.
  MonotonicTime NextTurn() const;
  // REQUIRES: NextTurn() is now.
  void RunTurn();

 private:
  bool TimerGoesFirst() const;

  const std::string name_;
  const MonotonicTime& world_now_;
  const Options options_;
  const SimulatedClock clock_;
  SimulatedWallClock wall_{clock_};
  std::mt19937_64 random_;
  MonotonicTime stalled_until_ = MonotonicTime::InfinitePast();

  // Local time. Shared with the timers, so that one which outlives the node by
  // mistake of a test's order of destruction does not bring the test down.
  std::shared_ptr<EventQueue<SimulatedTimer*>> timers_;
  EventQueue<absl::AnyInvocable<void()>> io_;  // world time
  std::deque<absl::AnyInvocable<void()>> deferred_;
};

}  // namespace waymark::testing

#endif  // WAYMARK_BASE_TESTING_SIMULATED_NODE_H_
