// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// For a library that waits for each octet anew: an end to all of it.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_HEALTH_SOCKET_DEADLINE_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_HEALTH_SOCKET_DEADLINE_H_

#include <pthread.h>

#include <chrono>
#include <condition_variable>
#include <mutex>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "posix/file_descriptor.h"

namespace waymark::examples {

// Shuts a socket down when a time has passed, so that whoever reads or writes
// it on another thread sees its end. On a thread of its own, small and without
// signals.
class SocketDeadline {
 public:
  SocketDeadline() = default;
  // Waits for the thread, which ends at once.
  ~SocketDeadline();
  SocketDeadline(const SocketDeadline&) = delete;
  SocketDeadline& operator=(const SocketDeadline&) = delete;

  // From now on. REQUIRES: called once.
  absl::Status Start(absl::Duration limit);
  // The socket that counts from now on; the one before is let go of. It is
  // borrowed for this call only.
  void Watch(int socket);

 private:
  static void* Run(void* self);
  void Wait();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::chrono::milliseconds limit_{0};  // set before the thread starts
  bool over_ = false;                   // guarded by mutex_, like the next one
  posix::FileDescriptor socket_;        // a duplicate
  bool running_ = false;                // there is a thread to wait for
  pthread_t thread_ = {};
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_HEALTH_SOCKET_DEADLINE_H_
