// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bfd/timer_negotiation.h"

namespace waymark::bfd {

bool TimerNegotiation::Configure(uint32_t desired_min_tx,
                                 uint32_t required_min_rx, State state) {
  configured_desired_min_tx_ = desired_min_tx;
  return Apply(required_min_rx, state);
}

bool TimerNegotiation::OnStateChange(State state) {
  return Apply(required_min_rx_, state);
}

// RFC 5880, 6.8.3.
void TimerNegotiation::OnPollEnded() {
  desired_min_tx_in_use_ = desired_min_tx_;
  required_min_rx_in_use_ = required_min_rx_;
}

bool TimerNegotiation::Apply(uint32_t required_min_rx, State state) {
  const bool up = state == State::kUp;
  const uint32_t desired_min_tx =
      up ? configured_desired_min_tx_
         : std::max(configured_desired_min_tx_, kSlowInterval);
  const bool changed =
      desired_min_tx != desired_min_tx_ || required_min_rx != required_min_rx_;
  desired_min_tx_ = desired_min_tx;
  required_min_rx_ = required_min_rx;
  // RFC 5880, 6.8.3: while Up a longer transmit interval and a shorter
  // Detection Time wait for the Poll Sequence; all else takes effect at once.
  if (!up || desired_min_tx < desired_min_tx_in_use_) {
    desired_min_tx_in_use_ = desired_min_tx;
  }
  if (!up || required_min_rx > required_min_rx_in_use_) {
    required_min_rx_in_use_ = required_min_rx;
  }
  return changed;
}

}  // namespace waymark::bfd
