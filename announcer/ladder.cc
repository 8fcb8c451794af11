// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "announcer/ladder.h"

#include "absl/strings/str_cat.h"

namespace waymark::announcer {
namespace {

using Rung = LadderProblem::Rung;
using Field = LadderProblem::Field;

struct NamedStep {
  Rung rung;
  const Step& step;
};

void CheckStep(const NamedStep& at, std::vector<LadderProblem>& problems) {
  if (at.step.prepend < 0 || at.step.prepend > kMaxPrepend) {
    problems.push_back({at.rung, Field::kPrepend,
                        absl::StrCat("is ", at.step.prepend),
                        absl::StrCat("choose 0 to ", kMaxPrepend)});
  }
  if (!at.step.med.has_value()) {
    problems.push_back({at.rung, Field::kMed,
                        "is missing, which receivers take for 0, the best",
                        "set it, 0 included"});
  }
}

void CheckOrder(const NamedStep& better, const NamedStep& worse,
                std::vector<LadderProblem>& problems) {
  if (worse.step.prepend < better.step.prepend) {
    problems.push_back({worse.rung, Field::kPrepend,
                        absl::StrCat("is less than ", Name(better.rung), "'s ",
                                     better.step.prepend,
                                     ", so that its shorter AS_PATH would win"),
                        absl::StrCat("choose at least ", better.step.prepend)});
  }
  if (better.step.med.has_value() && worse.step.med.has_value() &&
      *worse.step.med <= *better.step.med) {
    problems.push_back(
        {worse.rung, Field::kMed,
         absl::StrCat("is not above ", Name(better.rung), "'s ",
                      *better.step.med,
                      ", so that a route server comparing MED would not "
                      "prefer ",
                      Name(better.rung)),
         absl::StrCat("choose more than ", *better.step.med)});
  }
}

}  // namespace

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
  return field == Field::kMed ? "med" : "prepend";
}

std::vector<LadderProblem> FindProblems(const Ladder& ladder) {
  const NamedStep active{Rung::kActive, ladder.active};
  const NamedStep standby{Rung::kStandby, ladder.standby};
  const NamedStep recovering{Rung::kRecovering, ladder.recovering};
  std::vector<LadderProblem> problems;
  CheckStep(active, problems);
  CheckStep(standby, problems);
  CheckOrder(active, standby, problems);
  CheckStep(recovering, problems);
  CheckOrder(standby, recovering, problems);
  return problems;
}

absl::Status Validate(const Ladder& ladder) {
  const std::vector<LadderProblem> problems = FindProblems(ladder);
  if (problems.empty()) return absl::OkStatus();
  const LadderProblem& first = problems.front();
  return absl::InvalidArgumentError(absl::StrCat("ladder: ", Name(first.rung),
                                                 ".", Name(first.field), " ",
                                                 first.what, ": ", first.fix));
}

}  // namespace waymark::announcer
