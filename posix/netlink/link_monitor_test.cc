// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// In a network namespace of its own, changed with `ip`.

#include "posix/netlink/link_monitor.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/ip_address.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "posix/event_loop.h"
#include "posix/netlink/link.h"
#include "posix/testing/network_namespace.h"
#include "posix/testing/run_until.h"

namespace waymark::posix {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;

class Recorder : public LinkMonitorVisitor {
 public:
  void OnLinkChanged(const Link& link) override {
    Note(absl::StrCat(link.name, link.up ? " up" : " down",
                      link.carrier ? " carrier" : ""));
  }
  void OnLinkRemoved(const Link& link) override {
    Note(absl::StrCat(link.name, " gone"));
  }
  void OnAddressAdded(const LinkAddress& address) override {
    if (address.address.IsLinkLocal()) return;
    Note(absl::StrCat("+", address.address.ToString(), "/",
                      address.prefix_length));
  }
  void OnAddressRemoved(const LinkAddress& address) override {
    if (address.address.IsLinkLocal()) return;
    Note(absl::StrCat("-", address.address.ToString(), "/",
                      address.prefix_length));
  }

  std::vector<std::string> events;
  std::function<void()> on_event;

 private:
  void Note(const std::string& event) {
    events.push_back(event);
    if (on_event) on_event();
  }
};

class LinkMonitorTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { entered_ = EnterNetworkNamespace(); }
  void SetUp() override {
    if (!entered_.ok()) GTEST_SKIP() << entered_;
    ASSERT_TRUE(Ip("link add left type veth peer name right"));
    Watch();
  }
  void TearDown() override {
    monitor_.reset();
    if (!entered_.ok()) return;
    Ip("link delete left 2> /dev/null");
  }
  void Watch() {
    recorder_.events.clear();
    auto monitor = LinkMonitor::Create(*loop_, recorder_);
    ASSERT_TRUE(monitor.ok()) << monitor.status();
    monitor_ = *std::move(monitor);
  }
  bool RunUntilSeen(const std::string& event) {
    return RunUntil(*loop_, [&] {
      for (const std::string& seen : recorder_.events) {
        if (seen == event) return true;
      }
      return false;
    });
  }

  static absl::Status entered_;
  std::unique_ptr<EventLoop> loop_ = *EventLoop::Create();
  Recorder recorder_;
  std::unique_ptr<LinkMonitor> monitor_;
};

absl::Status LinkMonitorTest::entered_;

TEST_F(LinkMonitorTest, WhatThereIsIsKnownFromTheStartWithoutEvents) {
  ASSERT_TRUE(Ip("address add 10.0.0.1/24 dev left"));
  ASSERT_TRUE(Ip("link set left up"));
  Watch();
  ASSERT_NE(monitor_->FindLink("lo"), nullptr);
  const Link* left = monitor_->FindLink("left");
  ASSERT_NE(left, nullptr);
  EXPECT_TRUE(left->up);
  EXPECT_FALSE(left->carrier);  // its other end is down
  EXPECT_EQ(monitor_->links().at(left->index), *left);
  EXPECT_TRUE(monitor_->addresses().contains(
      LinkAddress{left->index, IpAddress::V4(10, 0, 0, 1), 24}));
  EXPECT_EQ(monitor_->FindLink("none"), nullptr);
  EXPECT_TRUE(recorder_.events.empty());
}

TEST_F(LinkMonitorTest, LossOfCarrierIsReported) {
  ASSERT_TRUE(Ip("link set left up"));
  ASSERT_TRUE(Ip("link set right up"));
  ASSERT_TRUE(RunUntilSeen("left up carrier"));
  recorder_.events.clear();
  ASSERT_TRUE(Ip("link set right down"));
  ASSERT_TRUE(RunUntilSeen("left up"));
  EXPECT_FALSE(monitor_->FindLink("left")->carrier);
  EXPECT_THAT(recorder_.events, Contains("right down"));
}

