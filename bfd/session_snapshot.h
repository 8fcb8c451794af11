// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The state of a session at one moment, for operators.

#ifndef WAYMARK_BFD_SESSION_SNAPSHOT_H_
#define WAYMARK_BFD_SESSION_SNAPSHOT_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "absl/time/time.h"
#include "base/monotonic_time.h"
#include "bfd/authentication.h"
#include "bfd/code_points.h"
#include "bfd/drop_reason.h"
#include "bfd/session_config.h"
#include "bfd/session_key.h"
#include "bfd/transition_log.h"

namespace waymark::bfd {

struct SessionCounters {
  uint64_t packets_sent = 0;
  // Accepted; what the session discarded is counted beside it.
  uint64_t packets_received = 0;
  uint64_t packets_discarded = 0;
  // packets_discarded by kind; these wrap.
  std::array<uint32_t, kSessionDropReasonCount> discarded = {};
  uint64_t up_transitions = 0;
  // From Up to anything else.
  uint64_t down_transitions = 0;
  uint64_t local_stalls = 0;

  // 0 for a reason that the demultiplexer or the decoder decides.
  uint32_t drops(DropReason reason) const {
    const size_t i = static_cast<size_t>(reason) - kFirst;
    return i < discarded.size() ? discarded[i] : 0;
  }
  // REQUIRES: a session decides it.
  void CountDrop(DropReason reason) {
    ++packets_discarded;
    ++discarded[static_cast<size_t>(reason) - kFirst];
  }

 private:
  static constexpr size_t kFirst = kDropReasonCount - kSessionDropReasonCount;
};

// A value. Members named as in RFC 5880, 6.8.1, then what follows from them.
struct SessionSnapshot {
  SessionKey key;
  Role role = Role::kActive;

  State session_state = State::kDown;
  State remote_session_state = State::kDown;
  uint32_t local_discr = 0;
  uint32_t remote_discr = 0;
  Diagnostic local_diag = Diagnostic::kNone;
  absl::Duration desired_min_tx_interval;
  absl::Duration required_min_rx_interval;
  absl::Duration remote_min_rx_interval;
  bool remote_demand_mode = false;
  int detect_mult = 0;

  // From the last packet received; zero before the first.
  absl::Duration remote_desired_min_tx_interval;
  int remote_detect_mult = 0;
  Diagnostic remote_diag = Diagnostic::kNone;
  bool remote_control_plane_independent = false;

  // Negotiated and in use now. The transmit interval is before jitter.
  absl::Duration transmit_interval;
  absl::Duration detection_time;
  bool poll_active = false;

  // What the listener heard last, and when it hears of an Up that is held down
  // (bfd/hold_down.h); InfiniteFuture(): none is.
  State reported_state = State::kDown;
  MonotonicTime up_held_until = MonotonicTime::InfiniteFuture();

  // InfinitePast() if it has not happened.
  MonotonicTime last_received = MonotonicTime::InfinitePast();
  MonotonicTime last_state_change = MonotonicTime::InfinitePast();
  // Oldest first, at most TransitionLog::kCapacity.
  std::vector<TransitionRecord> transitions;

  // bfd.AuthType and the rest; nullopt without authentication.
  std::optional<AuthenticationSnapshot> authentication;

  SessionCounters counters;
};

}  // namespace waymark::bfd

#endif  // WAYMARK_BFD_SESSION_SNAPSHOT_H_
