// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/http/status_slot.h"

#include <atomic>
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "base/monotonic_time.h"
#include "gtest/gtest.h"
#include "posix/system_clock.h"

namespace waymark::examples {
namespace {

StatusSlot::Text Text(std::string text) {
  return std::make_shared<const std::string>(std::move(text));
}

TEST(StatusSlotTest, WhoeverComesFirstAsksForAll) {
  const posix::MonotonicClock clock;
  std::atomic<int> asked = 0;
  std::promise<void> first;
  StatusSlot slot(absl::InfiniteDuration(), [&] {
    if (++asked == 1) first.set_value();
  });
  std::vector<std::future<StatusSlot::Text>> waiting;
  for (int i = 0; i < 4; ++i) {
    waiting.push_back(std::async(
        std::launch::async, [&slot] { return slot.Await(absl::Seconds(30)); }));
  }
  first.get_future().wait();
  slot.Publish(clock.Now(), Text("state"));
  for (std::future<StatusSlot::Text>& text : waiting) {
    EXPECT_EQ(*text.get(), "state");
  }
  EXPECT_EQ(asked, 1);
}

TEST(StatusSlotTest, AFreshTextIsTakenAndAnOldOneAskedAnew) {
  const posix::MonotonicClock clock;
  int asked = 0;
  StatusSlot* asks = nullptr;
  StatusSlot slot(absl::Hours(1), [&] {
    ++asked;
    asks->Publish(clock.Now(), Text("new"));
  });
  asks = &slot;
  slot.Publish(clock.Now() - absl::Hours(2), Text("old"));
  EXPECT_EQ(*slot.Await(absl::Seconds(30)), "new");
  EXPECT_EQ(*slot.Await(absl::Seconds(30)), "new");
  EXPECT_EQ(asked, 1);
}

TEST(StatusSlotTest, ALoopThatDoesNotAnswerGivesNothingOld) {
  const posix::MonotonicClock clock;
  int asked = 0;
  StatusSlot slot(absl::ZeroDuration(), [&] { ++asked; });
  slot.Publish(clock.Now(), Text("before it hung"));
  EXPECT_EQ(slot.Await(absl::Milliseconds(1)), nullptr);
  EXPECT_EQ(slot.Await(absl::Milliseconds(1)), nullptr);
  EXPECT_EQ(asked, 1) << "the question stands";
  slot.Publish(clock.Now(), Text("late"));
  EXPECT_EQ(slot.Await(absl::Milliseconds(1)), nullptr);
  EXPECT_EQ(asked, 2);
}

TEST(StatusSlotTest, ClosingSendsEverybodyAway) {
  std::promise<void> first;
  StatusSlot slot(absl::ZeroDuration(), [&] { first.set_value(); });
  std::future<StatusSlot::Text> waiting =
      std::async(std::launch::async,
                 [&slot] { return slot.Await(absl::InfiniteDuration()); });
  first.get_future().wait();
  slot.Close();
  EXPECT_EQ(waiting.get(), nullptr);
  EXPECT_EQ(slot.Await(absl::InfiniteDuration()), nullptr);
}

}  // namespace
}  // namespace waymark::examples
