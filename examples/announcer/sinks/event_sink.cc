// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/sinks/event_sink.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "examples/announcer/sinks/event_name.h"
#include "examples/json/json_line.h"

namespace waymark::examples {

EventSink::EventSink(EventLog& events, const Options& options,
                     std::vector<std::unique_ptr<Delivery>> deliveries)
    : events_(events), options_(options), slots_(deliveries.size()) {
  for (size_t i = 0; i < slots_.size(); ++i) {
    Slot& slot = slots_[i];
    slot.delivery = std::move(deliveries[i]);
    slot.retry =
        events_.runtime().timers.CreateTimer([this, &slot] { Deliver(slot); });
  }
  events_.AddFollower(this);
}

EventSink::~EventSink() { events_.RemoveFollower(this); }

bool EventSink::idle() const {
  return pending_.empty() &&
         std::all_of(slots_.begin(), slots_.end(),
                     [](const Slot& slot) { return slot.events == 0; });
}

void EventSink::OnEvent(const SharedEvent& event) {
  if (!options_.events.contains(EventName(*event))) return;
  if (pending_.size() >= options_.max_pending) {
    ++counters_.dropped;
    return;
  }
  pending_.push_back(event);
  FillSlots();
}

void EventSink::FillSlots() {
  for (Slot& slot : slots_) {
    if (pending_.empty()) return;
    if (slot.events == 0) Fill(slot);
  }
}

void EventSink::Fill(Slot& slot) {
  slot.lines.clear();
  for (; !pending_.empty() && slot.events < options_.max_events;
       pending_.pop_front(), ++slot.events) {
    absl::StrAppend(&slot.lines, JsonLine(*pending_.front()), "\n");
  }
  slot.attempts_left = options_.attempts;
  Deliver(slot);
}

void EventSink::Deliver(Slot& slot) {
  --slot.attempts_left;
  slot.delivery->Start(slot.lines, [this, &slot](const absl::Status& status) {
    OnDelivered(slot, status);
  });
}

void EventSink::OnDelivered(Slot& slot, const absl::Status& status) {
  if (!status.ok() && slot.attempts_left > 0) {
    slot.retry->Arm(events_.runtime().clock.Now() + options_.retry_after);
    return;
  }
  (status.ok() ? counters_.delivered : counters_.failed) += slot.events;
  slot.events = 0;
  FillSlots();
}

}  // namespace waymark::examples
