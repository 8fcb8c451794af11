// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/timer_queue.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace waymark::posix {

class TimerQueue::Node : public Timer {
 public:
  enum class Place : uint8_t { kNone, kHeap, kDue };

  Node(TimerQueue& queue, absl::AnyInvocable<void()> callback)
      : queue_(queue), callback_(std::move(callback)) {}
  ~Node() override { queue_.Destroy(*this); }

  void Arm(MonotonicTime deadline) override { queue_.Arm(*this, deadline); }
  void Cancel() override { queue_.Disarm(*this); }
  bool armed() const override { return place_ != Place::kNone; }
  MonotonicTime deadline() const override { return queue_.DeadlineOf(*this); }

 private:
  friend class TimerQueue;

  TimerQueue& queue_;
  // Which one of heap_ or of due_ is this one's.
  uint32_t index_ = 0;
  Place place_ = Place::kNone;
  absl::AnyInvocable<void()> callback_;
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
  if (heap_.capacity() < timers_) {
    heap_.reserve(std::max<size_t>(16, 2 * timers_));
    due_.reserve(heap_.capacity());
  }
  return std::make_unique<Node>(*this, std::move(callback));
}

MonotonicTime TimerQueue::next_deadline() const {
  return heap_.empty() ? MonotonicTime::InfiniteFuture()
                       : heap_.front().deadline;
}

size_t TimerQueue::FireDue(absl::FunctionRef<void()> after_each) {
  assert(firing_ == nullptr && due_.empty());
  // What is due is set apart first: a timer that its callback arms for the past
  // again and again would else hold this loop forever.
  const MonotonicTime now = clock_.Now();
  const MonotonicTime served_before = std::exchange(served_until_, now);
  while (!heap_.empty() && heap_.front().deadline <= now) {
    const Due due = {heap_.front().deadline, heap_.front().node};
    RemoveFromHeap(0);
    due.node->place_ = Node::Place::kDue;
    due.node->index_ = static_cast<uint32_t>(due_.size());
    due_.push_back(due);
  }
  size_t fired = 0;
  // Nothing is added meanwhile; what is cancelled becomes null. By index: a
  // callback may create timers, and due_ be moved to make room for them.
  for (size_t i = 0; i < due_.size(); ++i) {
    const MonotonicTime deadline = due_[i].deadline;
    Node* const node = std::exchange(due_[i].node, nullptr);
    if (node == nullptr) continue;
    Fire(*node, deadline, served_before);
    ++fired;
    after_each();
  }
  due_.clear();
  return fired;
}

void TimerQueue::Fire(Node& node, MonotonicTime deadline,
                      MonotonicTime served_before) {
  last_lateness_ = clock_.Now() - std::max(deadline, served_before);
  max_lateness_ = std::max(max_lateness_, last_lateness_);
  node.place_ = Node::Place::kNone;
  firing_ = &node;
  // Lives through its own call, which may destroy the timer.
  absl::AnyInvocable<void()> callback = std::move(node.callback_);
  callback();
  if (firing_ != nullptr) node.callback_ = std::move(callback);
  firing_ = nullptr;
}

MonotonicTime TimerQueue::DeadlineOf(const Node& node) const {
  switch (node.place_) {
    case Node::Place::kNone:
      break;
    case Node::Place::kHeap:
      return heap_[node.index_].deadline;
    case Node::Place::kDue:
      return due_[node.index_].deadline;
  }
  return MonotonicTime::InfiniteFuture();
}

void TimerQueue::Arm(Node& node, MonotonicTime deadline) {
  if (deadline == MonotonicTime::InfiniteFuture()) return Disarm(node);
  const MonotonicTime earliest = next_deadline();
  if (node.place_ == Node::Place::kDue) Disarm(node);
  const Entry entry = {deadline, next_order_++, &node};
  if (node.place_ == Node::Place::kNone) {
    node.place_ = Node::Place::kHeap;
    heap_.push_back(entry);
    SiftUp(heap_.size() - 1, entry);
  } else if (entry < heap_[node.index_]) {
    SiftUp(node.index_, entry);
  } else {
    SiftDown(node.index_, entry);
  }
  if (deadline < earliest) on_earlier_();
}

void TimerQueue::Disarm(Node& node) {
  if (node.place_ == Node::Place::kDue) due_[node.index_].node = nullptr;
  if (node.place_ == Node::Place::kHeap) RemoveFromHeap(node.index_);
  node.place_ = Node::Place::kNone;
}

void TimerQueue::Destroy(Node& node) {
  Disarm(node);
  --timers_;
  if (firing_ == &node) firing_ = nullptr;
}

void TimerQueue::Place(size_t index, const Entry& entry) {
  heap_[index] = entry;
  entry.node->index_ = static_cast<uint32_t>(index);
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
  heap_[index].node->place_ = Node::Place::kNone;
  const Entry last = heap_.back();
  heap_.pop_back();
  if (index == heap_.size()) return;
  if (index > 0 && last < heap_[(index - 1) / 2]) {
    SiftUp(index, last);
  } else {
    SiftDown(index, last);
  }
}

}  // namespace waymark::posix
