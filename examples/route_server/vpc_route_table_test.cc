// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/route_server/vpc_route_table.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "examples/route_server/route_server_setup.h"
#include "examples/route_server/routing_table.h"
#include "examples/route_server/testing/fib_route.h"
#include "examples/route_server/vpc.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rib/peer_info.h"

namespace waymark::examples {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

RouteServerSetup WithTwoPeers() {
  RouteServerSetup setup;
  for (const char* const address : {"10.0.1.10", "10.0.2.10"}) {
    setup.peers.emplace_back().speaker.address = *IpAddress::Parse(address);
  }
  setup.vpc.cidrs = {*IpPrefix::Parse("10.0.0.0/16")};
  return setup;
}

std::string Text(const std::optional<RouteTarget>& target) {
  if (!target.has_value()) return "none";
  return target->gateway.has_value() ? target->gateway->ToString()
                                     : "blackhole";
}

class VpcRouteTableTest : public ::testing::Test, public VpcRouteTableSink {
 protected:
  VpcRouteTableTest() { Open({"rtb"}); }

  void Open(const RouteTableSetup& setup, size_t quota = 100) {
    table_ = std::make_unique<VpcRouteTable>(3, setup, quota, vpc_, *this);
    table_->InstallStaticRoutes();
  }
  void Propagate(const std::string& prefix, const std::string& next_hop) {
    table_->Propagate(*IpPrefix::Parse(prefix), RouteVia(next_hop));
  }
  void Unpropagate(const std::string& prefix) {
    table_->Unpropagate(*IpPrefix::Parse(prefix));
  }
  // "no route", "installed", or the reason.
  std::string Status(const std::string& prefix) {
    const auto reason = table_->WhyRejected(*IpPrefix::Parse(prefix));
    if (!reason.has_value()) return "no route";
    return reason->empty() ? "installed" : *reason;
  }
  std::vector<std::string> Routes(size_t budget = 1000) {
    std::vector<std::string> routes;
    std::optional<IpPrefix> last;
    do {
      last = table_->VisitSome(
          last, budget, [&](const VpcRouteTable::Entry& entry) {
            routes.push_back(absl::StrCat(entry.prefix.ToString(), " ",
                                          Text(entry.target),
                                          entry.is_static ? " static" : ""));
          });
    } while (last.has_value());
    return routes;
  }

  void OnTableChanged(const VpcRouteTable& table, const IpPrefix& prefix,
                      const std::optional<RouteTarget>& target) override {
    EXPECT_EQ(table.index(), 3u);
    changes_.push_back(absl::StrCat(prefix.ToString(), " ", Text(target)));
  }
  void OnTableExcess(const VpcRouteTable&, const IpPrefix& prefix,
                     rib::PeerId peer) override {
    EXPECT_EQ(peer, rib::PeerId{1});
    changes_.push_back(absl::StrCat(prefix.ToString(), " beyond the quota"));
  }
  std::vector<std::string> Take() { return std::exchange(changes_, {}); }

