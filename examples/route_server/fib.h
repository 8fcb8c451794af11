// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The FIB of the route server: the best path of each prefix, one and no more
// (no ECMP), up to a quota. Who comes first has a place; when one becomes free,
// the first in order of prefix of those that wait gets it.
//
// Pure: it follows a Loc-RIB, and tells an observer, inside the same call.

#ifndef WAYMARK_EXAMPLES_ROUTE_SERVER_FIB_H_
#define WAYMARK_EXAMPLES_ROUTE_SERVER_FIB_H_

#include <cstddef>
#include <map>

#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "base/monotonic_time.h"
#include "rib/peer_info.h"
#include "rib/rib_observer.h"

namespace waymark::examples {

struct FibRoute {
  rib::PeerId peer{};  // who announced it
  IpAddress peer_address;
  IpAddress next_hop;
  MonotonicTime received_at;
};

// May not change the Loc-RIB, nor end a session: it is in the middle of a
// change.
class FibObserver {
 public:
  virtual ~FibObserver() = default;
  // The prefix has come into the FIB or leads elsewhere; null: it has left.
  virtual void OnFibChanged(const IpPrefix& prefix, const FibRoute* route) = 0;
  // There is no room for a prefix whose best path the peer has announced.
  virtual void OnFibExcess(const IpPrefix& prefix, rib::PeerId peer) = 0;
};

class Fib final : public rib::RibObserver {
 public:
  // `observer` is borrowed.
  Fib(size_t quota, FibObserver& observer)
      : quota_(quota), observer_(observer) {}
  Fib(const Fib&) = delete;
  Fib& operator=(const Fib&) = delete;

  void OnBestChanged(const rib::BestChange& change) override;
  void OnBatchEnd() override {}

  // Null if the prefix is not in the FIB; valid until the FIB changes.
  const FibRoute* Find(const IpPrefix& prefix) const;
  size_t size() const { return routes_.size(); }
  // Prefixes that lead to the peer.
  size_t routes_of(rib::PeerId peer) const;
  // Prefixes without a place.
  size_t waiting() const { return waiting_.size(); }

 private:
  void Put(const IpPrefix& prefix, const FibRoute& route);
  void Remove(const IpPrefix& prefix);

  const size_t quota_;
  FibObserver& observer_;
  std::map<IpPrefix, FibRoute> routes_;
  std::map<rib::PeerId, size_t> routes_of_;
  std::map<IpPrefix, FibRoute> waiting_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ROUTE_SERVER_FIB_H_
