// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "announcer/testing/route_server_model.h"

#include <algorithm>

namespace waymark::announcer::testing {

HeldPath ToHeldPath(const bgp::PathAttributes& attributes) {
  return {attributes.as_path.DecisionLength(), attributes.med.value()};
}

void RouteServerModel::Send(int node, const IpPrefix& prefix,
                            std::optional<HeldPath> path,
                            MonotonicTime arrival) {
  std::deque<Message>& under_way = sessions_[node].under_way;
  if (!under_way.empty()) arrival = std::max(arrival, under_way.back().arrival);
  under_way.push_back({prefix, path, arrival});
}

void RouteServerModel::Forget(int node) { sessions_.erase(node); }

void RouteServerModel::Advance(MonotonicTime now) {
  for (auto& [node, session] : sessions_) {
    std::deque<Message>& under_way = session.under_way;
    while (!under_way.empty() && under_way.front().arrival <= now) {
      const Message& message = under_way.front();
      if (message.path.has_value()) {
        session.held[message.prefix] = *message.path;
      } else {
        session.held.erase(message.prefix);
      }
      under_way.pop_front();
    }
  }
}

std::optional<HeldPath> RouteServerModel::Held(int node,
                                               const IpPrefix& prefix) const {
  const auto session = sessions_.find(node);
  if (session == sessions_.end()) return std::nullopt;
  const auto held = session->second.held.find(prefix);
  if (held == session->second.held.end()) return std::nullopt;
  return held->second;
}

std::optional<int> RouteServerModel::Best(const IpPrefix& prefix) const {
  std::optional<int> best;
  for (const auto& [node, session] : sessions_) {
    const std::optional<HeldPath> path = Held(node, prefix);
    if (!path.has_value()) continue;
    if (!best.has_value() || *path < *Held(*best, prefix)) best = node;
  }
  return best;
}

}  // namespace waymark::announcer::testing
