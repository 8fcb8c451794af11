// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The rows, and the answers on the control socket that are made of them, of a
// route server on loopback addresses.

#include "examples/route_server/route_server_rows.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "examples/daemon/control_server.h"
#include "examples/proto/control.pb.h"
#include "examples/proto/route_server_rows.pb.h"
#include "examples/route_server/route_server.h"
#include "examples/route_server/route_server_commands.h"
#include "examples/route_server/route_server_setup.h"
#include "examples/route_server/testing/loopback_vpc.h"
#include "examples/testing/loopback_speaker.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace waymark::examples {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class RouteServerRowsTest : public LoopbackVpc {
 protected:
  std::vector<proto::RoutingDatabaseRoute> Routes(const std::string& prefix) {
    return RouteRows(*server_, *IpPrefix::Parse(prefix));
  }
  // Of the table.
  proto::RouteTableRow FirstRow() {
    std::optional<IpPrefix> last;
    return TableRow(*server_, *server_->routing().tables()[0], last);
  }
  // An active and a standby node with the floating address.
  void OpenPair(const std::string& more = "") {
    ASSERT_TRUE(Open(Setup(more)).ok());
    standby_ = Peer(second_, "192.0.2.3", /*med=*/100);
    ASSERT_TRUE(UntilVia("192.0.2.3"));
    active_ = Peer(first_, "192.0.2.2", /*med=*/0);
    ASSERT_TRUE(UntilVia("192.0.2.2"));
  }

  std::unique_ptr<LoopbackSpeaker> active_;
  std::unique_ptr<LoopbackSpeaker> standby_;
};

TEST_F(RouteServerRowsTest, ARouteOfTheFibSaysWhereItIsInstalled) {
  OpenPair();
  const auto routes = Routes(kFloating);
  ASSERT_EQ(routes.size(), 2u);
  const proto::RoutingDatabaseRoute& active = routes[0];
  EXPECT_EQ(active.route_server_peer_id(), "p127.0.0.2");
  EXPECT_EQ(active.route_server_endpoint_id(), "rse");
  EXPECT_EQ(active.route_status(), "in-fib");
  EXPECT_THAT(active.as_paths(), ElementsAre("65001"));
  EXPECT_TRUE(active.has_med());
  EXPECT_EQ(active.med(), 0u);
  EXPECT_EQ(active.next_hop_ip(), "192.0.2.2");
  EXPECT_EQ(active.origin(), "igp");
  EXPECT_EQ(active.deciding_step(), "med");
  EXPECT_TRUE(active.best());
  EXPECT_FALSE(active.persisted());
  ASSERT_EQ(active.route_installation_details_size(), 1);
  EXPECT_EQ(active.route_installation_details(0).route_table_id(), "vpc");
  EXPECT_EQ(active.route_installation_details(0).route_installation_status(),
            "installed");
  EXPECT_FALSE(active.route_installation_details(0)
                   .has_route_installation_status_reason());
  const proto::RoutingDatabaseRoute& standby = routes[1];
  EXPECT_EQ(standby.route_server_peer_id(), "p127.0.0.3");
  EXPECT_EQ(standby.route_status(), "in-rib");
  EXPECT_EQ(standby.deciding_step(), "med");
  EXPECT_FALSE(standby.best());
  EXPECT_THAT(standby.route_installation_details(), IsEmpty());
}

TEST_F(RouteServerRowsTest, ABestPathIsBestAlsoWhereTheFibIsFull) {
  OpenPair("quotas { routes_per_fib: 1 }");
  active_->Announce(kServer, "172.16.1.2/32", "192.0.2.2", /*med=*/0);
  ASSERT_TRUE(Until([&] { return !Routes("172.16.1.2/32").empty(); }));
  const proto::RoutingDatabaseRoute waiting = Routes("172.16.1.2/32")[0];
  EXPECT_EQ(waiting.route_status(), "in-rib");
  EXPECT_TRUE(waiting.best());
  EXPECT_EQ(waiting.deciding_step(), "only_path");
}

