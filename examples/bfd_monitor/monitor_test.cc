// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/bfd_monitor/monitor.h"

#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/ip_address.h"
#include "base/monotonic_time.h"
#include "examples/bfd_monitor/command.h"
#include "examples/bfd_monitor/config_loader.h"
#include "examples/proto/bfd_monitor_reply.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "posix/event_loop.h"

namespace waymark::examples {
namespace {

using ::testing::HasSubstr;

BfdSessionSetup Session(const std::string& name, absl::string_view local,
                        absl::string_view remote) {
  BfdSessionSetup session;
  session.name = name;
  session.config.key.local = *IpAddress::Parse(local);
  session.config.key.remote = *IpAddress::Parse(remote);
  return session;
}

// Two sessions of one monitor that watch each other over loopback.
class MonitorTest : public ::testing::Test {
 protected:
  void SetUp() override {
    BfdMonitorSetup setup;  // port 0: any
    setup.sessions.push_back(Session("a", "127.0.0.1", "127.0.0.2"));
    setup.sessions.push_back(Session("b", "127.0.0.2", "127.0.0.1"));
    auto monitor = Monitor::Create(*loop_, nullptr, setup);
    ASSERT_TRUE(monitor.ok()) << monitor.status();
    monitor_ = *std::move(monitor);
    ASSERT_TRUE(RunUntilUp(2));
  }

  bool RunUntilUp(uint64_t sessions) {
    const MonotonicTime end = loop_->clock().Now() + absl::Seconds(10);
    while (monitor_->TakeCounters().up() != sessions) {
      if (loop_->clock().Now() > end) return false;
      loop_->RunOnce(absl::Milliseconds(10));
    }
    return true;
  }

  proto::BfdMonitorReply Ask(absl::string_view line) {
    return Execute(line, *monitor_);
  }

  const std::unique_ptr<posix::EventLoop> loop_ = *posix::EventLoop::Create();
  std::unique_ptr<Monitor> monitor_;
};

TEST_F(MonitorTest, CountersCoverAllSessions) {
  const proto::BfdMonitorReply reply = Ask("counters");
  EXPECT_TRUE(reply.ok());
  EXPECT_EQ(reply.command(), "counters");
  const proto::BfdMonitorCounters& counters = reply.counters();
  EXPECT_EQ(counters.sessions(), 2);
  EXPECT_EQ(counters.up(), 2);
  EXPECT_EQ(counters.ups(), 2);
  EXPECT_EQ(counters.downs(), 0);
  EXPECT_GE(counters.packets_sent(), 4);
  EXPECT_EQ(counters.packets_dropped(), 0);
}

TEST_F(MonitorTest, SessionsAreListedInTheOrderOfTheConfiguration) {
  const proto::BfdMonitorReply reply = Ask("sessions");
  ASSERT_EQ(reply.sessions_size(), 2);
  EXPECT_EQ(reply.sessions(0).name(), "a");
  EXPECT_EQ(reply.sessions(0).state(), "up");
  EXPECT_EQ(reply.sessions(1).local_address(), "127.0.0.2");
  EXPECT_EQ(Ask("sessions b").sessions_size(), 1);
  EXPECT_FALSE(Ask("sessions c").ok());
}

TEST_F(MonitorTest, TimersChangeWithoutAFlap) {
  EXPECT_TRUE(Ask("set-timers a 400 500 7").ok());
  const proto::BfdMonitorReply reply = Ask("sessions a");
  EXPECT_EQ(reply.sessions(0).desired_min_tx_us(), 400'000);
  EXPECT_EQ(reply.sessions(0).required_min_rx_us(), 500'000);
  EXPECT_EQ(reply.sessions(0).detect_multiplier(), 7);
  EXPECT_EQ(reply.sessions(0).state(), "up");
  EXPECT_THAT(Ask("set-timers a 0 500 7").error(), HasSubstr("desired_min_tx"));
  EXPECT_THAT(Ask("set-timers a 400 500").error(), HasSubstr("usage"));
}

TEST_F(MonitorTest, AdminDownIsADownOfNobodysVerdict) {
  EXPECT_TRUE(Ask("admin-down a").ok());
  ASSERT_TRUE(RunUntilUp(0));
  const proto::BfdMonitorCounters counters = monitor_->TakeCounters();
  EXPECT_EQ(counters.downs(), 2);
  EXPECT_EQ(counters.downs_by_us(), 0);
  EXPECT_EQ(counters.downs_by_neighbor(), 0);
  EXPECT_TRUE(Ask("admin-up a").ok());
  EXPECT_TRUE(RunUntilUp(2));
}

TEST_F(MonitorTest, UnknownCommandNamesThoseThereAre) {
  EXPECT_THAT(Ask("restart").error(), HasSubstr("set-timers"));
  EXPECT_FALSE(Ask("").ok());
  EXPECT_THAT(Ask("admin-down c").error(), HasSubstr("no session c"));
}

TEST_F(MonitorTest, UnknownInterfaceIsAnError) {
  BfdMonitorSetup setup;
  setup.sessions.push_back(Session("a", "127.0.0.1", "127.0.0.2"));
  setup.sessions[0].interface = "none-such";
  EXPECT_THAT(
      std::string(Monitor::Create(*loop_, nullptr, setup).status().message()),
      HasSubstr("session a: there is no interface none-such"));
}

}  // namespace
}  // namespace waymark::examples
