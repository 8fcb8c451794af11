// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What happened, in order: collects the events of one turn of the loop and
// hands them on at its end, so that telling never delays doing.

#ifndef WAYMARK_EXAMPLES_DAEMON_EVENT_LOG_H_
#define WAYMARK_EXAMPLES_DAEMON_EVENT_LOG_H_

#include <cstddef>
#include <deque>
#include <memory>
#include <utility>
#include <vector>

#include "base/alive_token.h"
#include "base/monotonic_time.h"
#include "base/runtime.h"
#include "examples/proto/event.pb.h"

namespace waymark::examples {

// Never null. Kept once for the history and all followers that have it waiting.
using SharedEvent = std::shared_ptr<const proto::Event>;

class EventFollower {
 public:
  virtual ~EventFollower() = default;
  // May remove followers, itself too; may not record.
  virtual void OnEvent(const SharedEvent& event) = 0;
};

class EventLog {
 public:
  // Keeps the last `history` events for those who come later.
  EventLog(const Runtime& runtime, size_t history);
  EventLog(const EventLog&) = delete;
  EventLog& operator=(const EventLog&) = delete;

  // Stamps `event` with the time of day at which `time` was, and hands it on
  // soon. Events of one turn are handed on in the order of their times: a cause
  // that is reported after its effect still comes first.
  void Record(MonotonicTime time, proto::Event event);
  void Record(proto::Event event) {
    Record(runtime_.clock.Now(), std::move(event));
  }

  // Borrowed until removed.
  void AddFollower(EventFollower* follower);
  void RemoveFollower(EventFollower* follower);

  // Of the loop that it stands on.
  const Runtime& runtime() const { return runtime_; }

  // Oldest first.
  const std::deque<SharedEvent>& history() const { return history_; }

 private:
  struct Pending {
    MonotonicTime time;
    proto::Event event;
  };

  void HandOn();

  const Runtime runtime_;
  const size_t max_history_;
  std::vector<Pending> pending_;
  std::deque<SharedEvent> history_;
  std::vector<EventFollower*> followers_;  // null: removed while handing on
  AliveToken alive_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_DAEMON_EVENT_LOG_H_
