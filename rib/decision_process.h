// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The decision process of RFC 4271, 9.1.1 and 9.1.2, with ORIGINATOR_ID and
// CLUSTER_LIST as RFC 4456, 9 places them.
//
// Selection is elimination over the whole set of candidates, step by step:
// whoever is not tied for the best at a step is out and remembers the step; it
// ends when one is left. It is never a pairwise comparison: because MED is
// compared only between routes from the same neighbouring AS, "A beats B, B
// beats C, C beats A" is possible, and a sort or a running best would depend on
// the order of arrival. Elimination does not (decision_process_test.cc permutes
// the candidates and compares with a naive reading of the RFC).
//
// The first three steps compare plain numbers and are folded into one integer,
// Path::preference. One pass over it decides most cases; only what ties there
// walks the ladder. Why this equals the steps one by one: after each of those
// steps all that remain tie on it, and the path with the largest folded number
// is among them; so a loser fell at the first field in which it differs from
// the largest.

#ifndef WAYMARK_RIB_DECISION_PROCESS_H_
#define WAYMARK_RIB_DECISION_PROCESS_H_

#include <cstddef>
#include <cstdint>
#include <optional>

#include "absl/types/span.h"
#include "rib/next_hop_resolver.h"
#include "rib/path.h"

namespace waymark::rib {

// What settled a selection, in the order in which the steps apply. Of a winner:
// the step that removed its last rival. Of a loser: the step that removed it.
enum class DecidingStep : uint8_t {
  kNoPath,                // winner only: there is none
  kOnlyPath,              // winner only: no other eligible candidate
  kIneligible,            // loser only: Path::eligibility says why
  kLocalPref,             // 9.1.2, degree of preference
  kAsPathLength,          // 9.1.2.2 (a)
  kOrigin,                // (b)
  kMed,                   // (c)
  kExternalOverInternal,  // (d)
  kIgpCost,               // (e)
  kBgpIdentifier,         // (f), or the ORIGINATOR_ID (RFC 4456, 9)
  kClusterListLength,     // RFC 4456, 9
  kPeerAddress,           // (g)
  // Beyond the RFC, so that the result never depends on order: two sessions
  // with one address (over different local ones), several paths of one peer.
  kPeerId,
  kPathId,
};

// "local_pref", "external_over_internal", ...
const char* ToString(DecidingStep step);

struct Decision {
  // Index of the best path; nullopt if no candidate is eligible.
  std::optional<size_t> best;
  DecidingStep step = DecidingStep::kNoPath;
};

struct DecisionOptions {
  // For the AS loop check, and as the neighbouring AS of what an internal peer
  // originated (9.1.2.2 (c)).
  uint32_t local_as = 0;
  // For the check of ORIGINATOR_ID; host order.
  uint32_t local_bgp_identifier = 0;
  // Degree of preference of external paths whose policy sets none, and of
  // internal ones without LOCAL_PREF.
  uint32_t default_local_pref = 100;
  // Compare MED between different neighbouring ASes as well.
  bool always_compare_med = false;
  // A missing MED counts as the largest instead of 0.
  bool missing_med_as_worst = false;
};

class DecisionProcess {
 public:
  // `resolver` is borrowed and must outlive this.
  DecisionProcess(const DecisionOptions& options,
                  const NextHopResolver& resolver)
      : options_(options), resolver_(resolver) {}

  // Phase 1 (9.1.1) and the exclusions of 9.1.2: fills in `preference` and
  // `eligibility` from the rest of the path. REQUIRES: source and attributes
  // are not null. To be repeated when a next hop changes.
  void Appraise(Path& path) const;

  // Phase 2. The candidates have been appraised; no two are of the same peer
  // with the same path identifier. `rejected_by`, if not empty, has the size of
  // `candidates` and gets the step that removed each loser; what it holds for
  // the winner is left alone. The result does not depend on the order. Time is
  // linear in the candidates, times the number of neighbouring ASes that tie
  // down to MED.
  Decision Decide(absl::Span<const Path> candidates,
                  absl::Span<DecidingStep> rejected_by = {}) const;

 private:
  class Elimination;

  void CompareMed(Elimination& elimination) const;
  void CompareCost(Elimination& elimination) const;
  uint32_t Med(const Path& path) const;
  uint32_t NeighborAs(const Path& path) const;

  const DecisionOptions options_;
  const NextHopResolver& resolver_;
};

}  // namespace waymark::rib

#endif  // WAYMARK_RIB_DECISION_PROCESS_H_
