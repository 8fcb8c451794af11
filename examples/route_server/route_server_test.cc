// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The route server and its peers on loopback addresses, on one loop.

#include "examples/route_server/route_server.h"

#include <fstream>
#include <memory>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "bgp/notification.h"
#include "examples/proto/event.pb.h"
#include "examples/route_server/fib.h"
#include "examples/route_server/route_server_setup.h"
#include "examples/route_server/testing/loopback_vpc.h"
#include "examples/testing/loopback_speaker.h"
#include "gtest/gtest.h"
#include "posix/tcp_socket.h"
#include "posix/testing/run_until.h"
#include "rib/loc_rib.h"
#include "rib/peer_info.h"

namespace waymark::examples {
namespace {

using RouteServerTest = LoopbackVpc;

TEST_F(RouteServerTest, BestPathIsInstalledReplacedAndWithdrawn) {
  ASSERT_TRUE(Open(Setup()).ok());
  const auto standby = Peer(second_, "192.0.2.3", /*med=*/100);
  ASSERT_TRUE(UntilVia("192.0.2.3"));
  const auto active = Peer(first_, "192.0.2.2", /*med=*/0);
  ASSERT_TRUE(UntilVia("192.0.2.2"));
  active->Announce(kServer, kFloating, "192.0.2.2", /*med=*/200);
  ASSERT_TRUE(UntilVia("192.0.2.3"));
  active->Announce(kServer, kFloating, "192.0.2.2", /*med=*/0);
  ASSERT_TRUE(UntilVia("192.0.2.2"));
  active->speaker().Withdraw(kServer, *IpPrefix::Parse(kFloating));
  ASSERT_TRUE(UntilVia("192.0.2.3"));
  standby->speaker().Withdraw(kServer, *IpPrefix::Parse(kFloating));
  EXPECT_TRUE(UntilVia("none"));
  EXPECT_EQ(Diagnostics(), "");
}

TEST_F(RouteServerTest, TheEndOfASessionMovesItsRoutes) {
  ASSERT_TRUE(Open(Setup()).ok());
  const auto standby = Peer(second_, "192.0.2.3", /*med=*/100);
  auto active = Peer(first_, "192.0.2.2", /*med=*/0);
  ASSERT_TRUE(UntilVia("192.0.2.2"));
  // Its process dies: no NOTIFICATION, a reset.
  active.reset();
  EXPECT_TRUE(UntilVia("192.0.2.3"));
  standby->speaker().Stop(
      kServer, bgp::Notification::Cease(bgp::subcode::kAdministrativeShutdown));
  EXPECT_TRUE(UntilVia("none"));
}

TEST_F(RouteServerTest, WhatIsInstalledIsReportedWithTheStepThatDecided) {
  ASSERT_TRUE(Open(Setup()).ok());
  const auto standby = Peer(second_, "192.0.2.3", /*med=*/100);
  ASSERT_TRUE(UntilVia("192.0.2.3"));
  const auto active = Peer(first_, "192.0.2.2", /*med=*/0);
  ASSERT_TRUE(UntilVia("192.0.2.2"));
  ASSERT_TRUE(Until([&] {
    const proto::Event& last = *events_->history().back();
    return last.has_best_changed() &&
           last.best_changed().neighbor() == "p127.0.0.2";
  }));
  const proto::BestChanged& best = events_->history().back()->best_changed();
  EXPECT_EQ(best.prefix(), kFloating);
  EXPECT_EQ(best.next_hop(), "192.0.2.2");
  EXPECT_EQ(best.as_path(), "65001");
  EXPECT_EQ(best.step(), "med");
  EXPECT_EQ(best.old_neighbor(), "p127.0.0.3");
}

TEST_F(RouteServerTest, NothingIsAnnouncedBackByDefault) {
  ASSERT_TRUE(Open(Setup()).ok());
  const auto listener = Peer(second_, "192.0.2.3", /*med=*/100);
  const auto active = Peer(first_, "192.0.2.2", /*med=*/0);
  ASSERT_TRUE(UntilVia("192.0.2.2"));
  posix::RunFor(*loop_, absl::Milliseconds(100));
  EXPECT_FALSE(listener->Heard("best")) << listener->events().back();
}

TEST_F(RouteServerTest, BestPathsArePassedOnIfConfiguredSo) {
  RouteServerSetup setup = Setup("announce_to_all: true");
  // A peer of the same AS would find its own number in the path.
  setup.peers[1].speaker.peer.session.peer_as = 65002;
  ASSERT_TRUE(Open(setup).ok());
  LoopbackSpeaker listener(*loop_, second_, 65002, 0);
  listener.Connect(endpoint_, 65000);
  const auto active = Peer(first_, "192.0.2.2", /*med=*/7);
  EXPECT_TRUE(Until(
      [&] { return listener.Heard("best 172.16.1.1/32 65000 65001 med"); }));
}

TEST_F(RouteServerTest, WhatATableRefusesIsToldAndTriedAgain) {
  table_.refuses_installing = true;
  ASSERT_TRUE(Open(Setup()).ok());
  const auto active = Peer(first_, "192.0.2.2", /*med=*/0);
  std::string text;
  ASSERT_TRUE(Until([&] { return !(text += Diagnostics()).empty(); }));
  EXPECT_EQ(text,
            "route_server: table vpc: 172.16.1.1/32: gateway unreachable\n");
  table_.refuses_installing = false;
  EXPECT_TRUE(UntilVia("192.0.2.2"));
}

TEST_F(RouteServerTest, StoppingSendsCeaseAndTheEndRemovesTheRoutes) {
  ASSERT_TRUE(Open(Setup()).ok());
  const auto active = Peer(first_, "192.0.2.2", /*med=*/0);
  ASSERT_TRUE(UntilVia("192.0.2.2"));
  server_->Stop();
  EXPECT_TRUE(Until([&] {
    return active->Heard(
        "down notification_received cease/administrative_shutdown "
        "\"route server stops\"");
  })) << active->events().back();
  server_.reset();
  EXPECT_TRUE(table_.gateways.empty());
}

TEST_F(RouteServerTest, RoutesThatStandAtTheEndAreRemovedToo) {
  ASSERT_TRUE(Open(Setup()).ok());
  const auto active = Peer(first_, "192.0.2.2", /*med=*/0);
  ASSERT_TRUE(UntilVia("192.0.2.2"));
  server_.reset();
  EXPECT_TRUE(table_.gateways.empty());
}

TEST_F(RouteServerTest, WhatCannotBeDoneAtTheStartIsAnError) {
  table_.refuses_flushing = true;
  EXPECT_EQ(Open(Setup()).message(), "not today");
  table_.refuses_flushing = false;
  ASSERT_TRUE(Open(Setup()).ok());
  // The endpoint is taken, by the first of the two.
  std::unique_ptr<RouteServer> first = std::move(server_);
  EXPECT_FALSE(Open(Setup()).ok());
  const auto active = Peer(first_, "192.0.2.2", /*med=*/0);
  EXPECT_TRUE(UntilVia("192.0.2.2"));
}

TEST_F(RouteServerTest, PersistedRoutesOutliveTheLastSessionAndThenItsReturn) {
  ASSERT_TRUE(
      Open(Setup("persist_routes { action: ENABLE duration_ms: 1500 }")).ok());
  auto standby = Peer(second_, "192.0.2.3", /*med=*/100);
  auto active = Peer(first_, "192.0.2.2", /*med=*/0);
  ASSERT_TRUE(UntilVia("192.0.2.2"));
  // While one is left, a loss is a loss.
  active.reset();
  ASSERT_TRUE(UntilVia("192.0.2.3"));
  EXPECT_FALSE(server_->persist_routes().are_routes_persisted());
  standby.reset();
  ASSERT_TRUE(
      Until([&] { return server_->persist_routes().are_routes_persisted(); }));
  posix::RunFor(*loop_, absl::Milliseconds(300));
  EXPECT_EQ(table_.Via(kFloating), "192.0.2.3");
  // It is back, with a route of another prefix and not with that.
  standby = Peer(second_);
  standby->Announce(kServer, "172.16.1.2/32", "192.0.2.3", /*med=*/0);
  ASSERT_TRUE(Until([&] { return table_.Via("172.16.1.2/32") != "none"; }));
  EXPECT_EQ(table_.Via(kFloating), "192.0.2.3");
  EXPECT_TRUE(server_->persist_routes().are_routes_persisted());
  EXPECT_TRUE(UntilVia("none"));
  EXPECT_FALSE(server_->persist_routes().are_routes_persisted());
  EXPECT_EQ(table_.Via("172.16.1.2/32"), "192.0.2.3");
}

TEST_F(RouteServerTest, ANewRouteReplacesThePersistedOneOfItsPeer) {
  ASSERT_TRUE(
      Open(Setup("persist_routes { action: ENABLE duration_ms: 60000 }")).ok());
  auto active = Peer(first_, "192.0.2.2", /*med=*/0);
  ASSERT_TRUE(UntilVia("192.0.2.2"));
  active.reset();
  ASSERT_TRUE(
      Until([&] { return server_->persist_routes().are_routes_persisted(); }));
  active = Peer(first_, "192.0.2.22", /*med=*/0);
  EXPECT_TRUE(UntilVia("192.0.2.22"));
  // The standby's does so only by being better: the kept one is a candidate.
  const auto standby = Peer(second_, "192.0.2.3", /*med=*/100);
  posix::RunFor(*loop_, absl::Milliseconds(50));
  EXPECT_EQ(table_.Via(kFloating), "192.0.2.22");
}

TEST_F(RouteServerTest, ResetTakesPersistedRoutesAwayAtOnce) {
  ASSERT_TRUE(Open(Setup("persist_routes { action: ENABLE }")).ok());
  auto active = Peer(first_, "192.0.2.2", /*med=*/0);
  ASSERT_TRUE(UntilVia("192.0.2.2"));
  active.reset();
  ASSERT_TRUE(
      Until([&] { return server_->persist_routes().are_routes_persisted(); }));
  ASSERT_TRUE(server_->persist_routes().Reset().ok());
  EXPECT_TRUE(UntilVia("none"));
  EXPECT_EQ(server_->speaker().loc_rib()->paths(), 0u);
  EXPECT_EQ(server_->routing().fib().size(), 0u);
}

TEST_F(RouteServerTest, ResetLeavesWhatWasAnnouncedSince) {
  ASSERT_TRUE(
      Open(Setup("persist_routes { action: ENABLE duration_ms: 60000 }")).ok());
  auto active = Peer(first_, "192.0.2.2", /*med=*/0);
  ASSERT_TRUE(UntilVia("192.0.2.2"));
  active.reset();
  ASSERT_TRUE(
      Until([&] { return server_->persist_routes().are_routes_persisted(); }));
  const auto standby = Peer(second_, "192.0.2.3", /*med=*/100);
  ASSERT_TRUE(
      Until([&] { return server_->speaker().loc_rib()->paths() == 2; }));
  EXPECT_EQ(table_.Via(kFloating), "192.0.2.2");
  ASSERT_TRUE(server_->persist_routes().Reset().ok());
  EXPECT_TRUE(UntilVia("192.0.2.3"));
  // Nor does it do so where nothing is kept.
  ASSERT_TRUE(server_->persist_routes().Reset().ok());
  posix::RunFor(*loop_, absl::Milliseconds(50));
  EXPECT_EQ(table_.Via(kFloating), "192.0.2.3");
}

TEST_F(RouteServerTest, WithoutPersistRoutesTheLastLossLeavesNothing) {
  ASSERT_TRUE(Open(Setup()).ok());
  auto active = Peer(first_, "192.0.2.2", /*med=*/0);
  ASSERT_TRUE(UntilVia("192.0.2.2"));
  active.reset();
  EXPECT_TRUE(UntilVia("none"));
}

TEST_F(RouteServerTest, Ipv6RoutesComeOverTheIpv4Session) {
  ASSERT_TRUE(Open(Setup()).ok());
  const auto active = Peer(first_);
  active->Announce(kServer, "2001:db8:1::/48", "2001:db8::10", /*med=*/0);
  EXPECT_TRUE(
      Until([&] { return table_.Via("2001:db8:1::/48") == "2001:db8::10"; }));
}

// One prefix of each family, where one is allowed.
TEST_F(RouteServerTest, WhatAPeerAnnouncesBeyondItsQuotaIsLeftOut) {
  ASSERT_TRUE(Open(Setup("quotas { routes_per_peer: 1 }")).ok());
  const auto active = Peer(first_, "192.0.2.2", /*med=*/0);
  ASSERT_TRUE(UntilVia("192.0.2.2"));
  active->Announce(kServer, "2001:db8:1::/48", "2001:db8::10", /*med=*/0);
  ASSERT_TRUE(Until([&] {
    return server_->speaker().Find(kServer)->Snapshot().over_limit == 1;
  }));
  EXPECT_EQ(table_.Via("2001:db8:1::/48"), "none");
  EXPECT_EQ(table_.Via(kFloating), "192.0.2.2");
}

TEST_F(RouteServerTest, AnExcessEndsTheSessionIfConfiguredSo) {
  for (const absl::string_view quota :
       {"routes_per_peer", "routes_per_fib", "routes_per_table"}) {
    server_.reset();
    ASSERT_TRUE(Open(Setup(absl::StrCat("quotas { ", quota,
                                        ": 1 excess: END_SESSION }")))
                    .ok());
    const auto active = Peer(first_, "192.0.2.2", /*med=*/0);
    ASSERT_TRUE(UntilVia("192.0.2.2"));
    active->Announce(kServer, "172.16.1.2/32", "192.0.2.2", /*med=*/0);
    EXPECT_TRUE(Until([&] {
      return active->Heard(
          "down notification_received cease/maximum_prefixes_reached");
    })) << quota;
    server_.reset();
  }
}

TEST_F(RouteServerTest, BeyondTheFibRoutesWaitInTheRibIfConfiguredSo) {
  ASSERT_TRUE(Open(Setup("quotas { routes_per_fib: 1 }")).ok());
  const auto active = Peer(first_, "192.0.2.2", /*med=*/0);
  ASSERT_TRUE(UntilVia("192.0.2.2"));
  active->Announce(kServer, "172.16.1.2/32", "192.0.2.2", /*med=*/0);
  ASSERT_TRUE(Until([&] { return server_->routing().fib().waiting() == 1; }));
  EXPECT_EQ(table_.Via("172.16.1.2/32"), "none");
  active->speaker().Withdraw(kServer, *IpPrefix::Parse(kFloating));
  EXPECT_TRUE(Until([&] { return table_.Via("172.16.1.2/32") != "none"; }));
}

TEST_F(RouteServerTest, AFailbackWaitsForTheInstallDelayAndAFailoverDoesNot) {
  ASSERT_TRUE(Open(Setup("install_delay_ms: 300")).ok());
  const auto standby = Peer(second_, "192.0.2.3", /*med=*/100);
  auto active = Peer(first_, "192.0.2.2", /*med=*/0);
  ASSERT_TRUE(UntilVia("192.0.2.2"));
  posix::RunFor(*loop_, absl::Milliseconds(300));
  active.reset();
  ASSERT_TRUE(UntilVia("192.0.2.3"));
  active = Peer(first_, "192.0.2.2", /*med=*/0);
  posix::RunFor(*loop_, absl::Milliseconds(100));
  EXPECT_EQ(table_.Via(kFloating), "192.0.2.3");
  EXPECT_TRUE(UntilVia("192.0.2.2"));
}

TEST_F(RouteServerTest, AStandbyThatIsLostDuringTheInstallDelayIsNotFollowed) {
  ASSERT_TRUE(Open(Setup("install_delay_ms: 400")).ok());
  auto standby = Peer(second_, "192.0.2.3", /*med=*/100);
  ASSERT_TRUE(UntilVia("192.0.2.3"));
  const auto active = Peer(first_, "192.0.2.2", /*med=*/0);
  ASSERT_TRUE(Until([&] {
    const FibRoute* best =
        server_->routing().fib().Find(*IpPrefix::Parse(kFloating));
    return best->next_hop == IpAddress::V4(192, 0, 2, 2);
  }));
  EXPECT_EQ(table_.Via(kFloating), "192.0.2.3");
  standby.reset();
  EXPECT_TRUE(UntilVia("none"));
  EXPECT_TRUE(UntilVia("192.0.2.2"));
}

// The first peer as it is to be, the second as it is not: both dial all the
// time, and the second does not get through.
class RouteServerTcpTest : public RouteServerTest {
 protected:
  void ExpectOnlyTheFirst(const posix::TcpPeerOptions& right,
                          const posix::TcpPeerOptions& wrong) {
    LoopbackSpeaker second(*loop_, second_, 65001, 0);
    const rib::PeerId refused =
        second.Connect(endpoint_, 65000, /*with_bfd=*/false, wrong);
    LoopbackSpeaker first(*loop_, first_, 65001, 0);
    const rib::PeerId accepted =
        first.Connect(endpoint_, 65000, /*with_bfd=*/false, right);
    EXPECT_TRUE(Until([&] { return first.IsUp(accepted); }));
    posix::RunFor(*loop_, absl::Milliseconds(200));
    EXPECT_FALSE(second.IsUp(refused));
  }

