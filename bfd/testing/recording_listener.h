// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Keeps what a session reported.

#ifndef WAYMARK_BFD_TESTING_RECORDING_LISTENER_H_
#define WAYMARK_BFD_TESTING_RECORDING_LISTENER_H_

#include <vector>

#include "absl/functional/any_invocable.h"
#include "bfd/code_points.h"
#include "bfd/session_listener.h"

namespace waymark::bfd::testing {

struct RecordingListener final : public SessionListener {
  void OnStateChange(const StateChange& change) override {
    changes.push_back(change);
    if (on_change) on_change(change);
  }
  void OnLocalStall(const LocalStall& stall) override {
    stalls.push_back(stall);
    if (on_stall) on_stall(stall);
  }
  void OnRemoteDiagnostic(Diagnostic diagnostic) override {
    remote_diagnostics.push_back(diagnostic);
  }
  void OnRemoteAdminChange(const RemoteAdminChange& change) override {
    remote_admin_changes.push_back(change);
    if (on_remote_admin_change) on_remote_admin_change(change);
  }

  std::vector<StateChange> changes;
  std::vector<LocalStall> stalls;
  std::vector<Diagnostic> remote_diagnostics;
  std::vector<RemoteAdminChange> remote_admin_changes;
  // Optional: run inside the call, after it was recorded.
  absl::AnyInvocable<void(const StateChange&)> on_change;
  absl::AnyInvocable<void(const LocalStall&)> on_stall;
  absl::AnyInvocable<void(const RemoteAdminChange&)> on_remote_admin_change;
};

}  // namespace waymark::bfd::testing

#endif  // WAYMARK_BFD_TESTING_RECORDING_LISTENER_H_
