// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A routing table that a test writes by hand.

#ifndef WAYMARK_RIB_TESTING_FAKE_NEXT_HOP_RESOLVER_H_
#define WAYMARK_RIB_TESTING_FAKE_NEXT_HOP_RESOLVER_H_

#include <cstdint>
#include <map>
#include <optional>

#include "base/ip_address.h"
#include "rib/next_hop_resolver.h"

namespace waymark::rib {

// What is not set resolves at no particular cost.
class FakeNextHopResolver : public NextHopResolver {
 public:
  Resolution Resolve(const IpAddress& next_hop) const override {
    const auto found = entries_.find(next_hop);
    if (found != entries_.end()) return found->second;
    return {.resolvable = true, .cost = std::nullopt};
  }
  void SetObserver(NextHopObserver* observer) override { observer_ = observer; }

  // Silent: the observer is told by Announce.
  void SetCost(const IpAddress& next_hop, uint32_t cost) {
    entries_[next_hop] = {.resolvable = true, .cost = cost};
  }
  void SetUnresolvable(const IpAddress& next_hop) { entries_[next_hop] = {}; }

  void Announce() {
    if (observer_ != nullptr) observer_->OnNextHopsChanged();
  }
  bool observed() const { return observer_ != nullptr; }

 private:
  std::map<IpAddress, Resolution> entries_;
  NextHopObserver* observer_ = nullptr;
};

}  // namespace waymark::rib

#endif  // WAYMARK_RIB_TESTING_FAKE_NEXT_HOP_RESOLVER_H_
