// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/daemon/daemon_loop.h"

#include <signal.h>
#include <unistd.h>

#include <utility>

#include "absl/status/status.h"

namespace waymark::examples {

DaemonLoop::DaemonLoop(std::unique_ptr<posix::EventLoop> loop,
                       size_t max_pending_lines, size_t history)
    : loop_(std::move(loop)),
      events_(loop_->runtime(), history),
      output_(loop_->runtime(), STDOUT_FILENO, max_pending_lines),
      printer_(events_, output_) {}

absl::StatusOr<std::unique_ptr<DaemonLoop>> DaemonLoop::Create(
    size_t max_pending_lines, size_t history) {
  absl::StatusOr<std::unique_ptr<posix::EventLoop>> loop =
      posix::EventLoop::Create();
  if (!loop.ok()) return loop.status();
  std::unique_ptr<DaemonLoop> result(
      new DaemonLoop(*std::move(loop), max_pending_lines, history));
  posix::EventLoop* const stopped = &result->loop();
  absl::StatusOr<std::unique_ptr<posix::SignalWatcher>> signals =
      posix::SignalWatcher::Create(*stopped, {SIGTERM, SIGINT},
                                   [stopped](int) { stopped->Stop(); });
  if (!signals.ok()) return signals.status();
  result->signals_ = *std::move(signals);
  signal(SIGPIPE, SIG_IGN);
  return result;
}

}  // namespace waymark::examples
