// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/daemon/background_call.h"

#include <signal.h>

#include <atomic>
#include <future>
#include <memory>
#include <optional>
#include <thread>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "posix/event_loop.h"
#include "posix/testing/run_until.h"

namespace waymark::examples {
namespace {

class BackgroundCallTest : public ::testing::Test {
 protected:
  BackgroundCall::Done Keep() {
    return [this](const absl::Status& status) { result_ = status; };
  }
  bool AwaitResult() {
    return posix::RunUntil(*loop_, [this] { return result_.has_value(); });
  }

  const std::unique_ptr<posix::EventLoop> loop_ = *posix::EventLoop::Create();
  std::optional<absl::Status> result_;
};

TEST_F(BackgroundCallTest, TheWorkIsDoneElsewhereAndItsResultComesToTheLoop) {
  BackgroundCall call(*loop_);
  std::atomic<bool> elsewhere = false;
  call.Start(
      [&elsewhere, main = std::this_thread::get_id()] {
        elsewhere = std::this_thread::get_id() != main;
        return absl::NotFoundError("nothing there");
      },
      Keep());
  EXPECT_TRUE(call.under_way());
  EXPECT_FALSE(result_.has_value());
  ASSERT_TRUE(AwaitResult());
  EXPECT_EQ(*result_, absl::NotFoundError("nothing there"));
  EXPECT_TRUE(elsewhere);
  EXPECT_FALSE(call.under_way());
}

TEST_F(BackgroundCallTest, TheNextCallMayBeginInsideTheAnswerToTheLast) {
  BackgroundCall call(*loop_);
  call.Start([] { return absl::OkStatus(); },
             [&](const absl::Status&) {
               call.Start([] { return absl::DataLossError("second"); }, Keep());
             });
  ASSERT_TRUE(AwaitResult());
  EXPECT_EQ(*result_, absl::DataLossError("second"));
}

TEST_F(BackgroundCallTest, TheLoopTurnsWhileTheWorkBlocks) {
  std::promise<void> gate;
  BackgroundCall call(*loop_);
  call.Start(
      [open = gate.get_future().share()] {
        open.wait();
        return absl::OkStatus();
      },
      Keep());
  posix::RunFor(*loop_, absl::Milliseconds(20));
  EXPECT_FALSE(result_.has_value());
  gate.set_value();
  EXPECT_TRUE(AwaitResult());
}

TEST_F(BackgroundCallTest, OneThatIsDestroyedAnswersNobody) {
  std::promise<void> gate;
  auto finished = std::make_shared<std::promise<void>>();
  std::future<void> end = finished->get_future();
  auto call = std::make_unique<BackgroundCall>(*loop_);
  call->Start(
      [open = gate.get_future().share(), finished] {
        open.wait();
        finished->set_value();
        return absl::OkStatus();
      },
      Keep());
  call.reset();
  gate.set_value();
  end.wait();
  posix::RunFor(*loop_, absl::Milliseconds(20));
  EXPECT_FALSE(result_.has_value());
}

TEST_F(BackgroundCallTest, WaitingTakesThePlaceOfTheAnswer) {
  auto done = std::make_shared<std::atomic<bool>>(false);
  BackgroundCall call(*loop_);
  call.Start(
      [done] {
        std::this_thread::yield();
        *done = true;
        return absl::UnknownError("no");
      },
      Keep());
  EXPECT_EQ(call.Wait(), absl::UnknownError("no"));
  EXPECT_TRUE(*done);
  EXPECT_FALSE(call.under_way());
  EXPECT_TRUE(call.Wait().ok()) << "there is none";
  posix::RunFor(*loop_, absl::Milliseconds(20));
  EXPECT_FALSE(result_.has_value());
}

TEST_F(BackgroundCallTest, TheWorkTakesNoSignals) {
  BackgroundCall call(*loop_);
  call.Start(
      [] {
        sigset_t mask;
        pthread_sigmask(SIG_SETMASK, nullptr, &mask);
        return sigismember(&mask, SIGTERM) == 1 ? absl::OkStatus()
                                                : absl::InternalError("");
      },
      Keep());
  ASSERT_TRUE(AwaitResult());
  EXPECT_TRUE(result_->ok());
}

}  // namespace
}  // namespace waymark::examples
