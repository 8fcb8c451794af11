// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What a product may do to the BFD session with a neighbour while it runs,
// wherever it runs. Reached by Neighbor::bfd().

#ifndef WAYMARK_SPEAKER_BFD_CONTROL_H_
#define WAYMARK_SPEAKER_BFD_CONTROL_H_

#include <memory>

#include "absl/status/status.h"
#include "bfd/code_points.h"
#include "bfd/key_chain.h"
#include "bfd/session_config.h"

namespace waymark::speaker {

// Each as of bfd::Session, which has the contract and the errors; also before
// the session is started. Where BFD runs on the speaker's loop, a change of
// state is reported before the call returns; from a thread, later.
class BfdControl {
 public:
  virtual ~BfdControl() = default;

  // Administrative switch (RFC 5880, 6.8.16), with the reason that the
  // neighbour is told. Off, BFD says nothing about the path.
  virtual void SetAdminDown(bool down, bfd::Diagnostic diagnostic) = 0;
  void SetAdminDown(bool down) {
    SetAdminDown(down, bfd::Diagnostic::kAdministrativelyDown);
  }
  // Intervals and multiplier, without a flap (RFC 5880, 6.8.3).
  virtual absl::Status SetTimers(const bfd::TimerConfig& timers) = 0;
  // A chain is read on the thread on which BFD runs.
  virtual absl::Status SetKeyChain(
      std::shared_ptr<const bfd::KeyChain> key_chain) = 0;
  // RFC 5880, 6.8.17.
  virtual absl::Status SetConcatenatedPath(bfd::Diagnostic diagnostic) = 0;
  // RFC 5880, 6.8.15.
  virtual void ResetForwardingPlane() = 0;
};

}  // namespace waymark::speaker

#endif  // WAYMARK_SPEAKER_BFD_CONTROL_H_
