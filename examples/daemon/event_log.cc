// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/daemon/event_log.h"

#include <algorithm>
#include <utility>

#include "absl/time/time.h"

namespace waymark::examples {

EventLog::EventLog(const Runtime& runtime, size_t history)
    : runtime_(runtime), max_history_(history) {}

void EventLog::Record(MonotonicTime time, proto::Event event) {
  const absl::Time wall = runtime_.wall.Now() - (runtime_.clock.Now() - time);
  const int64_t seconds = absl::ToUnixSeconds(wall);
  event.mutable_time()->set_seconds(seconds);
  event.mutable_time()->set_nanos(static_cast<int32_t>(
      absl::ToInt64Nanoseconds(wall - absl::FromUnixSeconds(seconds))));
  pending_.push_back({time, std::move(event)});
  if (pending_.size() > 1) return;
  runtime_.defer.Defer([this, alive = alive_.Watch()] {
    if (alive) HandOn();
  });
}

void EventLog::HandOn() {
  std::vector<Pending> events = std::exchange(pending_, {});
  std::stable_sort(
      events.begin(), events.end(),
      [](const Pending& a, const Pending& b) { return a.time < b.time; });
  for (Pending& pending : events) {
    const auto event =
        std::make_shared<const proto::Event>(std::move(pending.event));
    // By index: followers may come and go meanwhile.
    for (size_t i = 0; i < followers_.size(); ++i) {
      if (followers_[i] != nullptr) followers_[i]->OnEvent(event);
    }
    history_.push_back(event);
    if (history_.size() > max_history_) history_.pop_front();
  }
  std::erase(followers_, nullptr);
}

void EventLog::AddFollower(EventFollower* follower) {
  followers_.push_back(follower);
}

void EventLog::RemoveFollower(EventFollower* follower) {
  std::replace(followers_.begin(), followers_.end(), follower,
               static_cast<EventFollower*>(nullptr));
}

}  // namespace waymark::examples
