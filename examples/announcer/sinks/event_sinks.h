// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The event sinks of a configuration.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_SINKS_EVENT_SINKS_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_SINKS_EVENT_SINKS_H_

#include <memory>
#include <vector>

#include "examples/announcer/reporting_setup.h"
#include "examples/announcer/sinks/event_sink.h"
#include "examples/daemon/event_log.h"
#include "posix/event_loop.h"

namespace waymark::examples {

// At work from now on; named by kind and place: "file-1", "webhook-2". A file
// takes what waits in one go; of an exec one runs at a time, so that events
// keep their order; a webhook is tried three times, a second apart. `loop` and
// `events` are borrowed.
std::vector<std::unique_ptr<EventSink>> MakeEventSinks(
    posix::EventLoop& loop, EventLog& events,
    const std::vector<EventSinkSetup>& setups);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_SINKS_EVENT_SINKS_H_
