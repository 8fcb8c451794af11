// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "base/testing/loop_contract_test.h"

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "base/alive_token.h"
#include "base/monotonic_time.h"
#include "base/timer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace waymark::testing {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr absl::Duration kSoon = absl::Milliseconds(2);
constexpr absl::Duration kLater = absl::Milliseconds(20);

std::function<void()> LoopContractTest::Logging(std::string name,
                                                std::function<void()> then) {
  return [this, name = std::move(name), then = std::move(then)] {
    log_.push_back(name);
    if (then) then();
  };
}

std::unique_ptr<Timer> LoopContractTest::LoggingTimer(
    std::string name, std::function<void()> then) {
  return loop_->runtime().timers.CreateTimer(
      Logging(std::move(name), std::move(then)));
}

TEST_P(TimerContractTest, ANewTimerIsNotArmed) {
  const auto timer = LoggingTimer("timer");
  EXPECT_FALSE(timer->armed());
  EXPECT_EQ(timer->deadline(), MonotonicTime::InfiniteFuture());
  RunFor(kLater);
  EXPECT_THAT(log_, IsEmpty());
}

TEST_P(TimerContractTest, ATimerFiresOnceAndNotBeforeItsDeadline) {
  MonotonicTime fired;
  const auto timer = LoggingTimer("timer", [&] { fired = Now(); });
  const MonotonicTime deadline = In(kLater);
  timer->Arm(deadline);
  EXPECT_TRUE(timer->armed());
  EXPECT_EQ(timer->deadline(), deadline);

  ASSERT_TRUE(RunUntilLogged(1));
  EXPECT_GE(fired, deadline);
  EXPECT_FALSE(timer->armed());
  EXPECT_EQ(timer->deadline(), MonotonicTime::InfiniteFuture());
  RunFor(kLater);
  EXPECT_THAT(log_, ElementsAre("timer"));
}

TEST_P(TimerContractTest, TheClockGoesOnAndNeverBack) {
  const MonotonicTime start = Now();
  MonotonicTime last = start;
  std::unique_ptr<Timer> timer;
  timer = LoggingTimer("tick", [&] {
    EXPECT_GE(Now(), last);
    last = Now();
    timer->Arm(In(absl::Microseconds(100)));
  });
  timer->Arm(start);
  ASSERT_TRUE(RunUntilLogged(20));
  EXPECT_GE(last - start, absl::Microseconds(1900));
}

TEST_P(TimerContractTest, TimersFireInTheOrderOfTheirDeadlines) {
  const auto third = LoggingTimer("third");
  const auto first = LoggingTimer("first");
  const auto second = LoggingTimer("second");
  const MonotonicTime base = In(kSoon);
  third->Arm(base + absl::Nanoseconds(2));
  first->Arm(base);
  second->Arm(base + absl::Nanoseconds(1));
  ASSERT_TRUE(RunUntilLogged(3));
  EXPECT_THAT(log_, ElementsAre("first", "second", "third"));
}

TEST_P(TimerContractTest, TimersOfOneDeadlineFireInTheOrderOfArming) {
  const auto a = LoggingTimer("a");
  const auto b = LoggingTimer("b");
  const auto c = LoggingTimer("c");
  const MonotonicTime deadline = In(kSoon);
  a->Arm(deadline);
  c->Arm(deadline);
  b->Arm(deadline);
  c->Arm(deadline);
  ASSERT_TRUE(RunUntilLogged(3));
  EXPECT_THAT(log_, ElementsAre("a", "b", "c"));
}

TEST_P(TimerContractTest, ADeadlineInThePastFiresInTheNextTurn) {
  const auto past = LoggingTimer("past");
  const auto infinite = LoggingTimer("infinite");
  past->Arm(Now() - absl::Hours(1));
  infinite->Arm(MonotonicTime::InfinitePast());
  EXPECT_THAT(log_, IsEmpty());
  ASSERT_TRUE(RunUntilLogged(2));
  EXPECT_THAT(log_, ElementsAre("infinite", "past"));
}

