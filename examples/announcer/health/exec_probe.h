// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Well is a service whose checking command ends with exit status 0.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_HEALTH_EXEC_PROBE_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_HEALTH_EXEC_PROBE_H_

#include <string>
#include <utility>
#include <vector>

#include "examples/announcer/health/command.h"
#include "examples/announcer/health/probe.h"
#include "posix/event_loop.h"

namespace waymark::examples {

// Runs the command as command.h says, without input. Cancelled, it is killed
// with every process of its group.
class ExecProbe final : public Probe {
 public:
  // `loop` is borrowed. The first argument is the program: a path, or a name to
  // be found in PATH. REQUIRES: not empty.
  ExecProbe(posix::EventLoop& loop, std::vector<std::string> arguments)
      : arguments_(std::move(arguments)), command_(loop) {}

  void Start(Done done) override {
    command_.Start(arguments_, "", std::move(done));
  }
  void Cancel() override { command_.Kill(); }

 private:
  std::vector<std::string> arguments_;
  Command command_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_HEALTH_EXEC_PROBE_H_