TEST_F(RouteServerRowsTest, ARejectedRouteSaysWhy) {
  RouteServerSetup setup = Setup();
  setup.route_tables[0].static_routes = {
      {*IpPrefix::Parse(kFloating), std::nullopt}};
  ASSERT_TRUE(Open(setup).ok());
  active_ = Peer(first_, "192.0.2.2", /*med=*/0);
  ASSERT_TRUE(Until([&] { return !Routes(kFloating).empty(); }));
  const auto detail = Routes(kFloating)[0].route_installation_details(0);
  EXPECT_EQ(detail.route_installation_status(), "rejected");
  EXPECT_EQ(detail.route_installation_status_reason(),
            "a static route has the same prefix");
  const proto::RouteTableRow table = FirstRow();
  EXPECT_EQ(table.rejected(), 1u);
  ASSERT_EQ(table.routes_size(), 1);
  EXPECT_EQ(table.routes(0).origin(), "CreateRoute");
  EXPECT_EQ(table.routes(0).state(), "blackhole");
}

TEST_F(RouteServerRowsTest, PeersSayWhatIsUpAndWhatTheyHave) {
  OpenPair();
  active_->Announce(kServer, "172.16.1.2/32", "192.0.2.2", /*med=*/0);
  ASSERT_TRUE(
      Until([&] { return server_->rib_index().prefixes().size() == 2; }));
  EXPECT_EQ(PeerRow(*server_, 1).rib_routes(), 1u);
  EXPECT_EQ(PeerRow(*server_, 1).fib_routes(), 0u);
  standby_.reset();
  ASSERT_TRUE(Until(
      [&] { return PeerRow(*server_, 1).bgp_status().status() == "down"; }));
  const proto::RouteServerPeerRow active = PeerRow(*server_, 0);
  EXPECT_EQ(active.route_server_peer_id(), "p127.0.0.2");
  EXPECT_EQ(active.bgp_options().peer_asn(), 65001u);
  EXPECT_EQ(active.bgp_options().peer_liveness_detection(), "bgp-keepalive");
  EXPECT_EQ(active.bgp_status().status(), "up");
  EXPECT_FALSE(active.has_bfd_status());
  EXPECT_EQ(active.endpoint_eni_address(), "127.0.0.1");
  EXPECT_EQ(active.rib_routes(), 2u);
  EXPECT_EQ(active.fib_routes(), 2u);
  EXPECT_TRUE(Until([&] { return PeerRow(*server_, 1).rib_routes() == 0; }));
}

TEST_F(RouteServerRowsTest, APropagatedRouteLeadsToThePeersInterface) {
  RouteServerSetup setup = Setup();
  setup.vpc.interfaces = {{"eni-1", {*IpAddress::Parse("192.0.2.2")}}};
  ASSERT_TRUE(Open(setup).ok());
  active_ = Peer(first_, "192.0.2.2", /*med=*/0);
  ASSERT_TRUE(UntilVia("192.0.2.2"));
  const proto::RouteTableRow table = FirstRow();
  EXPECT_EQ(table.route_table_id(), "vpc");
  EXPECT_EQ(table.kind(), "subnet");
  EXPECT_TRUE(table.propagated());
  ASSERT_EQ(table.routes_size(), 1);
  EXPECT_EQ(table.routes(0).destination_cidr_block(), kFloating);
  EXPECT_EQ(table.routes(0).origin(), "Advertisement");
  EXPECT_EQ(table.routes(0).network_interface_id(), "eni-1");
  EXPECT_EQ(table.routes(0).gateway(), "192.0.2.2");
}

