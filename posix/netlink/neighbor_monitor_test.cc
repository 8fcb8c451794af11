// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// In a network namespace of its own, changed with `ip`.

#include "posix/netlink/neighbor_monitor.h"

#include <net/if.h>

#include <cstdint>
#include <memory>
#include <optional>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/ip_address.h"
#include "gtest/gtest.h"
#include "posix/event_loop.h"
#include "posix/link_layer.h"
#include "posix/testing/network_namespace.h"
#include "posix/testing/run_until.h"

namespace waymark::posix {
namespace {

constexpr HardwareAddress kOne = {{2, 0, 0, 0, 0, 1}, 6};
constexpr HardwareAddress kTwo = {{2, 0, 0, 0, 0, 2}, 6};

class NeighborMonitorTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { entered_ = EnterNetworkNamespace(); }
  void SetUp() override {
    if (!entered_.ok()) GTEST_SKIP() << entered_;
    ASSERT_TRUE(Ip("link add left type veth peer name right"));
    ASSERT_TRUE(Ip("link set left up"));
    ASSERT_TRUE(Ip("link set right up"));
    left_ = if_nametoindex("left");
  }
  void TearDown() override {
    monitor_.reset();
    if (entered_.ok()) Ip("link delete left 2> /dev/null");
  }
  void Watch() {
    auto monitor = NeighborMonitor::Create(*loop_);
    ASSERT_TRUE(monitor.ok()) << monitor.status();
    monitor_ = *std::move(monitor);
  }
  std::optional<HardwareAddress> Find(const IpAddress& neighbor) const {
    const LinkNeighbor* found = monitor_->Find(left_, neighbor);
    return found == nullptr ? std::nullopt : std::optional(found->hardware);
  }
  bool RunUntilConfirmed(const IpAddress& neighbor, bool wanted) {
    return RunUntil(*loop_, [&] {
      const LinkNeighbor* found = monitor_->Find(left_, neighbor);
      return found != nullptr && found->is_confirmed == wanted;
    });
  }
  bool RunUntilFound(const IpAddress& neighbor,
                     std::optional<HardwareAddress> wanted) {
    return RunUntil(*loop_, [&] { return Find(neighbor) == wanted; });
  }

  static absl::Status entered_;
  std::unique_ptr<EventLoop> loop_ = *EventLoop::Create();
  uint32_t left_ = 0;
  const IpAddress v4_ = IpAddress::V4(10, 0, 0, 2);
  const IpAddress v6_ = *IpAddress::Parse("fe80::2");
  std::unique_ptr<NeighborMonitor> monitor_;
};

absl::Status NeighborMonitorTest::entered_;

TEST_F(NeighborMonitorTest, WhatIsThereBeforeIsKnownAtOnce) {
  ASSERT_TRUE(Ip("neigh replace 10.0.0.2 dev left lladdr 02:00:00:00:00:01"));
  ASSERT_TRUE(Ip("neigh replace fe80::2 dev left lladdr 02:00:00:00:00:02"));
  Watch();
  EXPECT_EQ(Find(v4_), kOne);
  EXPECT_EQ(Find(v6_), kTwo);
}

TEST_F(NeighborMonitorTest, ANeighborIsKnownOnItsInterfaceOnly) {
  ASSERT_TRUE(Ip("neigh replace 10.0.0.2 dev left lladdr 02:00:00:00:00:01"));
  Watch();
  EXPECT_EQ(monitor_->Find(if_nametoindex("right"), v4_), nullptr);
  EXPECT_EQ(Find(IpAddress::V4(10, 0, 0, 3)), std::nullopt);
}

TEST_F(NeighborMonitorTest, AnAddressThatMovesToAnotherCardIsFollowed) {
  Watch();
  ASSERT_TRUE(Ip("neigh replace 10.0.0.2 dev left lladdr 02:00:00:00:00:01"));
  EXPECT_TRUE(RunUntilFound(v4_, kOne));
  ASSERT_TRUE(Ip("neigh replace 10.0.0.2 dev left lladdr 02:00:00:00:00:02"));
  EXPECT_TRUE(RunUntilFound(v4_, kTwo));
}

TEST_F(NeighborMonitorTest, WhatTheKernelForgetsOrGivesUpIsNotKnown) {
  Watch();
  ASSERT_TRUE(Ip("neigh replace 10.0.0.2 dev left lladdr 02:00:00:00:00:01"));
  ASSERT_TRUE(Ip("neigh replace fe80::2 dev left lladdr 02:00:00:00:00:02"));
  EXPECT_TRUE(RunUntilFound(v6_, kTwo));
  ASSERT_TRUE(Ip("neigh delete 10.0.0.2 dev left"));
  EXPECT_TRUE(RunUntilFound(v4_, std::nullopt));
  ASSERT_TRUE(Ip("neigh change fe80::2 dev left nud failed"));
  EXPECT_TRUE(RunUntilFound(v6_, std::nullopt));
}

TEST_F(NeighborMonitorTest, WhetherANeighborIsConfirmedIsFollowed) {
  ASSERT_TRUE(Ip("neigh replace 10.0.0.2 dev left lladdr 02:00:00:00:00:01"));
  Watch();
  EXPECT_TRUE(RunUntilConfirmed(v4_, true)) << "for good";
  for (const char* const state : {"stale", "reachable", "delay", "noarp"}) {
    ASSERT_TRUE(Ip(absl::StrCat("neigh change 10.0.0.2 dev left nud ", state)));
    const bool wanted = absl::string_view(state) == "reachable" ||
                        absl::string_view(state) == "noarp";
    EXPECT_TRUE(RunUntilConfirmed(v4_, wanted)) << state;
    EXPECT_EQ(Find(v4_), kOne) << state;
  }
}

TEST_F(NeighborMonitorTest, AnInterfaceTakesItsNeighborsAlong) {
  ASSERT_TRUE(Ip("neigh replace 10.0.0.2 dev left lladdr 02:00:00:00:00:01"));
  Watch();
  ASSERT_TRUE(Ip("link delete left"));
  EXPECT_TRUE(RunUntilFound(v4_, std::nullopt));
}

TEST_F(NeighborMonitorTest, AProxyEntryIsNoNeighbor) {
  ASSERT_TRUE(Ip("neigh add proxy 10.0.0.2 dev left"));
  Watch();
  EXPECT_EQ(Find(v4_), std::nullopt);
}

}  // namespace
}  // namespace waymark::posix
