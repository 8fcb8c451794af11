// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/daemon/bfd_events.h"

#include <cstdint>

#include "absl/time/time.h"
#include "base/monotonic_time.h"
#include "bfd/code_points.h"

namespace waymark::examples {

proto::Event BfdStateEvent(const std::string& neighbor,
                           const bfd::StateChange& change) {
  proto::Event event;
  proto::BfdState& state = *event.mutable_bfd_state();
  state.set_neighbor(neighbor);
  state.set_state(std::string(bfd::Name(change.new_state)));
  state.set_old_state(std::string(bfd::Name(change.old_state)));
  state.set_reason(std::string(bfd::Name(change.reason)));
  state.set_diagnostic(std::string(bfd::Name(change.local_diagnostic)));
  state.set_remote_state(std::string(bfd::Name(change.remote_state)));
  state.set_remote_diagnostic(std::string(bfd::Name(change.remote_diagnostic)));
  state.set_incarnation(change.incarnation);
  if (change.last_received == MonotonicTime::InfinitePast()) return event;
  const absl::Duration silence = change.time - change.last_received;
  state.set_detection_time_us(
      static_cast<uint64_t>(absl::ToInt64Microseconds(change.detection_time)));
  state.set_since_last_packet_us(absl::ToInt64Microseconds(silence));
  if (change.reason == bfd::StateChangeReason::kDetectionTimeExpired) {
    state.set_overdue_us(
        absl::ToInt64Microseconds(silence - change.detection_time));
  }
  return event;
}

}  // namespace waymark::examples
