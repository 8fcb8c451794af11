// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The way from other threads into a loop: a bounded queue of values.
//
//   auto mailbox = Mailbox<Verdict>::Create(loop, 1024, [&](Verdict v) {...});
//   (*mailbox)->Send(verdict);  // from any thread
//
// A full mailbox refuses: the sender learns it at once, keeps its value and
// decides what that means. What was accepted arrives in the order of sending,
// once. The loop looks before its other work in every turn and at least every
// 500 us between callbacks (EventLoop::Urgency::kUrgent); whoever works for
// longer calls Deliver() in between.

#ifndef WAYMARK_POSIX_MAILBOX_H_
#define WAYMARK_POSIX_MAILBOX_H_

#include <sys/epoll.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/alive_token.h"
#include "posix/event_loop.h"
#include "posix/fd_watcher.h"
#include "posix/priority_mutex.h"
#include "posix/wakeup.h"

namespace waymark::posix {

// Send and counters may be called from any thread as long as the mailbox
// exists; everything else, destruction included, belongs to the loop's thread.
template <typename T>
class Mailbox {
 public:
  using Receiver = absl::AnyInvocable<void(T)>;

  // `receiver` is called on the loop's thread, once for each value; it may
  // destroy the mailbox. REQUIRES: capacity > 0.
  static absl::StatusOr<std::unique_ptr<Mailbox>> Create(EventLoop& loop,
                                                         size_t capacity,
                                                         Receiver receiver) {
    absl::StatusOr<Wakeup> wakeup = Wakeup::Create();
    if (!wakeup.ok()) return wakeup.status();
    std::unique_ptr<Mailbox> mailbox(
        new Mailbox(*std::move(wakeup), capacity, std::move(receiver)));
    absl::StatusOr<FdHandle> watch = loop.Watch(
        mailbox->wakeup_.fd(), EPOLLIN,
        [raw = mailbox.get()](uint32_t) { raw->Deliver(); },
        EventLoop::Urgency::kUrgent);
    if (!watch.ok()) return watch.status();
    mailbox->watch_ = *std::move(watch);
    return mailbox;
  }
  Mailbox(const Mailbox&) = delete;
  Mailbox& operator=(const Mailbox&) = delete;

  // False if the mailbox is full; then `value` is untouched and the refusal
  // counted. Never blocks for longer than another thread moves one value.
  bool Send(T&& value) {
    bool was_empty;
    {
      const std::lock_guard<PriorityMutex> lock(mutex_);
      if (waiting_.size() >= capacity_) {
        ++refused_;
        return false;
      }
      was_empty = waiting_.empty();
      waiting_.push_back(std::move(value));
    }
    // The loop takes all at once: only the first needs to wake it.
    if (was_empty) wakeup_.Notify();
    return true;
  }
  bool Send(const T& value) { return Send(T(value)); }

  // Hands over what waits now. Does nothing when called by the receiver.
  void Deliver() {
    if (!delivering_.empty()) return;
    wakeup_.Clear();
    {
      const std::lock_guard<PriorityMutex> lock(mutex_);
      std::swap(delivering_, waiting_);
    }
    const AliveToken::Watcher alive = alive_.Watch();
    // Beside the mailbox: it may be gone before all are delivered.
    const std::shared_ptr<Receiver> receiver = receiver_;
    for (size_t i = 0; i < delivering_.size(); ++i) {
      (*receiver)(std::move(delivering_[i]));
      if (!alive) return;
    }
    delivering_.clear();
  }

  // How often Send was refused.
  uint64_t refused() const {
    const std::lock_guard<PriorityMutex> lock(mutex_);
    return refused_;
  }

 private:
  Mailbox(Wakeup wakeup, size_t capacity, Receiver receiver)
      : capacity_(capacity),
        wakeup_(std::move(wakeup)),
        receiver_(std::make_shared<Receiver>(std::move(receiver))) {
    waiting_.reserve(capacity);
    delivering_.reserve(capacity);
  }

  const size_t capacity_;
  const Wakeup wakeup_;
  const std::shared_ptr<Receiver> receiver_;
  FdHandle watch_;
  // Taken out and being handed over. The two vectors change places, so that
  // neither ever grows.
  std::vector<T> delivering_;

  mutable PriorityMutex mutex_;
  std::vector<T> waiting_;  // guarded by mutex_
  uint64_t refused_ = 0;    // guarded by mutex_

  AliveToken alive_;
};

}  // namespace waymark::posix

#endif  // WAYMARK_POSIX_MAILBOX_H_
