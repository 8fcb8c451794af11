// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/daemon/stall_recorder.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "base/runtime.h"

namespace waymark::examples {
namespace {

constexpr absl::Duration kInterval = absl::Seconds(1);

}  // namespace

StallRecorder::StallRecorder(EventLog& events)
    : events_(events),
      timer_(events.runtime().timers.CreateTimer([this] { Record(); })) {}

void StallRecorder::Add(const std::string& neighbor,
                        const bfd::LocalStall& stall) {
  Gather(stall.noticed_at, stall.lateness);
  if (gathered_.session_stalls() == 0) gathered_.set_neighbor(neighbor);
  gathered_.set_overflowed(gathered_.overflowed() || stall.overflowed);
  gathered_.set_postponed(gathered_.postponed() || stall.postponed);
  gathered_.set_session_stalls(gathered_.session_stalls() + 1);
}

void StallRecorder::Add(absl::Duration lateness) {
  Gather(events_.runtime().clock.Now(), lateness);
}

void StallRecorder::Gather(MonotonicTime noticed_at, absl::Duration lateness) {
  if (!timer_->armed()) {
    first_noticed_at_ = noticed_at;
    timer_->Arm(std::max(events_.runtime().clock.Now(), next_));
  }
  gathered_.set_lateness_us(
      std::max(gathered_.lateness_us(),
               static_cast<uint64_t>(absl::ToInt64Microseconds(lateness))));
}

void StallRecorder::Record() {
  next_ = events_.runtime().clock.Now() + kInterval;
  proto::Event event;
  *event.mutable_local_stall() = std::exchange(gathered_, {});
  events_.Record(first_noticed_at_, std::move(event));
}

}  // namespace waymark::examples
