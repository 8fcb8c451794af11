// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Phase 3 of the decision process (RFC 4271, 9.1.3): from the best paths of the
// Loc-RIB to the Adj-RIBs-Out of the neighbours. A speaker that passes nothing
// on, such as an announcer or a route server that only installs, has none.

#ifndef WAYMARK_RIB_PROPAGATION_H_
#define WAYMARK_RIB_PROPAGATION_H_

#include <cstddef>
#include <memory>
#include <vector>

#include "base/ip_address.h"
#include "rib/adj_rib_out.h"
#include "rib/attributes_pool.h"
#include "rib/exporter.h"
#include "rib/loc_rib.h"
#include "rib/peer_info.h"
#include "rib/policy.h"
#include "rib/rib_observer.h"
#include "rib/route_table.h"

namespace waymark::rib {

class Propagation : public RibObserver {
 public:
  // One Adj-RIB-Out that best paths of its family are passed to.
  struct Target {
    EgressPeer peer{};
    IpFamily family = IpFamily::kV4;
    ExportOptions options{};
    const Policy* policy = nullptr;  // borrowed; null: see EffectivePolicy
    AdjRibOut* out = nullptr;        // borrowed; identifies the target
  };

  // Both are borrowed. Observes `loc_rib` from here on until destroyed; must be
  // destroyed first, and not from inside a callback of it.
  Propagation(LocRib& loc_rib, AttributesPool& pool);
  ~Propagation() override;
  Propagation(const Propagation&) = delete;
  Propagation& operator=(const Propagation&) = delete;

  // A new target, or other properties (policy, next hop) of one that is there.
  // All best paths are exported to it in DoWork; changes reach it at once. It
  // is kept up to date whether or not its session is up.
  void SetTarget(const Target& target);
  // To be called before `out` is destroyed; leaves what it holds.
  void RemoveTarget(const AdjRibOut* out);

  // All best paths have been exported to the target since SetTarget: what
  // AdjRibOut::SetReady waits for.
  bool IsLoaded(const AdjRibOut* out) const;

  bool has_work() const;
  // Exports about `budget` routes, default and host routes first. True when no
  // work is left.
  bool DoWork(size_t budget);

  void OnBestChanged(const BestChange& change) override;
  void OnBatchEnd() override {}

 private:
  struct Member {
    IpFamily family;
    AdjRibOut* out;
    Exporter exporter;
    TableCursor loading;
  };

  static void Export(Member& member, const IpPrefix& prefix, const Path* best);
  Member* Find(const AdjRibOut* out) const;

  LocRib& loc_rib_;
  AttributesPool& pool_;
  std::vector<std::unique_ptr<Member>> members_;
};

}  // namespace waymark::rib

#endif  // WAYMARK_RIB_PROPAGATION_H_
