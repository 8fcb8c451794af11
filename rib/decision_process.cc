// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "rib/decision_process.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/container/inlined_vector.h"

namespace waymark::rib {

const char* ToString(DecidingStep step) {
  switch (step) {
    case DecidingStep::kNoPath:
      return "no_path";
    case DecidingStep::kOnlyPath:
      return "only_path";
    case DecidingStep::kIneligible:
      return "ineligible";
    case DecidingStep::kLocalPref:
      return "local_pref";
    case DecidingStep::kAsPathLength:
      return "as_path_length";
    case DecidingStep::kOrigin:
      return "origin";
    case DecidingStep::kMed:
      return "med";
    case DecidingStep::kExternalOverInternal:
      return "external_over_internal";
    case DecidingStep::kIgpCost:
      return "igp_cost";
    case DecidingStep::kBgpIdentifier:
      return "bgp_identifier";
    case DecidingStep::kClusterListLength:
      return "cluster_list_length";
    case DecidingStep::kPeerAddress:
      return "peer_address";
    case DecidingStep::kPeerId:
      return "peer_id";
    case DecidingStep::kPathId:
      return "path_id";
  }
  return "unknown";
}

namespace {

// The first of the folded steps in which `preference` is behind `best`.
DecidingStep FirstDifference(uint64_t preference, uint64_t best) {
  const uint64_t difference = preference ^ best;
  if (difference >> 32 != 0) return DecidingStep::kLocalPref;
  if (difference >> 8 != 0) return DecidingStep::kAsPathLength;
  return DecidingStep::kOrigin;
}

}  // namespace

// The candidates still under consideration, and who fell where.
class DecisionProcess::Elimination {
 public:
  Elimination(absl::Span<const Path> candidates,
              absl::Span<DecidingStep> rejected_by)
      : candidates_(candidates), rejected_by_(rejected_by) {}

  bool open() const { return remaining_.size() > 1; }
  absl::Span<const uint32_t> remaining() const { return remaining_; }
  const Path& path(uint32_t index) const { return candidates_[index]; }
  Decision result() const { return {remaining_[0], step_}; }

  void Reject(uint32_t index, DecidingStep step) {
    if (!rejected_by_.empty()) rejected_by_[index] = step;
    // Steps come in order, except among those folded into one integer.
    if (step > step_ && step != DecidingStep::kIneligible) step_ = step;
  }

  // Steps local_pref to origin in one: see the head of the header. False if
  // nothing is eligible.
  bool KeepMostPreferred() {
    uint64_t best = 0;
    size_t eligible = 0;
    for (const Path& path : candidates_) {
      if (path.eligibility != Eligibility::kEligible) continue;
      best = std::max(best, path.preference);
      ++eligible;
    }
    for (uint32_t i = 0; i < candidates_.size(); ++i) {
      const Path& path = candidates_[i];
      if (path.eligibility != Eligibility::kEligible) {
        Reject(i, DecidingStep::kIneligible);
      } else if (path.preference != best) {
        Reject(i, FirstDifference(path.preference, best));
      } else {
        remaining_.push_back(i);
      }
    }
    return eligible > 0;
  }

  // Removes all for which `is_worse(path)`.
  template <typename IsWorse>
  void RemoveIf(DecidingStep step, IsWorse is_worse) {
    const auto worse = [&](uint32_t index) {
      if (!is_worse(candidates_[index])) return false;
      Reject(index, step);
      return true;
    };
    remaining_.erase(
        std::remove_if(remaining_.begin(), remaining_.end(), worse),
        remaining_.end());
  }

  // Keeps those that tie for the smallest `value(path)`.
  template <typename Value>
  void KeepSmallest(DecidingStep step, Value value) {
    if (!open()) return;
    auto smallest = value(candidates_[remaining_[0]]);
    for (uint32_t index : remaining_) {
      smallest = std::min(smallest, value(candidates_[index]));
    }
    RemoveIf(step, [&](const Path& path) { return value(path) != smallest; });
  }

