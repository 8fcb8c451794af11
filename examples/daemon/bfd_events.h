// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Events of a BFD session in the form of contracts: one proto::Event for each.

#ifndef WAYMARK_EXAMPLES_DAEMON_BFD_EVENTS_H_
#define WAYMARK_EXAMPLES_DAEMON_BFD_EVENTS_H_

#include <string>

#include "bfd/session_listener.h"
#include "examples/proto/event.pb.h"

namespace waymark::examples {

// `neighbor` is the name under which the configuration has it.
proto::Event BfdStateEvent(const std::string& neighbor,
                           const bfd::StateChange& change);
proto::Event LocalStallEvent(const std::string& neighbor,
                             const bfd::LocalStall& stall);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_DAEMON_BFD_EVENTS_H_
