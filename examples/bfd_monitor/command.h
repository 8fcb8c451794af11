// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Commands to bfd_monitor, one a line, each with one answer.

#ifndef WAYMARK_EXAMPLES_BFD_MONITOR_COMMAND_H_
#define WAYMARK_EXAMPLES_BFD_MONITOR_COMMAND_H_

#include "absl/strings/string_view.h"
#include "examples/bfd_monitor/monitor.h"
#include "examples/proto/bfd_monitor_reply.pb.h"

namespace waymark::examples {

//   counters
//   sessions [NAME]
//   set-timers NAME TX_MS RX_MS MULTIPLIER
//   admin-down NAME
//   admin-up NAME
//
// Everything else is answered with an error. `quit` is whoever reads the lines
// to act on.
proto::BfdMonitorReply Execute(absl::string_view line, Monitor& monitor);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_BFD_MONITOR_COMMAND_H_