 private:
  const absl::Span<const Path> candidates_;
  const absl::Span<DecidingStep> rejected_by_;
  absl::InlinedVector<uint32_t, 16> remaining_;
  DecidingStep step_ = DecidingStep::kOnlyPath;
};

void DecisionProcess::Appraise(Path& path) const {
  const bgp::PathAttributes& attributes = *path.attributes;
  // RFC 4271, 9.1.1. LOCAL_PREF of an external path is what import policy has
  // set; what the neighbour sent was dropped before (5.1.5).
  const uint64_t degree =
      attributes.local_pref.value_or(options_.default_local_pref);
  path.preference = degree << 32 | path.attributes.facts().preference;

  if (attributes.as_path.Contains(options_.local_as)) {
    path.eligibility = Eligibility::kAsLoop;
  } else if (attributes.originator_id.has_value() &&
             attributes.originator_id ==
                 IpAddress::V4(options_.local_bgp_identifier)) {
    path.eligibility = Eligibility::kOriginatorLoop;
  } else if (!attributes.next_hop.has_value() ||
             !resolver_.Resolve(attributes.next_hop->address).resolvable) {
    // RFC 4271, 9.1.2: "the BGP route MUST be excluded from the Phase 2
    // decision function".
    path.eligibility = Eligibility::kNextHopUnresolvable;
  } else {
    path.eligibility = Eligibility::kEligible;
  }
}

uint32_t DecisionProcess::Med(const Path& path) const {
  // RFC 4271, 9.1.2.2 (c): absent counts as the lowest possible value.
  return path.attributes.facts().med.value_or(
      options_.missing_med_as_worst ? std::numeric_limits<uint32_t>::max() : 0);
}

uint32_t DecisionProcess::NeighborAs(const Path& path) const {
  const std::optional<uint32_t> neighbor = path.attributes.facts().neighbor_as;
  if (neighbor.has_value()) return *neighbor;
  // RFC 4271, 9.1.2.2 (c): originated or aggregated inside the AS. A path that
  // an external neighbour sent without a leading AS_SEQUENCE came from there.
  return path.source->kind == PeerKind::kInternal ? options_.local_as
                                                  : path.source->peer_as;
}

void DecisionProcess::CompareMed(Elimination& elimination) const {
  struct Group {
    uint32_t neighbor_as;
    uint32_t smallest;
  };
  absl::InlinedVector<Group, 8> groups;
  const auto group_of = [&](const Path& path) {
    const uint32_t as = options_.always_compare_med ? 0 : NeighborAs(path);
    return std::find_if(groups.begin(), groups.end(), [as](const Group& group) {
      return group.neighbor_as == as;
    });
  };
  for (uint32_t index : elimination.remaining()) {
    const Path& path = elimination.path(index);
    const auto group = group_of(path);
    if (group == groups.end()) {
      groups.push_back(
          {options_.always_compare_med ? 0 : NeighborAs(path), Med(path)});
    } else {
      group->smallest = std::min(group->smallest, Med(path));
    }
  }
  elimination.RemoveIf(DecidingStep::kMed, [&](const Path& path) {
    return Med(path) > group_of(path)->smallest;
  });
}

void DecisionProcess::CompareCost(Elimination& elimination) const {
  // RFC 4271, 9.1.2.2 (e): where a cost cannot be determined "this step should
  // be skipped (equivalently, consider all routes to have equal costs)".
  absl::InlinedVector<uint32_t, 16> costs;
  uint32_t smallest = std::numeric_limits<uint32_t>::max();
  for (uint32_t index : elimination.remaining()) {
    const std::optional<uint32_t> cost =
        resolver_.Resolve(elimination.path(index).attributes->next_hop->address)
            .cost;
    if (!cost.has_value()) return;
    costs.push_back(*cost);
    smallest = std::min(smallest, *cost);
  }
  size_t next = 0;
  elimination.RemoveIf(DecidingStep::kIgpCost,
                       [&](const Path&) { return costs[next++] != smallest; });
}

Decision DecisionProcess::Decide(absl::Span<const Path> candidates,
                                 absl::Span<DecidingStep> rejected_by) const {
  Elimination elimination(candidates, rejected_by);
  if (!elimination.KeepMostPreferred()) return {};
  if (!elimination.open()) return elimination.result();

  CompareMed(elimination);  // RFC 4271, 9.1.2.2 (c)
  // (d): kExternal if there is one at all.
  elimination.KeepSmallest(DecidingStep::kExternalOverInternal,
                           [](const Path& path) {
                             return path.source->kind != PeerKind::kExternal;
                           });
  if (elimination.open()) CompareCost(elimination);  // (e)
  // (f), and RFC 4456, 9: an ORIGINATOR_ID stands for the identifier.
  elimination.KeepSmallest(DecidingStep::kBgpIdentifier, [](const Path& path) {
    const std::optional<IpAddress>& originator = path.attributes->originator_id;
    return originator.has_value() ? originator->v4_host_order()
                                  : path.source->bgp_identifier;
  });
  elimination.KeepSmallest(
      DecidingStep::kClusterListLength,
      [](const Path& path) { return path.attributes->cluster_list.size(); });
  elimination.KeepSmallest(  // (g)
      DecidingStep::kPeerAddress,
      [](const Path& path) { return path.source->peer_address; });
  elimination.KeepSmallest(DecidingStep::kPeerId,
                           [](const Path& path) { return path.source->peer; });
  elimination.KeepSmallest(DecidingStep::kPathId,
                           [](const Path& path) { return path.path_id; });
  return elimination.result();
}

}  // namespace waymark::rib
