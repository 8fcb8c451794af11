// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// From a Loc-RIB into two tables in memory, on the simulated clock.

#include "examples/route_server/routing_database.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "base/testing/simulated_runtime.h"
#include "bgp/path_attributes.h"
#include "examples/route_server/route_installer.h"
#include "examples/route_server/route_server_setup.h"
#include "examples/route_server/routing_table.h"
#include "examples/route_server/testing/memory_table.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rib/attributes_pool.h"
#include "rib/loc_rib.h"
#include "rib/next_hop_resolver.h"
#include "rib/peer_info.h"

namespace waymark::examples {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr rib::PeerId kPeer{1};
const IpAddress kPeerAddress = IpAddress::V4(10, 0, 1, 10);
// Its paths are better by the last step, the lower address.
constexpr rib::PeerId kBetterPeer{2};
const IpAddress kBetterPeerAddress = IpAddress::V4(10, 0, 1, 9);

// The tables of ingress inspection: the internet gateway's, and that of the
// application's subnet.
RouteServerSetup TwoTables() {
  RouteServerSetup setup;
  for (const IpAddress& address : {kPeerAddress, kBetterPeerAddress}) {
    setup.peers.emplace_back().speaker.address = address;
  }
  setup.vpc.cidrs = {*IpPrefix::Parse("10.0.0.0/16")};
  setup.route_tables = {{"igw"}, {"app"}};
  setup.route_tables[0].kind = TableKind::kInternetGateway;
  return setup;
}

class RoutingDatabaseTest : public ::testing::Test {
 protected:
  RoutingDatabaseTest() {
    rib_.AddPeer({.peer = kPeer, .peer_address = kPeerAddress});
    rib_.AddPeer({.peer = kBetterPeer, .peer_address = kBetterPeerAddress});
  }
  ~RoutingDatabaseTest() override {
    if (database_ != nullptr) Detach();
  }

  void Detach() {
    rib_.RemoveObserver(&database_->rib_observer());
    rib_.SetPathObserver(nullptr);
  }
  void Open(const RouteServerSetup& setup) {
    std::vector<NamedTable> tables;
    tables.push_back(MemoryTable::Create("igw", gateway_));
    tables.push_back(MemoryTable::Create("app", application_));
    RoutingDatabase::Callbacks callbacks;
    callbacks.on_failure = [](const InstallFailure&) {};
    callbacks.on_excess = [this](rib::PeerId peer) {
      EXPECT_EQ(peer, kPeer);
      ++excess_;
    };
    auto database = RoutingDatabase::Create(
        runtime_.runtime(), setup, std::move(tables), std::move(callbacks));
    ASSERT_TRUE(database.ok()) << database.status();
    database_ = *std::move(database);
    rib_.AddObserver(&database_->rib_observer());
    rib_.SetPathObserver(&database_->path_observer());
  }
  void Announce(const std::string& prefix,
                const std::string& next_hop = "10.0.1.10",
                rib::PeerId peer = kPeer) {
    bgp::PathAttributes path;
    path.next_hop = bgp::NextHop{*IpAddress::Parse(next_hop), std::nullopt};
    rib_.Update(peer, {*IpPrefix::Parse(prefix), 0}, pool_.Intern(path),
                runtime_.Now());
  }
  void Withdraw(const std::string& prefix) {
    rib_.Withdraw(kPeer, {*IpPrefix::Parse(prefix), 0});
  }
  std::vector<std::string> Installations(const std::string& prefix) {
    std::vector<std::string> texts;
    for (const auto& [table, reason] :
         database_->InstallationsOf(*IpPrefix::Parse(prefix))) {
      texts.push_back(
          absl::StrCat(table, " ", reason.empty() ? "installed" : reason));
    }
    return texts;
  }

