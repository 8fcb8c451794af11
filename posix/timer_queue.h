// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The armed timers of one loop: a binary heap by deadline, then by the order of
// arming. Arm and Cancel take O(log n) and allocate nothing: room in the heap
// is made when a timer is created. A timer is one object of 56 octets and a
// place in the heap.
//
// The queue knows the time only from its clock and sleeps nowhere: the loop
// asks for next_deadline(), waits as it sees fit and calls FireDue().

#ifndef WAYMARK_POSIX_TIMER_QUEUE_H_
#define WAYMARK_POSIX_TIMER_QUEUE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/functional/function_ref.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "base/monotonic_time.h"
#include "base/timer.h"

namespace waymark::posix {

// Same-thread. Every timer must be destroyed before its queue.
class TimerQueue : public TimerFactory {
 public:
  // `clock` is borrowed. `on_earlier` is called from inside Arm whenever the
  // earliest deadline has become earlier; it must not touch the queue except
  // through next_deadline().
  TimerQueue(const Clock& clock, absl::AnyInvocable<void()> on_earlier);
  TimerQueue(const TimerQueue&) = delete;
  TimerQueue& operator=(const TimerQueue&) = delete;
  ~TimerQueue() override;

  std::unique_ptr<Timer> CreateTimer(
      absl::AnyInvocable<void()> callback) override;

  // InfiniteFuture() when nothing is armed.
  MonotonicTime next_deadline() const;

  // Fires every timer that is due now, in the order of contract, and calls
  // `after_each` after each callback. A timer armed meanwhile waits for the
  // next call even if its deadline has passed. Returns how many fired.
  // REQUIRES: not called from inside a timer's callback.
  size_t FireDue(absl::FunctionRef<void()> after_each);

  // How long after its deadline the latest callback began, and the worst since
  // the start or the last reset. Never negative. What had passed already when
  // it was armed does not count beyond the FireDue before.
  absl::Duration last_lateness() const { return last_lateness_; }
  absl::Duration max_lateness() const { return max_lateness_; }
  void ResetMaxLateness() { max_lateness_ = absl::ZeroDuration(); }

 private:
  class Node;
  // Deadline and order lie beside the pointer, so that sifting does not touch
  // the timers themselves.
  struct Entry {
    MonotonicTime deadline;
    uint64_t order;
    Node* node;
    bool operator<(const Entry& other) const {
      if (deadline != other.deadline) return deadline < other.deadline;
      return order < other.order;
    }
  };

  struct Due {
    MonotonicTime deadline;
    Node* node;  // null: fired, or not to be fired any more
  };

  void Arm(Node& node, MonotonicTime deadline);
  void Disarm(Node& node);
  void Destroy(Node& node);
  void Fire(Node& node, MonotonicTime deadline, MonotonicTime served_before);
  MonotonicTime DeadlineOf(const Node& node) const;

  void Place(size_t index, const Entry& entry);
  void SiftUp(size_t index, const Entry& entry);
  void SiftDown(size_t index, const Entry& entry);
  void RemoveFromHeap(size_t index);

  const Clock& clock_;
  absl::AnyInvocable<void()> on_earlier_;
  std::vector<Entry> heap_;
  size_t timers_ = 0;  // that exist, armed or not
  uint64_t next_order_ = 0;
  // Due in the current FireDue, in order.
  std::vector<Due> due_;
  Node* firing_ = nullptr;  // null once it has been destroyed
  // When FireDue last began: whatever was armed by then and due has fired.
  MonotonicTime served_until_;
  absl::Duration last_lateness_;
  absl::Duration max_lateness_;
};

}  // namespace waymark::posix

#endif  // WAYMARK_POSIX_TIMER_QUEUE_H_