TEST_F(RouteServerRowsTest, PersistedRoutesSaySo) {
  OpenPair("persist_routes { action: ENABLE }");
  standby_.reset();
  active_.reset();
  ASSERT_TRUE(Until([&] { return StateRow(*server_).are_routes_persisted(); }));
  ASSERT_EQ(Routes(kFloating).size(), 1u);
  EXPECT_TRUE(Routes(kFloating)[0].persisted());
  EXPECT_EQ(Routes(kFloating)[0].route_status(), "in-fib");
  EXPECT_FALSE(StateRow(*server_).has_unpersist_in_ms());
  active_ = Peer(first_);
  ASSERT_TRUE(Until([&] { return StateRow(*server_).has_unpersist_in_ms(); }));
  EXPECT_LE(StateRow(*server_).unpersist_in_ms(), 60'000u);
}

class RouteServerCommandsTest : public RouteServerRowsTest {
 protected:
  absl::StatusOr<std::vector<proto::Response>> Ask(
      const proto::Request& request) {
    RouteServerCommands commands(loop_->runtime(), *server_);
    absl::StatusOr<ControlRows> rows = commands.OnRequest(request);
    if (!rows.ok()) return rows.status();
    std::vector<proto::Response> answer;
    for (proto::Response row; (*rows)(row); row.Clear()) answer.push_back(row);
    return answer;
  }
};

TEST_F(RouteServerCommandsTest, ListingsHaveARowForEachOfTheirKind) {
  OpenPair();
  proto::Request request;
  request.mutable_routing_database();
  const auto routes = Ask(request);
  ASSERT_EQ(routes->size(), 3u);
  EXPECT_EQ((*routes)[0].route_server_state().rib_routes(), 2u);
  EXPECT_EQ((*routes)[0].route_server_state().fib_routes(), 1u);
  EXPECT_TRUE((*routes)[2].has_routing_database_route());
  request.mutable_route_server_peers();
  EXPECT_EQ(Ask(request)->size(), 2u);
  request.mutable_route_tables();
  EXPECT_EQ(Ask(request)->size(), 1u);
  request.mutable_neighbors();
  EXPECT_EQ(Ask(request)->size(), 2u);
  request.mutable_neighbors()->set_name("p127.0.0.3");
  EXPECT_EQ((*Ask(request))[0].neighbor().address(), "127.0.0.3");
  request.mutable_bfd();
  EXPECT_EQ(Ask(request)->size(), 0u);
}

// No row holds the loop, however large the table is.
TEST_F(RouteServerCommandsTest, ALargeTableComesInSeveralRows) {
  RouteServerSetup setup = Setup();
  for (uint32_t i = 0; i < 2 * kRoutesInTableRow + 1; ++i) {
    setup.route_tables[0].static_routes.push_back(
        {*IpPrefix::Create(IpAddress::V4(0x0A000000 + 256 * i), 24),
         std::nullopt});
  }
  ASSERT_TRUE(Open(setup).ok());
  proto::Request request;
  request.mutable_route_tables();
  const auto rows = Ask(request);
  ASSERT_EQ(rows->size(), 3u);
  std::set<std::string> prefixes;
  for (const proto::Response& row : *rows) {
    EXPECT_EQ(row.route_table().route_table_id(), "vpc");
    EXPECT_EQ(row.route_table().more(), &row != &rows->back());
    for (const auto& route : row.route_table().routes()) {
      prefixes.insert(route.destination_cidr_block());
    }
  }
  EXPECT_EQ((*rows)[0].route_table().routes_size(), kRoutesInTableRow);
  EXPECT_EQ(prefixes.size(), 2 * kRoutesInTableRow + 1);
  request.mutable_route_tables()->set_first_rows_only(true);
  const auto first = Ask(request);
  ASSERT_EQ(first->size(), 1u);
  EXPECT_TRUE((*first)[0].route_table().more());
}

TEST_F(RouteServerCommandsTest, PersistRoutesIsChangedAndShown) {
  ASSERT_TRUE(Open(Setup("persist_routes { transition_ms: 1000 }")).ok());
  proto::Request request;
  request.mutable_persist_routes();
  EXPECT_EQ((*Ask(request))[0].route_server_state().persist_routes_state(),
            "disabled");
  request.mutable_persist_routes()->set_action(
      proto::ChangePersistRoutes::RESET);
  EXPECT_TRUE(absl::IsFailedPrecondition(Ask(request).status()));
  request.mutable_persist_routes()->set_action(
      proto::ChangePersistRoutes::ENABLE);
  EXPECT_EQ((*Ask(request))[0].route_server_state().persist_routes_state(),
            "enabling");
  EXPECT_TRUE(absl::IsFailedPrecondition(Ask(request).status()));
  ASSERT_TRUE(Until(
      [&] { return StateRow(*server_).persist_routes_state() == "enabled"; }));
  request.mutable_persist_routes()->clear_action();
  request.mutable_persist_routes()->set_duration_ms(300'001);
  EXPECT_TRUE(absl::IsInvalidArgument(Ask(request).status()));
  request.mutable_persist_routes()->set_duration_ms(300'000);
  EXPECT_EQ((*Ask(request))[0].route_server_state().persist_routes_state(),
            "modifying");
}

TEST_F(RouteServerCommandsTest, WhatItDoesNotKnowIsRefused) {
  ASSERT_TRUE(Open(Setup()).ok());
  proto::Request request;
  request.mutable_drain();
  EXPECT_TRUE(absl::IsInvalidArgument(Ask(request).status()));
  request.mutable_neighbors()->set_name("nobody");
  EXPECT_TRUE(absl::IsNotFound(Ask(request).status()));
}

}  // namespace
}  // namespace waymark::examples
