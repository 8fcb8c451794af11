// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// How good a node makes itself look in each role, and the check that the order
// of the roles comes out the same whichever attribute a route server compares.

#ifndef WAYMARK_ANNOUNCER_LADDER_H_
#define WAYMARK_ANNOUNCER_LADDER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "bgp/community.h"

namespace waymark::announcer {

// Keeps AS_PATH in one short segment, and far from what route servers refuse.
inline constexpr int kMaxPrepend = 64;

// What one role puts into the path of every prefix of its group.
struct Step {
  // Copies of the local AS number in front of the one that RFC 4271, 5.1.2
  // asks for: 0 to kMaxPrepend.
  int prepend = 0;
  // MULTI_EXIT_DISC. Absent is refused: receivers take absent for 0, the best
  // value there is (RFC 4271, 9.1.2.2 (c)), so that the role which forgot it
  // would win.
  std::optional<uint32_t> med = {};
  // In this order on the wire.
  std::vector<bgp::Community> communities = {};
  std::vector<bgp::LargeCommunity> large_communities = {};

  friend bool operator==(const Step&, const Step&) = default;
};

struct Ladder {
  // Carries the traffic.
  Step active;
  // Carry it when no active node announces: by rank, the best first, at least
  // one. A rank beyond the last takes the last.
  std::vector<Step> standby;
  // Worse than a standby anywhere: a node that is unsure of itself or on its
  // way out, yet better than nobody.
  Step recovering;
  // Puts the epoch into the active MED, which is then the step's and
  // epoch_span - min(epoch, epoch_span): of two nodes that believe that they
  // are active the newer has the lower MED. Tells epochs up to the span apart,
  // and only to a route server that compares the MED of the two, which it does
  // of paths from the same neighbouring AS (RFC 4271, 9.1.2.2 (c)). At least 1.
  std::optional<uint32_t> epoch_span;

  friend bool operator==(const Ladder&, const Ladder&) = default;
};

// What an active node announces in this epoch. REQUIRES: Validate(ladder) is
// OK.
Step ActiveStep(const Ladder& ladder, uint64_t epoch);

// What a standby of this rank announces. REQUIRES: Validate(ladder) is OK and
// the rank is not negative.
const Step& StandbyStep(const Ladder& ladder, int rank);

// Where in a ladder something is wrong, for a configuration to point at.
struct LadderProblem {
  enum class Rung : uint8_t { kActive, kStandby, kRecovering };
  enum class Field : uint8_t {
    kStep,  // the rung as a whole
    kPrepend,
    kMed,
    kEpochSpan,  // of the ladder; its rung is active
  };

  Rung rung;
  // Of a standby: its index.
  int rank;
  Field field;
  // What is wrong, without naming rung or field: "is missing".
  std::string what;
  // What to do about it: "set it, 0 included".
  std::string fix;

  friend bool operator==(const LadderProblem&, const LadderProblem&) = default;
};

// "active", "prepend", "epoch_span" and so on; static text.
absl::string_view Name(LadderProblem::Rung rung);
absl::string_view Name(LadderProblem::Field field);

// Everything that is wrong, active first; empty for a sound ladder. Sound is
// one where, from active over the standbys by rank to recovering,
//   - every MED is explicit and grows, the active one taken at its worst, that
//     of epoch 0: decides where AS_PATH is ignored, or equally long, and
//   - prepend does not shrink: a route server that compares AS_PATH length
//     first never prefers the worse role.
std::vector<LadderProblem> FindProblems(const Ladder& ladder);

// INVALID_ARGUMENT with the first problem, else OK.
absl::Status Validate(const Ladder& ladder);

}  // namespace waymark::announcer

#endif  // WAYMARK_ANNOUNCER_LADDER_H_
