// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "rib/adj_rib_in.h"

#include <utility>

namespace waymark::rib {

AdjRibIn::AdjRibIn(const Options& options)
    : options_(options), routes_(options.hash_seed) {
  sweep_.done = true;
}

AdjRibIn::Announced AdjRibIn::Announce(const bgp::Nlri& nlri,
                                       AttributesRef attributes,
                                       MonotonicTime received_at) {
  // RFC 4271, 9: a route with the same NLRI is replaced.
  if (ReceivedRoute* stored = routes_.Find(nlri)) {
    if (stored->attributes == attributes) {
      stored->refresh_ = refresh_;
      return {Outcome::kUnchanged};
    }
    *stored = {std::move(attributes), received_at, refresh_};
    return {Outcome::kReplaced};
  }
  if (routes_.size() >= options_.max_prefixes) {
    ++rejected_;
    return {options_.limit_action == LimitAction::kCease ? Outcome::kCease
                                                         : Outcome::kRejected};
  }
  routes_.Emplace(nlri, {std::move(attributes), received_at, refresh_});
  Announced result;
  if (!warned_ && options_.warning_threshold.has_value() &&
      routes_.size() >= *options_.warning_threshold) {
    warned_ = result.warning = true;
  }
  return result;
}

bool AdjRibIn::Withdraw(const bgp::Nlri& nlri) { return routes_.Erase(nlri); }

// RFC 7313, 4: "it MUST mark all the routes with the given [...] <AFI, SAFI>
// [...] from that peer as stale", all at once.
void AdjRibIn::BeginRefresh() {
  if (static_cast<uint8_t>(refresh_ - oldest_) == 0xFF) return;
  ++refresh_;
}

// Deviation: RFC 7313, 4 says "immediately"; a large table takes several
// slices, as at the end of a session.
void AdjRibIn::EndRefresh() {
  if (refresh_ == ended_) return;
  ended_ = refresh_;
  // A neighbour that ends one refresh after the other must not keep a sweep
  // from ever getting beyond the first routes.
  if (sweep_.done) BeginSweep();
}

void AdjRibIn::BeginSweep() {
  swept_ = ended_;
  sweep_ = TableCursor();
}

bool AdjRibIn::RemoveStaleSome(
    size_t budget, absl::FunctionRef<void(const bgp::Nlri&)> removed) {
  if (sweep_.done) return true;
  const uint8_t age = refresh_ - swept_;
  routes_.VisitSome(sweep_, budget,
                    [&](const bgp::Nlri& nlri, const ReceivedRoute& route) {
                      if (AgeOf(route) <= age) return true;
                      stale_.push_back(nlri);
                      return false;
                    });
  if (sweep_.done) {
    oldest_ = swept_;
    if (ended_ != swept_) BeginSweep();
  }
  for (const bgp::Nlri& nlri : stale_) removed(nlri);
  stale_.clear();
  return sweep_.done;
}

const ReceivedRoute* AdjRibIn::Find(const bgp::Nlri& nlri) const {
  return routes_.Find(nlri);
}

void AdjRibIn::Clear() {
  warned_ = false;
  rejected_ = 0;
  refresh_ = oldest_ = ended_ = swept_ = 0;
  sweep_.done = true;
  if (routes_.size() == 0) return;
  if (cleared_.size() >= 2) cleared_.pop_front();
  cleared_.push_back(
      {std::exchange(routes_, Table(options_.hash_seed)), TableCursor()});
}

bool AdjRibIn::ClearSome(size_t budget) {
  if (cleared_.empty()) return true;
  Cleared& first = cleared_.front();
  if (first.routes.VisitSome(
          first.freed, budget,
          [](const bgp::Nlri&, const ReceivedRoute&) { return false; })) {
    cleared_.pop_front();
  }
  return cleared_.empty();
}

bool AdjRibIn::VisitSome(
    TableCursor& cursor, size_t budget,
    absl::FunctionRef<void(const bgp::Nlri&, const ReceivedRoute&)> visit)
    const {
  return routes_.VisitSome(cursor, budget, visit);
}

}  // namespace waymark::rib
