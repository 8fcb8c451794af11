// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/signal_watcher.h"

#include <pthread.h>
#include <signal.h>

#include <memory>
#include <vector>

#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "posix/event_loop.h"
#include "posix/testing/run_until.h"

namespace waymark::posix {
namespace {

using ::testing::ElementsAre;

bool IsBlocked(int signal) {
  sigset_t mask;
  pthread_sigmask(SIG_SETMASK, nullptr, &mask);
  return sigismember(&mask, signal) == 1;
}

TEST(SignalWatcherTest, SignalsArriveFromTheLoop) {
  const auto loop = *EventLoop::Create();
  std::vector<int> got;
  const auto watcher = *SignalWatcher::Create(
      *loop, {SIGUSR1, SIGUSR2}, [&](int signal) { got.push_back(signal); });
  raise(SIGUSR1);
  EXPECT_TRUE(got.empty());
  ASSERT_TRUE(RunUntil(*loop, [&] { return got.size() == 1; }));
  raise(SIGUSR2);
  ASSERT_TRUE(RunUntil(*loop, [&] { return got.size() == 2; }));
  EXPECT_THAT(got, ElementsAre(SIGUSR1, SIGUSR2));
}

TEST(SignalWatcherTest, TheMaskIsRestored) {
  const auto loop = *EventLoop::Create();
  ASSERT_FALSE(IsBlocked(SIGUSR1));
  {
    const auto watcher = *SignalWatcher::Create(*loop, {SIGUSR1}, [](int) {});
    EXPECT_TRUE(IsBlocked(SIGUSR1));
  }
  EXPECT_FALSE(IsBlocked(SIGUSR1));
}

TEST(SignalWatcherTest, TheCallbackMayDestroyTheWatcher) {
  const auto loop = *EventLoop::Create();
  std::unique_ptr<SignalWatcher> watcher;
  std::vector<int> got;
  watcher = *SignalWatcher::Create(*loop, {SIGUSR1},
                                   [&, owned = std::vector<int>(8, 7)](int) {
                                     watcher.reset();
                                     got = owned;
                                   });
  raise(SIGUSR1);
  EXPECT_TRUE(RunUntil(*loop, [&] { return got.size() == 8; }));
}

}  // namespace
}  // namespace waymark::posix
