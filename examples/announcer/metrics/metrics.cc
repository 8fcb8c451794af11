// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/metrics/metrics.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "examples/proto/control.pb.h"

namespace waymark::examples {
namespace {

// Of a row, well below what a control message may have.
constexpr size_t kMaxText = 32 * 1024;

}  // namespace

Metrics::Metrics(EventLog& events)
    : started_(events.runtime().wall.Now()), events_(events) {}

std::vector<std::string> Metrics::Read() {
  MetricPage page;
  page.Add("waymark_start_time_seconds", {},
           absl::ToDoubleSeconds(started_ - absl::UnixEpoch()));
  events_.AddTo(page);
  for (Source& source : sources_) source(page);
  return page.Texts();
}

ControlRows Metrics::Rows() {
  return [texts = Read(), at = size_t{0},
          begin = size_t{0}](proto::Response& response) mutable {
    if (at == texts.size()) return false;
    const std::string& text = texts[at];
    const size_t size = std::min(kMaxText, text.size() - begin);
    response.mutable_metrics()->set_text(text.substr(begin, size));
    begin += size;
    if (begin == text.size()) {
      ++at;
      begin = 0;
    }
    return true;
  };
}

}  // namespace waymark::examples
