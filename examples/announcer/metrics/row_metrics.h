// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Metrics of what the control socket shows: the same rows in another form.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_METRICS_ROW_METRICS_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_METRICS_ROW_METRICS_H_

#include "examples/announcer/metrics/metric_page.h"
#include "examples/daemon/control_server.h"

namespace waymark::examples {

// Asks for the neighbours, BFD sessions, groups and health checks as a client
// of the control socket would. What is refused is left out. All of it happens
// inside the call: some microseconds for each row.
void AddRowMetrics(ControlHandler& handler, MetricPage& page);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_METRICS_ROW_METRICS_H_
