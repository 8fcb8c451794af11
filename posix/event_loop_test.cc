// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/event_loop.h"

#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "base/monotonic_time.h"
#include "base/runtime.h"
#include "base/timer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "posix/fd_watcher.h"
#include "posix/file_descriptor.h"

namespace waymark::posix {
namespace {

using ::testing::ElementsAre;

// Readable once and for all.
FileDescriptor ReadyFd() { return FileDescriptor(eventfd(1, EFD_NONBLOCK)); }

bool IsReadable(int fd, int timeout_ms) {
  pollfd p = {fd, POLLIN, 0};
  return poll(&p, 1, timeout_ms) == 1;
}

class EventLoopTest : public ::testing::Test {
 protected:
  FdHandle WatchOrDie(
      const FileDescriptor& fd, FdWatcher::Callback callback,
      EventLoop::Urgency urgency = EventLoop::Urgency::kNormal) {
    auto handle = loop_->Watch(fd.get(), EPOLLIN, std::move(callback), urgency);
    EXPECT_TRUE(handle.ok()) << handle.status();
    return *std::move(handle);
  }
  MonotonicTime Now() { return loop_->clock().Now(); }

  int tasks_ = 0;  // that exist; the loop's end counts too
  std::unique_ptr<EventLoop> loop_ = *EventLoop::Create();
  std::vector<int> calls_;
};

TEST_F(EventLoopTest, TimersNeverFireEarly) {
  for (int us : {0, 1, 50, 333, 1000, 2500}) {
    const MonotonicTime deadline = Now() + absl::Microseconds(us);
    MonotonicTime fired_at = MonotonicTime::InfinitePast();
    const auto timer = loop_->CreateTimer([&] {
      fired_at = Now();
      loop_->Stop();
    });
    timer->Arm(deadline);
    loop_->Run();
    EXPECT_GE(fired_at, deadline) << us;
  }
  EXPECT_GE(loop_->max_lateness(), loop_->last_lateness());
  EXPECT_GT(loop_->last_lateness(), absl::ZeroDuration());
}

TEST_F(EventLoopTest, AnEarlierTimerShortensTheWait) {
  const auto late = loop_->CreateTimer([&] { calls_.push_back(2); });
  const auto early = loop_->CreateTimer([&] {
    calls_.push_back(1);
    loop_->Stop();
  });
  late->Arm(Now() + absl::Hours(1));
  loop_->RunOnce(absl::ZeroDuration());
  early->Arm(Now() + absl::Microseconds(100));
  loop_->Run();
  EXPECT_THAT(calls_, ElementsAre(1));
}

TEST_F(EventLoopTest, RunOnceReturnsWhenItsTimeIsUp) {
  const MonotonicTime start = Now();
  while (Now() < start + absl::Milliseconds(2)) {
    loop_->RunOnce(start + absl::Milliseconds(2) - Now());
  }
  SUCCEED();
}

TEST_F(EventLoopTest, DeferredCallsRunInOrderInOneTurn) {
  loop_->Defer([&] {
    calls_.push_back(1);
    loop_->Defer([&] { calls_.push_back(3); });
  });
  loop_->Defer([&] { calls_.push_back(2); });
  EXPECT_TRUE(calls_.empty());
  loop_->RunOnce(absl::ZeroDuration());
  EXPECT_THAT(calls_, ElementsAre(1, 2, 3));
}

TEST_F(EventLoopTest, WhatACallbackDefersRunsBeforeTheNextCallback) {
  const FileDescriptor a = ReadyFd(), b = ReadyFd();
  const auto callback = [&](uint32_t) {
    calls_.push_back(1);
    loop_->Defer([&] { calls_.push_back(2); });
  };
  const FdHandle watch_a = WatchOrDie(a, callback);
  const FdHandle watch_b = WatchOrDie(b, callback);
  loop_->RunOnce(absl::ZeroDuration());
  EXPECT_THAT(calls_, ElementsAre(1, 2, 1, 2));
}

TEST_F(EventLoopTest, UrgentDescriptorsComeFirstThenTimers) {
  const FileDescriptor a = ReadyFd(), b = ReadyFd();
  const FdHandle normal = WatchOrDie(a, [&](uint32_t) { calls_.push_back(3); });
  const auto timer = loop_->CreateTimer([&] { calls_.push_back(2); });
  timer->Arm(Now());
  const FdHandle urgent = WatchOrDie(
      b, [&](uint32_t) { calls_.push_back(1); }, EventLoop::Urgency::kUrgent);
  loop_->RunOnce(absl::ZeroDuration());
  EXPECT_THAT(calls_, ElementsAre(1, 2, 3));
}

TEST_F(EventLoopTest, UrgentDescriptorsAreServedBetweenLongCallbacks) {
  const FileDescriptor a = ReadyFd(), b = ReadyFd(), c = ReadyFd();
  const auto busy = [&](uint32_t) {
    calls_.push_back(1);
    const MonotonicTime end = Now() + absl::Milliseconds(1);
    while (Now() < end) {
    }
  };
  const FdHandle watch_a = WatchOrDie(a, busy);
  const FdHandle watch_b = WatchOrDie(b, busy);
  const FdHandle urgent = WatchOrDie(
      c, [&](uint32_t) { calls_.push_back(0); }, EventLoop::Urgency::kUrgent);
  loop_->RunOnce(absl::ZeroDuration());
  EXPECT_THAT(calls_, ElementsAre(0, 1, 0, 1, 0));
}

TEST_F(EventLoopTest, ACallbackMayRemoveItselfAndOthers) {
  const FileDescriptor a = ReadyFd(), b = ReadyFd();
  FdHandle watches[2];
  const auto callback = [&, owned = std::vector<int>(4, 1)](uint32_t) {
    watches[0].Reset();
    watches[1].Reset();
    calls_.push_back(owned[3]);
  };
  watches[0] = WatchOrDie(a, callback);
  watches[1] = WatchOrDie(b, callback);
  loop_->RunOnce(absl::ZeroDuration());
  loop_->RunOnce(absl::ZeroDuration());
  EXPECT_THAT(calls_, ElementsAre(1));
}

TEST_F(EventLoopTest, AnUrgentCallbackMayRemoveANormalWatchThatIsReady) {
  const FileDescriptor a = ReadyFd(), b = ReadyFd();
  FdHandle normal = WatchOrDie(a, [&](uint32_t) { calls_.push_back(2); });
  const FdHandle urgent = WatchOrDie(
      b,
      [&](uint32_t) {
        calls_.push_back(1);
        normal.Reset();
      },
      EventLoop::Urgency::kUrgent);
  loop_->RunOnce(absl::ZeroDuration());
  EXPECT_THAT(calls_, ElementsAre(1));
}

TEST_F(EventLoopTest, LostInterestIsHonouredWithinTheTurn) {
  const FileDescriptor a = ReadyFd(), b = ReadyFd();
  FdHandle watches[2];
  for (int i = 0; i < 2; ++i) {
    watches[i] = WatchOrDie(i == 0 ? a : b, [&, i](uint32_t) {
      calls_.push_back(i);
      EXPECT_TRUE(watches[1 - i].Modify(0).ok());
    });
  }
  loop_->RunOnce(absl::ZeroDuration());
  EXPECT_EQ(calls_.size(), 1u);
}

TEST_F(EventLoopTest, WatchingADescriptorThatIsNoneFails) {
  const auto handle = loop_->Watch(-1, EPOLLIN, [](uint32_t) {});
  EXPECT_FALSE(handle.ok());
}

TEST_F(EventLoopTest, StopBeforeRunReturnsAtOnceAndOnlyOnce) {
  loop_->Stop();
  loop_->Run();
  loop_->Defer([&] { loop_->Stop(); });
  loop_->Run();
  SUCCEED();
}

TEST_F(EventLoopTest, PollFdIsReadableForWhatWasArmedOrDeferredOutside) {
  EXPECT_FALSE(IsReadable(loop_->poll_fd(), 0));
  const auto timer = loop_->CreateTimer([&] { calls_.push_back(1); });
  timer->Arm(Now() + absl::Milliseconds(1));
  EXPECT_TRUE(IsReadable(loop_->poll_fd(), -1));
  loop_->RunOnce(absl::ZeroDuration());
  EXPECT_THAT(calls_, ElementsAre(1));
  EXPECT_FALSE(IsReadable(loop_->poll_fd(), 0));
  loop_->Defer([&] { calls_.push_back(2); });
  EXPECT_TRUE(IsReadable(loop_->poll_fd(), -1));
  loop_->RunOnce(absl::ZeroDuration());
  EXPECT_THAT(calls_, ElementsAre(1, 2));
}

TEST_F(EventLoopTest, PollFdIsReadableForATimerArmedInsideATurn) {
  const auto timer = loop_->CreateTimer([&] { calls_.push_back(1); });
  loop_->Defer([&] { timer->Arm(Now() + absl::Milliseconds(1)); });
  loop_->RunOnce(absl::ZeroDuration());
  EXPECT_TRUE(IsReadable(loop_->poll_fd(), -1));
  loop_->RunOnce(absl::ZeroDuration());
  EXPECT_THAT(calls_, ElementsAre(1));
}

TEST_F(EventLoopTest, PollFdIsReadableForAnUrgentDescriptor) {
  const FileDescriptor a = ReadyFd();
  const FdHandle urgent = WatchOrDie(
      a, [&](uint32_t) { calls_.push_back(1); }, EventLoop::Urgency::kUrgent);
  EXPECT_TRUE(IsReadable(loop_->poll_fd(), 0));
}

TEST_F(EventLoopTest, MoreDescriptorsThanOneWaitReportsAreAllServed) {
  std::vector<FileDescriptor> fds;
  std::vector<FdHandle> watches;
  std::vector<int> counts(200);
  for (int i = 0; i < 200; ++i) {
    fds.push_back(ReadyFd());
    watches.push_back(
        WatchOrDie(fds.back(), [&, i](uint32_t) { ++counts[i]; }));
  }
  for (int turn = 0; turn < 8; ++turn) loop_->RunOnce(absl::ZeroDuration());
  for (int count : counts) EXPECT_GE(count, 2);
}

class CountedTask : public BackgroundTask {
 public:
  explicit CountedTask(int& count) : count_(count) { ++count_; }
  ~CountedTask() override { --count_; }

