// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/mailbox.h"

#include <atomic>
#include <memory>
#include <numeric>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "base/timer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "posix/event_loop.h"
#include "posix/loop_thread.h"
#include "posix/testing/run_until.h"

namespace waymark::posix {
namespace {

using ::testing::ElementsAre;

class MailboxTest : public ::testing::Test {
 protected:
  std::unique_ptr<EventLoop> loop_ = *EventLoop::Create();
  std::vector<int> got_;
  std::unique_ptr<Mailbox<int>> mailbox_ = *Mailbox<int>::Create(
      *loop_, 4, [this](int value) { got_.push_back(value); });
};

TEST_F(MailboxTest, ValuesArriveInOrderFromTheLoop) {
  EXPECT_TRUE(mailbox_->Send(1));
  EXPECT_TRUE(mailbox_->Send(2));
  EXPECT_TRUE(got_.empty());
  loop_->RunOnce(absl::ZeroDuration());
  EXPECT_THAT(got_, ElementsAre(1, 2));
  loop_->RunOnce(absl::ZeroDuration());
  EXPECT_THAT(got_, ElementsAre(1, 2));
}

TEST_F(MailboxTest, AFullMailboxRefusesAndKeepsWhatItHas) {
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(mailbox_->Send(i));
  EXPECT_FALSE(mailbox_->Send(4));
  EXPECT_EQ(mailbox_->refused(), 1u);
  loop_->RunOnce(absl::ZeroDuration());
  EXPECT_THAT(got_, ElementsAre(0, 1, 2, 3));
  EXPECT_TRUE(mailbox_->Send(5));
  loop_->RunOnce(absl::ZeroDuration());
  EXPECT_EQ(got_.back(), 5);
}

TEST_F(MailboxTest, ARefusedValueIsUntouched) {
  auto mailbox = *Mailbox<std::unique_ptr<int>>::Create(*loop_, 1, [](auto) {});
  EXPECT_TRUE(mailbox->Send(std::make_unique<int>(1)));
  auto second = std::make_unique<int>(2);
  EXPECT_FALSE(mailbox->Send(std::move(second)));
  ASSERT_NE(second, nullptr);
}

TEST_F(MailboxTest, DeliverHandsOverWithoutTheLoop) {
  mailbox_->Send(1);
  mailbox_->Deliver();
  EXPECT_THAT(got_, ElementsAre(1));
  loop_->RunOnce(absl::ZeroDuration());
  EXPECT_THAT(got_, ElementsAre(1));
}

TEST_F(MailboxTest, TheReceiverMaySendAndDeliver) {
  Mailbox<int>* raw = nullptr;
  auto mailbox = *Mailbox<int>::Create(*loop_, 4, [&](int value) {
    got_.push_back(value);
    if (value < 3) raw->Send(value + 1);
    raw->Deliver();
  });
  raw = mailbox.get();
  raw->Send(1);
  EXPECT_TRUE(RunUntil(*loop_, [&] { return got_.size() == 3; }));
  EXPECT_THAT(got_, ElementsAre(1, 2, 3));
}

TEST_F(MailboxTest, TheReceiverMayDestroyTheMailbox) {
  std::unique_ptr<Mailbox<std::string>> mailbox;
  std::string last;
  mailbox = *Mailbox<std::string>::Create(*loop_, 4, [&](std::string value) {
    mailbox.reset();
    last = std::move(value);
  });
  mailbox->Send(std::string(100, 'a'));
  mailbox->Send(std::string(100, 'b'));
  loop_->RunOnce(absl::ZeroDuration());
  EXPECT_EQ(last, std::string(100, 'a'));
}

// For the thread sanitizer: several senders, a loop on its own thread.
TEST(MailboxThreadsTest, WhatManyThreadsSendArrivesOnceAndInTheirOrder) {
  constexpr int kSenders = 4;
  constexpr int kEach = 5000;
  const auto thread = *LoopThread::Start();
  std::vector<std::vector<int>> got(kSenders);  // the loop's until the end
  std::atomic<int> total{0};
  using Pair = std::pair<int, int>;
  std::unique_ptr<Mailbox<Pair>> mailbox;
  std::atomic<bool> ready{false};
  thread->Post([&] {
    mailbox = *Mailbox<Pair>::Create(thread->loop(), 64, [&](Pair value) {
      got[value.first].push_back(value.second);
      ++total;
    });
    ready = true;
  });
  while (!ready) std::this_thread::yield();
  std::vector<std::thread> senders;
  for (int s = 0; s < kSenders; ++s) {
    senders.emplace_back([&mailbox, s] {
      for (int i = 0; i < kEach; ++i) {
        while (!mailbox->Send({s, i})) std::this_thread::yield();
      }
    });
  }
  for (std::thread& sender : senders) sender.join();
  while (total < kSenders * kEach) std::this_thread::yield();
  std::atomic<bool> gone{false};
  thread->Post([&] {
    mailbox.reset();
    gone = true;
  });
  while (!gone) std::this_thread::yield();
  std::vector<int> expected(kEach);
  std::iota(expected.begin(), expected.end(), 0);
  for (const std::vector<int>& one : got) EXPECT_EQ(one, expected);
}

TEST(LoopThreadTest, TasksPostedBeforeTheEndAllRun) {
  int runs = 0;  // the thread's until it has ended
  {
    const auto thread = *LoopThread::Start();
    for (int i = 0; i < 100; ++i) {
      ASSERT_TRUE(thread->Post([&runs] { ++runs; }));
    }
  }
  EXPECT_EQ(runs, 100);
}

TEST(LoopThreadTest, TimersRunOnTheThread) {
  const auto thread = *LoopThread::Start();
  std::atomic<bool> fired{false};
  std::unique_ptr<Timer> timer;
  thread->Post([&] {
    EventLoop& loop = thread->loop();
    timer = loop.CreateTimer([&] {
      timer.reset();
      fired = true;
    });
    timer->Arm(loop.clock().Now() + absl::Milliseconds(1));
  });
  while (!fired) std::this_thread::yield();
}

}  // namespace
}  // namespace waymark::posix
