// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// All metrics of the announcer, gathered from where they are known.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_METRICS_METRICS_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_METRICS_METRICS_H_

#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/time/time.h"
#include "examples/announcer/metrics/event_metrics.h"
#include "examples/announcer/metrics/metric_page.h"
#include "examples/daemon/control_server.h"
#include "examples/daemon/event_log.h"

namespace waymark::examples {

// Same-thread.
class Metrics {
 public:
  // Adds what it knows, at each reading.
  using Source = absl::AnyInvocable<void(MetricPage&)>;

  // Counts events from now on. `events` is borrowed.
  explicit Metrics(EventLog& events);

  void AddSource(Source source) { sources_.push_back(std::move(source)); }

  // A text for each metric, as MetricPage::Texts; it is made inside the call.
  std::vector<std::string> Read();
  // The same as an answer to `metrics`.
  ControlRows Rows();

 private:
  const absl::Time started_;
  EventMetrics events_;
  std::vector<Source> sources_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_METRICS_METRICS_H_
