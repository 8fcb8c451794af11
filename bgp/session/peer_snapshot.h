// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A neighbour at one moment, for people and metrics.

#ifndef WAYMARK_BGP_SESSION_PEER_SNAPSHOT_H_
#define WAYMARK_BGP_SESSION_PEER_SNAPSHOT_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "bgp/session/down_reason.h"
#include "bgp/session/fsm_state.h"
#include "bgp/session/liveness_source.h"
#include "bgp/session/message_counters.h"
#include "bgp/session/negotiated.h"

namespace waymark::bgp {

struct PeerSnapshot {
  std::string name;
  uint32_t peer_as = 0;  // as configured
  bool started = false;
  // Of the connection that has come furthest. Without one: Active while the
  // peer's connections are welcome, Idle while they are refused.
  FsmState state = FsmState::kIdle;
  // Of the Established session; 0 and nullopt without one.
  uint64_t incarnation = 0;
  std::optional<Negotiated> negotiated;
  absl::Duration uptime;

  MessageCounters messages;  // since the peer was made
  uint64_t established_count = 0;
  uint64_t down_count = 0;  // sessions lost: flaps
  uint64_t failed_attempts = 0;
  // ConnectRetryCounter (RFC 4271, 8): since the last Start.
  uint32_t connect_retry_counter = 0;
  std::optional<DownReason> last_down;
  std::optional<AttemptFailure> last_failure;
  // Until the next attempt, where one is waited for.
  std::optional<absl::Duration> next_attempt;
  Liveness liveness = Liveness::kUnknown;
};

}  // namespace waymark::bgp

#endif  // WAYMARK_BGP_SESSION_PEER_SNAPSHOT_H_
