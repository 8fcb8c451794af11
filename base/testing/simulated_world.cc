// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "base/testing/simulated_world.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/monotonic_time.h"
#include "base/testing/simulated_node.h"

namespace waymark::testing {

SimulatedNode& SimulatedWorld::AddNode(absl::string_view name,
                                       const SimulatedNodeOptions& options) {
  nodes_.push_back(
      std::make_unique<SimulatedNode>(name, now_, seeds_(), options));
  return *nodes_.back();
}

void SimulatedWorld::At(MonotonicTime time,
                        absl::AnyInvocable<void()> callback) {
  events_.Add(std::max(time, now_), std::move(callback));
}

MonotonicTime SimulatedWorld::NextEvent() const {
  MonotonicTime next = events_.NextTime();
  for (const auto& node : nodes_) next = std::min(next, node->NextTurn());
  return next;
}

bool SimulatedWorld::RunNextEvent() {
  const MonotonicTime next = NextEvent();
  if (next == MonotonicTime::InfiniteFuture()) return false;
  now_ = next;
  if (events_.NextTime() == next) {
    events_.Pop()();
    return true;
  }
  for (const auto& node : nodes_) {
    if (node->NextTurn() != next) continue;
    node->RunTurn();
    return true;
  }
  return false;
}

void SimulatedWorld::RunUntil(MonotonicTime time) {
  while (NextEvent() <= time && RunNextEvent()) {
  }
  now_ = std::max(now_, time);
}

bool SimulatedWorld::RunUntilIdle(absl::Duration limit) {
  const MonotonicTime end = now_ + limit;
  while (NextEvent() <= end && RunNextEvent()) {
  }
  return NextEvent() == MonotonicTime::InfiniteFuture();
}

bool SimulatedWorld::RunUntil(absl::FunctionRef<bool()> condition,
                              absl::Duration limit) {
  const MonotonicTime end = now_ + limit;
  while (!condition()) {
    if (NextEvent() > end) return false;
    if (!RunNextEvent()) return false;
  }
  return true;
}

}  // namespace waymark::testing
