// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// An event loop on a thread of its own: how BFD runs beside a BGP that is busy
// with a full table.

#ifndef WAYMARK_POSIX_LOOP_THREAD_H_
#define WAYMARK_POSIX_LOOP_THREAD_H_

#include <cstddef>
#include <memory>
#include <thread>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "posix/event_loop.h"
#include "posix/mailbox.h"

namespace waymark::posix {

// The thread runs from Start until the object is destroyed. Signals are blocked
// in it: they belong to the thread that watches them.
class LoopThread {
 public:
  // How many tasks may wait.
  static constexpr size_t kMaxTasks = 1024;

  static absl::StatusOr<std::unique_ptr<LoopThread>> Start();
  LoopThread(const LoopThread&) = delete;
  LoopThread& operator=(const LoopThread&) = delete;
  // Runs the tasks posted so far, then ends the loop and waits for the thread.
  // What they left behind on the loop must have been destroyed by then, on the
  // thread. REQUIRES: not called on the thread itself.
  ~LoopThread();

  // Runs `task` on the thread; false, and `task` untouched, if too many wait.
  // Thread-safe.
  bool Post(absl::AnyInvocable<void()>&& task) {
    return tasks_->Send(std::move(task));
  }

  // Only for use on the thread.
  EventLoop& loop() { return *loop_; }

 private:
  explicit LoopThread(std::unique_ptr<EventLoop> loop);

  std::unique_ptr<EventLoop> loop_;
  std::unique_ptr<Mailbox<absl::AnyInvocable<void()>>> tasks_;
  std::thread thread_;
};

}  // namespace waymark::posix

#endif  // WAYMARK_POSIX_LOOP_THREAD_H_
