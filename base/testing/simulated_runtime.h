// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A world of one node: what a test of a single object needs.

#ifndef WAYMARK_BASE_TESTING_SIMULATED_RUNTIME_H_
#define WAYMARK_BASE_TESTING_SIMULATED_RUNTIME_H_

#include <cstdint>

#include "absl/time/time.h"
#include "base/monotonic_time.h"
#include "base/runtime.h"
#include "base/testing/simulated_node.h"
#include "base/testing/simulated_world.h"

namespace waymark::testing {

class SimulatedRuntime {
 public:
  explicit SimulatedRuntime(uint64_t seed = 1) : world_(seed) {}

  // Borrowed from this object.
  Runtime runtime() { return node_.runtime(); }

  SimulatedWorld& world() { return world_; }
  SimulatedNode& node() { return node_; }

  // As in SimulatedWorld.
  MonotonicTime Now() const { return world_.Now(); }
  bool RunNextEvent() { return world_.RunNextEvent(); }
  void RunUntil(MonotonicTime time) { world_.RunUntil(time); }
  void RunFor(absl::Duration duration) { world_.RunFor(duration); }
  bool RunUntilIdle(absl::Duration limit = absl::Hours(1)) {
    return world_.RunUntilIdle(limit);
  }

 private:
  SimulatedWorld world_;
  SimulatedNode& node_ = world_.AddNode("node");
};

}  // namespace waymark::testing

#endif  // WAYMARK_BASE_TESTING_SIMULATED_RUNTIME_H_
