// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/http/status_document.h"

#include <algorithm>
#include <deque>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "examples/daemon/response_row.h"
#include "examples/json/json_line.h"

namespace waymark::examples {
namespace {

JsonRows NoRows() {
  return [](std::string&) { return false; };
}

}  // namespace

StatusSection ControlSection(std::string name, size_t max_rows,
                             ControlHandler& handler,
                             const proto::Request& request) {
  StatusSection section;
  section.name = std::move(name);
  section.max_rows = max_rows;
  section.begin = [&handler, request]() -> JsonRows {
    absl::StatusOr<ControlRows> rows = handler.OnRequest(request);
    if (!rows.ok()) return NoRows();
    return [rows = *std::move(rows)](std::string& row) mutable {
      proto::Response response;
      if (!rows(response)) return false;
      row = JsonLine(RowOf(response));
      return true;
    };
  };
  return section;
}

StatusSection EventSection(size_t max_rows, const EventLog& events) {
  StatusSection section;
  section.name = "events";
  section.max_rows = max_rows;
  section.begin = [max_rows, &events]() -> JsonRows {
    const std::deque<SharedEvent>& all = events.history();
    const size_t shown = std::min(max_rows, all.size());
    return [latest = std::vector<SharedEvent>(
                all.end() - static_cast<std::ptrdiff_t>(shown), all.end()),
            at = size_t{0}](std::string& row) mutable {
      if (at == latest.size()) return false;
      row = JsonLine(*latest[at++]);
      return true;
    };
  };
  return section;
}

StatusDocument::StatusDocument(const proto::StatusHead& head,
                               std::vector<StatusSection> sections)
    : sections_(std::move(sections)), text_(JsonLine(head)) {
  text_.pop_back();  // "}" comes at the end
}

bool StatusDocument::Extend(absl::FunctionRef<bool()> pause) {
  while (at_ < sections_.size()) {
    const StatusSection& section = sections_[at_];
    if (rows_ == nullptr) Begin(section);
    while (AddRow(section)) {
      if (pause()) return false;
    }
    text_ += ']';
    rows_ = nullptr;
    ++at_;
  }
  if (!std::exchange(complete_, true)) Finish();
  return true;
}

void StatusDocument::Begin(const StatusSection& section) {
  absl::StrAppend(&text_, ",\"", section.name, "\":[");
  rows_ = section.begin();
  rows_done_ = 0;
}

bool StatusDocument::AddRow(const StatusSection& section) {
  std::string row;
  if (!rows_(row)) return false;
  if (rows_done_ == section.max_rows) {
    truncated_.push_back(section.name);
    return false;
  }
  absl::StrAppend(&text_, rows_done_ == 0 ? "" : ",", row);
  ++rows_done_;
  return true;
}

void StatusDocument::Finish() {
  if (!truncated_.empty()) {
    absl::StrAppend(&text_, ",\"truncated\":[\"",
                    absl::StrJoin(truncated_, "\",\""), "\"]");
  }
  text_ += '}';
}

}  // namespace waymark::examples
