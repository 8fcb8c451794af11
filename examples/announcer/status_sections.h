// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What the announcer shows over HTTP: all that its control socket lists.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_STATUS_SECTIONS_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_STATUS_SECTIONS_H_

#include <vector>

#include "examples/daemon/control_server.h"
#include "examples/daemon/event_log.h"
#include "examples/http/status_document.h"

namespace waymark::examples {

// groups, health, rib, neighbors, bfd, incidents, events. Both are borrowed.
std::vector<StatusSection> AnnouncerSections(ControlHandler& rows,
                                             const EventLog& events);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_STATUS_SECTIONS_H_