  waymark::testing::SimulatedRuntime runtime_;
  rib::AttributesPool pool_{{}};
  rib::AlwaysResolves resolver_;
  rib::LocRib rib_{{}, resolver_};
  MemoryRoutes gateway_;
  MemoryRoutes application_;
  int excess_ = 0;
  std::unique_ptr<RoutingDatabase> database_;
};

TEST_F(RoutingDatabaseTest, OneFibGoesIntoEveryTable) {
  Open(TwoTables());
  Announce("10.0.3.0/24");
  EXPECT_EQ(gateway_.Via("10.0.3.0/24"), "10.0.1.10");
  EXPECT_EQ(application_.Via("10.0.3.0/24"), "10.0.1.10");
  EXPECT_THAT(Installations("10.0.3.0/24"),
              ElementsAre("igw installed", "app installed"));
  Withdraw("10.0.3.0/24");
  EXPECT_THAT(gateway_.gateways, IsEmpty());
  EXPECT_THAT(application_.gateways, IsEmpty());
  EXPECT_THAT(Installations("10.0.3.0/24"), IsEmpty());
}

TEST_F(RoutingDatabaseTest, ATableRejectsWhatIsNotForItsKind) {
  Open(TwoTables());
  Announce("0.0.0.0/0");
  EXPECT_EQ(gateway_.Via("0.0.0.0/0"), "none");
  EXPECT_EQ(application_.Via("0.0.0.0/0"), "10.0.1.10");
  EXPECT_THAT(Installations("0.0.0.0/0"),
              ElementsAre("igw prefix is outside of the VPC, and the table is "
                          "an internet gateway's",
                          "app installed"));
}

TEST_F(RoutingDatabaseTest, ATableThatIsNotPropagatedToHasItsStaticRoutesOnly) {
  RouteServerSetup setup = TwoTables();
  setup.route_tables[1].propagated = false;
  setup.route_tables[1].static_routes = {
      {*IpPrefix::Parse("0.0.0.0/0"), IpAddress::V4(10, 0, 9, 9)}};
  Open(setup);
  Announce("10.0.3.0/24");
  EXPECT_THAT(application_.gateways,
              UnorderedElementsAre(::testing::Pair("0.0.0.0/0", "10.0.9.9")));
  EXPECT_THAT(Installations("10.0.3.0/24"), ElementsAre("igw installed"));
}

TEST_F(RoutingDatabaseTest, AStaticRouteOfTheSamePrefixStaysWhereItIs) {
  RouteServerSetup setup = TwoTables();
  setup.route_tables[1].static_routes = {
      {*IpPrefix::Parse("10.0.3.0/24"), IpAddress::V4(10, 0, 9, 9)}};
  Open(setup);
  Announce("10.0.3.0/24");
  // In the FIB nevertheless, and in the other table.
  EXPECT_NE(database_->fib().Find(*IpPrefix::Parse("10.0.3.0/24")), nullptr);
  EXPECT_EQ(gateway_.Via("10.0.3.0/24"), "10.0.1.10");
  EXPECT_EQ(application_.Via("10.0.3.0/24"), "10.0.9.9");
  EXPECT_THAT(
      Installations("10.0.3.0/24"),
      ElementsAre("igw installed", "app a static route has the same prefix"));
  Withdraw("10.0.3.0/24");
  EXPECT_EQ(application_.Via("10.0.3.0/24"), "10.0.9.9");
}

TEST_F(RoutingDatabaseTest, WhatTheKernelRefusesIsRejectedInItsWords) {
  Open(TwoTables());
  application_.refuses_installing = true;
  Announce("10.0.3.0/24");
  EXPECT_THAT(Installations("10.0.3.0/24"),
              ElementsAre("igw installed", "app gateway unreachable"));
  EXPECT_FALSE(database_->IsInstalled(*database_->tables()[1],
                                      *IpPrefix::Parse("10.0.3.0/24")));
  application_.refuses_installing = false;
  runtime_.RunFor(RouteInstaller::kRetryInterval);
  EXPECT_THAT(Installations("10.0.3.0/24"),
              ElementsAre("igw installed", "app installed"));
}

TEST_F(RoutingDatabaseTest, ARouteThatIsHeldBackIsNeitherInstalledNorRejected) {
  RouteServerSetup setup = TwoTables();
  setup.install_delay = absl::Seconds(60);
  Open(setup);
  Announce("10.0.3.0/24");
  EXPECT_EQ(database_->fib().size(), 1u);
  EXPECT_THAT(Installations("10.0.3.0/24"), IsEmpty());
  runtime_.RunFor(absl::Seconds(60));
  EXPECT_EQ(application_.Via("10.0.3.0/24"), "10.0.1.10");
}

// The one that the table has until then is another peer's.
TEST_F(RoutingDatabaseTest, ABetterPathThatIsHeldBackIsNotTakenForInstalled) {
  RouteServerSetup setup = TwoTables();
  setup.install_delay = absl::Seconds(60);
  Open(setup);
  Announce("10.0.3.0/24");
  runtime_.RunFor(absl::Seconds(60));
  EXPECT_THAT(Installations("10.0.3.0/24"),
              ElementsAre("igw installed", "app installed"));
  Announce("10.0.3.0/24", "10.0.1.9", kBetterPeer);
  EXPECT_EQ(database_->fib().Find(*IpPrefix::Parse("10.0.3.0/24"))->peer,
            kBetterPeer);
  EXPECT_EQ(application_.Via("10.0.3.0/24"), "10.0.1.10");
  EXPECT_THAT(Installations("10.0.3.0/24"), IsEmpty());
  // The table's own path goes, and the best one stays the best.
  Withdraw("10.0.3.0/24");
  EXPECT_EQ(application_.Via("10.0.3.0/24"), "none");
  EXPECT_EQ(gateway_.Via("10.0.3.0/24"), "none");
  runtime_.RunFor(absl::Seconds(60));
  EXPECT_EQ(application_.Via("10.0.3.0/24"), "10.0.1.9");
  EXPECT_THAT(Installations("10.0.3.0/24"),
              ElementsAre("igw installed", "app installed"));
}

TEST_F(RoutingDatabaseTest, AnExcessOfTheFibOrOfATableIsTold) {
  RouteServerSetup setup = TwoTables();
  setup.quotas.routes_per_table = 1;
  setup.quotas.routes_per_fib = 2;
  Open(setup);
  Announce("10.0.3.0/24");
  EXPECT_EQ(excess_, 0);
  Announce("10.0.4.0/24");
  EXPECT_EQ(excess_, 2);  // of both tables
  Announce("10.0.5.0/24");
  EXPECT_EQ(excess_, 3);
}

TEST_F(RoutingDatabaseTest, RoutesThatARibRetainsStayInTheTables) {
  Open(TwoTables());
  Announce("10.0.3.0/24");
  rib_.RetainPeer(kPeer);
  EXPECT_EQ(application_.Via("10.0.3.0/24"), "10.0.1.10");
  rib_.ReleaseRetained();
  while (!rib_.DoWork(1)) {
  }
  EXPECT_EQ(application_.Via("10.0.3.0/24"), "none");
}

TEST_F(RoutingDatabaseTest, ItsEndTakesTheRoutesAway) {
  RouteServerSetup setup = TwoTables();
  setup.route_tables[1].static_routes = {
      {*IpPrefix::Parse("0.0.0.0/0"), std::nullopt}};
  Open(setup);
  Announce("10.0.3.0/24");
  Detach();
  database_.reset();
  EXPECT_THAT(gateway_.gateways, IsEmpty());
  EXPECT_THAT(application_.gateways, IsEmpty());
}

}  // namespace
}  // namespace waymark::examples
