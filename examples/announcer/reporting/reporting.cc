// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/reporting/reporting.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "base/monotonic_time.h"
#include "examples/announcer/metrics/row_metrics.h"
#include "examples/announcer/sinks/event_sinks.h"
#include "examples/proto/event.pb.h"

namespace waymark::examples {
namespace {

proto::Event MetricsFileEvent(const std::string& path,
                              const absl::Status& status) {
  proto::Event event;
  proto::MetricsFileUsed& used = *event.mutable_metrics_file();
  used.set_file(path);
  used.set_outcome(status.ok() ? "written" : "write_failed");
  if (!status.ok()) used.set_detail(std::string(status.message()));
  return event;
}

}  // namespace

Reporting::Reporting(posix::EventLoop& loop, EventLog& events,
                     const LineOutput& output,
                     const std::vector<EventSinkSetup>& sinks)
    : loop_(loop),
      events_(events),
      output_(output),
      metrics_(events),
      sinks_(MakeEventSinks(loop, events, sinks)) {
  metrics_.AddSource([this](MetricPage& page) { AddOwn(page); });
}

void Reporting::Watch(ControlHandler& node,
                      const std::optional<MetricsSetup>& file) {
  metrics_.AddSource([&node](MetricPage& page) { AddRowMetrics(node, page); });
  if (!file.has_value()) return;
  MetricsFile::Options options;
  options.path = file->textfile;
  options.interval = file->interval;
  MetricsFile::Hooks hooks;
  hooks.on_read = [this] { loop_.ResetMaxLateness(); };
  hooks.on_outcome = [this, path = options.path](const absl::Status& status) {
    events_.Record(MetricsFileEvent(path, status));
  };
  file_ =
      std::make_unique<MetricsFile>(loop_, metrics_, options, std::move(hooks));
}

void Reporting::AddOwn(MetricPage& page) const {
  page.Add("waymark_loop_lateness_seconds", {},
           absl::ToDoubleSeconds(loop_.max_lateness()));
  const auto drop = [&page](const std::string& reader, uint64_t count) {
    page.Add("waymark_drops_total", {{"kind", "event_lines"}, {"of", reader}},
             static_cast<double>(count));
  };
  drop("stdout", output_.dropped());
  if (file_ != nullptr) {
    constexpr char kWrites[] = "waymark_metrics_file_writes_total";
    page.Add(kWrites, {{"outcome", "written"}},
             static_cast<double>(file_->written()));
    page.Add(kWrites, {{"outcome", "failed"}},
             static_cast<double>(file_->failures()));
  }
  constexpr char kDeliveries[] = "waymark_event_deliveries_total";
  for (const std::unique_ptr<EventSink>& sink : sinks_) {
    const EventSink::Counters& counters = sink->counters();
    drop(sink->name(), counters.dropped);
    page.Add(kDeliveries, {{"sink", sink->name()}, {"outcome", "delivered"}},
             static_cast<double>(counters.delivered));
    page.Add(kDeliveries, {{"sink", sink->name()}, {"outcome", "failed"}},
             static_cast<double>(counters.failed));
  }
}

void Reporting::Finish(absl::Duration limit) {
  const MonotonicTime end = loop_.clock().Now() + limit;
  // What happened last is handed on in the next turn.
  loop_.RunOnce(absl::ZeroDuration());
  while (!std::all_of(sinks_.begin(), sinks_.end(),
                      [](const auto& sink) { return sink->idle(); })) {
    const absl::Duration left = end - loop_.clock().Now();
    if (left <= absl::ZeroDuration()) return;
    loop_.RunOnce(left);
  }
}

}  // namespace waymark::examples
