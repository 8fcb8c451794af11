// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/config_ladder.h"

#include <string>

#include "bgp/community.h"
#include "examples/proto/announcer.pb.h"

namespace waymark::examples {
namespace {

using announcer::LadderProblem;
using proto::Group;
using proto::Ladder;
using proto::Step;

announcer::Step ReadStep(const ConfigNode& node) {
  const Step& config = node.As<Step>();
  announcer::Step step;
  // Out of range stays so for FindProblems to see.
  step.prepend = config.prepend() > announcer::kMaxPrepend
                     ? announcer::kMaxPrepend + 1
                     : static_cast<int>(config.prepend());
  if (config.has_med()) step.med = config.med();
  for (int i = 0; i < config.community_size(); ++i) {
    const std::string& text = config.community(i);
    if (const auto community = bgp::Community::Parse(text)) {
      step.communities.push_back(*community);
    } else if (const auto large = bgp::LargeCommunity::Parse(text)) {
      step.large_communities.push_back(*large);
    } else {
      node.RejectAt(Step::kCommunityFieldNumber, i, "is not a community",
                    "write it as 65001:100, as 65001:1:2 or by a name such as "
                    "no-export");
    }
  }
  return step;
}

int FieldOf(LadderProblem::Rung rung) {
  switch (rung) {
    case LadderProblem::Rung::kActive:
      return Ladder::kActiveFieldNumber;
    case LadderProblem::Rung::kStandby:
      return Ladder::kStandbyFieldNumber;
    case LadderProblem::Rung::kRecovering:
      return Ladder::kRecoveringFieldNumber;
  }
  return 0;
}

void Report(const ConfigNode& node, const LadderProblem& problem) {
  const int index =
      problem.rung == LadderProblem::Rung::kStandby ? problem.rank : -1;
  const int field = FieldOf(problem.rung);
  switch (problem.field) {
    case LadderProblem::Field::kStep:
      node.Reject(field, problem.what, problem.fix);
      break;
    case LadderProblem::Field::kPrepend:
      node.Child(field, index)
          .Reject(Step::kPrependFieldNumber, problem.what, problem.fix);
      break;
    case LadderProblem::Field::kMed:
      node.Child(field, index)
          .Reject(Step::kMedFieldNumber, problem.what, problem.fix);
      break;
    case LadderProblem::Field::kEpochSpan:
      node.Reject(Ladder::kEpochSpanFieldNumber, problem.what, problem.fix);
      break;
  }
}

}  // namespace

announcer::Ladder ReadLadder(const ConfigNode& group) {
  if (!group.Has(Group::kLadderFieldNumber)) {
    group.Reject(Group::kLadderFieldNumber, "is missing",
                 "say what active, standby and recovering announce");
    return {};
  }
  const ConfigNode node = group.Child(Group::kLadderFieldNumber);
  announcer::Ladder ladder;
  ladder.active = ReadStep(node.Child(Ladder::kActiveFieldNumber));
  for (int i = 0; i < node.Count(Ladder::kStandbyFieldNumber); ++i) {
    ladder.standby.push_back(
        ReadStep(node.Child(Ladder::kStandbyFieldNumber, i)));
  }
  ladder.recovering = ReadStep(node.Child(Ladder::kRecoveringFieldNumber));
  if (node.Has(Ladder::kEpochSpanFieldNumber)) {
    ladder.epoch_span = node.As<Ladder>().epoch_span();
  }
  for (const LadderProblem& problem : announcer::FindProblems(ladder)) {
    Report(node, problem);
  }
  return ladder;
}

}  // namespace waymark::examples
