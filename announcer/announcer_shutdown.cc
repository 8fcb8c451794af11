// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The shutdown of an announcer (announcer/shutdown.h).

#include <utility>

#include "announcer/announcer.h"

namespace waymark::announcer {

void Announcer::Shutdown(const ShutdownOptions& options,
                         absl::AnyInvocable<void(const ShutdownReport&)> done) {
  leaving_ = std::make_unique<Leaving>();
  leaving_->options = options;
  leaving_->done = std::move(done);
  leaving_->begin = runtime_.clock.Now();
  leaving_->dwell = runtime_.timers.CreateTimer([this] { BeginWithdrawing(); });
  leaving_->deadline = runtime_.timers.CreateTimer([this] { CutShort(); });
  leaving_->deadline->Arm(leaving_->begin + options.deadline);
  for (const auto& [id, neighbor] : neighbors_) {
    if (!neighbor.session.has_value()) sink_.CloseNeighbor(id, options.text);
  }
  if (options.worsen_for > absl::ZeroDuration() && HasSession()) {
    EnterStage(ShutdownStage::kWorsening);
    ReconcileAll();
    leaving_->dwell->Arm(leaving_->begin + options.worsen_for);
  } else {
    BeginWithdrawing();
  }
}

void Announcer::OnFlushed(NeighborId id) {
  if (stage_ != ShutdownStage::kWithdrawing) return;
  leaving_->awaiting_flush.erase(id);
  if (leaving_->awaiting_flush.empty()) BeginClosing();
}

void Announcer::OnSessionDown(NeighborId id) {
  const auto found = neighbors_.find(id);
  if (found == neighbors_.end() || !found->second.session.has_value()) return;
  found->second.session.reset();
  found->second.told = AnnouncedSet();
  switch (stage_) {
    case ShutdownStage::kRunning:
      ReconcileAll();
      break;
    case ShutdownStage::kDone:
      break;
    case ShutdownStage::kWorsening:
      leaving_->unconfirmed.insert(id);
      sink_.CloseNeighbor(id, leaving_->options.text);
      break;
    case ShutdownStage::kWithdrawing:
      if (leaving_->awaiting_flush.erase(id) > 0) {
        leaving_->unconfirmed.insert(id);
      }
      sink_.CloseNeighbor(id, leaving_->options.text);
      if (leaving_->awaiting_flush.empty()) BeginClosing();
      break;
    case ShutdownStage::kClosing:
      if (!HasSession()) Finish();
      break;
  }
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

void Announcer::BeginWithdrawing() {
  leaving_->dwell->Cancel();
  EnterStage(ShutdownStage::kWithdrawing);
  Intent nothing;
  nothing.complete = false;
  for (auto& [id, neighbor] : neighbors_) {
    if (!neighbor.session.has_value()) continue;
    neighbor.told.Reconcile(nothing, id, sink_, observer_,
                            runtime_.clock.Now());
    leaving_->awaiting_flush.insert(id);
    sink_.NotifyWhenFlushed(id);
  }
  if (leaving_->awaiting_flush.empty()) BeginClosing();
}

void Announcer::BeginClosing() {
  EnterStage(ShutdownStage::kClosing);
  for (const auto& [id, neighbor] : neighbors_) {
    if (!neighbor.session.has_value()) continue;
    sink_.CloseNeighbor(id, leaving_->options.text);
  }
  if (!HasSession()) Finish();
}

void Announcer::CutShort() {
  if (stage_ == ShutdownStage::kWorsening) BeginWithdrawing();
  if (stage_ == ShutdownStage::kWithdrawing) {
    leaving_->unconfirmed.merge(leaving_->awaiting_flush);
    leaving_->awaiting_flush.clear();
    BeginClosing();
  }
  if (stage_ == ShutdownStage::kClosing) Finish();
}

void Announcer::Finish() {
  EnterStage(ShutdownStage::kDone);
  leaving_->deadline->Cancel();
  ShutdownReport report;
  report.unconfirmed.assign(leaving_->unconfirmed.begin(),
                            leaving_->unconfirmed.end());
  report.elapsed = runtime_.clock.Now() - leaving_->begin;
  runtime_.defer.Defer([alive = alive_.Watch(), report = std::move(report),
                        done = std::move(leaving_->done)]() mutable {
    if (alive) done(report);
  });
}

}  // namespace waymark::announcer
