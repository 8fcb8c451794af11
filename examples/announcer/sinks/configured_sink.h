// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// An event sink as a configuration has it.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_SINKS_CONFIGURED_SINK_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_SINKS_CONFIGURED_SINK_H_

#include <cstddef>
#include <memory>

#include "examples/announcer/reporting_setup.h"
#include "examples/announcer/sinks/event_sink.h"
#include "examples/daemon/event_log.h"
#include "posix/event_loop.h"

namespace waymark::examples {

// At work from now on; named by kind and `place` among all, from 1: "file-1",
// "webhook-2". A file takes what waits in one go; of an exec one runs at a
// time, so that events keep their order; a webhook is tried three times, a
// second apart. `loop` and `events` are borrowed.
std::unique_ptr<EventSink> MakeEventSink(posix::EventLoop& loop,
                                         EventLog& events,
                                         const EventSinkSetup& setup,
                                         size_t place);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_SINKS_CONFIGURED_SINK_H_
