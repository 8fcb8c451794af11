// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Our BFD as a liveness source of a BGP peer (RFC 5882).
//
// It owns one BFD session and turns its changes of state into verdicts. It
// decides nothing: what a verdict does to the BGP session is the peer's
// business (bgp/session/peer.h), which is the only owner of the coupling.

#ifndef WAYMARK_SPEAKER_BFD_LIVENESS_H_
#define WAYMARK_SPEAKER_BFD_LIVENESS_H_

#include <memory>
#include <optional>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "base/alive_token.h"
#include "base/runtime.h"
#include "bfd/demultiplexer.h"
#include "bfd/session.h"
#include "bfd/session_config.h"
#include "bfd/session_listener.h"
#include "bfd/session_snapshot.h"
#include "bfd/transport.h"
#include "bgp/session/liveness_source.h"

namespace waymark::speaker {

// What BFD itself tells, beside the verdicts: for events and operators. Called
// as bfd/session_listener.h says; may destroy the BfdLiveness.
class BfdObserver {
 public:
  virtual ~BfdObserver() = default;
  virtual void OnBfdStateChange(const bfd::StateChange& change) = 0;
  virtual void OnBfdLocalStall(const bfd::LocalStall& stall) = 0;
};

class BfdLiveness final : public bgp::LivenessSource,
                          private bfd::SessionListener {
 public:
  // Everything by reference is borrowed and outlives this object.
  BfdLiveness(const Runtime& runtime, bfd::Demultiplexer& demultiplexer,
              bfd::Transport& transport, const bfd::SessionConfig& config,
              BfdObserver& observer);
  ~BfdLiveness() override;

  // Starts the BFD session; it runs until this object is destroyed, whether or
  // not a peer listens: detection does not depend on BGP. No effect if it runs.
  // Errors are those of bfd::Session::Start; it may be tried again.
  absl::Status StartSession();

  // LivenessSource. Stop only ends the reports.
  void Start(bgp::LivenessVisitor& visitor) override;
  void Stop() override;
  bgp::Liveness liveness() const override { return report_.liveness; }

  // Administrative switch (RFC 5880, 6.8.16).
  void SetAdminDown(bool down) { session_.SetAdminDown(down); }
  absl::Status SetTimers(const bfd::TimerConfig& timers) {
    return session_.SetTimers(timers);
  }
  bfd::SessionSnapshot Snapshot() const { return session_.Snapshot(); }

 private:
  void OnStateChange(const bfd::StateChange& change) override;
  void OnLocalStall(const bfd::LocalStall& stall) override;
  void ReportSoon();

  const Runtime runtime_;
  BfdObserver& observer_;
  bfd::Session session_;
  bgp::LivenessVisitor* visitor_ = nullptr;  // null: stopped
  bgp::LivenessReport report_;
  AliveToken reports_;  // renewed by Stop: a report under way is dropped
  AliveToken alive_;
};

}  // namespace waymark::speaker

#endif  // WAYMARK_SPEAKER_BFD_LIVENESS_H_