  const Vpc vpc_{WithTwoPeers()};
  std::vector<std::string> changes_;
  std::unique_ptr<VpcRouteTable> table_;
};

constexpr char kStatic[] = "a static route has the same prefix";

RouteTableSetup WithStatic(const std::string& prefix,
                           std::optional<IpAddress> gateway) {
  RouteTableSetup setup{"rtb"};
  setup.static_routes = {{*IpPrefix::Parse(prefix), gateway}};
  return setup;
}

TEST_F(VpcRouteTableTest, APropagatedRouteIsInstalledReplacedAndRemoved) {
  Propagate("0.0.0.0/0", "10.0.1.10");
  EXPECT_EQ(Status("0.0.0.0/0"), "installed");
  Propagate("0.0.0.0/0", "10.0.2.10");
  Unpropagate("0.0.0.0/0");
  Unpropagate("0.0.0.0/0");
  EXPECT_THAT(Take(), ElementsAre("0.0.0.0/0 10.0.1.10", "0.0.0.0/0 10.0.2.10",
                                  "0.0.0.0/0 none"));
  EXPECT_EQ(Status("0.0.0.0/0"), "no route");
}

TEST_F(VpcRouteTableTest, AStaticRouteGoesBeforeAPropagatedOneOfItsPrefix) {
  Open(WithStatic("172.16.1.1/32", IpAddress::V4(10, 0, 1, 1)));
  EXPECT_THAT(Take(), ElementsAre("172.16.1.1/32 10.0.1.1"));
  Propagate("172.16.1.1/32", "10.0.1.10");
  EXPECT_EQ(Status("172.16.1.1/32"), kStatic);
  EXPECT_EQ(table_->rejected(), 1u);
  Unpropagate("172.16.1.1/32");
  EXPECT_THAT(Take(), IsEmpty());
  EXPECT_THAT(Routes(), ElementsAre("172.16.1.1/32 10.0.1.1 static"));
}

TEST_F(VpcRouteTableTest, ABlackHoleShadowsTheSameWay) {
  Open(WithStatic("172.16.1.1/32", std::nullopt));
  Propagate("172.16.1.1/32", "10.0.1.10");
  EXPECT_EQ(Status("172.16.1.1/32"), kStatic);
  EXPECT_THAT(Routes(), ElementsAre("172.16.1.1/32 blackhole static"));
}

TEST_F(VpcRouteTableTest, PrefixesThatOverlapAreAllInstalled) {
  Open(WithStatic("172.16.0.0/16", IpAddress::V4(10, 0, 1, 1)));
  Propagate("172.16.1.1/32", "10.0.1.10");
  Propagate("0.0.0.0/0", "10.0.1.10");
  EXPECT_THAT(Routes(), ElementsAre("0.0.0.0/0 10.0.1.10",
                                    "172.16.0.0/16 10.0.1.1 static",
                                    "172.16.1.1/32 10.0.1.10"));
  EXPECT_EQ(Routes(/*budget=*/1), Routes());
}

TEST_F(VpcRouteTableTest, ANextHopOutsideOfTheVpcIsRejected) {
  Propagate("0.0.0.0/0", "10.0.1.10");
  Take();
  Propagate("0.0.0.0/0", "192.0.2.1");
  EXPECT_EQ(Status("0.0.0.0/0"),
            "next hop 192.0.2.1 is no address of an interface of the VPC");
  EXPECT_THAT(Take(), ElementsAre("0.0.0.0/0 none"));
  Propagate("0.0.0.0/0", "10.0.2.10");
  EXPECT_EQ(Status("0.0.0.0/0"), "installed");
}

TEST_F(VpcRouteTableTest, AnInternetGatewayTakesPrefixesOfTheVpcOnly) {
  RouteTableSetup setup{"igw"};
  setup.kind = TableKind::kInternetGateway;
  Open(setup);
  Propagate("10.0.3.0/24", "10.0.1.10");
  Propagate("0.0.0.0/0", "10.0.1.10");
  EXPECT_EQ(Status("10.0.3.0/24"), "installed");
  EXPECT_EQ(Status("0.0.0.0/0"),
            "prefix is outside of the VPC, and the table is an internet "
            "gateway's");
}

TEST_F(VpcRouteTableTest, TheOtherKindsTakeThemAll) {
  for (const TableKind kind : {TableKind::kSubnet, TableKind::kUnassociated}) {
    RouteTableSetup setup{"rtb"};
    setup.kind = kind;
    Open(setup);
    Propagate("10.0.3.0/24", "10.0.1.10");
    Propagate("0.0.0.0/0", "10.0.1.10");
    EXPECT_EQ(Status("10.0.3.0/24"), "installed");
    EXPECT_EQ(Status("0.0.0.0/0"), "installed");
  }
}

TEST_F(VpcRouteTableTest, AHundredRoutesAreInstalledAndTheNextOneIsRejected) {
  for (int i = 0; i < 101; ++i) {
    Propagate(absl::StrCat("172.16.", i, ".0/24"), "10.0.1.10");
  }
  EXPECT_EQ(Routes().size(), 100u);
  EXPECT_EQ(Routes(/*budget=*/7), Routes());
  EXPECT_EQ(Status("172.16.100.0/24"), "the table is full: its quota is 100");
  EXPECT_EQ(Take().back(), "172.16.100.0/24 beyond the quota");
  // Told once.
  Propagate("172.16.100.0/24", "10.0.2.10");
  EXPECT_THAT(Take(), IsEmpty());
  // One that is in it may change.
  Propagate("172.16.0.0/24", "10.0.2.10");
  EXPECT_THAT(Take(), ElementsAre("172.16.0.0/24 10.0.2.10"));
}

TEST_F(VpcRouteTableTest, RoomThatBecomesFreeIsFilled) {
  Open({"rtb"}, /*quota=*/1);
  Propagate("172.16.1.0/24", "10.0.1.10");
  Propagate("172.16.3.0/24", "10.0.2.10");
  Propagate("172.16.2.0/24", "10.0.2.10");
  Take();
  Unpropagate("172.16.1.0/24");
  EXPECT_THAT(Take(),
              ElementsAre("172.16.1.0/24 none", "172.16.2.0/24 10.0.2.10"));
  // Also where one that has a place is rejected for another reason.
  Propagate("172.16.2.0/24", "192.0.2.1");
  EXPECT_THAT(Take(),
              ElementsAre("172.16.2.0/24 none", "172.16.3.0/24 10.0.2.10"));
}

TEST_F(VpcRouteTableTest, StaticAndRejectedRoutesTakeNoRoom) {
  Open(WithStatic("172.16.1.1/32", std::nullopt), /*quota=*/1);
  Propagate("172.16.1.1/32", "10.0.1.10");
  Propagate("172.16.2.0/24", "192.0.2.1");
  Propagate("172.16.3.0/24", "10.0.1.10");
  EXPECT_EQ(Status("172.16.3.0/24"), "installed");
}

}  // namespace
}  // namespace waymark::examples
