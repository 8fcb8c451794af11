// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// How long a peer waits before it tries again: our DampPeerOscillations
// (RFC 4271, 8.1.1), which leaves the method open.
//
// A path that failed may work again at once, so the loss of a connection costs
// one short delay however often it happens. Only a peer whose octets or OPEN we
// cannot accept (or which cannot accept ours) is tried more and more seldom: it
// would fail the same way each time.

#ifndef WAYMARK_BGP_SESSION_RESTART_BACKOFF_H_
#define WAYMARK_BGP_SESSION_RESTART_BACKOFF_H_

#include "absl/random/bit_gen_ref.h"
#include "absl/time/time.h"
#include "bgp/session/down_reason.h"

namespace waymark::bgp {

struct RestartConfig {
  // After loss of transport, Cease, BFD Down or an expired timer; also the
  // value from which the back-off doubles.
  absl::Duration delay = absl::Seconds(1);
  absl::Duration max_delay = absl::Seconds(120);
  // A session that stayed Established this long has proved itself: the next
  // protocol error begins with `delay` again.
  absl::Duration stable_time = absl::Minutes(1);
};

// True for what would happen again: errors of form or content in either
// direction, and a peer that sends more prefixes than agreed.
bool IsProtocolError(const DownReason& reason);

class RestartBackoff {
 public:
  explicit RestartBackoff(const RestartConfig& config) : config_(config) {}

  // The delay before the next attempt, with a jitter of 25 % either way. After
  // the n-th protocol error in a row `delay` * 2^n, at most `max_delay`.
  absl::Duration NextDelay(const DownReason& reason, absl::BitGenRef random);

  // To be called when a session ends that was Established for `uptime`.
  void OnSessionEnded(absl::Duration uptime);

  // An operator's start forgets the past.
  void Reset() { protocol_delay_ = absl::ZeroDuration(); }

 private:
  RestartConfig config_;
  absl::Duration protocol_delay_ = absl::ZeroDuration();  // last used; 0: none
};

}  // namespace waymark::bgp

#endif  // WAYMARK_BGP_SESSION_RESTART_BACKOFF_H_
