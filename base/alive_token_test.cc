// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "base/alive_token.h"

#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace waymark {
namespace {

TEST(AliveTokenTest, AWatcherIsTrueAsLongAsItsTokenLives) {
  auto token = std::make_unique<AliveToken>();
  const AliveToken::Watcher watcher = token->Watch();
  EXPECT_TRUE(watcher);
  token = nullptr;
  EXPECT_FALSE(watcher);
}

TEST(AliveTokenTest, CopiesAndMovesWatchTheSameToken) {
  auto token = std::make_unique<AliveToken>();
  AliveToken::Watcher watcher = token->Watch();
  const AliveToken::Watcher copy = watcher;
  const AliveToken::Watcher moved = std::move(watcher);
  EXPECT_TRUE(copy);
  EXPECT_TRUE(moved);
  token = nullptr;
  EXPECT_FALSE(copy);
  EXPECT_FALSE(moved);
}

TEST(AliveTokenTest, TokensAreIndependent) {
  auto one = std::make_unique<AliveToken>();
  AliveToken other;
  const AliveToken::Watcher one_watcher = one->Watch();
  const AliveToken::Watcher other_watcher = other.Watch();
  one = nullptr;
  EXPECT_FALSE(one_watcher);
  EXPECT_TRUE(other_watcher);
}

TEST(AliveTokenTest, RenewEndsTheWatchersBeforeItOnly) {
  AliveToken token;
  const AliveToken::Watcher before = token.Watch();
  token.Renew();
  const AliveToken::Watcher after = token.Watch();
  EXPECT_FALSE(before);
  EXPECT_TRUE(after);
}

// An object that calls out and may be gone afterwards.
class Caller {
 public:
  explicit Caller(std::function<void()> callback)
      : callback_(std::move(callback)) {}

  // Whether the caller survived its own callback.
  bool Call() {
    const AliveToken::Watcher alive = alive_.Watch();
    const auto callback = std::exchange(callback_, nullptr);
    callback();
    if (!alive) return false;
    ++calls_;  // AddressSanitizer's business if `this` were gone
    return true;
  }

 private:
  std::function<void()> callback_;
  int calls_ = 0;
  AliveToken alive_;
};

TEST(AliveTokenTest, AMethodNoticesThatItsCallbackDestroyedTheObject) {
  std::unique_ptr<Caller> caller;
  caller = std::make_unique<Caller>([&] { caller = nullptr; });
  EXPECT_FALSE(caller->Call());
  EXPECT_EQ(caller, nullptr);
}

TEST(AliveTokenTest, AMethodNoticesThatItsObjectSurvived) {
  Caller caller([] {});
  EXPECT_TRUE(caller.Call());
}

TEST(AliveTokenTest, AMethodNoticesItsObjectReplacedInTheSamePlace) {
  std::optional<Caller> caller;
  caller.emplace([&] { caller.emplace([] {}); });
  EXPECT_FALSE(caller->Call());
  EXPECT_TRUE(caller->Call());
}

TEST(AliveTokenTest, AQueuedCallbackSkipsWhatDiedBeforeItRan) {
  std::vector<std::function<void()>> queue;
  int runs = 0;
  auto object = std::make_unique<AliveToken>();
  queue.push_back([&object] { object = nullptr; });
  queue.push_back([&runs, alive = object->Watch()] {
    if (alive) ++runs;
  });
  for (const auto& callback : queue) callback();
  EXPECT_EQ(runs, 0);
}

}  // namespace
}  // namespace waymark