TEST_P(TimerContractTest, ADeadlineInThePastDoesNotFireInsideArm) {
  const auto inner = LoggingTimer("inner");
  const auto outer = LoggingTimer("outer begins", [&] {
    inner->Arm(Now() - kSoon);
    log_.push_back("outer ends");
  });
  outer->Arm(Now());
  ASSERT_TRUE(RunUntilLogged(3));
  EXPECT_THAT(log_, ElementsAre("outer begins", "outer ends", "inner"));
}

TEST_P(TimerContractTest, ACancelledTimerDoesNotFire) {
  const auto timer = LoggingTimer("timer");
  timer->Arm(In(kSoon));
  timer->Cancel();
  EXPECT_FALSE(timer->armed());
  timer->Cancel();
  RunFor(kLater);
  EXPECT_THAT(log_, IsEmpty());
}

TEST_P(TimerContractTest, ArmingForTheInfiniteFutureCancels) {
  const auto timer = LoggingTimer("timer");
  timer->Arm(In(kSoon));
  timer->Arm(MonotonicTime::InfiniteFuture());
  EXPECT_FALSE(timer->armed());
  RunFor(kLater);
  EXPECT_THAT(log_, IsEmpty());
}

TEST_P(TimerContractTest, ArmingAgainReplacesTheDeadline) {
  const auto earlier = LoggingTimer("earlier");
  const auto mark = LoggingTimer("mark");
  const auto later = LoggingTimer("later");
  const MonotonicTime start = Now();
  earlier->Arm(start + absl::Hours(1));
  earlier->Arm(start + kSoon);
  later->Arm(start + kSoon);
  later->Arm(start + 3 * kSoon);
  mark->Arm(start + 2 * kSoon);
  ASSERT_TRUE(RunUntilLogged(3));
  EXPECT_THAT(log_, ElementsAre("earlier", "mark", "later"));
}

TEST_P(TimerContractTest, ACallbackMayArmItsTimerAgain) {
  std::unique_ptr<Timer> timer;
  timer = LoggingTimer("tick", [&] {
    EXPECT_FALSE(timer->armed());
    if (log_.size() < 5) timer->Arm(In(kSoon));
  });
  timer->Arm(In(kSoon));
  ASSERT_TRUE(RunUntilLogged(5));
  EXPECT_FALSE(timer->armed());
}

TEST_P(TimerContractTest, ACallbackMayCancelItsTimer) {
  std::unique_ptr<Timer> timer;
  timer = LoggingTimer("timer", [&] {
    timer->Cancel();
    timer->Arm(In(kSoon));
    timer->Cancel();
  });
  timer->Arm(Now());
  ASSERT_TRUE(RunUntilLogged(1));
  RunFor(kLater);
  EXPECT_THAT(log_, ElementsAre("timer"));
}

TEST_P(TimerContractTest, ACallbackMayDestroyItsTimerAndStillUseItsCaptures) {
  std::unique_ptr<Timer> timer;
  timer = LoggingTimer("timer", [this, &timer, text = std::string(100, 'x')] {
    timer = nullptr;
    log_.push_back(text);
  });
  timer->Arm(Now());
  ASSERT_TRUE(RunUntilLogged(2));
  EXPECT_EQ(log_[1], std::string(100, 'x'));
}

TEST_P(TimerContractTest, ACallbackMayReplaceItsTimer) {
  std::unique_ptr<Timer> timer;
  timer = LoggingTimer("old", [&] {
    timer = LoggingTimer("new");
    timer->Arm(Now());
  });
  timer->Arm(Now());
  ASSERT_TRUE(RunUntilLogged(2));
  EXPECT_THAT(log_, ElementsAre("old", "new"));
}

TEST_P(TimerContractTest, ACallbackMayCancelOrDestroyOtherTimersThatAreDue) {
  const auto cancelled = LoggingTimer("cancelled");
  auto destroyed = LoggingTimer("destroyed");
  const auto first = LoggingTimer("first", [&] {
    cancelled->Cancel();
    destroyed = nullptr;
  });
  const auto last = LoggingTimer("last");
  const MonotonicTime deadline = In(kSoon);
  for (Timer* timer :
       {first.get(), cancelled.get(), destroyed.get(), last.get()}) {
    timer->Arm(deadline);
  }
  ASSERT_TRUE(RunUntilLogged(2));
  RunFor(kLater);
  EXPECT_THAT(log_, ElementsAre("first", "last"));
}

