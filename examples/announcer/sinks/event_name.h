// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The name of an event, as its line has it: "session_state".

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_SINKS_EVENT_NAME_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_SINKS_EVENT_NAME_H_

#include <string>

#include "examples/proto/event.pb.h"

namespace waymark::examples {

// Empty for an event without content.
std::string EventName(const proto::Event& event);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_SINKS_EVENT_NAME_H_
