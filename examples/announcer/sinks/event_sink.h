// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Hands events on to somebody who may be slow, or away, without ever waiting.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_SINKS_EVENT_SINK_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_SINKS_EVENT_SINK_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/timer.h"
#include "examples/announcer/sinks/delivery.h"
#include "examples/daemon/event_log.h"

namespace waymark::examples {

// Follows the log for as long as it lives, or until it retires. Same-thread.
class EventSink : private EventFollower {
 public:
  struct Options {
    std::string name;
    std::set<std::string> events;  // by name; the others are passed over
    // Events that wait. With more, the newest is dropped: what led to the
    // trouble says more than what came of it.
    size_t max_pending = 1000;
    // Of one delivery.
    size_t max_events = 1;
    // Of one delivery, the first included; the time between two.
    int attempts = 1;
    absl::Duration retry_after = absl::Seconds(1);
  };
  // Events by their end: they were taken, refused at the last attempt, or never
  // offered.
  struct Counters {
    uint64_t delivered = 0;
    uint64_t failed = 0;
    uint64_t dropped = 0;
  };

  // `events` is borrowed. There are as many deliveries at one time as
  // `deliveries` are given; where there is one, events keep their order.
  EventSink(EventLog& events, const Options& options,
            std::vector<std::unique_ptr<Delivery>> deliveries);
  ~EventSink() override;
  EventSink(const EventSink&) = delete;
  EventSink& operator=(const EventSink&) = delete;

  // Nothing new from now on; what waits is still handed on.
  void Retire() { events_.RemoveFollower(this); }

  const Counters& counters() const { return counters_; }
  const std::string& name() const { return options_.name; }
  // Nothing waits and nothing is under way.
  bool idle() const;

 private:
  struct Slot {
    std::unique_ptr<Delivery> delivery;
    std::unique_ptr<Timer> retry;
    std::string lines;
    uint64_t events = 0;  // 0: free
    int attempts_left = 0;
  };

  void OnEvent(const SharedEvent& event) override;
  void FillSlots();
  void Fill(Slot& slot);
  void Deliver(Slot& slot);
  void OnDelivered(Slot& slot, const absl::Status& status);

  EventLog& events_;
  const Options options_;
  std::deque<SharedEvent> pending_;
  std::vector<Slot> slots_;  // as many as in the beginning
  Counters counters_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_SINKS_EVENT_SINK_H_
