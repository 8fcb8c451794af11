// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <memory>

#include "base/testing/stream_contract_test.h"
#include "gtest/gtest.h"

namespace waymark::testing {
namespace {

TEST_P(ListenerContractTest, ConnectionsWaitForAVisitorTheOldestFirst) {
  listener_ = streams_->CreateListener();
  dialer_ = streams_->CreateDialer();
  for (size_t i = 1; i <= 3; ++i) {
    dialer_->StartConnect(dial_);
    ASSERT_TRUE(RunUntil([&] { return dial_.connected.size() == i; }));
    Settle();
  }
  listener_->SetVisitor(&listen_);
  EXPECT_TRUE(listen_.accepted.empty());
  ASSERT_TRUE(RunUntil([&] { return listen_.accepted.size() == 3; }));
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(listen_.accepted[i]->stream->remote(),
              dial_.connected[i]->stream->local());
  }
}

TEST_P(ListenerContractTest, OctetsSentBeforeAcceptanceAreKept) {
  listener_ = streams_->CreateListener();
  dialer_ = streams_->CreateDialer();
  dialer_->StartConnect(dial_);
  ASSERT_TRUE(RunUntil([&] { return !dial_.connected.empty(); }));
  client().Write("early");
  Settle();
  listener_->SetVisitor(&listen_);
  ASSERT_TRUE(RunUntil([&] { return !listen_.accepted.empty(); }));
  EXPECT_TRUE(RunUntil([&] { return server().received == "early"; }));
}

TEST_P(ListenerContractTest, DestroyingAStreamInsideOnAcceptedRefusesIt) {
  listen_.on_accepted = [&] { listen_.accepted.clear(); };
  Listen();
  dialer_ = streams_->CreateDialer();
  dialer_->StartConnect(dial_);
  ASSERT_TRUE(RunUntil([&] {
    return !dial_.failed.empty() ||
           (!dial_.connected.empty() && client().closed.has_value());
  }));
  if (dial_.failed.empty()) {
    EXPECT_FALSE(client().closed->ok());
  }
}

TEST_P(ListenerContractTest,
       AStreamOutlivesAListenerDestroyedInsideOnAccepted) {
  listen_.on_accepted = [&] { listener_ = nullptr; };
  Connect();
  EXPECT_EQ(listener_, nullptr);
  client().Write("still here");
  EXPECT_TRUE(RunUntil([&] { return server().received == "still here"; }));
}

TEST_P(ListenerContractTest, ADestroyedListenerRefuses) {
  Connect();
  listener_ = nullptr;
  dialer_->StartConnect(dial_);
  ASSERT_TRUE(RunUntil([&] { return dial_.answers() == 2; }));
  EXPECT_EQ(dial_.failed.size(), 1u);
  EXPECT_FALSE(client().closed.has_value());
}

TEST_P(ListenerContractTest, AnEndpointIsFreeAgainAfterItsListener) {
  Connect();
  listener_ = nullptr;
  Connect();
  EXPECT_EQ(listen_.accepted.size(), 2u);
}

TEST_P(ListenerContractTest, WhatWaitsWhenTheListenerIsDestroyedIsReset) {
  listener_ = streams_->CreateListener();
  dialer_ = streams_->CreateDialer();
  dialer_->StartConnect(dial_);
  ASSERT_TRUE(RunUntil([&] { return !dial_.connected.empty(); }));
  Settle();
  listener_ = nullptr;
  ASSERT_TRUE(RunUntil([&] { return client().closed.has_value(); }));
  EXPECT_FALSE(client().closed->ok());
}

}  // namespace
}  // namespace waymark::testing
