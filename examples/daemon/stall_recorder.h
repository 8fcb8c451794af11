// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Local stalls for the event log: a loop that stops once is late in every
// session, and a line for each of thousands would be the next stall.

#ifndef WAYMARK_EXAMPLES_DAEMON_STALL_RECORDER_H_
#define WAYMARK_EXAMPLES_DAEMON_STALL_RECORDER_H_

#include <memory>
#include <string>

#include "absl/time/time.h"
#include "base/monotonic_time.h"
#include "base/timer.h"
#include "bfd/session_listener.h"
#include "examples/daemon/event_log.h"
#include "examples/proto/event.pb.h"

namespace waymark::examples {

// For one loop and its sessions.
class StallRecorder {
 public:
  // Borrowed; this is destroyed before the loop of `events`, and what was not
  // recorded by then never is.
  explicit StallRecorder(EventLog& events);
  StallRecorder(const StallRecorder&) = delete;
  StallRecorder& operator=(const StallRecorder&) = delete;

  // What the timers of one turn notice becomes one event in the next, stamped
  // with the time of the first. Between two events lies a second at least:
  // what comes earlier is gathered for the second one.
  void Add(const std::string& neighbor, const bfd::LocalStall& stall);
  // Of the loop itself, now, whether or not a session notices it too.
  void Add(absl::Duration lateness);

 private:
  void Gather(MonotonicTime noticed_at, absl::Duration lateness);
  void Record();

  EventLog& events_;
  const std::unique_ptr<Timer> timer_;  // armed while something is gathered
  MonotonicTime next_ = MonotonicTime::InfinitePast();
  MonotonicTime first_noticed_at_;
  proto::LocalStall gathered_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_DAEMON_STALL_RECORDER_H_
