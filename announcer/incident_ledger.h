// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The incidents of an announcer, the last of them. A fault is reported before
// the call that tells the announcer of its consequence; the announcer then says
// what it decided and to whom it spoke, and who has acknowledged it.

#ifndef WAYMARK_ANNOUNCER_INCIDENT_LEDGER_H_
#define WAYMARK_ANNOUNCER_INCIDENT_LEDGER_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>

#include "absl/functional/any_invocable.h"
#include "absl/time/time.h"
#include "announcer/incident.h"
#include "announcer/neighbor.h"
#include "base/alive_token.h"
#include "base/monotonic_time.h"
#include "base/runtime.h"
#include "base/timer.h"

namespace waymark::announcer {

class IncidentLedger {
 public:
  struct Options {
    // Incidents kept; the oldest goes first, open or not. At least 1.
    size_t capacity = 256;
    // How long an acknowledgement is waited for. Positive.
    absl::Duration deadline = absl::Seconds(30);
  };

  // `on_closed` may be null. It is called deferred, once for each incident that
  // ends, in the order in which they end; it may destroy the ledger.
  IncidentLedger(const Runtime& runtime, const Options& options,
                 absl::AnyInvocable<void(const Incident&)> on_closed);
  IncidentLedger(const IncidentLedger&) = delete;
  IncidentLedger& operator=(const IncidentLedger&) = delete;

  // From the product, or from whoever reports sessions, and from the announcer
  // itself for what nobody has reported. What follows until Decide is taken for
  // a consequence of the first fault: the others are not recorded.
  void Report(Fault fault);

  // --- For the announcer. ---

  // A fault was reported and not yet decided upon.
  bool pending() const { return pending_.has_value(); }
  // The pending fault has led to this: decided at `decided`, and handed over
  // just now for the neighbours in `told`, whose OnAcknowledged or
  // OnSessionLost is to follow. REQUIRES: pending().
  void Decide(MonotonicTime decided, Incident::Neighbors told);
  // All that this neighbour was told has been acknowledged.
  void OnAcknowledged(NeighborId id);
  void OnSessionLost(NeighborId id);

  // Oldest first.
  const std::deque<Incident>& incidents() const { return incidents_; }
  // The number of the next incident, less one.
  uint64_t count() const { return count_; }

 private:
  void Settle(NeighborId id, bool lost);
  void Close(Incident& incident, Incident::End end);
  void OnTimer();
  void ArmTimer();

  const Runtime runtime_;
  const Options options_;
  const std::shared_ptr<absl::AnyInvocable<void(const Incident&)>> on_closed_;
  std::optional<Fault> pending_;
  std::deque<Incident> incidents_;
  uint64_t count_ = 0;
  std::unique_ptr<Timer> timer_;  // armed while an incident is open
  AliveToken alive_;
};

}  // namespace waymark::announcer

#endif  // WAYMARK_ANNOUNCER_INCIDENT_LEDGER_H_
