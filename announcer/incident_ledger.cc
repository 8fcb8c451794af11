// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "announcer/incident_ledger.h"

#include <utility>

namespace waymark::announcer {

IncidentLedger::IncidentLedger(
    const Runtime& runtime, const Options& options,
    absl::AnyInvocable<void(const Incident&)> on_closed)
    : runtime_(runtime),
      options_(options),
      on_closed_(std::make_shared<absl::AnyInvocable<void(const Incident&)>>(
          std::move(on_closed))),
      timer_(runtime.timers.CreateTimer([this] { OnTimer(); })) {}

void IncidentLedger::Report(Fault fault) {
  if (!pending_.has_value()) pending_ = std::move(fault);
}

void IncidentLedger::Decide(MonotonicTime decided, Incident::Neighbors told) {
  Incident incident;
  incident.id = ++count_;
  incident.fault = *std::exchange(pending_, std::nullopt);
  incident.decided = decided;
  if (!told.empty()) incident.written = runtime_.clock.Now();
  incident.unacknowledged = std::move(told);
  if (incidents_.size() >= options_.capacity) incidents_.pop_front();
  incidents_.push_back(std::move(incident));
  if (incidents_.back().unacknowledged.empty()) {
    Close(incidents_.back(), Incident::End::kNothingToSay);
  }
  ArmTimer();
}

void IncidentLedger::OnAcknowledged(NeighborId id) { Settle(id, false); }

void IncidentLedger::OnSessionLost(NeighborId id) { Settle(id, true); }

void IncidentLedger::Settle(NeighborId id, bool lost) {
  for (Incident& incident : incidents_) {
    if (incident.end != Incident::End::kOpen) continue;
    auto settled = incident.unacknowledged.extract(id);
    if (settled.empty()) continue;
    if (lost) {
      incident.lost.insert(std::move(settled));
    } else {
      incident.acknowledged = runtime_.clock.Now();
    }
    if (incident.unacknowledged.empty()) {
      Close(incident, incident.lost.empty() ? Incident::End::kAcknowledged
                                            : Incident::End::kLost);
    }
  }
  ArmTimer();
}

void IncidentLedger::Close(Incident& incident, Incident::End end) {
  incident.end = end;
  if (*on_closed_ == nullptr) return;
  runtime_.defer.Defer(
      [alive = alive_.Watch(), on_closed = on_closed_, incident] {
        if (alive) (*on_closed)(incident);
      });
}

void IncidentLedger::OnTimer() {
  const MonotonicTime now = runtime_.clock.Now();
  for (Incident& incident : incidents_) {
    if (incident.end == Incident::End::kOpen &&
        *incident.written + options_.deadline <= now) {
      Close(incident, Incident::End::kDeadline);
    }
  }
  ArmTimer();
}

// They were written in their order, and so they end.
void IncidentLedger::ArmTimer() {
  timer_->Cancel();
  for (const Incident& incident : incidents_) {
    if (incident.end != Incident::End::kOpen) continue;
    return timer_->Arm(*incident.written + options_.deadline);
  }
}

}  // namespace waymark::announcer
