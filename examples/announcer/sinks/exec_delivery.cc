// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/sinks/exec_delivery.h"

#include <utility>

#include "absl/status/status.h"

namespace waymark::examples {

ExecDelivery::ExecDelivery(posix::EventLoop& loop, const Options& options)
    : loop_(loop),
      options_(options),
      command_(loop),
      timeout_(loop.CreateTimer([this] { command_.Kill(); })) {}

void ExecDelivery::Start(std::string lines, Done done) {
  timeout_->Arm(loop_.clock().Now() + options_.timeout);
  command_.Start(
      options_.arguments, lines,
      [this, done = std::move(done)](const absl::Status& status) mutable {
        timeout_->Cancel();
        done(status);
      });
}

}  // namespace waymark::examples
