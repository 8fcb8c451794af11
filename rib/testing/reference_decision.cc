// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "rib/testing/reference_decision.h"

#include <cstdint>
#include <functional>
#include <set>

#include "bgp/path_attributes.h"

namespace waymark::rib {
namespace {

// "m is removed because of n".
using Loses = std::function<bool(const Path& m, const Path& n)>;

class Reading {
 public:
  Reading(absl::Span<const Path> candidates, const DecisionOptions& options,
          const NextHopResolver& resolver)
      : candidates_(candidates), options_(options), resolver_(resolver) {
    result_.rejected_by.resize(candidates.size(), DecidingStep::kNoPath);
    for (size_t i = 0; i < candidates.size(); ++i) {
      if (IsEligible(candidates[i])) {
        remaining_.insert(i);
      } else {
        result_.rejected_by[i] = DecidingStep::kIneligible;
      }
    }
    if (!remaining_.empty()) result_.step = DecidingStep::kOnlyPath;
  }

  // The pseudo-code of the RFC: for m, for n, if (...) remove m.
  void Apply(DecidingStep step, const Loses& loses) {
    std::set<size_t> removed;
    for (size_t m : remaining_) {
      for (size_t n : remaining_) {
        if (loses(candidates_[m], candidates_[n])) removed.insert(m);
      }
    }
    for (size_t m : removed) {
      remaining_.erase(m);
      result_.rejected_by[m] = step;
      result_.step = step;
    }
  }

  ReferenceDecision Run() {
    Apply(DecidingStep::kLocalPref, [this](const Path& m, const Path& n) {
      return LocalPref(n) > LocalPref(m);
    });
    Apply(DecidingStep::kAsPathLength, [](const Path& m, const Path& n) {
      return n.attributes->as_path.DecisionLength() <
             m.attributes->as_path.DecisionLength();
    });
    Apply(DecidingStep::kOrigin, [](const Path& m, const Path& n) {
      return n.attributes->origin < m.attributes->origin;
    });
    Apply(DecidingStep::kMed, [this](const Path& m, const Path& n) {
      return (options_.always_compare_med || NeighborAs(m) == NeighborAs(n)) &&
             Med(n) < Med(m);
    });
    Apply(DecidingStep::kExternalOverInternal,
          [](const Path& m, const Path& n) {
            return n.source->kind == PeerKind::kExternal &&
                   m.source->kind == PeerKind::kInternal;
          });
    if (AllCostsAreKnown()) {
      Apply(DecidingStep::kIgpCost, [this](const Path& m, const Path& n) {
        return *Resolve(n).cost < *Resolve(m).cost;
      });
    }
    Apply(DecidingStep::kBgpIdentifier, [](const Path& m, const Path& n) {
      return Identifier(n) < Identifier(m);
    });
    Apply(DecidingStep::kClusterListLength, [](const Path& m, const Path& n) {
      return n.attributes->cluster_list.size() <
             m.attributes->cluster_list.size();
    });
    Apply(DecidingStep::kPeerAddress, [](const Path& m, const Path& n) {
      return n.source->peer_address < m.source->peer_address;
    });
    Apply(DecidingStep::kPeerId, [](const Path& m, const Path& n) {
      return n.source->peer < m.source->peer;
    });
    Apply(DecidingStep::kPathId,
          [](const Path& m, const Path& n) { return n.path_id < m.path_id; });
    if (!remaining_.empty()) result_.best = *remaining_.begin();
    return result_;
  }

 private:
  bool IsEligible(const Path& path) const {
    const bgp::PathAttributes& a = *path.attributes;
    if (a.as_path.Contains(options_.local_as)) return false;
    if (a.originator_id.has_value() &&
        a.originator_id->v4_host_order() == options_.local_bgp_identifier) {
      return false;
    }
    return a.next_hop.has_value() && Resolve(path).resolvable;
  }
  Resolution Resolve(const Path& path) const {
    return resolver_.Resolve(path.attributes->next_hop->address);
  }
  bool AllCostsAreKnown() const {
    for (size_t i : remaining_) {
      if (!Resolve(candidates_[i]).cost.has_value()) return false;
    }
    return true;
  }
  uint32_t LocalPref(const Path& path) const {
    return path.attributes->local_pref.value_or(options_.default_local_pref);
  }
  uint32_t Med(const Path& path) const {
    return path.attributes->med.value_or(
        options_.missing_med_as_worst ? 0xffffffff : 0);
  }
  uint32_t NeighborAs(const Path& path) const {
    const auto neighbor = path.attributes->as_path.NeighborAs();
    if (neighbor.has_value()) return *neighbor;
    return path.source->kind == PeerKind::kExternal ? path.source->peer_as
                                                    : options_.local_as;
  }
  static uint32_t Identifier(const Path& path) {
    return path.attributes->originator_id.has_value()
               ? path.attributes->originator_id->v4_host_order()
               : path.source->bgp_identifier;
  }

  const absl::Span<const Path> candidates_;
  const DecisionOptions& options_;
  const NextHopResolver& resolver_;
  std::set<size_t> remaining_;
  ReferenceDecision result_;
};

}  // namespace

ReferenceDecision DecideByReference(absl::Span<const Path> candidates,
                                    const DecisionOptions& options,
                                    const NextHopResolver& resolver) {
  return Reading(candidates, options, resolver).Run();
}

}  // namespace waymark::rib
