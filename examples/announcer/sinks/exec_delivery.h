// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Events on the standard input of a command.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_SINKS_EXEC_DELIVERY_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_SINKS_EXEC_DELIVERY_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "base/timer.h"
#include "examples/announcer/health/command.h"
#include "examples/announcer/sinks/delivery.h"
#include "posix/event_loop.h"

namespace waymark::examples {

// The command runs as health/command.h says. It need not read; delivered is
// what it ends well upon.
class ExecDelivery final : public Delivery {
 public:
  struct Options {
    std::vector<std::string> arguments;  // the program first
    // Then it is killed.
    absl::Duration timeout = absl::Seconds(10);
  };

  // `loop` is borrowed.
  ExecDelivery(posix::EventLoop& loop, const Options& options);

  void Start(std::string lines, Done done) override;

 private:
  posix::EventLoop& loop_;
  Options options_;
  Command command_;
  const std::unique_ptr<Timer> timeout_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_SINKS_EXEC_DELIVERY_H_
