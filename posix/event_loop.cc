// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/event_loop.h"

#include <sys/epoll.h>
#include <sys/timerfd.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <utility>

#include "absl/status/status.h"

namespace waymark::posix {
namespace {

constexpr absl::Duration kUrgentEvery = absl::Microseconds(500);
constexpr size_t kScratchSize = 64 * 1024;

}  // namespace

absl::StatusOr<std::unique_ptr<EventLoop>> EventLoop::Create() {
  FileDescriptor timer_fd(
      timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC));
  if (!timer_fd.valid()) return absl::ErrnoToStatus(errno, "timerfd_create");
  absl::StatusOr<std::unique_ptr<FdWatcher>> normal = FdWatcher::Create();
  if (!normal.ok()) return normal.status();
  absl::StatusOr<std::unique_ptr<FdWatcher>> urgent = FdWatcher::Create();
  if (!urgent.ok()) return urgent.status();
  std::unique_ptr<EventLoop> loop(new EventLoop(
      std::move(timer_fd), *std::move(normal), *std::move(urgent)));
  absl::Status status = loop->WatchOwn();
  if (!status.ok()) return status;
  return loop;
}

EventLoop::EventLoop(FileDescriptor timer_fd, std::unique_ptr<FdWatcher> normal,
                     std::unique_ptr<FdWatcher> urgent)
    : timer_fd_(std::move(timer_fd)),
      normal_(std::move(normal)),
      urgent_(std::move(urgent)),
      timers_(clock_, [this] { WakeFromOutside(timers_.next_deadline()); }),
      scratch_(kScratchSize) {}

EventLoop::~EventLoop() {
  assert(!in_turn_);
  // These may own timers and handles of this loop.
  tasks_.clear();
  finished_.clear();
  deferred_.clear();
}

absl::Status EventLoop::WatchOwn() {
  // Edge-triggered, so that the timer need never be read: setting it anew
  // clears it as well.
  absl::StatusOr<FdHandle> timer_watch = normal_->Watch(
      timer_fd_.get(), EPOLLIN | EPOLLET,
      [this](uint32_t) { wake_at_ = MonotonicTime::InfiniteFuture(); });
  if (!timer_watch.ok()) return timer_watch.status();
  timer_watch_ = *std::move(timer_watch);
  // Only ends the wait: ServeUrgent looks for itself.
  absl::StatusOr<FdHandle> urgent_watch =
      normal_->Watch(urgent_->epoll_fd(), EPOLLIN, [](uint32_t) {});
  if (!urgent_watch.ok()) return urgent_watch.status();
  urgent_watch_ = *std::move(urgent_watch);
  return absl::OkStatus();
}

std::unique_ptr<Timer> EventLoop::CreateTimer(
    absl::AnyInvocable<void()> callback) {
  return timers_.CreateTimer(std::move(callback));
}

void EventLoop::Defer(absl::AnyInvocable<void()> callback) {
  deferred_.push_back(std::move(callback));
  WakeFromOutside(clock_.Now());
}

absl::StatusOr<FdHandle> EventLoop::Watch(int fd, uint32_t events,
                                          FdWatcher::Callback callback,
                                          Urgency urgency) {
  FdWatcher& watcher = urgency == Urgency::kUrgent ? *urgent_ : *normal_;
  return watcher.Watch(fd, events, std::move(callback));
}

void EventLoop::Run() {
  while (!stopped_) RunOnce(absl::InfiniteDuration());
  stopped_ = false;
}

void EventLoop::RunOnce(absl::Duration timeout) {
  assert(!in_turn_);
  in_turn_ = true;
  RunDeferred();
  EndTurn();
  const MonotonicTime now = clock_.Now();
  const MonotonicTime wake = std::min(timers_.next_deadline(), now + timeout);
  const bool block = wake > now && !stopped_;
  if (block) WakeAt(wake);
  normal_->Wait(block);
  ServeUrgent(normal_->MayHold(urgent_watch_));
  normal_->Dispatch([this] {
    RunDeferred();
    if (clock_.Now() - served_urgent_at_ >= kUrgentEvery) {
      ServeUrgent(/*look=*/true);
    }
  });
  EndTurn();
  in_turn_ = false;
  // For whoever polls poll_fd() until the next turn.
  WakeAt(timers_.next_deadline());
}

void EventLoop::ServeUrgent(bool look) {
  if (look && urgent_->size() > 0) {
    urgent_->Wait(/*block=*/false);
    urgent_->Dispatch([this] { RunDeferred(); });
  }
  timers_.FireDue([this] { RunDeferred(); });
  EndTurn();
  served_urgent_at_ = clock_.Now();
}

void EventLoop::RunDeferred() {
  // By index: a callback may defer more.
  for (size_t i = 0; i < deferred_.size(); ++i) {
    absl::AnyInvocable<void()> callback = std::move(deferred_[i]);
    callback();
  }
  deferred_.clear();
  finished_.clear();
}

void EventLoop::EndTurn() {
  for (TurnEnd* end : turn_ends_) end->OnTurnEnd();
}

void EventLoop::RemoveTurnEnd(TurnEnd& end) {
  turn_ends_.erase(std::find(turn_ends_.begin(), turn_ends_.end(), &end));
}

void EventLoop::WakeFromOutside(MonotonicTime time) {
  if (!in_turn_) WakeAt(time);
}

void EventLoop::WakeAt(MonotonicTime time) {
  // A wake-up that comes too early costs one empty turn; deadlines that move
  // away all the time, as a detection time does, would cost a system call each.
  if (time >= wake_at_) return;
  itimerspec spec = {};
  // Zero would disarm it.
  const int64_t ns = std::max<int64_t>(time.nanoseconds(), 1);
  spec.it_value.tv_sec = ns / 1'000'000'000;
  spec.it_value.tv_nsec = ns % 1'000'000'000;
  // Cannot fail: descriptor, clock and value are sound.
  timerfd_settime(timer_fd_.get(), TFD_TIMER_ABSTIME, &spec, nullptr);
  wake_at_ = time;
}

bool EventLoop::Keep(std::unique_ptr<BackgroundTask> task) {
  if (tasks_.size() >= kMaxBackgroundTasks) return false;
  BackgroundTask* const key = task.get();
  tasks_.emplace(key, std::move(task));
  return true;
}

void EventLoop::Finish(BackgroundTask* task) {
  const auto it = tasks_.find(task);
  assert(it != tasks_.end());
  finished_.push_back(std::move(it->second));
  tasks_.erase(it);
}

}  // namespace waymark::posix
