// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A route server reduced to what decides over two nodes: it holds one path of
// each node for a prefix, hears of changes after a while and in order, and
// takes the shorter AS_PATH, then the lower MED, then the lower node.

#ifndef WAYMARK_ANNOUNCER_TESTING_ROUTE_SERVER_MODEL_H_
#define WAYMARK_ANNOUNCER_TESTING_ROUTE_SERVER_MODEL_H_

#include <cstdint>
#include <deque>
#include <map>
#include <optional>

#include "base/ip_prefix.h"
#include "base/monotonic_time.h"
#include "bgp/path_attributes.h"

namespace waymark::announcer::testing {

// Smaller is better.
struct HeldPath {
  int length = 0;
  uint32_t med = 0;

  friend auto operator<=>(const HeldPath&, const HeldPath&) = default;
};

// REQUIRES: an explicit MED.
HeldPath ToHeldPath(const bgp::PathAttributes& attributes);

class RouteServerModel {
 public:
  // A path, or a withdrawal, that arrives then, or when the one before does if
  // that is later.
  void Send(int node, const IpPrefix& prefix, std::optional<HeldPath> path,
            MonotonicTime arrival);
  // The session has ended: what it told and what was under way is gone.
  void Forget(int node);
  // Takes in what has arrived by now.
  void Advance(MonotonicTime now);

  std::optional<HeldPath> Held(int node, const IpPrefix& prefix) const;
  std::optional<int> Best(const IpPrefix& prefix) const;

 private:
  struct Message {
    IpPrefix prefix;
    std::optional<HeldPath> path;
    MonotonicTime arrival;
  };
  struct Session {
    std::deque<Message> under_way;
    std::map<IpPrefix, HeldPath> held;
  };

  std::map<int, Session> sessions_;
};

}  // namespace waymark::announcer::testing

#endif  // WAYMARK_ANNOUNCER_TESTING_ROUTE_SERVER_MODEL_H_
