// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Who hears of what the announcer does, as the configuration has it: metrics,
// in a file and by `announcerctl metrics`, and event sinks.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_REPORTING_REPORTING_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_REPORTING_REPORTING_H_

#include <memory>
#include <optional>
#include <vector>

#include "absl/time/time.h"
#include "examples/announcer/metrics/metric_page.h"
#include "examples/announcer/metrics/metrics.h"
#include "examples/announcer/metrics/metrics_file.h"
#include "examples/announcer/reporting_setup.h"
#include "examples/announcer/sinks/event_sink.h"
#include "examples/daemon/control_server.h"
#include "examples/daemon/event_log.h"
#include "examples/daemon/line_output.h"
#include "posix/event_loop.h"

namespace waymark::examples {

// Same-thread; never in the way of the loop.
class Reporting {
 public:
  // Counts and hands on what happens from now on. Borrowed: `output`, for the
  // lines that it drops, as well.
  Reporting(posix::EventLoop& loop, EventLog& events, const LineOutput& output,
            const std::vector<EventSinkSetup>& sinks);
  Reporting(const Reporting&) = delete;
  Reporting& operator=(const Reporting&) = delete;

  // Reads the rows of `node`, borrowed, too, and begins to write the file.
  // REQUIRES: called once at most.
  void Watch(ControlHandler& node, const std::optional<MetricsSetup>& file);

  Metrics& metrics() { return metrics_; }

  // At the end of the process: turns the loop until every event has been handed
  // on or given up, for `limit` at most.
  void Finish(absl::Duration limit);

 private:
  void AddOwn(MetricPage& page) const;

  posix::EventLoop& loop_;
  EventLog& events_;
  const LineOutput& output_;
  Metrics metrics_;
  const std::vector<std::unique_ptr<EventSink>> sinks_;
  std::unique_ptr<MetricsFile> file_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_REPORTING_REPORTING_H_
