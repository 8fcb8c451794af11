// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The changes of a BFD session in the form of contracts.

#ifndef WAYMARK_EXAMPLES_DAEMON_BFD_EVENTS_H_
#define WAYMARK_EXAMPLES_DAEMON_BFD_EVENTS_H_

#include <string>

#include "bfd/session_listener.h"
#include "examples/proto/event.pb.h"

namespace waymark::examples {

// `neighbor` is the name under which the configuration has it.
proto::Event BfdStateEvent(const std::string& neighbor,
                           const bfd::StateChange& change);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_DAEMON_BFD_EVENTS_H_
