// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/daemon/speaker_recorder.h"

#include "bfd/session_listener.h"
#include "bgp/session/down_reason.h"
#include "bgp/session/negotiated.h"
#include "examples/daemon/bfd_events.h"
#include "examples/daemon/speaker_events.h"

namespace waymark::examples {

void SpeakerRecorder::OnSessionUp(speaker::Neighbor& neighbor,
                                  uint64_t incarnation,
                                  const bgp::Negotiated& negotiated) {
  events_.Record(negotiated.established,
                 SessionUpEvent(neighbor, incarnation, negotiated));
}

void SpeakerRecorder::OnSessionDown(speaker::Neighbor& neighbor,
                                    uint64_t incarnation,
                                    const bgp::DownReason& reason) {
  events_.Record(reason.time, SessionDownEvent(neighbor, incarnation, reason));
}

void SpeakerRecorder::OnAttemptFailed(speaker::Neighbor& neighbor, uint64_t,
                                      const bgp::AttemptFailure& failure) {
  events_.Record(failure.reason.time, AttemptFailedEvent(neighbor, failure));
}

void SpeakerRecorder::OnBfdStateChange(speaker::Neighbor& neighbor,
                                       const bfd::StateChange& change) {
  events_.Record(change.time,
                 BfdStateEvent(neighbor.config().peer.name, change));
}

void SpeakerRecorder::OnBfdLocalStall(speaker::Neighbor& neighbor,
                                      const bfd::LocalStall& stall) {
  stalls_.Add(neighbor.config().peer.name, stall);
}

}  // namespace waymark::examples
