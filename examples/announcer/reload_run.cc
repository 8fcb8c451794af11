// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/reload_run.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "announcer/group.h"
#include "speaker/neighbor.h"

namespace waymark::examples {
namespace {

// For the Cease to be on its way, where BFD has no detection time.
constexpr absl::Duration kLeastEnding = absl::Milliseconds(20);
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

// True if the groups can share this neighbour.
bool IsServable(const std::vector<announcer::GroupConfig>& groups,
                const announcer::NeighborConfig& neighbor) {
  for (auto a = groups.begin(); a != groups.end(); ++a) {
    for (auto b = std::next(a); b != groups.end(); ++b) {
      if (!CheckOverlap(*a, *b, neighbor).ok()) return false;
    }
  }
  return true;
}

void Erase(AnnouncerSetup& setup, const std::string& name) {
  std::erase_if(setup.neighbors, [&name](const NeighborSetup& neighbor) {
    return neighbor.announcer.name == name;
  });
  auto& messages = *setup.config.mutable_neighbor();
  for (int i = messages.size(); i-- > 0;) {
    if (messages[i].name() == name) messages.DeleteSubrange(i, 1);
  }
}

// `neighbor` as `config` describes it.
void Insert(AnnouncerSetup& setup, const NeighborSetup& neighbor,
            const proto::AnnouncerConfig& config) {
  setup.neighbors.push_back(neighbor);
  for (const proto::Neighbor& message : config.neighbor()) {
    if (message.name() == neighbor.announcer.name) {
      *setup.config.add_neighbor() = message;
    }
  }
}

}  // namespace

ReloadRun::ReloadRun(AnnouncerNode& node, absl::Duration patience, Done done)
    : node_(node),
      patience_(patience),
      done_(std::move(done)),
      timer_(node.loop().CreateTimer([this] { OnTimer(); })) {}

absl::StatusOr<std::unique_ptr<ReloadRun>> ReloadRun::Begin(
    AnnouncerNode& node, const AnnouncerSetup& before, const ReloadPlan& plan,
    absl::Duration patience, Done done) {
  std::unique_ptr<ReloadRun> reload(
      new ReloadRun(node, patience, std::move(done)));
  if (absl::Status status = reload->ApplyRules(plan); !status.ok()) {
    return status;
  }
  reload->UpdateBfd(plan);
  reload->KeepOld(before, plan);
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
  // Served until it is their turn to go, unless what is new has no place for
  // them.
  std::vector<NeighborId> forgotten;
  for (const std::string& name : plan.removed) {
    const std::optional<NeighborId> id = node_.FindNeighbor(name);
    if (!id.has_value()) continue;
    const announcer::NeighborConfig& config =
        node_.neighbors().at(*id).announcer;
    if (IsServable(rules.groups, config)) {
      rules.neighbors[*id] = config;
    } else {
      forgotten.push_back(*id);
    }
  }
  if (absl::Status status = node_.SetRules(rules); !status.ok()) return status;
  for (const NeighborId id : forgotten) node_.StopNeighbor(id);
  return absl::OkStatus();
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
      result_.problems.push_back(
          absl::StrCat("neighbor \"", name, "\" bfd: ", status.message()));
    }
  }
}

// What has not ended is in force, and what has not started is not.
void ReloadRun::KeepOld(const AnnouncerSetup& before, const ReloadPlan& plan) {
  AnnouncerSetup& in_force = result_.in_force;
  in_force = plan.in_force;
  wanted_ = plan.in_force.config;
  for (const std::string& name : plan.added) Erase(in_force, name);
  for (const std::string& name : plan.reset) Erase(in_force, name);
  for (const NeighborSetup& old : before.neighbors) {
    const std::string& name = old.announcer.name;
    if (plan.reset.contains(name)) in_force.unfinished.insert(name);
    if (plan.reset.contains(name) || plan.removed.contains(name)) {
      Insert(in_force, old, before.config);
    }
  }
}

void ReloadRun::QueueSteps(const ReloadPlan& plan) {
  std::vector<Step> steps;
  for (const std::string& name : plan.removed) steps.push_back({{name}, {}});
  for (const NeighborSetup& neighbor : plan.in_force.neighbors) {
    const std::string& name = neighbor.announcer.name;
    if (plan.added.contains(name)) steps.push_back({{}, {neighbor}});
    if (plan.reset.contains(name)) steps.push_back({{name}, {neighbor}});
  }
  for (size_t i = 0; i < steps.size(); ++i) {
    for (size_t j = i + 1; j < steps.size();) {
      if (!NeedsAddressOf(steps[i], steps[j]) &&
          !NeedsAddressOf(steps[j], steps[i])) {
        ++j;
        continue;
      }
      absl::c_move(steps[j].ending, std::back_inserter(steps[i].ending));
      absl::c_move(steps[j].starting, std::back_inserter(steps[i].starting));
      steps.erase(steps.begin() + static_cast<std::ptrdiff_t>(j));
      j = i + 1;  // it may need more addresses now
    }
  }
  const auto rank = [this](const Step& step) {
    if (step.starting.empty()) return 2;
    return Disturbs(step) ? 1 : 0;
  };
  for (const int wanted : {0, 1, 2}) {
    for (const Step& step : steps) {
      if (rank(step) == wanted) steps_.push_back(step);
    }
  }
}

