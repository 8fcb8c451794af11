// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The state of a daemon as one JSON object, made a little at a time:
//
//   {"program":"announcer","host":"fw-1","time":"...","started":"...",
//    "neighbors":[{...},{...}],"bfd":[...],"truncated":["rib"]}
//
// First the members of a StatusHead (status.proto), then an array for each
// section with its rows as examples/json/json_line.h writes them, and the names
// of those sections that have more rows than are shown; absent if none has.

#ifndef WAYMARK_EXAMPLES_HTTP_STATUS_DOCUMENT_H_
#define WAYMARK_EXAMPLES_HTTP_STATUS_DOCUMENT_H_

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/functional/function_ref.h"
#include "examples/daemon/control_server.h"
#include "examples/daemon/event_log.h"
#include "examples/proto/control.pb.h"
#include "examples/proto/status.pb.h"

namespace waymark::examples {

// Fills in the next row as a JSON object; false after the last. What the rows
// are about may change between two calls.
using JsonRows = absl::AnyInvocable<bool(std::string& row)>;

// What a page is read for: enough for a look, and bounded.
inline constexpr size_t kMaxStatusRows = 1000;
inline constexpr size_t kMaxStatusEvents = 200;

struct StatusSection {
  std::string name;
  // The rest is left out, and that is said.
  size_t max_rows = kMaxStatusRows;
  // Begins to list.
  std::function<JsonRows()> begin;
};

// The rows that answer `request`, as the control socket's clients see them;
// none where it is refused. `handler` is borrowed.
StatusSection ControlSection(std::string name, size_t max_rows,
                             ControlHandler& handler,
                             const proto::Request& request);

// The latest events, oldest first. `events` is borrowed.
StatusSection EventSection(size_t max_rows, const EventLog& events);

// Same-thread. What the sections borrow has to stay until it is complete.
class StatusDocument {
 public:
  StatusDocument(const proto::StatusHead& head,
                 std::vector<StatusSection> sections);

  // Adds rows until it is complete, which it returns, or until `pause`, asked
  // after each row, says so.
  bool Extend(absl::FunctionRef<bool()> pause);

  // REQUIRES: complete.
  const std::string& text() const { return text_; }

 private:
  void Begin(const StatusSection& section);
  // False when the section has ended.
  bool AddRow(const StatusSection& section);
  void Finish();

  const std::vector<StatusSection> sections_;
  std::vector<std::string> truncated_;
  std::string text_;
  size_t at_ = 0;         // the section
  size_t rows_done_ = 0;  // of it
  JsonRows rows_;         // of it; null: not begun
  bool complete_ = false;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_HTTP_STATUS_DOCUMENT_H_
