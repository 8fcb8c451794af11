// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include <memory>

#include "base/testing/stream_contract_test.h"
#include "gtest/gtest.h"

namespace waymark::testing {
namespace {

TEST_P(DialerContractTest, AConnectionIsAnsweredOnceAndFromTheLoop) {
  Listen();
  dialer_ = streams_->CreateDialer();
  dialer_->StartConnect(dial_);
  EXPECT_EQ(dial_.answers(), 0u);
  ASSERT_TRUE(RunUntil([&] { return dial_.answers() > 0; }));
  Settle();
  EXPECT_EQ(dial_.connected.size(), 1u);
  EXPECT_EQ(dial_.answers(), 1u);
}

TEST_P(DialerContractTest, ARefusalIsAnsweredOnceAndFromTheLoop) {
  dialer_ = streams_->CreateRefusedDialer();
  dialer_->StartConnect(dial_);
  EXPECT_EQ(dial_.answers(), 0u);
  ASSERT_TRUE(RunUntil([&] { return dial_.answers() > 0; }));
  Settle();
  EXPECT_EQ(dial_.failed.size(), 1u);
  EXPECT_EQ(dial_.answers(), 1u);
}

TEST_P(DialerContractTest, ACancelledAttemptIsNotAnswered) {
  Listen();
  dialer_ = streams_->CreateDialer();
  dialer_->StartConnect(dial_);
  dialer_->CancelConnect();
  dialer_->CancelConnect();
  Settle();
  EXPECT_EQ(dial_.answers(), 0u);
  for (const auto& accepted : listen_.accepted) {
    EXPECT_TRUE(RunUntil([&] { return accepted->closed.has_value(); }));
  }
}

TEST_P(DialerContractTest, ACancelledDialerDialsAgain) {
  Listen();
  dialer_ = streams_->CreateDialer();
  dialer_->StartConnect(dial_);
  dialer_->CancelConnect();
  dialer_->StartConnect(dial_);
  ASSERT_TRUE(RunUntil([&] { return dial_.answers() > 0; }));
  Settle();
  EXPECT_EQ(dial_.connected.size(), 1u);
  EXPECT_EQ(dial_.answers(), 1u);
}

TEST_P(DialerContractTest, CancellingWithoutAnAttemptDoesNothing) {
  Connect();
  dialer_->CancelConnect();
  Settle();
  EXPECT_FALSE(client().closed.has_value());
  EXPECT_FALSE(server().closed.has_value());
}

TEST_P(DialerContractTest, DestroyingADialerCancelsItsAttempt) {
  Listen();
  dialer_ = streams_->CreateDialer();
  dialer_->StartConnect(dial_);
  dialer_ = nullptr;
  Settle();
  EXPECT_EQ(dial_.answers(), 0u);
}

TEST_P(DialerContractTest, AStreamOutlivesADialerDestroyedInsideOnConnected) {
  dial_.on_answer = [&] { dialer_ = nullptr; };
  Connect();
  EXPECT_EQ(dialer_, nullptr);
  client().Write("still here");
  EXPECT_TRUE(RunUntil([&] { return server().received == "still here"; }));
}

TEST_P(DialerContractTest, ADialerMayBeDestroyedInsideOnConnectFailed) {
  dialer_ = streams_->CreateRefusedDialer();
  dial_.on_answer = [&] { dialer_ = nullptr; };
  dialer_->StartConnect(dial_);
  ASSERT_TRUE(RunUntil([&] { return dial_.answers() > 0; }));
  EXPECT_EQ(dialer_, nullptr);
}

TEST_P(DialerContractTest, TheNextAttemptMayStartInsideOnConnectFailed) {
  dialer_ = streams_->CreateRefusedDialer();
  dial_.on_answer = [&] {
    if (dial_.answers() < 3) dialer_->StartConnect(dial_);
  };
  dialer_->StartConnect(dial_);
  ASSERT_TRUE(RunUntil([&] { return dial_.answers() >= 3; }));
  Settle();
  EXPECT_EQ(dial_.failed.size(), 3u);
}

TEST_P(DialerContractTest, TheNextAttemptMayStartInsideOnConnected) {
  Listen();
  dialer_ = streams_->CreateDialer();
  dial_.on_answer = [&] {
    if (dial_.answers() < 3) dialer_->StartConnect(dial_);
  };
  dialer_->StartConnect(dial_);
  ASSERT_TRUE(RunUntil([&] {
    return dial_.connected.size() >= 3 && listen_.accepted.size() >= 3;
  }));
  EXPECT_EQ(dial_.answers(), 3u);
}

TEST_P(DialerContractTest, AStreamMayBeDestroyedInsideOnConnected) {
  dial_.on_answer = [&] { client().stream = nullptr; };
  Connect();
  ASSERT_TRUE(RunUntil([&] { return server().closed.has_value(); }));
  EXPECT_FALSE(server().closed->ok());
}

}  // namespace
}  // namespace waymark::testing
