// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What the routing table says about next hops (RFC 4271, 9.1.2.1).

#ifndef WAYMARK_RIB_NEXT_HOP_RESOLVER_H_
#define WAYMARK_RIB_NEXT_HOP_RESOLVER_H_

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "base/ip_address.h"

namespace waymark::rib {

struct Resolution {
  bool resolvable = false;
  // The interior cost of RFC 4271, 9.1.2.2 (e), lower is better; nullopt where
  // none can be determined, which skips that step.
  std::optional<uint32_t> cost{};
};

class NextHopObserver {
 public:
  virtual ~NextHopObserver() = default;
  // Some answer of Resolve may have changed. Called from the loop, never from
  // inside Resolve.
  virtual void OnNextHopsChanged() = 0;
};

// An implementation answers from memory: Resolve is called for every path that
// comes in and must not block. It says "not resolvable" of the speaker's own
// addresses (RFC 4271, 5.1.3: no route with itself as the next hop), and of an
// address that only a BGP route through itself would reach.
class NextHopResolver {
 public:
  virtual ~NextHopResolver() = default;
  virtual Resolution Resolve(const IpAddress& next_hop) const = 0;
  // Borrowed; null to end the subscription. One observer at most: the Loc-RIB
  // that was made with the resolver subscribes itself and ends it.
  virtual void SetObserver(NextHopObserver* observer) = 0;
};

// For speakers whose neighbours are on the same link or that do not forward:
// every address resolves at no particular cost, but the speaker's own.
class AlwaysResolves : public NextHopResolver {
 public:
  explicit AlwaysResolves(std::vector<IpAddress> own_addresses = {})
      : own_addresses_(std::move(own_addresses)) {}

  Resolution Resolve(const IpAddress& next_hop) const override {
    for (const IpAddress& own : own_addresses_) {
      if (own == next_hop) return {};
    }
    return {.resolvable = true, .cost = std::nullopt};
  }
  // Never calls it: nothing changes.
  void SetObserver(NextHopObserver*) override {}

 private:
  std::vector<IpAddress> own_addresses_;
};

}  // namespace waymark::rib

#endif  // WAYMARK_RIB_NEXT_HOP_RESOLVER_H_
