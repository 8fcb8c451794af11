// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bfd/poll_sequence.h"

#include <algorithm>

namespace waymark::bfd {

// RFC 5880, 6.5.
void PollSequence::Request() {
  switch (phase_) {
    case Phase::kIdle:
      phase_ = Phase::kRequested;
      return;
    case Phase::kPolling:
      phase_ = Phase::kPollingAgain;
      return;
    case Phase::kSettling:
      phase_ = Phase::kWaiting;
      return;
    // RFC 5880, 6.8.3, choice 1: what is not yet sent joins the same packet.
    case Phase::kRequested:
    case Phase::kPollingAgain:
    case Phase::kWaiting:
      return;
  }
}

void PollSequence::OnSent(MonotonicTime now) {
  if (!active()) return;
  if (phase_ == Phase::kRequested) {
    phase_ = Phase::kPolling;
    first_ = now;
  }
  span_ = static_cast<uint32_t>(
      absl::ToInt64Nanoseconds(std::min(now - first_, kMaxRoundTrip)));
}

// RFC 5880, 6.5, 6.8.3 and 6.8.6.
bool PollSequence::OnReceived(bool final, MonotonicTime received_at) {
  switch (phase_) {
    case Phase::kPolling:
      if (final) Settle(Phase::kSettling, received_at);
      return final;
    case Phase::kPollingAgain:
      if (final) Settle(Phase::kWaiting, received_at);
      return false;
    case Phase::kSettling:
      if (HasSettled(final, received_at)) phase_ = Phase::kIdle;
      return false;
    case Phase::kWaiting:
      if (HasSettled(final, received_at)) phase_ = Phase::kRequested;
      return false;
    // A Final to no Poll of ours ends nothing.
    case Phase::kIdle:
    case Phase::kRequested:
      break;
  }
  return false;
}

void PollSequence::Settle(Phase phase, MonotonicTime received_at) {
  phase_ = phase;
  first_ = received_at;
}

bool PollSequence::HasSettled(bool final, MonotonicTime received_at) const {
  return !final && received_at - first_ >= absl::Nanoseconds(span_);
}

}  // namespace waymark::bfd
