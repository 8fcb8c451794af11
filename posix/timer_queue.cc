// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/timer_queue.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace waymark::posix {
namespace {

constexpr size_t kNotInHeap = SIZE_MAX;

}  // namespace

// Lives as long as its Handle, and through its own callback: the callback may
// destroy the Handle while it runs.
struct TimerQueue::Node {
  explicit Node(absl::AnyInvocable<void()> c) : callback(std::move(c)) {}

  bool armed() const { return heap_index != kNotInHeap || due; }

  absl::AnyInvocable<void()> callback;
  MonotonicTime deadline = MonotonicTime::InfiniteFuture();
  size_t heap_index = kNotInHeap;
  bool due = false;  // linked into the due list
  bool abandoned = false;
  Node* due_previous = nullptr;
  Node* due_next = nullptr;
};

class TimerQueue::Handle : public Timer {
 public:
  Handle(TimerQueue& queue, Node* node) : queue_(queue), node_(node) {}
  ~Handle() override { queue_.Destroy(node_); }

  void Arm(MonotonicTime deadline) override { queue_.Arm(*node_, deadline); }
  void Cancel() override { queue_.Disarm(*node_); }
  bool armed() const override { return node_->armed(); }
  MonotonicTime deadline() const override {
    return armed() ? node_->deadline : MonotonicTime::InfiniteFuture();
  }

 private:
  TimerQueue& queue_;
  Node* node_;
};

TimerQueue::TimerQueue(const Clock& clock,
                       absl::AnyInvocable<void()> on_earlier)
    : clock_(clock),
      on_earlier_(std::move(on_earlier)),
      served_until_(clock.Now()) {}

TimerQueue::~TimerQueue() { assert(timers_ == 0); }

std::unique_ptr<Timer> TimerQueue::CreateTimer(
    absl::AnyInvocable<void()> callback) {
  ++timers_;
  if (heap_.capacity() < timers_)
    heap_.reserve(std::max<size_t>(16, 2 * timers_));
  return std::make_unique<Handle>(*this, new Node(std::move(callback)));
}

MonotonicTime TimerQueue::next_deadline() const {
  return heap_.empty() ? MonotonicTime::InfiniteFuture()
                       : heap_.front().deadline;
}

size_t TimerQueue::FireDue(absl::FunctionRef<void()> after_each) {
  assert(firing_ == nullptr && due_head_ == nullptr);
  // What is due is set apart first: a timer that its callback arms for the past
  // again and again would else hold this loop forever.
  const MonotonicTime now = clock_.Now();
  const MonotonicTime served_before = std::exchange(served_until_, now);
  while (!heap_.empty() && heap_.front().deadline <= now) {
    Node* node = heap_.front().node;
    RemoveFromHeap(0);
    AppendToDue(*node);
  }
  size_t fired = 0;
  while (due_head_ != nullptr) {
    Node* node = due_head_;
    UnlinkFromDue(*node);
    Fire(node, served_before);
    ++fired;
    after_each();
  }
  return fired;
}

void TimerQueue::Fire(Node* node, MonotonicTime served_before) {
  last_lateness_ = clock_.Now() - std::max(node->deadline, served_before);
  max_lateness_ = std::max(max_lateness_, last_lateness_);
  firing_ = node;
  node->callback();
  firing_ = nullptr;
  if (node->abandoned) delete node;
}

void TimerQueue::Arm(Node& node, MonotonicTime deadline) {
  if (deadline == MonotonicTime::InfiniteFuture()) return Disarm(node);
  const MonotonicTime earliest = next_deadline();
  if (node.due) UnlinkFromDue(node);
  const Entry entry = {deadline, next_order_++, &node};
  if (node.heap_index == kNotInHeap) {
    heap_.push_back(entry);
    SiftUp(heap_.size() - 1, entry);
  } else if (entry < heap_[node.heap_index]) {
    SiftUp(node.heap_index, entry);
  } else {
    SiftDown(node.heap_index, entry);
  }
  node.deadline = deadline;
  if (deadline < earliest) on_earlier_();
}

void TimerQueue::Disarm(Node& node) {
  if (node.due) UnlinkFromDue(node);
  if (node.heap_index != kNotInHeap) RemoveFromHeap(node.heap_index);
}

void TimerQueue::Destroy(Node* node) {
  Disarm(*node);
  --timers_;
  if (node == firing_) {
    node->abandoned = true;
  } else {
    delete node;
  }
}

void TimerQueue::Place(size_t index, const Entry& entry) {
  heap_[index] = entry;
  entry.node->heap_index = index;
}

void TimerQueue::SiftUp(size_t index, const Entry& entry) {
  while (index > 0) {
    const size_t parent = (index - 1) / 2;
    if (!(entry < heap_[parent])) break;
    Place(index, heap_[parent]);
    index = parent;
  }
  Place(index, entry);
}

void TimerQueue::SiftDown(size_t index, const Entry& entry) {
  for (size_t child = 2 * index + 1; child < heap_.size();
       child = 2 * index + 1) {
    if (child + 1 < heap_.size() && heap_[child + 1] < heap_[child]) ++child;
    if (!(heap_[child] < entry)) break;
    Place(index, heap_[child]);
    index = child;
  }
  Place(index, entry);
}

void TimerQueue::RemoveFromHeap(size_t index) {
  heap_[index].node->heap_index = kNotInHeap;
  const Entry last = heap_.back();
  heap_.pop_back();
  if (index == heap_.size()) return;
  if (index > 0 && last < heap_[(index - 1) / 2]) {
    SiftUp(index, last);
  } else {
    SiftDown(index, last);
  }
}

void TimerQueue::AppendToDue(Node& node) {
  node.due = true;
  node.due_previous = due_tail_;
  node.due_next = nullptr;
  (due_tail_ == nullptr ? due_head_ : due_tail_->due_next) = &node;
  due_tail_ = &node;
}

void TimerQueue::UnlinkFromDue(Node& node) {
  node.due = false;
  (&node == due_head_ ? due_head_ : node.due_previous->due_next) =
      node.due_next;
  (node.due_next == nullptr ? due_tail_ : node.due_next->due_previous) =
      node.due_previous;
}

}  // namespace waymark::posix
