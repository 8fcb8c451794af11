// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// In a network namespace of its own: left (10.0.0.1/24, 2001:db8::1/64) to
// right, which is up as well. What is installed is read back with `ip`.

#include "posix/netlink/route_table.h"

#include <net/if.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "base/monotonic_time.h"
#include "gtest/gtest.h"
#include "posix/system_clock.h"
#include "posix/testing/network_namespace.h"

namespace waymark::posix {
namespace {

RouteNextHop Via(absl::string_view gateway) {
  return {IpAddress::Parse(gateway), 0};
}

class RouteTableTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    entered_ = EnterNetworkNamespace();
    if (!entered_.ok()) return;
    ASSERT_TRUE(Ip("link add left type veth peer name right"));
    ASSERT_TRUE(Ip("address add 10.0.0.1/24 dev left"));
    ASSERT_TRUE(Ip("address add 2001:db8::1/64 dev left nodad"));
    ASSERT_TRUE(Ip("link set lo up"));
    ASSERT_TRUE(Ip("link set right up"));
    ASSERT_TRUE(Ip("link set left up"));
  }
  void SetUp() override {
    if (!entered_.ok()) GTEST_SKIP() << entered_;
    options_.table = 100;
    table_ = *RouteTable::Create(options_);
  }
  void TearDown() override {
    if (table_ == nullptr) return;
    EXPECT_TRUE(table_->Flush().ok());
  }
  void Install(absl::string_view prefix, const RouteNextHop& next_hop) {
    const absl::Status status =
        table_->Install(*IpPrefix::Parse(prefix), next_hop);
    EXPECT_TRUE(status.ok()) << status;
  }
  static std::string Routes(absl::string_view family = "-4") {
    return IpOutput(
        absl::StrCat(family, " -N route show table 100 2>/dev/null"));
  }

  static absl::Status entered_;
  RouteTable::Options options_;
  std::unique_ptr<RouteTable> table_;
};

absl::Status RouteTableTest::entered_;

TEST_F(RouteTableTest, ARouteIsInstalledWithProtocolAndMetric) {
  Install("203.0.113.0/24", Via("10.0.0.2"));
  EXPECT_EQ(Routes(),
            "203.0.113.0/24 via 10.0.0.2 dev left proto 186 metric 20 \n");
}

TEST_F(RouteTableTest, AnIpv6RouteIsInstalled) {
  Install("2001:db8:f::1/128", Via("2001:db8::2"));
  EXPECT_TRUE(absl::StartsWith(
      Routes("-6"),
      "2001:db8:f::1 via 2001:db8::2 dev left proto 186 metric 20"))
      << Routes("-6");
}

TEST_F(RouteTableTest, DefaultRoutesOfBothFamilies) {
  Install("0.0.0.0/0", Via("10.0.0.2"));
  Install("::/0", Via("2001:db8::2"));
  EXPECT_TRUE(absl::StartsWith(Routes(), "default via 10.0.0.2")) << Routes();
  EXPECT_TRUE(absl::StartsWith(Routes("-6"), "default via 2001:db8::2"));
  EXPECT_TRUE(table_->Remove(*IpPrefix::Parse("0.0.0.0/0")).ok());
  EXPECT_TRUE(table_->Remove(*IpPrefix::Parse("::/0")).ok());
  EXPECT_EQ(Routes(), "");
  EXPECT_EQ(Routes("-6"), "");
}

TEST_F(RouteTableTest, AnInterfaceAloneIsANextHop) {
  Install("203.0.113.1/32", {std::nullopt, if_nametoindex("left")});
  EXPECT_TRUE(absl::StartsWith(Routes(), "203.0.113.1 dev left proto 186"))
      << Routes();
  EXPECT_TRUE(table_->Remove(*IpPrefix::Parse("203.0.113.1/32")).ok());
  EXPECT_EQ(Routes(), "");
}

TEST_F(RouteTableTest, ALinkLocalGatewayTakesAnInterface) {
  Install("2001:db8:f::/64",
          {IpAddress::Parse("fe80::2"), if_nametoindex("left")});
  EXPECT_TRUE(absl::StrContains(Routes("-6"), "via fe80::2 dev left"))
      << Routes("-6");
}

TEST_F(RouteTableTest, ABlackHoleComesInPlaceOfARouteAndGoes) {
  constexpr char kBlackhole[] = "6 ";  // RTN_BLACKHOLE, as a number
  for (const auto& [family, prefix, gateway] :
       {std::tuple("-4", "203.0.113.0/24", "10.0.0.2"),
        std::tuple("-6", "2001:db8:f::/64", "2001:db8::2")}) {
    Install(prefix, Via(gateway));
    Install(prefix, {.gateway = std::nullopt, .blackhole = true});
    EXPECT_TRUE(
        absl::StartsWith(Routes(family), absl::StrCat(kBlackhole, prefix)))
        << Routes(family);
    EXPECT_FALSE(absl::StrContains(Routes(family), "via"));
    Install(prefix, Via(gateway));
    EXPECT_FALSE(absl::StartsWith(Routes(family), kBlackhole))
        << Routes(family);
    Install(prefix, {.gateway = std::nullopt, .blackhole = true});
    EXPECT_TRUE(table_->Remove(*IpPrefix::Parse(prefix)).ok());
    EXPECT_EQ(Routes(family), "");
  }
}

