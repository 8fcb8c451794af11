// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The names of events, as their lines have them: "session_state".

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_SINKS_EVENT_NAME_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_SINKS_EVENT_NAME_H_

#include <set>
#include <string>

#include "examples/proto/event.pb.h"

namespace waymark::examples {

// Empty for an event without content.
std::string EventName(const proto::Event& event);

// All that there are.
std::set<std::string> EventNames();

// Those that somebody should look at: the rest is the announcer at work.
std::set<std::string> AlarmNames();

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_SINKS_EVENT_NAME_H_
