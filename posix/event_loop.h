// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A single-threaded event loop on epoll: the Runtime of the core on a real
// machine. It serves, in each turn,
//
//   1. what was deferred,
//   2. urgent descriptors (BFD packets, mailboxes), then timers that are due,
//   3. the other descriptors, each at most once; between two of them step 2 is
//      repeated whenever 500 us have passed, so that no flood of work delays a
//      heartbeat by more than that and the longest single callback.
//
// Deferred calls run after every single callback. What was only collected in
// callbacks (TurnEnd) is done at the end of step 2 and of the turn, once for
// all of them.
//
// Time is kept by a timerfd: its expiry is exact to the resolution of the
// hardware, while a timeout given to epoll_wait or epoll_pwait2 is stretched by
// the thread's timer slack (50 us) or a thousandth of the wait (1 ms in a
// second), whichever is more. Nothing ever fires early.
//
// The loop nests in another one: wait until poll_fd() is readable, then call
// RunOnce(absl::ZeroDuration()). Timers armed and calls deferred from outside
// make it readable too.

#ifndef WAYMARK_POSIX_EVENT_LOOP_H_
#define WAYMARK_POSIX_EVENT_LOOP_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/any_invocable.h"
#include "absl/random/random.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/clock.h"
#include "base/executor.h"
#include "base/monotonic_time.h"
#include "base/runtime.h"
#include "base/timer.h"
#include "posix/fd_watcher.h"
#include "posix/file_descriptor.h"
#include "posix/system_clock.h"
#include "posix/timer_queue.h"

namespace waymark::posix {

// Something that outlives the object which started it, until it is done: a
// connection that is being flushed.
class BackgroundTask {
 public:
  virtual ~BackgroundTask() = default;
};

// Collects work over callbacks, to do it in one go.
class TurnEnd {
 public:
  virtual ~TurnEnd() = default;
  // Urgent descriptors and timers have been served, or the turn ends: before
  // the loop waits in any case. Must not call back into what collects here.
  virtual void OnTurnEnd() = 0;
};

// Same-thread: all calls come from one thread (posix/mailbox.h is the way in
// for others). Whatever uses the loop, timers and handles included, is
// destroyed before it; background tasks excepted, which it destroys itself.
class EventLoop : public TimerFactory, public Executor {
 public:
  enum class Urgency { kNormal, kUrgent };

  // How many background tasks the loop keeps.
  static constexpr size_t kMaxBackgroundTasks = 1024;

  static absl::StatusOr<std::unique_ptr<EventLoop>> Create();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;
  // REQUIRES: not from inside a callback. What is still deferred never runs.
  ~EventLoop() override;

  // References to the loop itself; valid as long as it.
  Runtime runtime() { return {clock_, wall_clock_, *this, *this, random_}; }
  const Clock& clock() const { return clock_; }

  std::unique_ptr<Timer> CreateTimer(
      absl::AnyInvocable<void()> callback) override;
  void Defer(absl::AnyInvocable<void()> callback) override;

  // See FdWatcher::Watch.
  absl::StatusOr<FdHandle> Watch(int fd, uint32_t events,
                                 FdWatcher::Callback callback,
                                 Urgency urgency = Urgency::kNormal);

  // `end` is borrowed until it is removed, which it is before the loop goes and
  // not from inside an OnTurnEnd.
  void AddTurnEnd(TurnEnd& end) { turn_ends_.push_back(&end); }
  void RemoveTurnEnd(TurnEnd& end);

  // Turns until Stop is called, possibly before Run.
  void Run();
  // Lets Run return at the end of the current turn.
  void Stop() { stopped_ = true; }
  // One turn, waiting `timeout` at most for something to do.
  // REQUIRES: neither is called from inside a callback.
  void RunOnce(absl::Duration timeout);

  // Whether this is called from inside a callback.
  bool in_turn() const { return in_turn_; }

  // Readable when RunOnce has something to do.
  int poll_fd() const { return normal_->epoll_fd(); }

  // Takes the task over; false, and the task destroyed, at the limit.
  bool Keep(std::unique_ptr<BackgroundTask> task);
  // The task is destroyed once the current callback has returned.
  void Finish(BackgroundTask* task);

  // Memory for what a callback reads, free for any use until it returns: one
  // buffer serves all connections.
  absl::Span<uint8_t> scratch() { return absl::MakeSpan(scratch_); }

  // How late the timers were, the latest one and the worst one since the start
  // or the last reset.
  absl::Duration last_lateness() const { return timers_.last_lateness(); }
  absl::Duration max_lateness() const { return timers_.max_lateness(); }
  void ResetMaxLateness() { timers_.ResetMaxLateness(); }

 private:
  EventLoop(FileDescriptor timer_fd, std::unique_ptr<FdWatcher> normal,
            std::unique_ptr<FdWatcher> urgent);

  absl::Status WatchOwn();
  void RunDeferred();
  void EndTurn();
  // `look`: whether an urgent descriptor may be ready.
  void ServeUrgent(bool look);
  void WakeAt(MonotonicTime time);
  // From outside of a turn: makes poll_fd() readable in time.
  void WakeFromOutside(MonotonicTime time);

  MonotonicClock clock_;
  SystemWallClock wall_clock_;
  absl::BitGen random_;
  FileDescriptor timer_fd_;
  std::unique_ptr<FdWatcher> normal_;
  std::unique_ptr<FdWatcher> urgent_;
  FdHandle timer_watch_;
  FdHandle urgent_watch_;
  TimerQueue timers_;
  // What timer_fd_ is set to; InfiniteFuture() once it has expired.
  MonotonicTime wake_at_ = MonotonicTime::InfiniteFuture();
  MonotonicTime served_urgent_at_;
  std::vector<absl::AnyInvocable<void()>> deferred_;
  std::vector<TurnEnd*> turn_ends_;
  absl::flat_hash_map<BackgroundTask*, std::unique_ptr<BackgroundTask>> tasks_;
  std::vector<std::unique_ptr<BackgroundTask>> finished_;
  std::vector<uint8_t> scratch_;
  bool in_turn_ = false;
  bool stopped_ = false;
};

}  // namespace waymark::posix

#endif  // WAYMARK_POSIX_EVENT_LOOP_H_
