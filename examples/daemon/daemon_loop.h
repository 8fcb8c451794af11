// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What a daemon runs on: its loop, its events as lines of JSON on standard
// output, and its end by SIGTERM and SIGINT.

#ifndef WAYMARK_EXAMPLES_DAEMON_DAEMON_LOOP_H_
#define WAYMARK_EXAMPLES_DAEMON_DAEMON_LOOP_H_

#include <cstddef>
#include <memory>

#include "absl/status/statusor.h"
#include "examples/daemon/event_log.h"
#include "examples/daemon/event_printer.h"
#include "examples/daemon/line_output.h"
#include "posix/event_loop.h"
#include "posix/signal_watcher.h"

namespace waymark::examples {

class DaemonLoop {
 public:
  // Before other threads start, for the signals' sake: either of them stops the
  // loop. A reader of standard output that goes away is no reason to end:
  // SIGPIPE is ignored from then on. `max_pending_lines` as of LineOutput,
  // `history` as of EventLog.
  static absl::StatusOr<std::unique_ptr<DaemonLoop>> Create(
      size_t max_pending_lines, size_t history = 0);
  DaemonLoop(const DaemonLoop&) = delete;
  DaemonLoop& operator=(const DaemonLoop&) = delete;

  posix::EventLoop& loop() { return *loop_; }
  EventLog& events() { return events_; }
  LineOutput& output() { return output_; }

 private:
  DaemonLoop(std::unique_ptr<posix::EventLoop> loop, size_t max_pending_lines,
             size_t history);

  const std::unique_ptr<posix::EventLoop> loop_;
  EventLog events_;
  LineOutput output_;
  EventPrinter printer_;
  std::unique_ptr<posix::SignalWatcher> signals_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_DAEMON_DAEMON_LOOP_H_