 private:
  int& count_;
};

TEST_F(EventLoopTest, BackgroundTasksLiveUntilFinishedOrTheLoopEnds) {
  auto first = std::make_unique<CountedTask>(tasks_);
  CountedTask* const borrowed = first.get();
  ASSERT_TRUE(loop_->Keep(std::move(first)));
  ASSERT_TRUE(loop_->Keep(std::make_unique<CountedTask>(tasks_)));
  loop_->Defer([&] {
    loop_->Finish(borrowed);
    EXPECT_EQ(tasks_, 2);
  });
  loop_->RunOnce(absl::ZeroDuration());
  EXPECT_EQ(tasks_, 1);
  loop_.reset();
  EXPECT_EQ(tasks_, 0);
}

TEST_F(EventLoopTest, BackgroundTasksAreLimited) {
  for (size_t i = 0; i < EventLoop::kMaxBackgroundTasks; ++i) {
    ASSERT_TRUE(loop_->Keep(std::make_unique<CountedTask>(tasks_)));
  }
  EXPECT_FALSE(loop_->Keep(std::make_unique<CountedTask>(tasks_)));
  EXPECT_EQ(tasks_, static_cast<int>(EventLoop::kMaxBackgroundTasks));
}

TEST_F(EventLoopTest, RuntimeIsMadeOfTheLoop) {
  const Runtime runtime = loop_->runtime();
  const MonotonicTime before = runtime.clock.Now();
  EXPECT_LE(before, Now());
  EXPECT_GT(runtime.wall.Now(), absl::FromUnixSeconds(1'000'000'000));
  runtime.defer.Defer([&] { calls_.push_back(1); });
  loop_->RunOnce(absl::ZeroDuration());
  EXPECT_THAT(calls_, ElementsAre(1));
}

}  // namespace
}  // namespace waymark::posix
