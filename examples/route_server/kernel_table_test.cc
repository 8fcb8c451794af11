// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// In a network namespace of its own: left (10.0.0.1/24) to right. What the
// installer does is read back with `ip`.

#include "examples/route_server/kernel_table.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/time/time.h"
#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "base/testing/simulated_runtime.h"
#include "examples/route_server/route_installer.h"
#include "examples/route_server/route_server_setup.h"
#include "examples/route_server/routing_table.h"
#include "gtest/gtest.h"
#include "posix/testing/network_namespace.h"

namespace waymark::examples {
namespace {

std::string Routes() {
  return posix::IpOutput("-4 -N route show table 100 2>/dev/null");
}

class KernelTableTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    entered_ = posix::EnterNetworkNamespace();
    if (!entered_.ok()) return;
    ASSERT_TRUE(posix::Ip("link add left type veth peer name right"));
    ASSERT_TRUE(posix::Ip("address add 10.0.0.1/24 dev left"));
    ASSERT_TRUE(posix::Ip("link set right up"));
    ASSERT_TRUE(posix::Ip("link set left up"));
  }
  void SetUp() override {
    if (!entered_.ok()) GTEST_SKIP() << entered_;
    installer_ = Open();
  }

  std::unique_ptr<RouteInstaller> Open() {
    const RouteTableSetup setups[] = {{"vpc", 100}};
    absl::StatusOr<std::vector<NamedTable>> tables = OpenRoutingTables(setups);
    EXPECT_TRUE(tables.ok()) << tables.status();
    absl::StatusOr<std::unique_ptr<RouteInstaller>> installer =
        RouteInstaller::Create(
            runtime_.runtime(), *std::move(tables),
            [this](const InstallFailure& failure) {
              failures_.push_back(std::string(failure.status.message()));
            });
    EXPECT_TRUE(installer.ok()) << installer.status();
    return *std::move(installer);
  }

  // Empty: no route.
  void Set(const std::string& gateway) {
    RouteInstaller::Wish wish;
    if (!gateway.empty()) wish = RouteTarget{IpAddress::Parse(gateway)};
    installer_->Set(0, *IpPrefix::Parse("172.16.1.1/32"), wish);
  }

  static absl::Status entered_;
  waymark::testing::SimulatedRuntime runtime_;
  std::vector<std::string> failures_;
  std::unique_ptr<RouteInstaller> installer_;
};

absl::Status KernelTableTest::entered_;

TEST_F(KernelTableTest, RoutesComeAndGoInTheKernel) {
  Set("10.0.0.2");
  EXPECT_EQ(Routes(),
            "172.16.1.1 via 10.0.0.2 dev left proto 186 metric 20 \n");
  Set("10.0.0.3");
  EXPECT_EQ(Routes(),
            "172.16.1.1 via 10.0.0.3 dev left proto 186 metric 20 \n");
  Set("");
  EXPECT_EQ(Routes(), "");
}

TEST_F(KernelTableTest, ABlackHoleIsOneInTheKernel) {
  installer_->Set(0, *IpPrefix::Parse("172.16.1.1/32"), RouteTarget{});
  // RTN_BLACKHOLE, as a number.
  EXPECT_EQ(Routes(), "6 172.16.1.1 proto 186 metric 20 \n");
  Set("10.0.0.2");
  EXPECT_EQ(Routes(),
            "172.16.1.1 via 10.0.0.2 dev left proto 186 metric 20 \n");
}

TEST_F(KernelTableTest, ATableOfTheProcessTakesWhateverItGets) {
  const RouteTableSetup setups[] = {{"spare", std::nullopt}};
  const std::vector<NamedTable> tables = *OpenRoutingTables(setups);
  const IpPrefix prefix = *IpPrefix::Parse("172.16.1.1/32");
  EXPECT_TRUE(tables[0].routes->Flush().ok());
  EXPECT_TRUE(
      tables[0].routes->Install(prefix, {IpAddress::Parse("192.0.2.1")}).ok());
  EXPECT_TRUE(tables[0].routes->Remove(prefix).ok());
  EXPECT_EQ(Routes(), "");
}

TEST_F(KernelTableTest, TheEndOfTheInstallerIsTheEndOfItsRoutes) {
  ASSERT_TRUE(posix::Ip("route add 198.51.100.0/24 via 10.0.0.2 table 100"));
  Set("10.0.0.2");
  installer_.reset();
  EXPECT_EQ(Routes(), "198.51.100.0/24 via 10.0.0.2 dev left \n");
  ASSERT_TRUE(posix::Ip("route flush table 100"));
}

TEST_F(KernelTableTest, WhatAnotherRunLeftIsRemovedAtTheStart) {
  Set("10.0.0.2");
  const std::unique_ptr<RouteInstaller> next = Open();
  EXPECT_EQ(Routes(), "");
}

TEST_F(KernelTableTest, AGatewayThatBecomesReachableIsInstalledThen) {
  Set("10.0.0.2");
  Set("192.0.2.1");
  ASSERT_EQ(failures_.size(), 1u);
  EXPECT_TRUE(absl::StrContains(failures_[0], "192.0.2.1")) << failures_[0];
  EXPECT_EQ(Routes(), "");
  ASSERT_TRUE(posix::Ip("address add 192.0.2.2/24 dev left"));
  runtime_.RunFor(RouteInstaller::kRetryInterval);
  EXPECT_TRUE(absl::StartsWith(Routes(), "172.16.1.1 via 192.0.2.1 dev left"))
      << Routes();
  EXPECT_EQ(installer_->refused(), 0u);
  ASSERT_TRUE(posix::Ip("address delete 192.0.2.2/24 dev left"));
}

}  // namespace
}  // namespace waymark::examples
