// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bfd/poll_sequence.h"

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

void PollSequence::OnSent() {
  if (phase_ == Phase::kRequested) phase_ = Phase::kPolling;
}

// RFC 5880, 6.5, 6.8.3 and 6.8.6.
bool PollSequence::OnReceived(bool final) {
  switch (phase_) {
    case Phase::kPolling:
      if (final) phase_ = Phase::kSettling;
      return final;
    case Phase::kPollingAgain:
      if (final) phase_ = Phase::kWaiting;
      return false;
    case Phase::kSettling:
      if (!final) phase_ = Phase::kIdle;
      return false;
    case Phase::kWaiting:
      if (!final) phase_ = Phase::kRequested;
      return false;
    // A Final to no Poll of ours ends nothing.
    case Phase::kIdle:
    case Phase::kRequested:
      break;
  }
  return false;
}

}  // namespace waymark::bfd
