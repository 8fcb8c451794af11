// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Prints every event as a line of JSON on standard output.

#ifndef WAYMARK_EXAMPLES_DAEMON_EVENT_PRINTER_H_
#define WAYMARK_EXAMPLES_DAEMON_EVENT_PRINTER_H_

#include "examples/daemon/event_log.h"
#include "examples/daemon/line_output.h"

namespace waymark::examples {

class EventPrinter : public EventFollower {
 public:
  // Borrowed. Follows until it is destroyed.
  EventPrinter(EventLog& events, LineOutput& output);
  ~EventPrinter() override;
  EventPrinter(const EventPrinter&) = delete;
  EventPrinter& operator=(const EventPrinter&) = delete;

  void OnEvent(const SharedEvent& event) override;

 private:
  EventLog& events_;
  LineOutput& output_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_DAEMON_EVENT_PRINTER_H_