TEST_F(LinkMonitorTest, LinksComeAndGo) {
  ASSERT_TRUE(Ip("link add eins type veth peer name zwei"));
  ASSERT_TRUE(RunUntilSeen("eins down"));
  ASSERT_TRUE(Ip("link set eins name drei"));
  ASSERT_TRUE(RunUntilSeen("drei down"));
  ASSERT_TRUE(Ip("link delete drei"));
  ASSERT_TRUE(RunUntilSeen("drei gone"));
  ASSERT_TRUE(RunUntilSeen("zwei gone"));
  EXPECT_EQ(monitor_->FindLink("drei"), nullptr);
}

TEST_F(LinkMonitorTest, AddressesComeAndGo) {
  ASSERT_TRUE(Ip("address add 10.0.0.1/24 dev left"));
  ASSERT_TRUE(Ip("address add 2001:db8::1/64 dev left nodad"));
  ASSERT_TRUE(RunUntilSeen("+2001:db8::1/64"));
  ASSERT_TRUE(Ip("address delete 10.0.0.1/24 dev left"));
  ASSERT_TRUE(RunUntilSeen("-10.0.0.1/24"));
  EXPECT_THAT(recorder_.events, Contains("+10.0.0.1/24"));
  recorder_.events.clear();
  ASSERT_TRUE(Ip("link delete left"));
  ASSERT_TRUE(RunUntilSeen("left gone"));
  EXPECT_THAT(recorder_.events, Contains("-2001:db8::1/64"));
}

TEST_F(LinkMonitorTest, AnIpv6AddressCountsOnceItIsKnownToBeUnique) {
  ASSERT_TRUE(Ip("link set right up"));
  ASSERT_TRUE(Ip("address add 2001:db8::1/64 dev left"));
  ASSERT_TRUE(Ip("link set left up"));
  ASSERT_TRUE(RunUntilSeen("left up carrier"));
  EXPECT_THAT(recorder_.events, Not(Contains("+2001:db8::1/64")));
  EXPECT_TRUE(RunUntilSeen("+2001:db8::1/64"));
}

TEST_F(LinkMonitorTest, ResyncReportsOnlyDifferences) {
  ASSERT_TRUE(Ip("address add 10.0.0.1/24 dev left"));
  monitor_->Resync();
  EXPECT_THAT(recorder_.events, ElementsAre("+10.0.0.1/24"));
  recorder_.events.clear();
  monitor_->Resync();
  RunFor(*loop_, absl::Milliseconds(10));
  EXPECT_THAT(recorder_.events, ElementsAre());
  ASSERT_TRUE(Ip("link delete left"));
  monitor_->Resync();
  EXPECT_THAT(recorder_.events, Contains("left gone"));
  EXPECT_THAT(recorder_.events, Contains("-10.0.0.1/24"));
}

TEST_F(LinkMonitorTest, DroppedReportsAreMadeUpFor) {
  // More reports than the socket holds, while the loop does not run.
  ASSERT_TRUE(Ip("-batch - > /dev/null <<'END'\n" + [] {
    std::string lines;
    for (int i = 0; i < 2000; ++i) {
      lines += "link set left up\nlink set left down\n";
    }
    return lines + "END";
  }()));
  ASSERT_TRUE(Ip("address add 10.0.0.9/24 dev left"));
  ASSERT_TRUE(RunUntilSeen("+10.0.0.9/24"));
  EXPECT_GT(monitor_->resyncs(), 0u);
}

TEST_F(LinkMonitorTest, TheVisitorMayDestroyTheMonitorInEveryEvent) {
  ASSERT_TRUE(Ip("address add 10.0.0.1/24 dev left"));
  ASSERT_TRUE(Ip("address add 10.0.0.2/24 dev left"));
  recorder_.on_event = [&] { monitor_.reset(); };
  EXPECT_TRUE(RunUntil(*loop_, [&] { return monitor_ == nullptr; }));
  EXPECT_EQ(recorder_.events.size(), 1u);
  recorder_.on_event = nullptr;
  Watch();
  ASSERT_TRUE(Ip("link delete left"));
  recorder_.on_event = [&] { monitor_.reset(); };
  monitor_->Resync();
  EXPECT_EQ(recorder_.events.size(), 1u);
}

}  // namespace
}  // namespace waymark::posix
