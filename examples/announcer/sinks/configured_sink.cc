// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/sinks/configured_sink.h"

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "examples/announcer/health/health_setup.h"
#include "examples/announcer/sinks/delivery.h"
#include "examples/announcer/sinks/exec_delivery.h"
#include "examples/announcer/sinks/file_delivery.h"
#include "examples/announcer/sinks/webhook_delivery.h"

namespace waymark::examples {
namespace {

constexpr size_t kMaxLinesOfAFile = 1000;
constexpr int kWebhookAttempts = 3;

struct Made {
  const char* kind;
  std::unique_ptr<Delivery> delivery;
};

Made MakeDelivery(posix::EventLoop& loop, const EventSinkSetup& setup,
                  EventSink::Options& options) {
  if (const auto* file = std::get_if<FileSink>(&setup.sink)) {
    options.max_events = kMaxLinesOfAFile;
    return {"file", std::make_unique<FileDelivery>(loop, file->path)};
  }
  if (const auto* exec = std::get_if<ExecSink>(&setup.sink)) {
    ExecDelivery::Options how;
    how.arguments = exec->arguments;
    how.timeout = setup.timeout;
    return {"exec", std::make_unique<ExecDelivery>(loop, how)};
  }
  options.attempts = kWebhookAttempts;
  WebhookDelivery::Options how;
  ParseHttpTarget(std::get<WebhookSink>(setup.sink).url, &how.target);
  how.timeout = setup.timeout;
  return {"webhook", std::make_unique<WebhookDelivery>(loop, how)};
}

}  // namespace

std::unique_ptr<EventSink> MakeEventSink(posix::EventLoop& loop,
                                         EventLog& events,
                                         const EventSinkSetup& setup,
                                         size_t place) {
  EventSink::Options options;
  options.events = setup.events;
  options.max_pending = setup.queue;
  Made made = MakeDelivery(loop, setup, options);
  options.name = absl::StrCat(made.kind, "-", place);
  std::vector<std::unique_ptr<Delivery>> deliveries;
  deliveries.push_back(std::move(made.delivery));
  return std::make_unique<EventSink>(events, options, std::move(deliveries));
}

}  // namespace waymark::examples
