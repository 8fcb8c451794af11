// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "base/testing/simulated_node.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "absl/strings/string_view.h"
#include "base/monotonic_time.h"
#include "base/testing/event_queue.h"
#include "base/timer.h"

namespace waymark::testing {

class SimulatedTimer final : public Timer {
 public:
  using Queue = EventQueue<SimulatedTimer*>;

  SimulatedTimer(std::shared_ptr<Queue> queue,
                 absl::AnyInvocable<void()> callback)
      : queue_(std::move(queue)),
        callback_(
            std::make_shared<absl::AnyInvocable<void()>>(std::move(callback))) {
  }
  ~SimulatedTimer() override { Cancel(); }

  void Arm(MonotonicTime deadline) override {
    Cancel();
    if (deadline == MonotonicTime::InfiniteFuture()) return;
    key_ = queue_->Add(deadline, this);
  }

  void Cancel() override {
    if (!key_) return;
    queue_->Remove(*key_);
    key_.reset();
  }

  bool armed() const override { return key_.has_value(); }

  MonotonicTime deadline() const override {
    return key_ ? key_->time : MonotonicTime::InfiniteFuture();
  }

  // REQUIRES: the queue has just given this timer up.
  void Fire() {
    key_.reset();
    const auto callback = callback_;  // survives `this`, which it may destroy
    (*callback)();
  }

 private:
  const std::shared_ptr<Queue> queue_;
  const std::shared_ptr<absl::AnyInvocable<void()>> callback_;
  std::optional<Queue::Key> key_;
};

SimulatedNode::SimulatedNode(absl::string_view name,
                             const MonotonicTime& world_now, uint64_t seed,
                             const Options& options)
    : name_(name),
      world_now_(world_now),
      options_(options),
      clock_(world_now, options.clock_rate),
      random_(seed),
      timers_(std::make_shared<EventQueue<SimulatedTimer*>>()) {}

std::unique_ptr<Timer> SimulatedNode::CreateTimer(
    absl::AnyInvocable<void()> callback) {
  return std::make_unique<SimulatedTimer>(timers_, std::move(callback));
}

void SimulatedNode::Defer(absl::AnyInvocable<void()> callback) {
  deferred_.push_back(std::move(callback));
}

void SimulatedNode::DeliverAt(MonotonicTime at,
                              absl::AnyInvocable<void()> callback) {
  io_.Add(at, std::move(callback));
}

MonotonicTime SimulatedNode::NextTurn() const {
  const MonotonicTime due =
      deferred_.empty()
          ? std::min(io_.NextTime(), clock_.ToWorld(timers_->NextTime()))
          : world_now_;
  return std::max({due, stalled_until_, world_now_});
}

bool SimulatedNode::TimerGoesFirst() const {
  const MonotonicTime timer = clock_.ToWorld(timers_->NextTime());
  if (timer > world_now_) return false;
  if (io_.NextTime() > world_now_) return true;
  return options_.backlog == Options::Backlog::kTimersFirst ||
         timer < io_.NextTime();
}

void SimulatedNode::RunTurn() {
  if (deferred_.empty()) {
    if (TimerGoesFirst()) {
      timers_->Pop()->Fire();
    } else {
      io_.Pop()();
    }
  }
  while (!deferred_.empty() && !stalled()) {
    absl::AnyInvocable<void()> callback = std::move(deferred_.front());
    deferred_.pop_front();
    callback();
  }
}

}  // namespace waymark::testing
