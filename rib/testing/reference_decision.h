// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The decision process once more, read naively from RFC 4271, 9.1.2 and
// 9.1.2.2 for clarity alone: the oracle of the tests. It looks at attributes
// only, never at what rib/ has folded or cached.

#ifndef WAYMARK_RIB_TESTING_REFERENCE_DECISION_H_
#define WAYMARK_RIB_TESTING_REFERENCE_DECISION_H_

#include <cstddef>
#include <optional>
#include <vector>

#include "absl/types/span.h"
#include "rib/decision_process.h"
#include "rib/next_hop_resolver.h"
#include "rib/path.h"

namespace waymark::rib {

struct ReferenceDecision {
  std::optional<size_t> best;
  DecidingStep step = DecidingStep::kNoPath;
  // For each candidate but the best one.
  std::vector<DecidingStep> rejected_by;
};

ReferenceDecision DecideByReference(absl::Span<const Path> candidates,
                                    const DecisionOptions& options,
                                    const NextHopResolver& resolver);

}  // namespace waymark::rib

#endif  // WAYMARK_RIB_TESTING_REFERENCE_DECISION_H_
