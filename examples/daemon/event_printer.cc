// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/daemon/event_printer.h"

#include "examples/json/json_line.h"

namespace waymark::examples {

EventPrinter::EventPrinter(EventLog& events, LineOutput& output)
    : events_(events), output_(output) {
  events_.AddFollower(this);
}

EventPrinter::~EventPrinter() { events_.RemoveFollower(this); }

void EventPrinter::OnEvent(const SharedEvent& event) {
  output_.Write(JsonLine(*event));
}

}  // namespace waymark::examples
