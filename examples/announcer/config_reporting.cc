// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/config_reporting.h"

#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "examples/announcer/health/health_setup.h"
#include "examples/proto/announcer.pb.h"
#include "examples/proto/bgp_config.h"
#include "examples/proto/event.pb.h"
#include "google/protobuf/descriptor.h"

namespace waymark::examples {
namespace {

using proto::AnnouncerConfig;
using proto::EventSink;
using proto::Metrics;

constexpr int kMaxSinks = 16;

std::set<std::string> Alarms() {
  return {"session_state", "bfd_state", "role",  "standing",
          "health",        "side",      "drain", "incident",
          "local_stall",   "state_file"};
}

std::set<std::string> KnownEvents() {
  std::set<std::string> names;
  const google::protobuf::OneofDescriptor& events =
      *proto::Event::descriptor()->oneof_decl(0);
  for (int i = 0; i < events.field_count(); ++i) {
    names.insert(std::string(events.field(i)->name()));
  }
  return names;
}

std::set<std::string> ReadEvents(const ConfigNode& node) {
  constexpr int kField = EventSink::kEventFieldNumber;
  const EventSink& config = node.As<EventSink>();
  const std::set<std::string> known = KnownEvents();
  std::set<std::string> events;
  UniqueValues unique;
  for (int i = 0; i < config.event_size(); ++i) {
    if (known.count(config.event(i)) == 0) {
      node.RejectAt(kField, i, "is the name of no event",
                    absl::StrCat("choose among ", absl::StrJoin(known, ", ")));
      continue;
    }
    unique.Add(node, kField, config.event(i), i);
    events.insert(config.event(i));
  }
  return events.empty() ? Alarms() : events;
}

ExecSink ReadExec(const ConfigNode& node) {
  const EventSink::Exec& config = node.As<EventSink::Exec>();
  ExecSink sink;
  sink.arguments.assign(config.argument().begin(), config.argument().end());
  if (sink.arguments.empty() || sink.arguments.front().empty()) {
    node.Reject(EventSink::Exec::kArgumentFieldNumber, "names no program",
                "give the program, then its arguments");
  }
  return sink;
}

WebhookSink ReadWebhook(const ConfigNode& node) {
  constexpr int kUrl = EventSink::Webhook::kUrlFieldNumber;
  WebhookSink sink;
  sink.url = node.RequiredText(kUrl);
  HttpTarget target;
  if (!sink.url.empty() && !ParseHttpTarget(sink.url, &target)) {
    node.Reject(kUrl, "is no URL", "write it as https://example.com/hook");
  }
  return sink;
}

EventSinkSetup ReadEventSink(const ConfigNode& node) {
  EventSinkSetup setup;
  switch (node.As<EventSink>().sink_case()) {
    case EventSink::kFile:
      setup.sink = FileSink{node.RequiredText(EventSink::kFileFieldNumber)};
      break;
    case EventSink::kExec:
      setup.sink = ReadExec(node.Child(EventSink::kExecFieldNumber));
      break;
    case EventSink::kWebhook:
      setup.sink = ReadWebhook(node.Child(EventSink::kWebhookFieldNumber));
      break;
    case EventSink::SINK_NOT_SET:
      node.Reject(EventSink::kFileFieldNumber, "is missing",
                  "add file, exec or webhook");
      break;
  }
  setup.events = ReadEvents(node);
  setup.timeout = ReadMilliseconds(node, EventSink::kTimeoutMsFieldNumber,
                                   {100, 600000}, 5000);
  setup.queue = node.Number(EventSink::kQueueFieldNumber, {1, 100000}, 1000);
  return setup;
}

}  // namespace

std::optional<MetricsSetup> ReadMetrics(const ConfigNode& root) {
  if (!root.Has(AnnouncerConfig::kMetricsFieldNumber)) return std::nullopt;
  const ConfigNode node = root.Child(AnnouncerConfig::kMetricsFieldNumber);
  MetricsSetup setup;
  setup.textfile = node.RequiredText(Metrics::kTextfileFieldNumber);
  setup.interval = ReadMilliseconds(node, Metrics::kIntervalMsFieldNumber,
                                    {100, 3600000}, 5000);
  return setup;
}

std::vector<EventSinkSetup> ReadEventSinks(const ConfigNode& root) {
  constexpr int kField = AnnouncerConfig::kEventSinkFieldNumber;
  const int count = root.Count(kField);
  if (count > kMaxSinks) {
    root.Reject(kField, absl::StrCat("is there ", count, " times"),
                absl::StrCat("keep ", kMaxSinks, " of them"));
  }
  std::vector<EventSinkSetup> sinks;
  for (int i = 0; i < count; ++i) {
    sinks.push_back(ReadEventSink(root.Child(kField, i)));
  }
  return sinks;
}

}  // namespace waymark::examples
