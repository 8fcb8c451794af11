// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What the route server shows over HTTP: all that its control socket lists.

#ifndef WAYMARK_EXAMPLES_ROUTE_SERVER_STATUS_SECTIONS_H_
#define WAYMARK_EXAMPLES_ROUTE_SERVER_STATUS_SECTIONS_H_

#include <vector>

#include "examples/daemon/control_server.h"
#include "examples/daemon/event_log.h"
#include "examples/http/status_document.h"

namespace waymark::examples {

// route_server (one row), route_tables, routing_database, route_server_peers,
// neighbors, bfd, events. Both are borrowed.
std::vector<StatusSection> RouteServerSections(ControlHandler& rows,
                                               const EventLog& events);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ROUTE_SERVER_STATUS_SECTIONS_H_
