// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Holds routes of the FIB back from the route tables until the path is as old
// as the configuration wants. What a table has of the prefix stays meanwhile,
// as long as its own path is there: a path that is withdrawn leaves the tables
// at once, and so does a prefix that leaves the FIB.

#ifndef WAYMARK_EXAMPLES_ROUTE_SERVER_INSTALL_DELAY_H_
#define WAYMARK_EXAMPLES_ROUTE_SERVER_INSTALL_DELAY_H_

#include <map>
#include <memory>
#include <set>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "absl/time/time.h"
#include "base/ip_prefix.h"
#include "base/monotonic_time.h"
#include "base/runtime.h"
#include "base/timer.h"
#include "examples/route_server/fib.h"
#include "rib/peer_info.h"

namespace waymark::examples {

class InstallDelay {
 public:
  // What the tables are to be propagated with; null: nothing more. Called from
  // inside OnFibChanged or from the loop.
  using Deliver =
      absl::AnyInvocable<void(const IpPrefix& prefix, const FibRoute* route)>;

  InstallDelay(const Runtime& runtime, absl::Duration delay, Deliver deliver);
  InstallDelay(const InstallDelay&) = delete;
  InstallDelay& operator=(const InstallDelay&) = delete;

  void OnFibChanged(const IpPrefix& prefix, const FibRoute* route);
  // The path of the peer is gone from the RIB; before the change of the FIB, if
  // any, that comes of it.
  void OnPathRemoved(const IpPrefix& prefix, rib::PeerId peer);

 private:
  // What the tables are propagated with.
  struct Delivered {
    rib::PeerId peer;
    bool is_gone = false;  // its path; what comes in its place is awaited
  };

  void DeliverRoute(const IpPrefix& prefix, const FibRoute& route);
  void DeliverNone(const IpPrefix& prefix);
  void Forget(const IpPrefix& prefix);
  void OnDue();

  const Runtime runtime_;
  const absl::Duration delay_;
  Deliver deliver_;
  std::map<IpPrefix, Delivered> delivered_;
  std::map<IpPrefix, FibRoute> waiting_;
  std::set<std::pair<MonotonicTime, IpPrefix>> due_;  // of waiting_
  std::unique_ptr<Timer> timer_;                      // for the first of due_
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ROUTE_SERVER_INSTALL_DELAY_H_