TEST_P(TimerContractTest, ACallbackMayCreateManyTimersBeforeOthersThatAreDue) {
  std::vector<std::unique_ptr<Timer>> created;
  auto destroyed = LoggingTimer("destroyed");
  const auto postponed = LoggingTimer("postponed");
  const auto first = LoggingTimer("first", [&] {
    for (int i = 0; i < 1000; ++i) created.push_back(LoggingTimer("created"));
    destroyed = nullptr;
    postponed->Arm(In(kLater));
  });
  const auto last = LoggingTimer("last", [&] { created.back()->Arm(Now()); });
  const MonotonicTime deadline = In(kSoon);
  for (Timer* timer :
       {first.get(), destroyed.get(), postponed.get(), last.get()}) {
    timer->Arm(deadline);
  }
  ASSERT_TRUE(RunUntilLogged(4));
  EXPECT_THAT(log_, ElementsAre("first", "last", "created", "postponed"));
}

TEST_P(TimerContractTest, DestroyingAnArmedTimerCancelsIt) {
  auto timer = LoggingTimer("timer");
  timer->Arm(In(kSoon));
  timer = nullptr;
  RunFor(kLater);
  EXPECT_THAT(log_, IsEmpty());
}

TEST_P(ExecutorContractTest, NothingRunsInsideDefer) {
  loop_->runtime().defer.Defer(Logging("deferred"));
  EXPECT_THAT(log_, IsEmpty());
  ASSERT_TRUE(RunUntilLogged(1));
  RunFor(kLater);
  EXPECT_THAT(log_, ElementsAre("deferred"));
}

TEST_P(ExecutorContractTest, DeferredCallbacksRunInOrder) {
  loop_->runtime().defer.Defer(Logging("a"));
  loop_->runtime().defer.Defer(Logging("b"));
  loop_->runtime().defer.Defer(Logging("c"));
  ASSERT_TRUE(RunUntilLogged(3));
  EXPECT_THAT(log_, ElementsAre("a", "b", "c"));
}

TEST_P(ExecutorContractTest, DeferredFromDeferredRunsAfterWhatIsQueued) {
  loop_->runtime().defer.Defer(Logging("a", [this] {
    loop_->runtime().defer.Defer(
        Logging("c", [this] { loop_->runtime().defer.Defer(Logging("d")); }));
  }));
  loop_->runtime().defer.Defer(Logging("b"));
  ASSERT_TRUE(RunUntilLogged(4));
  EXPECT_THAT(log_, ElementsAre("a", "b", "c", "d"));
}

TEST_P(ExecutorContractTest, DeferredRunsBeforeTheLoopWaits) {
  const auto waits = LoggingTimer("waits");
  const auto timer = LoggingTimer("timer", [&] {
    waits->Arm(Now() + kSoon);
    loop_->runtime().defer.Defer(Logging("deferred", [this] {
      loop_->runtime().defer.Defer(Logging("deferred by deferred"));
    }));
    log_.push_back("timer ends");
  });
  timer->Arm(Now());
  ASSERT_TRUE(RunUntilLogged(5));
  EXPECT_THAT(log_, ElementsAre("timer", "timer ends", "deferred",
                                "deferred by deferred", "waits"));
}

TEST_P(ExecutorContractTest, ADeferredCallbackIsDestroyedAfterItHasRun) {
  auto held = std::make_shared<int>(0);
  loop_->runtime().defer.Defer([this, held] { log_.push_back("ran"); });
  ASSERT_TRUE(RunUntilLogged(1));
  RunFor(kSoon);
  EXPECT_EQ(held.use_count(), 1);
}

TEST_P(ExecutorContractTest, AWatcherGuardsWhatDiesBeforeItsCallbackRuns) {
  auto object = std::make_unique<AliveToken>();
  loop_->runtime().defer.Defer(
      Logging("kills", [&object] { object = nullptr; }));
  loop_->runtime().defer.Defer([this, alive = object->Watch()] {
    log_.push_back(alive ? "alive" : "dead");
  });
  ASSERT_TRUE(RunUntilLogged(2));
  EXPECT_THAT(log_, ElementsAre("kills", "dead"));
}

}  // namespace waymark::testing
