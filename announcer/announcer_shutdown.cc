// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The shutdown of an announcer (announcer/shutdown.h).

#include <algorithm>
#include <utility>

#include "absl/algorithm/container.h"
#include "announcer/announcer.h"
#include "bgp/community.h"

namespace waymark::announcer {

void Announcer::Shutdown(const ShutdownOptions& options,
                         absl::AnyInvocable<void(const ShutdownReport&)> done) {
  leaving_ = std::make_unique<Leaving>();
  leaving_->options = options;
  leaving_->done = std::move(done);
  leaving_->begin = runtime_.clock.Now();
  leaving_->dwell = runtime_.timers.CreateTimer([this] { OnDwellTimer(); });
  leaving_->deadline = runtime_.timers.CreateTimer([this] { CutShort(); });
  leaving_->deadline->Arm(leaving_->begin + options.deadline);
  Report(Trigger::kDrain, "");
  for (const auto& [id, neighbor] : neighbors_) {
    if (neighbor.session.has_value()) {
      leaving_->neighbors[id] = Departure::kAnnounced;
    } else {
      sink_.CloseNeighbor(id, options.text);
    }
  }
  if (options.worsen_for > absl::ZeroDuration() && HasSession()) {
    EnterStage(ShutdownStage::kWorsening);
    ReconcileAll();
    leaving_->dwell->Arm(leaving_->begin + options.worsen_for);
  } else {
    BeginWithdrawing();
  }
}

void Announcer::ConfirmSettled() {
  if (leaving_ == nullptr) return;
  leaving_->settled = true;
  if (stage_ == ShutdownStage::kSettling) BeginClosing();
}

void Announcer::OnFlushed(NeighborId id) {
  if (ledger_ != nullptr) ledger_->OnAcknowledged(id);
  if (stage_ != ShutdownStage::kWithdrawing) return;
  if (leaving_->awaiting_flush.erase(id) == 0) return;
  Departure& departure = leaving_->neighbors[id];
  departure = std::max(departure, Departure::kDelivered);
  Advance();
}

void Announcer::OnProcessed(NeighborId id) {
  if (stage_ != ShutdownStage::kWithdrawing &&
      stage_ != ShutdownStage::kProcessing) {
    return;
  }
  if (leaving_->awaiting_processing.erase(id) == 0) return;
  leaving_->neighbors[id] = Departure::kProcessed;
  // What has been processed has arrived, whatever its TCP has said of that.
  leaving_->awaiting_flush.erase(id);
  Advance();
}

void Announcer::OnSessionDown(NeighborId id) {
  const auto found = neighbors_.find(id);
  if (found == neighbors_.end() || !found->second.session.has_value()) {
    // A fault that was reported for it is not the next one's.
    RecordDecision(runtime_.clock.Now(), {});
    return;
  }
  found->second.session.reset();
  found->second.told = AnnouncedSet();
  if (ledger_ != nullptr) ledger_->OnSessionLost(id);
  if (stage_ == ShutdownStage::kRunning) {
    // For who has not said why (IncidentLedger::Report).
    Report(Trigger::kSessionEnded, found->second.config.name);
    ReconcileAll();
    return;
  }
  if (stage_ < ShutdownStage::kClosing) {
    sink_.CloseNeighbor(id, leaving_->options.text);
  }
  LeaveWithout({id});
}

void Announcer::LeaveWithout(const std::vector<NeighborId>& gone) {
  for (const NeighborId id : gone) {
    if (stage_ == ShutdownStage::kWorsening || leaving_->IsAwaited(id)) {
      leaving_->lost.insert(id);
    }
    leaving_->awaiting_flush.erase(id);
    leaving_->awaiting_processing.erase(id);
  }
  if (stage_ == ShutdownStage::kWorsening && !HasSession()) BeginWithdrawing();
  Advance();
  if (stage_ == ShutdownStage::kClosing && !HasSession()) Finish();
}

Step Announcer::WorsenedStep(const GroupState& group) const {
  Step step = group.config().ladder.recovering;
  // RFC 8326, 4: the community says what the path attributes cannot to a
  // neighbour that sets LOCAL_PREF by itself.
  if (leaving_->options.graceful_shutdown &&
      !absl::c_linear_search(step.communities, bgp::kGracefulShutdown)) {
    step.communities.push_back(bgp::kGracefulShutdown);
  }
  return step;
}

bool Announcer::HasSession() const {
  for (const auto& [id, neighbor] : neighbors_) {
    if (neighbor.session.has_value()) return true;
  }
  return false;
}

void Announcer::EnterStage(ShutdownStage stage) {
  stage_ = stage;
  observer_.Tell([stage, now = runtime_.clock.Now()](AnnouncerObserver& to) {
    to.OnShutdownStage(stage, now);
  });
}

void Announcer::OnDwellTimer() {
  if (stage_ == ShutdownStage::kWorsening) {
    BeginWithdrawing();
  } else {
    ConfirmSettled();
  }
}

void Announcer::BeginWithdrawing() {
  leaving_->dwell->Cancel();
  EnterStage(ShutdownStage::kWithdrawing);
  Report(Trigger::kDrain, "");
  const MonotonicTime decided = runtime_.clock.Now();
  Intent nothing;
  nothing.complete = false;
  for (auto& [id, neighbor] : neighbors_) {
    if (!neighbor.session.has_value()) continue;
    neighbor.told.Reconcile(nothing, id, sink_, observer_,
                            runtime_.clock.Now());
    leaving_->awaiting_flush.insert(id);
    sink_.NotifyWhenFlushed(id);
    // Not only once it is acknowledged: the question follows the withdrawals on
    // the same connection, and a round trip is saved.
    if (leaving_->options.ask_whether_processed &&
        sink_.NotifyWhenProcessed(id)) {
      leaving_->awaiting_processing.insert(id);
    }
  }
  if (ledger_ != nullptr) {
    ledger_->Decide(decided, NamesOf(leaving_->awaiting_flush));
  }
  Advance();
}

void Announcer::Advance() {
  if (stage_ == ShutdownStage::kWithdrawing &&
      leaving_->awaiting_flush.empty() &&
      !leaving_->awaiting_processing.empty()) {
    EnterStage(ShutdownStage::kProcessing);
  }
  if ((stage_ != ShutdownStage::kWithdrawing &&
       stage_ != ShutdownStage::kProcessing) ||
      !leaving_->awaiting_flush.empty() ||
      !leaving_->awaiting_processing.empty()) {
    return;
  }
  if (!leaving_->MustSettle()) return BeginClosing();
  EnterStage(ShutdownStage::kSettling);
  leaving_->dwell->Arm(runtime_.clock.Now() + leaving_->options.settle_for);
}

void Announcer::BeginClosing() {
  for (auto& [id, departure] : leaving_->neighbors) {
    if (leaving_->IsSettled(id, departure)) departure = Departure::kSettled;
  }
  EnterStage(ShutdownStage::kClosing);
  for (const auto& [id, neighbor] : neighbors_) {
    if (!neighbor.session.has_value()) continue;
    sink_.CloseNeighbor(id, leaving_->options.text);
  }
  if (!HasSession()) Finish();
}

void Announcer::CutShort() {
  if (stage_ == ShutdownStage::kWorsening) BeginWithdrawing();
  if (stage_ < ShutdownStage::kClosing) BeginClosing();
  if (stage_ == ShutdownStage::kClosing) Finish();
}

void Announcer::Finish() {
  EnterStage(ShutdownStage::kDone);
  leaving_->dwell->Cancel();
  leaving_->deadline->Cancel();
  ShutdownReport report;
  report.neighbors = leaving_->neighbors;
  for (const auto& [id, departure] : report.neighbors) {
    if (departure != Departure::kSettled) report.unconfirmed.push_back(id);
  }
  report.elapsed = runtime_.clock.Now() - leaving_->begin;
  runtime_.defer.Defer([alive = alive_.Watch(), report = std::move(report),
                        done = std::move(leaving_->done)]() mutable {
    if (alive) done(report);
  });
}

}  // namespace waymark::announcer
