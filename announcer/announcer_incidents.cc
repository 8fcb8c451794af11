// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What an announcer writes into its ledger (announcer/incident_ledger.h).

#include <utility>

#include "announcer/announcer.h"

namespace waymark::announcer {

void Announcer::Report(Trigger trigger, absl::string_view what,
                       absl::Duration silence) {
  if (ledger_ == nullptr) return;
  const MonotonicTime now = runtime_.clock.Now();
  ledger_->Report({trigger, std::string(what), now - silence, now});
}

void Announcer::RecordDecision(MonotonicTime decided,
                               const std::set<NeighborId>& told) {
  if (ledger_ == nullptr || !ledger_->pending()) return;
  for (const NeighborId id : told) sink_.NotifyWhenFlushed(id);
  ledger_->Decide(decided, NamesOf(told));
}

Incident::Neighbors Announcer::NamesOf(const std::set<NeighborId>& ids) const {
  Incident::Neighbors names;
  for (const NeighborId id : ids) names[id] = neighbors_.at(id).config.name;
  return names;
}

}  // namespace waymark::announcer
