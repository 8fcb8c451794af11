// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/reporting/reporting.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "base/monotonic_time.h"
#include "examples/announcer/metrics/row_metrics.h"
#include "examples/announcer/sinks/configured_sink.h"
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
      retirement_(loop.CreateTimer([this] { retired_.clear(); })) {
  SetSinks(sinks);
  metrics_.AddSource([this](MetricPage& page) { AddOwn(page); });
}

void Reporting::Watch(ControlHandler& node,
                      const std::optional<MetricsSetup>& file) {
  metrics_.AddSource([&node](MetricPage& page) { AddRowMetrics(node, page); });
  SetFile(file);
}

void Reporting::Reconfigure(const std::vector<EventSinkSetup>& sinks,
                            const std::optional<MetricsSetup>& file) {
  SetSinks(sinks);
  SetFile(file);
}

void Reporting::SetSinks(const std::vector<EventSinkSetup>& setups) {
  std::vector<Sink> before = std::exchange(sinks_, {});
  for (size_t i = 0; i < setups.size(); ++i) {
    if (i < before.size() && before[i].setup == setups[i]) {
      sinks_.push_back(std::move(before[i]));
    } else {
      sinks_.push_back(
          {setups[i], MakeEventSink(loop_, events_, setups[i], i + 1)});
    }
  }
  std::erase_if(before, [](const Sink& sink) { return sink.sink == nullptr; });
  if (before.empty()) return;
  for (const Sink& sink : before) sink.sink->Retire();
  retired_ = std::move(before);
  retirement_->Arm(loop_.clock().Now() + kRetirement);
}

void Reporting::SetFile(const std::optional<MetricsSetup>& setup) {
  if (setup == file_setup_) return;
  file_setup_ = setup;
  if (!setup.has_value()) {
    file_.reset();
    return;
  }
  const MetricsFile::Options options{setup->textfile, setup->interval};
  if (file_ != nullptr) return file_->SetOptions(options);
  MetricsFile::Hooks hooks;
  hooks.on_read = [this] { loop_.ResetMaxLateness(); };
  hooks.on_outcome = [this](const std::string& path,
                            const absl::Status& status) {
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
  for (const auto& [setup, sink] : sinks_) {
    const EventSink::Counters& counters = sink->counters();
    drop(sink->name(), counters.dropped);
    page.Add(kDeliveries, {{"sink", sink->name()}, {"outcome", "delivered"}},
             static_cast<double>(counters.delivered));
    page.Add(kDeliveries, {{"sink", sink->name()}, {"outcome", "failed"}},
             static_cast<double>(counters.failed));
  }
}

bool Reporting::AreIdle() const {
  const auto is_idle = [](const Sink& sink) { return sink.sink->idle(); };
  return std::all_of(sinks_.begin(), sinks_.end(), is_idle) &&
         std::all_of(retired_.begin(), retired_.end(), is_idle);
}

void Reporting::Finish(absl::Duration limit) {
  const MonotonicTime end = loop_.clock().Now() + limit;
  // What happened last is handed on in the next turn.
  loop_.RunOnce(absl::ZeroDuration());
  while (!AreIdle()) {
    const absl::Duration left = end - loop_.clock().Now();
    if (left <= absl::ZeroDuration()) return;
    loop_.RunOnce(left);
  }
}

}  // namespace waymark::examples
