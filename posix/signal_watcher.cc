// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/signal_watcher.h"

#include <pthread.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <utility>

#include "absl/status/status.h"

namespace waymark::posix {

absl::StatusOr<std::unique_ptr<SignalWatcher>> SignalWatcher::Create(
    EventLoop& loop, const std::vector<int>& signals, Callback callback) {
  sigset_t mask, old_mask;
  sigemptyset(&mask);
  for (int signal : signals) sigaddset(&mask, signal);
  FileDescriptor fd(signalfd(-1, &mask, SFD_NONBLOCK | SFD_CLOEXEC));
  if (!fd.valid()) return absl::ErrnoToStatus(errno, "signalfd");
  pthread_sigmask(SIG_BLOCK, &mask, &old_mask);
  std::unique_ptr<SignalWatcher> watcher(
      new SignalWatcher(std::move(fd), old_mask, std::move(callback)));
  absl::StatusOr<FdHandle> watch =
      loop.Watch(watcher->fd_.get(), EPOLLIN,
                 [raw = watcher.get()](uint32_t) { raw->Read(); });
  if (!watch.ok()) return watch.status();
  watcher->watch_ = *std::move(watch);
  return watcher;
}

SignalWatcher::SignalWatcher(FileDescriptor fd, const sigset_t& old_mask,
                             Callback callback)
    : fd_(std::move(fd)),
      old_mask_(old_mask),
      callback_(std::make_shared<Callback>(std::move(callback))) {}

SignalWatcher::~SignalWatcher() {
  pthread_sigmask(SIG_SETMASK, &old_mask_, nullptr);
}

void SignalWatcher::Read() {
  signalfd_siginfo information;
  if (read(fd_.get(), &information, sizeof(information)) !=
      sizeof(information)) {
    return;
  }
  // Beside the watcher, which the callback may destroy.
  const std::shared_ptr<Callback> callback = callback_;
  (*callback)(static_cast<int>(information.ssi_signo));
}

}  // namespace waymark::posix
