// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Our BFD as a liveness source of a BGP peer (RFC 5882).
//
// It owns one BFD session and turns its changes of state into verdicts:
//   kUp         Up, from when the session reports it (bfd/hold_down.h)
//   kDown       an Up, reported or held down, that ended by a failure
//   kAdminDown  we are AdminDown, or we are not Up and the neighbour is, as far
//               as is known (RFC 5882, 4.1): its last packet says so and is
//               not older than the detection time
//   kUnknown    before all of these, and when AdminDown is over
// It decides nothing: what a verdict does to the BGP session is the peer's
// business (bgp/session/peer.h), which is the only owner of the coupling.

#ifndef WAYMARK_SPEAKER_BFD_LIVENESS_H_
#define WAYMARK_SPEAKER_BFD_LIVENESS_H_

#include <memory>
#include <optional>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "base/alive_token.h"
#include "base/monotonic_time.h"
#include "base/runtime.h"
#include "bfd/code_points.h"
#include "bfd/demultiplexer.h"
#include "bfd/key_chain.h"
#include "bfd/session.h"
#include "bfd/session_config.h"
#include "bfd/session_listener.h"
#include "bfd/session_snapshot.h"
#include "bfd/transport.h"
#include "bgp/session/liveness_source.h"
#include "speaker/bfd_service.h"

namespace waymark::speaker {

class BfdLiveness final : public BfdSource, private bfd::SessionListener {
 public:
  // Everything by reference is borrowed and outlives this object.
  BfdLiveness(const Runtime& runtime, bfd::Demultiplexer& demultiplexer,
              bfd::Transport& transport, const bfd::SessionConfig& config,
              BfdObserver& observer);
  ~BfdLiveness() override;

  absl::Status StartSession() override;
  void Start(bgp::LivenessVisitor& visitor) override;
  void Stop() override;
  bgp::Liveness liveness() const override { return report_.liveness; }

  void SetAdminDown(bool down, bfd::Diagnostic diagnostic) override {
    session_.SetAdminDown(down, diagnostic);
  }
  using BfdControl::SetAdminDown;
  absl::Status SetTimers(const bfd::TimerConfig& timers) override {
    return session_.SetTimers(timers);
  }
  absl::Status SetKeyChain(
      std::shared_ptr<const bfd::KeyChain> key_chain) override {
    return session_.SetKeyChain(std::move(key_chain));
  }
  absl::Status SetConcatenatedPath(bfd::Diagnostic diagnostic) override {
    return session_.SetConcatenatedPath(diagnostic);
  }
  void ResetForwardingPlane() override { session_.ResetForwardingPlane(); }
  bfd::SessionSnapshot Snapshot() const override { return session_.Snapshot(); }
  void CheckGate() { session_.CheckGate(); }

 private:
  void OnStateChange(const bfd::StateChange& change) override;
  void OnLocalStall(const bfd::LocalStall& stall) override;
  void OnRemoteDiagnostic(bfd::Diagnostic diagnostic) override {
    observer_.OnBfdRemoteDiagnostic(diagnostic);
  }
  void OnRemoteAdminChange(const bfd::RemoteAdminChange& change) override;
  std::optional<bgp::Liveness> Verdict(const bfd::StateChange& change) const;
  // The visitor may destroy us.
  void Report(bgp::Liveness liveness, MonotonicTime time,
              MonotonicTime last_received, bool declared_by_neighbor);
  void ReportSoon();

  const Runtime runtime_;
  BfdObserver& observer_;
  bfd::Session session_;
  bgp::LivenessVisitor* visitor_ = nullptr;  // null: stopped
  bgp::LivenessReport report_;
  bool remote_admin_down_ = false;  // as the session has told
  AliveToken reports_;  // renewed by Stop: a report under way is dropped
  AliveToken alive_;
};

}  // namespace waymark::speaker

#endif  // WAYMARK_SPEAKER_BFD_LIVENESS_H_
