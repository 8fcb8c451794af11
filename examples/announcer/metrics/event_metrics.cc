// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/metrics/event_metrics.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "examples/announcer/sinks/event_name.h"

namespace waymark::examples {
namespace {

// Seconds: the announcer's own work, then a detection time of some 30 ms to a
// few seconds, then hold times.
const prometheus::Histogram::BucketBoundaries& Buckets() {
  static const auto* const kBuckets = new std::vector<double>{
      0.00005, 0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01,
      0.02,    0.05,   0.1,    0.15,   0.2,   0.3,   0.5,   1,
      2,       5,      10,     30,     90,    180};
  return *kBuckets;
}

}  // namespace

EventMetrics::EventMetrics(EventLog& events) : events_(events) {
  for (const char* segment :
       {"detection", "decision", "write", "acknowledgement", "total"}) {
    failover_.try_emplace(segment, Buckets());
  }
  events_.AddFollower(this);
}

EventMetrics::~EventMetrics() { events_.RemoveFollower(this); }

void EventMetrics::OnEvent(const SharedEvent& event) {
  ++counts_[EventName(*event)];
  if (event->has_incident()) Observe(event->incident());
  if (event->has_local_stall()) {
    // No session need have noticed.
    stalls_ += std::max<uint64_t>(event->local_stall().session_stalls(), 1);
  }
  if (event->has_state_file()) {
    state_unsaved_ = event->state_file().outcome() == "write_failed";
  }
}

void EventMetrics::Observe(const proto::IncidentClosed& incident) {
  ++incidents_[incident.trigger()];
  Observe("detection", incident.detection_us());
  Observe("decision", incident.decision_us());
  // Where nobody had to be told there is no such segment.
  if (incident.has_write_us()) Observe("write", incident.write_us());
  if (incident.has_acknowledgement_us()) {
    Observe("acknowledgement", incident.acknowledgement_us());
  }
  Observe("total", incident.total_us());
}

void EventMetrics::Observe(const char* segment, int64_t microseconds) {
  failover_.at(segment).Observe(static_cast<double>(microseconds) / 1e6);
}

void EventMetrics::AddTo(MetricPage& page) const {
  for (const auto& [trigger, count] : incidents_) {
    page.Add("waymark_incidents_total", {{"trigger", trigger}},
             static_cast<double>(count));
  }
  for (const auto& [segment, histogram] : failover_) {
    page.Add("waymark_failover_seconds", {{"segment", segment}},
             histogram.Collect());
  }
  for (const auto& [name, count] : counts_) {
    page.Add("waymark_events_total", {{"event", name}},
             static_cast<double>(count));
  }
  page.Add("waymark_local_stalls_total", {}, static_cast<double>(stalls_));
  page.Add("waymark_state_unsaved", {}, state_unsaved_ ? 1 : 0);
}

}  // namespace waymark::examples
