// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// For what blocks and cannot be made not to (a file on a disk, a name to
// resolve): a function on a thread of its own, its result on the loop.

#ifndef WAYMARK_EXAMPLES_DAEMON_BACKGROUND_CALL_H_
#define WAYMARK_EXAMPLES_DAEMON_BACKGROUND_CALL_H_

#include <memory>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/alive_token.h"
#include "posix/event_loop.h"
#include "posix/fd_watcher.h"

namespace waymark::examples {

// One call at a time, each on a new thread that takes no signals. Same-thread
// but for the work itself.
class BackgroundCall {
 public:
  // Runs on the thread: it owns all that it touches, because the loop, and this
  // object, may be gone before it returns.
  using Work = absl::AnyInvocable<absl::Status()>;
  using Done = absl::AnyInvocable<void(const absl::Status&)>;

  // `loop` is borrowed.
  explicit BackgroundCall(posix::EventLoop& loop) : loop_(loop) {}
  // Does not wait for a call under way, whose result is nobody's.
  ~BackgroundCall() = default;
  BackgroundCall(const BackgroundCall&) = delete;
  BackgroundCall& operator=(const BackgroundCall&) = delete;

  // `done` gets what `work` returned, or why it could not begin; from the loop,
  // never from inside this call, and it may destroy this object.
  // REQUIRES: !under_way().
  void Start(Work work, Done done);
  bool under_way() const { return done_ != nullptr; }

  // Blocks until the call under way, if any, has returned, and returns what it
  // did; `done` is not called. OK if there is none. For the end of a process.
  absl::Status Wait();

 private:
  struct Shared;

  absl::Status Launch(Work work);
  void OnFinished();

  posix::EventLoop& loop_;
  Done done_;  // null: nothing is under way
  std::shared_ptr<Shared> shared_;
  posix::FdHandle watch_;
  AliveToken alive_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_DAEMON_BACKGROUND_CALL_H_
