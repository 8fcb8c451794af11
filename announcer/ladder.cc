// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "announcer/ladder.h"

#include <algorithm>
#include <limits>

#include "absl/strings/str_cat.h"

namespace waymark::announcer {
namespace {

using Rung = LadderProblem::Rung;
using Field = LadderProblem::Field;

struct NamedStep {
  Rung rung;
  int rank;
  // As in messages: a standby by its rank where there are several.
  std::string name;
  const Step& step;
};

void CheckStep(const NamedStep& at, std::vector<LadderProblem>& problems) {
  if (at.step.prepend < 0 || at.step.prepend > kMaxPrepend) {
    problems.push_back({at.rung, at.rank, Field::kPrepend,
                        absl::StrCat("is ", at.step.prepend),
                        absl::StrCat("choose 0 to ", kMaxPrepend)});
  }
  if (!at.step.med.has_value()) {
    problems.push_back({at.rung, at.rank, Field::kMed,
                        "is missing, which receivers take for 0, the best",
                        "set it, 0 included"});
  }
}

void CheckOrder(const NamedStep& better, const NamedStep& worse,
                std::vector<LadderProblem>& problems) {
  if (worse.step.prepend < better.step.prepend) {
    problems.push_back(
        {worse.rung, worse.rank, Field::kPrepend,
         absl::StrCat("is less than ", better.name, "'s ", better.step.prepend,
                      ", so that its shorter AS_PATH would win"),
         absl::StrCat("choose at least ", better.step.prepend)});
  }
  if (better.step.med.has_value() && worse.step.med.has_value() &&
      *worse.step.med <= *better.step.med) {
    problems.push_back(
        {worse.rung, worse.rank, Field::kMed,
         absl::StrCat("is not above ", better.name, "'s ", *better.step.med,
                      ", so that a route server comparing MED would not "
                      "prefer ",
                      better.name),
         absl::StrCat("choose more than ", *better.step.med)});
  }
}

// Leaves the MED as it is where the sum would not fit.
void CheckSpan(uint32_t span, Step& worst_active,
               std::vector<LadderProblem>& problems) {
  constexpr uint32_t kMaxMed = std::numeric_limits<uint32_t>::max();
  if (span == 0) {
    problems.push_back({Rung::kActive, 0, Field::kEpochSpan,
                        "is 0, which tells no epochs apart",
                        "choose at least 1, or leave it out"});
  }
  if (!worst_active.med.has_value()) return;
  if (span > kMaxMed - *worst_active.med) {
    problems.push_back(
        {Rung::kActive, 0, Field::kEpochSpan,
         absl::StrCat("is ", span, ", which together with active's MED ",
                      *worst_active.med, " does not fit into 32 bits"),
         absl::StrCat("choose at most ", kMaxMed - *worst_active.med)});
    return;
  }
  *worst_active.med += span;
}

}  // namespace

Step ActiveStep(const Ladder& ladder, uint64_t epoch) {
  Step step = ladder.active;
  if (ladder.epoch_span.has_value()) {
    const uint32_t span = *ladder.epoch_span;
    *step.med += span - static_cast<uint32_t>(std::min<uint64_t>(epoch, span));
  }
  return step;
}

const Step& StandbyStep(const Ladder& ladder, int rank) {
  return ladder
      .standby[std::min(static_cast<size_t>(rank), ladder.standby.size() - 1)];
}

absl::string_view Name(LadderProblem::Rung rung) {
  switch (rung) {
    case Rung::kActive:
      return "active";
    case Rung::kStandby:
      return "standby";
    case Rung::kRecovering:
      return "recovering";
  }
  return "";
}

absl::string_view Name(LadderProblem::Field field) {
  switch (field) {
    case Field::kStep:
      return "step";
    case Field::kPrepend:
      return "prepend";
    case Field::kMed:
      return "med";
    case Field::kEpochSpan:
      return "epoch_span";
  }
  return "";
}

std::vector<LadderProblem> FindProblems(const Ladder& ladder) {
  std::vector<LadderProblem> problems;
  Step worst_active = ladder.active;
  std::string active_name = "active";
  CheckStep({Rung::kActive, 0, active_name, ladder.active}, problems);
  if (ladder.epoch_span.has_value()) {
    CheckSpan(*ladder.epoch_span, worst_active, problems);
    active_name = "active with epoch_span";
  }
  if (ladder.standby.empty()) {
    problems.push_back({Rung::kStandby, 0, Field::kStep, "is missing",
                        "say what a standby announces"});
  }
  std::vector<NamedStep> rungs;
  rungs.push_back({Rung::kActive, 0, active_name, worst_active});
  for (size_t i = 0; i < ladder.standby.size(); ++i) {
    const int rank = static_cast<int>(i);
    rungs.push_back({Rung::kStandby, rank,
                     ladder.standby.size() == 1
                         ? std::string("standby")
                         : absl::StrCat("standby[", rank, "]"),
                     ladder.standby[i]});
  }
  rungs.push_back({Rung::kRecovering, 0, "recovering", ladder.recovering});
  for (size_t i = 1; i < rungs.size(); ++i) {
    CheckStep(rungs[i], problems);
    CheckOrder(rungs[i - 1], rungs[i], problems);
  }
  return problems;
}

absl::Status Validate(const Ladder& ladder) {
  const std::vector<LadderProblem> problems = FindProblems(ladder);
  if (problems.empty()) return absl::OkStatus();
  const LadderProblem& first = problems.front();
  std::string place(Name(first.rung));
  if (ladder.standby.size() > 1 && first.rung == Rung::kStandby) {
    absl::StrAppend(&place, "[", first.rank, "]");
  }
  if (first.field == Field::kEpochSpan) {
    place = std::string(Name(first.field));
  } else if (first.field != Field::kStep) {
    absl::StrAppend(&place, ".", Name(first.field));
  }
  return absl::InvalidArgumentError(
      absl::StrCat("ladder: ", place, " ", first.what, ": ", first.fix));
}

}  // namespace waymark::announcer
