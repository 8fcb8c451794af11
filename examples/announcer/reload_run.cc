// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/reload_run.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "speaker/neighbor.h"

namespace waymark::examples {
namespace {

// For the Cease to be on its way, where BFD has no detection time.
constexpr absl::Duration kLeastEnding = absl::Milliseconds(20);
// For a session to come back.
constexpr absl::Duration kPatience = absl::Seconds(10);
// For what was announced in it to be taken, before the next neighbour goes.
constexpr absl::Duration kSettling = absl::Milliseconds(500);
constexpr absl::Duration kPollInterval = absl::Milliseconds(10);

// How long the neighbour may take to notice that we say no more.
absl::Duration DetectionTimeThere(const speaker::Neighbor& neighbor) {
  const speaker::NeighborSnapshot snapshot = neighbor.Snapshot();
  if (!snapshot.bfd.has_value()) return kLeastEnding;
  return std::max(kLeastEnding,
                  snapshot.bfd->transmit_interval * snapshot.bfd->detect_mult);
}

}  // namespace

ReloadRun::ReloadRun(AnnouncerNode& node, Done done)
    : node_(node),
      done_(std::move(done)),
      timer_(node.loop().CreateTimer([this] { OnTimer(); })) {}

absl::StatusOr<std::unique_ptr<ReloadRun>> ReloadRun::Begin(
    AnnouncerNode& node, const ReloadPlan& plan, Done done) {
  std::unique_ptr<ReloadRun> reload(new ReloadRun(node, std::move(done)));
  if (absl::Status status = reload->ApplyRules(plan); !status.ok()) {
    return status;
  }
  // Forgotten by the announcer already.
  for (const std::string& name : plan.removed) {
    if (const auto id = node.FindNeighbor(name)) node.StopNeighbor(*id);
  }
  reload->UpdateBfd(plan);
  reload->QueueSteps(plan);
  reload->NextStep();
  return reload;
}

absl::Status ReloadRun::ApplyRules(const ReloadPlan& plan) {
  AnnouncerNode::Rules rules;
  rules.groups = plan.in_force.groups;
  rules.checks = plan.in_force.health;
  rules.changed_health = plan.changed_health;
  for (const NeighborSetup& neighbor : plan.in_force.neighbors) {
    const std::string& name = neighbor.announcer.name;
    const std::optional<NeighborId> id = node_.FindNeighbor(name);
    if (!id.has_value()) continue;
    announcer::NeighborConfig& config = rules.neighbors[*id];
    config = neighbor.announcer;
    // The session that is about to end knows us by the old number.
    config.local_as = node_.neighbors().at(*id).announcer.local_as;
  }
  return node_.SetRules(rules);
}

void ReloadRun::UpdateBfd(const ReloadPlan& plan) {
  for (const NeighborSetup& neighbor : plan.in_force.neighbors) {
    const std::string& name = neighbor.announcer.name;
    const std::optional<NeighborId> id = node_.FindNeighbor(name);
    if (!id.has_value() || plan.reset.contains(name) ||
        !neighbor.speaker.bfd.has_value()) {
      continue;
    }
    // Of all: the files of keys may hold others than before.
    const absl::Status status = node_.UpdateBfd(*id, *neighbor.speaker.bfd);
    if (!status.ok()) {
      problems_.push_back(
          absl::StrCat("neighbor \"", name, "\" bfd: ", status.message()));
    }
  }
}

void ReloadRun::QueueSteps(const ReloadPlan& plan) {
  for (const std::string& name : plan.removed) {
    steps_.push_back({node_.FindNeighbor(name), std::nullopt, false});
  }
  for (const bool resets : {false, true}) {
    for (const NeighborSetup& neighbor : plan.in_force.neighbors) {
      const std::string& name = neighbor.announcer.name;
      if (!(resets ? plan.reset : plan.added).contains(name)) continue;
      steps_.push_back({node_.FindNeighbor(name), neighbor, resets});
    }
  }
}

void ReloadRun::NextStep() {
  phase_ = Phase::kIdle;
  timer_->Arm(node_.loop().clock().Now());
}

void ReloadRun::BeginStep() {
  if (steps_.empty()) {
    const std::vector<std::string> problems = std::move(problems_);
    std::exchange(done_, nullptr)(problems);
    return;
  }
  const std::optional<NeighborId> old_id = steps_.front().old_id;
  if (!old_id.has_value()) return StartNew();
  const speaker::Neighbor* const session = node_.session(*old_id);
  const absl::Duration ending =
      session == nullptr ? absl::ZeroDuration() : DetectionTimeThere(*session);
  node_.StopNeighbor(*old_id);
  phase_ = Phase::kEnding;
  timer_->Arm(node_.loop().clock().Now() + ending);
}

void ReloadRun::EndOld() {
  node_.RemoveNeighbor(*steps_.front().old_id);
  StartNew();
}

void ReloadRun::StartNew() {
  const Step& step = steps_.front();
  if (!step.setup.has_value()) {
    steps_.pop_front();
    return NextStep();
  }
  const std::string& name = step.setup->announcer.name;
  const absl::Status status = node_.AddNeighbor(*step.setup);
  if (!status.ok()) {
    problems_.push_back(
        absl::StrCat("neighbor \"", name, "\": ", status.message()));
  }
  if (!status.ok() || !step.await_session) {
    steps_.pop_front();
    return NextStep();
  }
  phase_ = Phase::kStarting;
  limit_ = node_.loop().clock().Now() + kPatience;
  timer_->Arm(node_.loop().clock().Now() + kPollInterval);
}

bool ReloadRun::IsUp() const {
  const std::optional<NeighborId> id =
      node_.FindNeighbor(steps_.front().setup->announcer.name);
  if (!id.has_value()) return false;
  const speaker::Neighbor* const session = node_.session(*id);
  return session != nullptr && session->negotiated() != nullptr;
}

void ReloadRun::OnTimer() {
  switch (phase_) {
    case Phase::kIdle:
      return BeginStep();
    case Phase::kEnding:
      return EndOld();
    case Phase::kStarting:
      return AwaitSession();
    case Phase::kSettling:
      steps_.pop_front();
      return NextStep();
  }
}

void ReloadRun::AwaitSession() {
  const MonotonicTime now = node_.loop().clock().Now();
  const bool up = IsUp();
  if (!up && now < limit_) {
    timer_->Arm(now + kPollInterval);
    return;
  }
  if (!up) {
    problems_.push_back(absl::StrCat(
        "neighbor \"", steps_.front().setup->announcer.name,
        "\" has no session yet, ", absl::FormatDuration(kPatience), " on"));
  }
  phase_ = Phase::kSettling;
  timer_->Arm(now + (up ? kSettling : absl::ZeroDuration()));
}

}  // namespace waymark::examples
