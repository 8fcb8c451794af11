// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/metrics/metric_page.h"

#include <prometheus/text_serializer.h>

#include <algorithm>
#include <cassert>

namespace waymark::examples {
namespace {

constexpr prometheus::MetricType kCounter = prometheus::MetricType::Counter;
constexpr prometheus::MetricType kGauge = prometheus::MetricType::Gauge;
constexpr prometheus::MetricType kHistogram = prometheus::MetricType::Histogram;

constexpr MetricInfo kMetrics[] = {
    {"waymark_start_time_seconds", kGauge,
     "When the announcer was started, since the epoch."},
    {"waymark_bgp_session_state", kGauge,
     "State of the BGP session: 1 idle, 2 connect, 3 active, 4 open_sent, 5 "
     "open_confirm, 6 established."},
    {"waymark_bgp_sessions_established_total", kCounter,
     "How often the session was established."},
    {"waymark_bgp_sessions_lost_total", kCounter,
     "How often an established session ended."},
    {"waymark_bgp_failed_attempts_total", kCounter,
     "Connections that ended before the session was established."},
    {"waymark_bgp_messages_total", kCounter, "BGP messages by direction."},
    {"waymark_announced_routes", kGauge,
     "Routes that the neighbour holds from us."},
    {"waymark_bfd_sessions", kGauge, "BFD sessions by state."},
    {"waymark_bfd_session_state", kGauge,
     "State of the BFD session: 0 admin_down, 1 down, 2 init, 3 up."},
    {"waymark_bfd_detection_time_seconds", kGauge,
     "How long the neighbour may be silent."},
    {"waymark_bfd_packets_total", kCounter, "BFD packets by direction."},
    {"waymark_bfd_sessions_lost_total", kCounter,
     "How often the BFD session went from up to another state."},
    {"waymark_bfd_session_stalls_total", kCounter,
     "Stalls of our own that the BFD session noticed."},
    {"waymark_group_role", kGauge, "1 for the role granted, 0 for the others."},
    {"waymark_group_standing", kGauge,
     "1 for what the group is announced as, 0 for the others; nothing: it is "
     "not announced."},
    {"waymark_group_epoch", kGauge, "Epoch of the role granted."},
    {"waymark_group_lease_end_seconds", kGauge,
     "When the lease of the role ends, since the epoch; absent without one."},
    {"waymark_group_lease_lapsed", kGauge,
     "1 if the lease of the role granted has run out."},
    {"waymark_group_ready", kGauge,
     "1 if the group's health lets it be announced."},
    {"waymark_group_lost_sides", kGauge, "Sides that the node has lost."},
    {"waymark_group_stale_grants_total", kCounter,
     "Roles refused because their epoch was older."},
    {"waymark_health_check_well", kGauge, "1 if the check is well."},
    {"waymark_health_probes_total", kCounter, "Probes of the check."},
    {"waymark_health_probe_failures_total", kCounter, "Probes that failed."},
    {"waymark_incidents_total", kCounter, "Incidents closed, by trigger."},
    {"waymark_failover_seconds", kHistogram,
     "How long the segments of an incident took: detection, decision, write, "
     "acknowledgement, total."},
    {"waymark_events_total", kCounter, "Events by name."},
    {"waymark_state_unsaved", kGauge,
     "1 if the state file could not be written: what it lacks does not survive "
     "a restart."},
    {"waymark_local_stalls_total", kCounter,
     "Stalls of the announcer itself: each as often as BFD sessions noticed "
     "it, or once if none did."},
    {"waymark_loop_lateness_seconds", kGauge,
     "How late a timer of the main loop was at worst since the metrics file "
     "was "
     "last written, or since the start."},
    {"waymark_drops_total", kCounter,
     "What was dropped, by kind: bfd_packets that do not belong to the session "
     "with the neighbour named, event_lines that the reader named took too "
     "slowly."},
    {"waymark_metrics_file_writes_total", kCounter,
     "Writes of the metrics file before this one, by outcome."},
    {"waymark_event_deliveries_total", kCounter,
     "Deliveries to an event sink, by outcome."},
};

prometheus::ClientMetric Labelled(MetricPage::Labels labels) {
  prometheus::ClientMetric metric;
  for (const auto& [name, value] : labels) {
    metric.label.push_back({name, value});
  }
  return metric;
}

}  // namespace

absl::Span<const MetricInfo> AllMetrics() { return kMetrics; }

void MetricPage::Add(absl::string_view name, Labels labels, double value) {
  prometheus::ClientMetric metric;
  // One of the two is printed.
  metric.counter.value = value;
  metric.gauge.value = value;
  Add(name, labels, std::move(metric));
}

void MetricPage::Add(absl::string_view name, Labels labels,
                     prometheus::ClientMetric metric) {
  assert(std::any_of(
      std::begin(kMetrics), std::end(kMetrics),
      [name](const MetricInfo& info) { return info.name == name; }));
  metric.label = Labelled(labels).label;
  values_[std::string(name)].push_back(std::move(metric));
}

std::vector<std::string> MetricPage::Texts() const {
  std::vector<std::string> texts;
  for (const MetricInfo& info : kMetrics) {
    const auto found = values_.find(info.name);
    if (found == values_.end()) continue;
    prometheus::MetricFamily family;
    family.name = info.name;
    family.help = info.help;
    family.type = info.type;
    family.metric = found->second;
    texts.push_back(prometheus::TextSerializer().Serialize({family}));
  }
  return texts;
}

}  // namespace waymark::examples
