// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/route_server/fib.h"

#include "rib/path.h"

namespace waymark::examples {

void Fib::OnBestChanged(const rib::BestChange& change) {
  const rib::Path* const best = change.new_best;
  if (best == nullptr || !best->attributes->next_hop.has_value()) {
    Remove(change.prefix);
    return;
  }
  Put(change.prefix, {.peer = best->source->peer,
                      .peer_address = best->source->peer_address,
                      .next_hop = best->attributes->next_hop->address,
                      .received_at = best->received_at});
}

void Fib::Put(const IpPrefix& prefix, const FibRoute& route) {
  const auto found = routes_.find(prefix);
  if (found == routes_.end() && routes_.size() >= quota_) {
    waiting_.insert_or_assign(prefix, route);
    observer_.OnFibExcess(prefix, route.peer);
    return;
  }
  waiting_.erase(prefix);
  if (found != routes_.end()) --routes_of_[found->second.peer];
  routes_.insert_or_assign(prefix, route);
  ++routes_of_[route.peer];
  observer_.OnFibChanged(prefix, &route);
}

void Fib::Remove(const IpPrefix& prefix) {
  waiting_.erase(prefix);
  const auto found = routes_.find(prefix);
  if (found == routes_.end()) return;
  --routes_of_[found->second.peer];
  routes_.erase(found);
  observer_.OnFibChanged(prefix, nullptr);
  if (waiting_.empty()) return;
  const auto next = waiting_.extract(waiting_.begin());
  Put(next.key(), next.mapped());
}

size_t Fib::routes_of(rib::PeerId peer) const {
  const auto found = routes_of_.find(peer);
  return found == routes_of_.end() ? 0 : found->second;
}

const FibRoute* Fib::Find(const IpPrefix& prefix) const {
  const auto found = routes_.find(prefix);
  return found == routes_.end() ? nullptr : &found->second;
}

}  // namespace waymark::examples
