// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The command line of announcerctl as a request to the daemon.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_CTL_REQUEST_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_CTL_REQUEST_H_

#include <optional>
#include <string>
#include <vector>

#include "examples/proto/control.pb.h"

namespace waymark::examples {

// What is shown of the answer.
enum class CtlView {
  kRows,           // one line each
  kDetail,         // every field on a line of its own
  kAnnouncements,  // of routes: by neighbour, with what says whose they are
};

struct CtlCommand {
  std::string socket = "/run/waymark/announcer.sock";
  bool json = false;
  CtlView view = CtlView::kRows;
  proto::Request request;
};

// A line for each command, as the usage shows them.
extern const char kCtlUsage[];

// Everything behind the program's name; options may stand anywhere. Nullopt for
// a command line that is none.
std::optional<CtlCommand> ParseCtlCommand(
    const std::vector<std::string>& arguments);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_CTL_REQUEST_H_
