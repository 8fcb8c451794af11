// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Metrics of what happens: counts events, and how long incidents took.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_METRICS_EVENT_METRICS_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_METRICS_EVENT_METRICS_H_

#include <prometheus/histogram.h>

#include <cstdint>
#include <map>
#include <string>

#include "examples/announcer/metrics/metric_page.h"
#include "examples/daemon/event_log.h"
#include "examples/proto/event.pb.h"

namespace waymark::examples {

// From its construction to its destruction. Same-thread.
class EventMetrics : private EventFollower {
 public:
  // Borrowed.
  explicit EventMetrics(EventLog& events);
  ~EventMetrics() override;
  EventMetrics(const EventMetrics&) = delete;
  EventMetrics& operator=(const EventMetrics&) = delete;

  void AddTo(MetricPage& page) const;

 private:
  void OnEvent(const SharedEvent& event) override;
  void Observe(const proto::IncidentClosed& incident);
  void Observe(const char* segment, int64_t microseconds);

  EventLog& events_;
  std::map<std::string, uint64_t> counts_;     // by name
  std::map<std::string, uint64_t> incidents_;  // by trigger
  // By segment.
  std::map<std::string, prometheus::Histogram> failover_;
  uint64_t stalls_ = 0;
  bool state_unsaved_ = false;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_METRICS_EVENT_METRICS_H_
