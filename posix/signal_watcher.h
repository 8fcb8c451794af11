// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Signals as events of a loop.

#ifndef WAYMARK_POSIX_SIGNAL_WATCHER_H_
#define WAYMARK_POSIX_SIGNAL_WATCHER_H_

#include <signal.h>

#include <memory>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "posix/event_loop.h"
#include "posix/fd_watcher.h"
#include "posix/file_descriptor.h"

namespace waymark::posix {

// Blocks the signals in the calling thread, which is the loop's, and restores
// its mask when destroyed. Create it before other threads start: they inherit
// the mask, and a thread that lets a signal through takes it from here.
class SignalWatcher {
 public:
  // Gets the number of the signal; may destroy the watcher. Repeated signals
  // may be reported once.
  using Callback = absl::AnyInvocable<void(int signal)>;

  static absl::StatusOr<std::unique_ptr<SignalWatcher>> Create(
      EventLoop& loop, const std::vector<int>& signals, Callback callback);
  SignalWatcher(const SignalWatcher&) = delete;
  SignalWatcher& operator=(const SignalWatcher&) = delete;
  ~SignalWatcher();

 private:
  SignalWatcher(FileDescriptor fd, const sigset_t& old_mask, Callback callback);

  void Read();

  FileDescriptor fd_;
  const sigset_t old_mask_;
  const std::shared_ptr<Callback> callback_;
  FdHandle watch_;
};

}  // namespace waymark::posix

#endif  // WAYMARK_POSIX_SIGNAL_WATCHER_H_