bool ReloadRun::NeedsAddressOf(const Step& later, const Step& earlier) const {
  return absl::c_any_of(later.starting, [&](const NeighborSetup& wanted) {
    return absl::c_any_of(earlier.ending, [&](const std::string& name) {
      const std::optional<NeighborId> id = node_.FindNeighbor(name);
      return id.has_value() &&
             HaveSameAddresses(node_.neighbors().at(*id), wanted);
    });
  });
}

bool ReloadRun::Disturbs(const Step& step) const {
  return absl::c_any_of(step.ending,
                        [this](const std::string& name) { return IsUp(name); });
}

void ReloadRun::NextStep() {
  const MonotonicTime now = node_.loop().clock().Now();
  if (steps_.empty()) {
    // Nothing else depends on the others.
    std::erase_if(awaited_, [](const auto& entry) {
      return entry.second != Awaited::kBack;
    });
  }
  const bool waits =
      !awaited_.empty() && (steps_.empty() || Disturbs(steps_.front()));
  phase_ = waits ? Phase::kAwaiting : Phase::kIdle;
  limit_ = now + patience_;
  timer_->Arm(now);
}

void ReloadRun::BeginStep() {
  if (steps_.empty()) return Finish();
  const Step& step = steps_.front();
  replaces_session_ = Disturbs(step);
  const MonotonicTime now = node_.loop().clock().Now();
  absl::Duration ending = absl::ZeroDuration();
  std::vector<NeighborId> ids;
  for (const std::string& name : step.ending) {
    const std::optional<NeighborId> id = node_.FindNeighbor(name);
    if (!id.has_value()) continue;
    ids.push_back(*id);
    ending = std::max(ending, DetectionTimeThere(*node_.session(*id)));
  }
  for (const NeighborSetup& setup : step.starting) {
    if (!replaces_session_) break;
    node_.announcer().ExpectSession(setup.announcer, now + ending + patience_);
  }
  for (const NeighborId id : ids) {
    // One that goes for good is no loss either.
    const std::string& name = node_.neighbors().at(id).announcer.name;
    const bool returns =
        absl::c_any_of(step.starting, [&name](const NeighborSetup& setup) {
          return setup.announcer.name == name;
        });
    if (!returns) node_.announcer().RemoveNeighbor(id);
    node_.StopNeighbor(id);
  }
  phase_ = Phase::kEnding;
  timer_->Arm(now + ending);
}

void ReloadRun::EndOld() {
  for (const std::string& name : steps_.front().ending) {
    if (const auto id = node_.FindNeighbor(name)) node_.RemoveNeighbor(*id);
    Erase(result_.in_force, name);
  }
  const bool started = StartNew();
  steps_.pop_front();
  if (started) return NextStep();
  GiveUp();
}

bool ReloadRun::StartNew() {
  const Step& step = steps_.front();
  bool all = true;
  for (const NeighborSetup& setup : step.starting) {
    const std::string& name = setup.announcer.name;
    result_.in_force.unfinished.erase(name);
    if (const absl::Status status = node_.AddNeighbor(setup); !status.ok()) {
      result_.problems.push_back(
          absl::StrCat("neighbor \"", name, "\": ", status.message()));
      all = false;
      continue;
    }
    Insert(result_.in_force, setup, wanted_);
    awaited_[name] = replaces_session_     ? Awaited::kBack
                     : step.ending.empty() ? Awaited::kNew
                                           : Awaited::kDead;
  }
  return all;
}

bool ReloadRun::IsUp(const std::string& name) const {
  const std::optional<NeighborId> id = node_.FindNeighbor(name);
  if (!id.has_value()) return false;
  const speaker::Neighbor* const session = node_.session(*id);
  return session != nullptr && session->negotiated() != nullptr;
}

void ReloadRun::OnTimer() {
  switch (phase_) {
    case Phase::kIdle:
    case Phase::kSettling:
      return BeginStep();
    case Phase::kEnding:
      return EndOld();
    case Phase::kAwaiting:
      return AwaitSessions();
  }
}

void ReloadRun::AwaitSessions() {
  const MonotonicTime now = node_.loop().clock().Now();
  bool fatal = false;
  bool all = true;
  for (const auto& [name, why] : awaited_) {
    if (IsUp(name)) continue;
    all = false;
    if (now < limit_) break;
    fatal = fatal || why != Awaited::kDead;
    result_.problems.push_back(
        absl::StrCat("neighbor \"", name, "\" has no session yet, ",
                     absl::FormatDuration(patience_), " on"));
  }
  if (!all && now < limit_) {
    timer_->Arm(now + kPollInterval);
    return;
  }
  if (fatal) return GiveUp();
  awaited_.clear();
  phase_ = Phase::kSettling;
  timer_->Arm(now + kSettling);
}

void ReloadRun::GiveUp() {
  for (const Step& step : steps_) {
    for (const std::string& name : step.ending) {
      result_.problems.push_back(
          absl::StrCat("neighbor \"", name, "\" is left as it was"));
    }
    for (const NeighborSetup& setup : step.starting) {
      const std::string& name = setup.announcer.name;
      if (absl::c_linear_search(step.ending, name)) continue;
      result_.problems.push_back(
          absl::StrCat("neighbor \"", name, "\" is not added"));
    }
  }
  Finish();
}

void ReloadRun::Finish() {
  timer_->Cancel();
  Result result = std::move(result_);
  std::exchange(done_, nullptr)(std::move(result));
}

}  // namespace waymark::examples
