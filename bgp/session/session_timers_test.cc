// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/session/session_timers.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include "absl/time/time.h"
#include "base/monotonic_time.h"
#include "base/testing/simulated_runtime.h"
#include "gtest/gtest.h"

namespace waymark::bgp {
namespace {

class SessionTimersTest : public ::testing::Test, public SessionTimersVisitor {
 protected:
  void OnConnectRetryTimer() override { Fired(connect_retry_); }
  void OnHoldTimer() override { Fired(hold_); }
  void OnKeepaliveTimer() override { Fired(keepalive_); }
  void OnSendHoldTimer() override { Fired(send_hold_); }
  void Fired(std::vector<MonotonicTime>& times) {
    times.push_back(simulation_.Now());
    if (on_fired_) on_fired_();
  }

  waymark::testing::SimulatedRuntime simulation_;
  const MonotonicTime start_ = simulation_.Now();
  std::vector<MonotonicTime> connect_retry_;
  std::vector<MonotonicTime> hold_;
  std::vector<MonotonicTime> keepalive_;
  std::vector<MonotonicTime> send_hold_;
  std::function<void()> on_fired_;
  std::unique_ptr<SessionTimers> timers_ =
      std::make_unique<SessionTimers>(simulation_.runtime(), *this);
};

// Conformance: RFC4271-10-2 negative
TEST_F(SessionTimersTest, TheHoldTimerHasNoJitter) {
  for (int i = 1; i <= 10; ++i) {
    timers_->StartHold(absl::Seconds(3));
    simulation_.RunFor(absl::Seconds(3));
    ASSERT_EQ(hold_.size(), static_cast<size_t>(i));
    EXPECT_EQ(hold_.back(), simulation_.Now());
  }
}

TEST_F(SessionTimersTest, RestartingMovesTheDeadlineOut) {
  timers_->StartHold(absl::Seconds(3));
  simulation_.RunFor(absl::Seconds(2));
  timers_->StartHold(absl::Seconds(3));
  simulation_.RunFor(absl::Seconds(10));
  EXPECT_EQ(hold_, std::vector<MonotonicTime>{start_ + absl::Seconds(5)});
}

TEST_F(SessionTimersTest, RestartingMayMoveTheDeadlineIn) {
  timers_->StartHold(absl::Minutes(4));
  timers_->StartHold(absl::Seconds(3));
  simulation_.RunFor(absl::Minutes(10));
  EXPECT_EQ(hold_, std::vector<MonotonicTime>{start_ + absl::Seconds(3)});
}

TEST_F(SessionTimersTest, ZeroAndStopAreTheEndOfIt) {
  timers_->StartHold(absl::Seconds(3));
  timers_->StartHold(absl::ZeroDuration());
  timers_->StartKeepalive(absl::Seconds(3));
  timers_->StartKeepalive(absl::ZeroDuration());
  timers_->StartSendHold(absl::ZeroDuration());
  timers_->StartConnectRetry(absl::Seconds(3));
  timers_->StopConnectRetry();
  simulation_.RunFor(absl::Minutes(10));
  timers_->StartHold(absl::Seconds(3));
  timers_->StopHold();
  timers_->StartKeepalive(absl::Seconds(3));
  timers_->StopKeepalive();
  timers_->StartSendHold(absl::Seconds(3));
  timers_->StopSendHold();
  simulation_.RunFor(absl::Minutes(10));
  EXPECT_TRUE(hold_.empty() && keepalive_.empty() && send_hold_.empty() &&
              connect_retry_.empty());
}

TEST_F(SessionTimersTest, TheSendHoldTimerRunsFromItsFirstStart) {
  timers_->StartSendHold(absl::Seconds(3));
  simulation_.RunFor(absl::Seconds(2));
  timers_->StartSendHold(absl::Seconds(3));
  simulation_.RunFor(absl::Seconds(10));
  EXPECT_EQ(send_hold_, std::vector<MonotonicTime>{start_ + absl::Seconds(3)});
}

TEST_F(SessionTimersTest, AStalledLoopIsGivenAMomentToRead) {
  timers_->StartHold(absl::Seconds(3));
  simulation_.node().StallUntil(start_ + absl::Seconds(5));
  simulation_.RunFor(absl::Milliseconds(5050));
  EXPECT_TRUE(hold_.empty());
  simulation_.RunFor(absl::Milliseconds(100));
  EXPECT_EQ(hold_.size(), 1u);
}

TEST_F(SessionTimersTest, AStalledLoopIsGivenItOnlyOnce) {
  timers_->StartHold(absl::Seconds(3));
  simulation_.node().StallUntil(start_ + absl::Seconds(5));
  simulation_.RunFor(absl::Milliseconds(5050));
  simulation_.node().StallUntil(start_ + absl::Seconds(10));
  simulation_.RunFor(absl::Seconds(5));
  EXPECT_EQ(hold_.size(), 1u);
}

TEST_F(SessionTimersTest, EveryTimerMayDestroyThemAll) {
  for (int i = 0; i < 4; ++i) {
    timers_ = std::make_unique<SessionTimers>(simulation_.runtime(), *this);
    on_fired_ = [this] { timers_.reset(); };
    if (i == 0) timers_->StartConnectRetry(absl::Seconds(1));
    if (i == 1) timers_->StartHold(absl::Seconds(1));
    if (i == 2) timers_->StartKeepalive(absl::Seconds(1));
    if (i == 3) timers_->StartSendHold(absl::Seconds(1));
    simulation_.RunFor(absl::Seconds(5));
    EXPECT_EQ(timers_, nullptr);
  }
}

}  // namespace
}  // namespace waymark::bgp