TEST_F(RouteTableTest, FlushRemovesBlackHolesToo) {
  Install("203.0.113.0/24", {.gateway = std::nullopt, .blackhole = true});
  Install("2001:db8:f::/64", {.gateway = std::nullopt, .blackhole = true});
  EXPECT_EQ(*table_->Flush(), 2);
  EXPECT_EQ(Routes(), "");
  EXPECT_EQ(Routes("-6"), "");
}

TEST_F(RouteTableTest, InstallingAgainReplaces) {
  for (absl::string_view gateway : {"10.0.0.2", "10.0.0.3"}) {
    Install("203.0.113.0/24", Via(gateway));
  }
  EXPECT_EQ(Routes(),
            "203.0.113.0/24 via 10.0.0.3 dev left proto 186 metric 20 \n");
  for (absl::string_view gateway : {"2001:db8::2", "2001:db8::3"}) {
    Install("2001:db8:f::/64", Via(gateway));
  }
  EXPECT_TRUE(absl::StrContains(Routes("-6"), "via 2001:db8::3"));
  EXPECT_FALSE(absl::StrContains(Routes("-6"), "via 2001:db8::2"));
  Install("2001:db8:f::/64", {std::nullopt, if_nametoindex("left")});
  EXPECT_FALSE(absl::StrContains(Routes("-6"), "via")) << Routes("-6");
}

TEST_F(RouteTableTest, RemovingIsDoneOnceAndHarmlessTwice) {
  Install("203.0.113.0/24", Via("10.0.0.2"));
  Install("2001:db8:f::/64", Via("2001:db8::2"));
  for (int i = 0; i < 2; ++i) {
    EXPECT_TRUE(table_->Remove(*IpPrefix::Parse("203.0.113.0/24")).ok());
    EXPECT_TRUE(table_->Remove(*IpPrefix::Parse("2001:db8:f::/64")).ok());
  }
  EXPECT_EQ(Routes(), "");
  EXPECT_EQ(Routes("-6"), "");
}

TEST_F(RouteTableTest, FlushRemovesOursAndNothingElse) {
  Install("203.0.113.0/24", Via("10.0.0.2"));
  Install("203.0.113.1/32", {std::nullopt, if_nametoindex("left")});
  Install("0.0.0.0/0", Via("10.0.0.2"));
  Install("2001:db8:f::/64", Via("2001:db8::2"));
  ASSERT_TRUE(Ip("route add 198.51.100.0/24 via 10.0.0.2 table 100"));
  ASSERT_TRUE(Ip("route add 198.51.100.0/24 via 10.0.0.2 table 101 proto 186"));
  const absl::StatusOr<int> flushed = table_->Flush();
  ASSERT_TRUE(flushed.ok()) << flushed.status();
  EXPECT_EQ(*flushed, 4);
  EXPECT_EQ(Routes(), "198.51.100.0/24 via 10.0.0.2 dev left \n");
  EXPECT_EQ(Routes("-6"), "");
  EXPECT_TRUE(absl::StrContains(IpOutput("route show table 101"), "198.51"));
  EXPECT_TRUE(Ip("route flush table 100"));
  EXPECT_TRUE(Ip("route flush table 101"));
}

TEST_F(RouteTableTest, ATableBeyond255IsReached) {
  options_.table = 100'000;
  const auto table = *RouteTable::Create(options_);
  ASSERT_TRUE(
      table->Install(*IpPrefix::Parse("203.0.113.0/24"), Via("10.0.0.2")).ok());
  EXPECT_TRUE(
      absl::StrContains(IpOutput("route show table 100000"), "203.0.113"));
  EXPECT_EQ(*table->Flush(), 1);
}

TEST_F(RouteTableTest, AnUnreachableGatewayIsAnErrorThatNamesIt) {
  const absl::Status status =
      table_->Install(*IpPrefix::Parse("203.0.113.0/24"), Via("192.0.2.1"));
  EXPECT_FALSE(status.ok());
  for (absl::string_view part : {"203.0.113.0/24", "192.0.2.1", "100"}) {
    EXPECT_TRUE(absl::StrContains(status.message(), part)) << status;
  }
}

TEST_F(RouteTableTest, NextHopsThatCannotBeAreRejected) {
  const IpPrefix prefix = *IpPrefix::Parse("203.0.113.0/24");
  EXPECT_TRUE(absl::IsInvalidArgument(table_->Install(prefix, {})));
  EXPECT_TRUE(
      absl::IsInvalidArgument(table_->Install(prefix, Via("2001:db8::2"))));
  RouteNextHop both = Via("10.0.0.2");
  both.blackhole = true;
  EXPECT_TRUE(absl::IsInvalidArgument(table_->Install(prefix, both)));
}

// No bound is asserted: the figure is for the reader of the log.
TEST_F(RouteTableTest, HowLongAReplacementTakes) {
  const MonotonicClock clock;
  std::vector<absl::Duration> taken;
  for (int i = 0; i < 200; ++i) {
    const MonotonicTime start = clock.Now();
    Install("203.0.113.0/24", Via(i % 2 == 0 ? "10.0.0.2" : "10.0.0.3"));
    taken.push_back(clock.Now() - start);
  }
  std::sort(taken.begin(), taken.end());
  RecordProperty(
      "median_us",
      static_cast<int>(absl::ToInt64Microseconds(taken[taken.size() / 2])));
  RecordProperty("worst_us",
                 static_cast<int>(absl::ToInt64Microseconds(taken.back())));
}

}  // namespace
}  // namespace waymark::posix
