// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/realtime.h"

#include <sched.h>
#include <sys/mman.h>

#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "gtest/gtest.h"

namespace waymark::posix {
namespace {

TEST(RealtimeTest, SchedulingIsChangedForTheCallingThreadAlone) {
  absl::Status status;
  int policy = -1;
  std::thread([&] {
    status = UseRealtimeScheduling(1);
    policy = sched_getscheduler(0);
  }).join();
  if (!status.ok()) GTEST_SKIP() << "not permitted here: " << status;
  EXPECT_EQ(policy, SCHED_FIFO | SCHED_RESET_ON_FORK);
  EXPECT_EQ(sched_getscheduler(0), SCHED_OTHER);
}

TEST(RealtimeTest, APriorityThatDoesNotExistIsAnErrorThatNamesIt) {
  const absl::Status status = UseRealtimeScheduling(100);
  EXPECT_FALSE(status.ok());
  EXPECT_TRUE(absl::StrContains(status.message(), "priority 100")) << status;
}

TEST(RealtimeTest, MemoryIsLockedWherePermitted) {
  const absl::Status status = LockMemory();
  if (!status.ok()) GTEST_SKIP() << "not permitted here: " << status;
  munlockall();
}

}  // namespace
}  // namespace waymark::posix
