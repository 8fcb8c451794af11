// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Well is a service whose checking command ends with exit status 0.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_HEALTH_EXEC_PROBE_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_HEALTH_EXEC_PROBE_H_

#include <string>
#include <vector>

#include "base/alive_token.h"
#include "examples/announcer/health/probe.h"
#include "posix/event_loop.h"

namespace waymark::examples {

// Runs the command without a shell, in a session of its own, with standard
// input, output and error on /dev/null, no signal blocked or ignored, and
// ordinary scheduling where the announcer's is real-time. Cancelled, it is
// killed with every process of its group. A command that is only starting holds
// the loop up until the kernel has read its first page.
class ExecProbe final : public Probe {
 public:
  // `loop` is borrowed. The first argument is the program: a path, or a name to
  // be found in PATH. REQUIRES: not empty.
  ExecProbe(posix::EventLoop& loop, std::vector<std::string> arguments);
  // Kills what runs; the loop collects it.
  ~ExecProbe() override;

  void Start(Done done) override;
  void Cancel() override;

 private:
  class Child;

  posix::EventLoop& loop_;
  std::vector<std::string> arguments_;
  Done done_;               // null: nothing is under way
  Child* child_ = nullptr;  // the loop's; null: none runs
  // Of the answer that no child gives.
  AliveToken alive_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_HEALTH_EXEC_PROBE_H_
