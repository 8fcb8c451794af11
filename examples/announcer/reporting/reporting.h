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
#include "base/timer.h"
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
  // How long what waits for a sink that is no more may take.
  static constexpr absl::Duration kRetirement = absl::Seconds(10);

  // Counts and hands on what happens from now on. Borrowed: `output`, for the
  // lines that it drops, as well.
  Reporting(posix::EventLoop& loop, EventLog& events, const LineOutput& output,
            const std::vector<EventSinkSetup>& sinks);
  Reporting(const Reporting&) = delete;
  Reporting& operator=(const Reporting&) = delete;

  // Reads the rows of `node`, borrowed, too, and begins to write the file.
  // REQUIRES: called once at most.
  void Watch(ControlHandler& node, const std::optional<MetricsSetup>& file);

  // Others in place of those at work, at once. A sink that is the same, at the
  // same place, goes on; what waits for another is handed on for kRetirement,
  // or until the next change, then given up. A metrics file that is no longer
  // written stays as it is. REQUIRES: Watch was called.
  void Reconfigure(const std::vector<EventSinkSetup>& sinks,
                   const std::optional<MetricsSetup>& file);

  Metrics& metrics() { return metrics_; }

  // At the end of the process: turns the loop until every event has been handed
  // on or given up, for `limit` at most.
  void Finish(absl::Duration limit);

 private:
  struct Sink {
    EventSinkSetup setup;
    std::unique_ptr<EventSink> sink;
  };

  void SetSinks(const std::vector<EventSinkSetup>& setups);
  void SetFile(const std::optional<MetricsSetup>& setup);
  bool AreIdle() const;
  void AddOwn(MetricPage& page) const;

  posix::EventLoop& loop_;
  EventLog& events_;
  const LineOutput& output_;
  Metrics metrics_;
  std::vector<Sink> sinks_;
  std::vector<Sink> retired_;
  const std::unique_ptr<Timer> retirement_;  // armed: its end
  std::optional<MetricsSetup> file_setup_;
  std::unique_ptr<MetricsFile> file_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_REPORTING_REPORTING_H_
