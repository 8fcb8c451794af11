// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/loop_thread.h"

#include <pthread.h>
#include <signal.h>

#include <utility>

namespace waymark::posix {

absl::StatusOr<std::unique_ptr<LoopThread>> LoopThread::Start() {
  absl::StatusOr<std::unique_ptr<EventLoop>> loop = EventLoop::Create();
  if (!loop.ok()) return loop.status();
  std::unique_ptr<LoopThread> result(new LoopThread(*std::move(loop)));
  using Tasks = Mailbox<absl::AnyInvocable<void()>>;
  absl::StatusOr<std::unique_ptr<Tasks>> tasks =
      Tasks::Create(result->loop(), kMaxTasks,
                    [](absl::AnyInvocable<void()> task) { task(); });
  if (!tasks.ok()) return tasks.status();
  result->tasks_ = *std::move(tasks);
  // A new thread inherits the mask.
  sigset_t all, old;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &old);
  result->thread_ = std::thread([loop = &result->loop()] { loop->Run(); });
  pthread_sigmask(SIG_SETMASK, &old, nullptr);
  return result;
}

LoopThread::LoopThread(std::unique_ptr<EventLoop> loop)
    : loop_(std::move(loop)) {}

LoopThread::~LoopThread() {
  if (!thread_.joinable()) return;
  while (!Post([this] { loop_->Stop(); })) std::this_thread::yield();
  thread_.join();
}

}  // namespace waymark::posix
