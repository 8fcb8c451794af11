// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/timer_queue.h"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <new>
#include <random>
#include <set>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "base/clock.h"
#include "base/monotonic_time.h"
#include "base/timer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace {
int allocations = 0;
}  // namespace

void* operator new(size_t size) {
  ++allocations;
  return std::malloc(size);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, size_t) noexcept { std::free(memory); }

namespace waymark::posix {
namespace {

using ::testing::ElementsAre;

class FakeClock : public Clock {
 public:
  MonotonicTime Now() const override { return now; }
  MonotonicTime now = MonotonicTime::FromNanoseconds(1'000'000);
};

class TimerQueueTest : public ::testing::Test {
 protected:
  std::unique_ptr<Timer> Recording(int name) {
    return queue_.CreateTimer([this, name] { fired_.push_back(name); });
  }
  MonotonicTime After(int us) { return clock_.now + absl::Microseconds(us); }
  void Advance(int us) { clock_.now = After(us); }
  size_t FireDue() {
    return queue_.FireDue([] {});
  }

  FakeClock clock_;
  int earlier_ = 0;
  TimerQueue queue_{clock_, [this] { ++earlier_; }};
  std::vector<int> fired_;
};

TEST_F(TimerQueueTest, FiresInTheOrderOfDeadlines) {
  auto a = Recording(1), b = Recording(2), c = Recording(3);
  a->Arm(After(30));
  b->Arm(After(10));
  c->Arm(After(20));
  Advance(100);
  EXPECT_EQ(FireDue(), 3u);
  EXPECT_THAT(fired_, ElementsAre(2, 3, 1));
}

TEST_F(TimerQueueTest, EqualDeadlinesFireInTheOrderOfArming) {
  auto a = Recording(1), b = Recording(2), c = Recording(3);
  a->Arm(After(10));
  b->Arm(After(10));
  c->Arm(After(10));
  a->Arm(After(10));  // armed anew: now the last
  Advance(10);
  FireDue();
  EXPECT_THAT(fired_, ElementsAre(2, 3, 1));
}

TEST_F(TimerQueueTest, FiresAtItsDeadlineAndNotBefore) {
  auto timer = Recording(1);
  timer->Arm(After(10));
  clock_.now = clock_.now + absl::Nanoseconds(9999);
  EXPECT_EQ(FireDue(), 0u);
  EXPECT_TRUE(timer->armed());
  clock_.now = clock_.now + absl::Nanoseconds(1);
  EXPECT_EQ(FireDue(), 1u);
  EXPECT_FALSE(timer->armed());
  EXPECT_EQ(timer->deadline(), MonotonicTime::InfiniteFuture());
}

TEST_F(TimerQueueTest, InfiniteFutureIsTheSameAsCancel) {
  auto timer = Recording(1);
  timer->Arm(After(10));
  timer->Arm(MonotonicTime::InfiniteFuture());
  EXPECT_FALSE(timer->armed());
  EXPECT_EQ(queue_.next_deadline(), MonotonicTime::InfiniteFuture());
}

TEST_F(TimerQueueTest, ATimerArmedForThePastWaitsForTheNextCall) {
  std::unique_ptr<Timer> timer;
  timer = queue_.CreateTimer([&] {
    fired_.push_back(1);
    timer->Arm(clock_.now - absl::Seconds(1));
  });
  timer->Arm(clock_.now);
  EXPECT_TRUE(fired_.empty());
  EXPECT_EQ(FireDue(), 1u);
  EXPECT_TRUE(timer->armed());
  EXPECT_EQ(FireDue(), 1u);
}

TEST_F(TimerQueueTest, ACallbackMayCancelAnotherThatIsDue) {
  auto second = Recording(2);
  auto first = queue_.CreateTimer([&] { second->Cancel(); });
  auto third = Recording(3);
  first->Arm(After(1));
  second->Arm(After(2));
  third->Arm(After(3));
  Advance(5);
  FireDue();
  EXPECT_THAT(fired_, ElementsAre(3));
  EXPECT_FALSE(second->armed());
}

TEST_F(TimerQueueTest, ACallbackMayPostponeAnotherThatIsDue) {
  auto second = Recording(2);
  auto first = queue_.CreateTimer([&] { second->Arm(After(10)); });
  first->Arm(After(1));
  second->Arm(After(2));
  Advance(5);
  EXPECT_EQ(FireDue(), 1u);
  EXPECT_EQ(second->deadline(), After(10));
  Advance(10);
  EXPECT_EQ(FireDue(), 1u);
}

TEST_F(TimerQueueTest, ACallbackMayDestroyItsOwnTimer) {
  std::unique_ptr<Timer> timer;
  // The vector makes a use of the destroyed callback visible.
  timer = queue_.CreateTimer([&, owned = std::vector<int>(8, 7)] {
    timer.reset();
    fired_ = owned;
  });
  timer->Arm(clock_.now);
  FireDue();
  EXPECT_EQ(fired_.size(), 8u);
  EXPECT_EQ(timer, nullptr);
}

TEST_F(TimerQueueTest, ACallbackMayDestroyTheOtherTimersThatAreDue) {
  std::unique_ptr<Timer> timers[4];
  for (int i = 0; i < 4; ++i) {
    timers[i] = queue_.CreateTimer([&, i] {
      fired_.push_back(i);
      timers[1].reset();
      timers[3].reset();
    });
    timers[i]->Arm(After(i));
  }
  Advance(10);
  FireDue();
  EXPECT_THAT(fired_, ElementsAre(0, 2));
}

// More than there is room for: what is due moves in memory.
TEST_F(TimerQueueTest, ACallbackMayCreateManyTimersAndThenTouchThoseDue) {
  std::vector<std::unique_ptr<Timer>> created;
  std::unique_ptr<Timer> timers[6];
  for (int i = 0; i < 6; ++i) {
    timers[i] = queue_.CreateTimer([&, i] {
      fired_.push_back(i);
      if (i != 0) return;
      for (int n = 0; n < 1000; ++n) created.push_back(Recording(100 + n));
      timers[1]->Cancel();
      timers[2]->Arm(After(10));
      timers[3].reset();
      created[0]->Arm(After(5));
    });
    timers[i]->Arm(After(i));
  }
  const MonotonicTime last_due = timers[5]->deadline();
  Advance(8);
  EXPECT_EQ(FireDue(), 3u);
  EXPECT_THAT(fired_, ElementsAre(0, 4, 5));
  EXPECT_EQ(queue_.last_lateness(), clock_.now - last_due);
  EXPECT_EQ(timers[2]->deadline(), After(10));
  Advance(10);
  EXPECT_EQ(FireDue(), 2u);
  EXPECT_THAT(fired_, ElementsAre(0, 4, 5, 100, 2));
}

TEST_F(TimerQueueTest, WhatRunsAfterEachMayCreateManyTimers) {
  std::vector<std::unique_ptr<Timer>> created;
  auto first = Recording(1), second = Recording(2), third = Recording(3);
  first->Arm(After(1));
  second->Arm(After(2));
  third->Arm(After(3));
  Advance(5);
  queue_.FireDue([&] {
    for (int n = 0; n < 1000; ++n) created.push_back(Recording(100));
    second->Cancel();
  });
  EXPECT_THAT(fired_, ElementsAre(1, 3));
}

TEST_F(TimerQueueTest, ReportsWhenTheEarliestDeadlineMovesForward) {
  auto a = Recording(1), b = Recording(2);
  a->Arm(After(20));
  EXPECT_EQ(earlier_, 1);
  b->Arm(After(30));
  EXPECT_EQ(earlier_, 1);
  b->Arm(After(10));
  EXPECT_EQ(earlier_, 2);
  b->Arm(After(15));
  EXPECT_EQ(earlier_, 2);
  EXPECT_EQ(queue_.next_deadline(), After(15));
}

TEST_F(TimerQueueTest, LatenessIsCountedFromTheDeadline) {
  auto timer = Recording(1);
  timer->Arm(After(10));
  Advance(17);
  FireDue();
  EXPECT_EQ(queue_.last_lateness(), absl::Microseconds(7));
  timer->Arm(After(10));
  Advance(12);
  FireDue();
  EXPECT_EQ(queue_.last_lateness(), absl::Microseconds(2));
  EXPECT_EQ(queue_.max_lateness(), absl::Microseconds(7));
  queue_.ResetMaxLateness();
  EXPECT_EQ(queue_.max_lateness(), absl::ZeroDuration());
}

TEST_F(TimerQueueTest, ADeadlineLongPastWhenArmedIsNotOurLateness) {
  auto timer = Recording(1);
  FireDue();
  Advance(5);
  timer->Arm(MonotonicTime::InfinitePast());
  FireDue();
  EXPECT_EQ(queue_.max_lateness(), absl::Microseconds(5));
}

TEST_F(TimerQueueTest, ArmAndCancelAllocateNothing) {
  std::vector<std::unique_ptr<Timer>> timers;
  for (int i = 0; i < 1000; ++i) timers.push_back(queue_.CreateTimer([] {}));
  const int before = allocations;
  for (int i = 0; i < 1000; ++i) timers[i]->Arm(After(1000 - i));
  for (int i = 0; i < 1000; i += 2) timers[i]->Cancel();
  Advance(2000);
  FireDue();
  EXPECT_EQ(allocations, before);
}

// Against a slow model: random arming and cancelling of many timers.
TEST_F(TimerQueueTest, AgreesWithASortedSet) {
  std::mt19937 random(42);
  constexpr int kTimers = 64;
  std::vector<std::unique_ptr<Timer>> timers;
  for (int i = 0; i < kTimers; ++i) timers.push_back(Recording(i));
  std::set<std::pair<std::pair<MonotonicTime, int>, int>> model;
  int order = 0;
  for (int step = 0; step < 20000; ++step) {
    const int i = static_cast<int>(random() % kTimers);
    const auto of_i = std::find_if(model.begin(), model.end(),
                                   [i](auto& e) { return e.second == i; });
    if (of_i != model.end()) model.erase(of_i);
    if (random() % 4 == 0) {
      timers[i]->Cancel();
    } else {
      const MonotonicTime at = After(static_cast<int>(random() % 100) + 1);
      timers[i]->Arm(at);
      model.insert({{at, order++}, i});
    }
    Advance(static_cast<int>(random() % 4));
    fired_.clear();
    FireDue();
    std::vector<int> expected;
    while (!model.empty() && model.begin()->first.first <= clock_.now) {
      expected.push_back(model.begin()->second);
      model.erase(model.begin());
    }
    ASSERT_EQ(fired_, expected) << "step " << step;
  }
}

}  // namespace
}  // namespace waymark::posix