  static posix::TcpPeerOptions Knows(const std::string& password) {
    return {password, /*ttl_security=*/false};
  }

  const posix::TcpPeerOptions on_the_link_ = {"", /*ttl_security=*/true};
};

TEST_F(RouteServerTcpTest, APeerWithAPasswordHasToKnowIt) {
  const std::string file = ::testing::TempDir() + "/password";
  std::ofstream(file) << "hush\n";
  ASSERT_TRUE(
      Open(Setup("", absl::StrCat("password_file: \"", file, "\""))).ok());
  ExpectOnlyTheFirst(Knows("hush"), Knows("rush"));
  ExpectOnlyTheFirst(Knows("hush"), {});
}

TEST_F(RouteServerTcpTest, APeerWithoutAPasswordHasNone) {
  ASSERT_TRUE(Open(Setup()).ok());
  ExpectOnlyTheFirst({}, Knows("hush"));
}

TEST_F(RouteServerTcpTest, APeerWithTtlSecurityHasToBeOnTheLink) {
  ASSERT_TRUE(Open(Setup("", "ttl_security: true")).ok());
  ExpectOnlyTheFirst(on_the_link_, {});
}

TEST_F(RouteServerTcpTest, APeerWithoutTtlSecurityMayBeFurtherAway) {
  ASSERT_TRUE(Open(Setup()).ok());
  // What the server sends has a TTL that such a peer does not take.
  ExpectOnlyTheFirst({}, on_the_link_);
}

TEST_F(RouteServerTest, APeerThatIsNotConfiguredIsRefused) {
  ASSERT_TRUE(Open(Setup()).ok());
  LoopbackSpeaker stranger(*loop_, IpAddress::V4(127, 0, 0, 9), 65001, 0);
  const rib::PeerId id = stranger.Connect(endpoint_, 65000);
  posix::RunFor(*loop_, absl::Milliseconds(200));
  EXPECT_FALSE(stranger.IsUp(id));
}

}  // namespace
}  // namespace waymark::examples
