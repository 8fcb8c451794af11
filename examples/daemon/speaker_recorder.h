// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Writes what a speaker reports into the event log.

#ifndef WAYMARK_EXAMPLES_DAEMON_SPEAKER_RECORDER_H_
#define WAYMARK_EXAMPLES_DAEMON_SPEAKER_RECORDER_H_

#include <cstdint>

#include "absl/time/time.h"
#include "examples/daemon/event_log.h"
#include "examples/daemon/stall_recorder.h"
#include "speaker/neighbor.h"

namespace waymark::examples {

// A daemon that does more at an event derives from it and calls it too.
class SpeakerRecorder : public speaker::NeighborVisitor {
 public:
  // Borrowed; this is destroyed before the loop of `events`.
  explicit SpeakerRecorder(EventLog& events) : events_(events) {}
  SpeakerRecorder(const SpeakerRecorder&) = delete;
  SpeakerRecorder& operator=(const SpeakerRecorder&) = delete;

  void OnSessionUp(speaker::Neighbor& neighbor, uint64_t incarnation,
                   const bgp::Negotiated& negotiated) override;
  void OnSessionDown(speaker::Neighbor& neighbor, uint64_t incarnation,
                     const bgp::DownReason& reason) override;
  void OnAttemptFailed(speaker::Neighbor& neighbor, uint64_t incarnation,
                       const bgp::AttemptFailure& failure) override;
  void OnBfdStateChange(speaker::Neighbor& neighbor,
                        const bfd::StateChange& change) override;
  void OnBfdLocalStall(speaker::Neighbor& neighbor,
                       const bfd::LocalStall& stall) override;

 protected:
  EventLog& events() { return events_; }
  // Of the process itself, by so much.
  void RecordStall(absl::Duration lateness) { stalls_.Add(lateness); }

 private:
  EventLog& events_;
  StallRecorder stalls_{events_};
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_DAEMON_SPEAKER_RECORDER_H_
