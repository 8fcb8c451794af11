// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/health/socket_deadline.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>

#include <chrono>
#include <cstddef>

namespace waymark::examples {
namespace {

// It only waits; resident in full where memory is locked.
constexpr size_t kStackSize = 64 * 1024;

// A connection that stands only after the end is shut down after this at the
// latest.
constexpr std::chrono::milliseconds kAgain(20);

}  // namespace

SocketDeadline::~SocketDeadline() {
  if (!running_) return;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    over_ = true;
  }
  changed_.notify_all();
  pthread_join(thread_, nullptr);
}

absl::Status SocketDeadline::Start(absl::Duration limit) {
  limit_ = absl::ToChronoMilliseconds(limit);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, kStackSize);
  // A new thread inherits the mask.
  sigset_t all, old;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &old);
  const int error = pthread_create(&thread_, &attributes, &Run, this);
  pthread_sigmask(SIG_SETMASK, &old, nullptr);
  pthread_attr_destroy(&attributes);
  if (error != 0) return absl::ErrnoToStatus(error, "cannot start a thread");
  running_ = true;
  return absl::OkStatus();
}

void SocketDeadline::Watch(int socket) {
  const std::lock_guard<std::mutex> lock(mutex_);
  socket_ = posix::FileDescriptor(::fcntl(socket, F_DUPFD_CLOEXEC, 0));
}

void* SocketDeadline::Run(void* self) {
  static_cast<SocketDeadline*>(self)->Wait();
  return nullptr;
}

void SocketDeadline::Wait() {
  std::unique_lock<std::mutex> lock(mutex_);
  const auto over = [this] { return over_; };
  if (changed_.wait_for(lock, limit_, over)) return;
  do {
    if (socket_.valid()) ::shutdown(socket_.get(), SHUT_RDWR);
  } while (!changed_.wait_for(lock, kAgain, over));
}

}  // namespace waymark::examples
