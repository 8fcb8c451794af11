// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The route server and its peers on loopback addresses, on one loop.

#include "examples/route_server/route_server.h"

#include <fcntl.h>
#include <unistd.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/ip_address.h"
#include "base/ip_endpoint.h"
#include "base/ip_prefix.h"
#include "bgp/notification.h"
#include "examples/daemon/event_log.h"
#include "examples/daemon/line_output.h"
#include "examples/proto/config_problem.h"
#include "examples/proto/event.pb.h"
#include "examples/route_server/config_loader.h"
#include "examples/route_server/routing_table.h"
#include "examples/route_server/testing/memory_table.h"
#include "examples/testing/loopback_speaker.h"
#include "gtest/gtest.h"
#include "posix/event_loop.h"
#include "posix/file_descriptor.h"
#include "posix/testing/run_until.h"
#include "rib/peer_info.h"

namespace waymark::examples {
namespace {

constexpr char kFloating[] = "172.16.1.1/32";

class RouteServerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    loop_ = *posix::EventLoop::Create();
    events_ = std::make_unique<EventLog>(loop_->runtime(), 100);
    int ends[2];
    ASSERT_EQ(::pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
    diagnostics_read_ = posix::FileDescriptor(ends[0]);
    diagnostics_write_ = posix::FileDescriptor(ends[1]);
    diagnostics_ = std::make_unique<LineOutput>(loop_->runtime(),
                                                diagnostics_write_.get(), 10);
    endpoint_ = {server_address_, FreePort(server_address_)};
  }

  RouteServerSetup Setup(absl::string_view more = "") {
    ConfigProblems problems("f");
    std::string text = absl::StrCat(
        "as: 65000 router_id: \"127.0.0.1\" endpoint { name: \"rse\" "
        "address: \"127.0.0.1\" port: ",
        endpoint_.port, " } ", more, " ");
    for (const char* const address : {"127.0.0.2", "127.0.0.3"}) {
      absl::StrAppend(&text, "peer { name: \"p", address,
                      "\" endpoint: \"rse\" address: \"", address,
                      "\" peer_as: 65001 } ");
    }
    const auto setup = ParseRouteServerConfig(text, &problems);
    EXPECT_TRUE(setup.has_value()) << problems.ToString();
    return setup.value_or(RouteServerSetup());
  }

  absl::Status Open(const RouteServerSetup& setup) {
    std::vector<NamedTable> tables;
    tables.push_back(MemoryTable::Create("vpc", table_));
    absl::StatusOr<std::unique_ptr<RouteServer>> server = RouteServer::Create(
        *loop_, *events_, *diagnostics_, setup, std::move(tables));
    if (server.ok()) server_ = *std::move(server);
    return server.status();
  }

  // A peer with the floating address behind `gateway`, up.
  std::unique_ptr<LoopbackSpeaker> Peer(const IpAddress& address,
                                        absl::string_view gateway,
                                        uint32_t med) {
    auto peer = std::make_unique<LoopbackSpeaker>(*loop_, address, 65001, 0);
    const rib::PeerId id = peer->Connect(endpoint_, 65000);
    peer->Announce(id, kFloating, gateway, med);
    EXPECT_TRUE(Until([&] { return peer->IsUp(id); }));
    return peer;
  }
  bool Until(const std::function<bool()>& done) {
    return posix::RunUntil(*loop_, done);
  }
  bool UntilVia(absl::string_view gateway) {
    return Until([&] { return table_.Via(kFloating) == gateway; });
  }
  std::string Diagnostics() {
    char buffer[4096];
    const ssize_t size = ::read(diagnostics_read_.get(), buffer, sizeof buffer);
    return size > 0 ? std::string(buffer, static_cast<size_t>(size)) : "";
  }

  const IpAddress server_address_ = IpAddress::V4(127, 0, 0, 1);
  const IpAddress first_ = IpAddress::V4(127, 0, 0, 2);
  const IpAddress second_ = IpAddress::V4(127, 0, 0, 3);
  static constexpr rib::PeerId kServer{0};

  MemoryRoutes table_;
  std::unique_ptr<posix::EventLoop> loop_;
  posix::FileDescriptor diagnostics_read_;
  posix::FileDescriptor diagnostics_write_;
  std::unique_ptr<LineOutput> diagnostics_;
  std::unique_ptr<EventLog> events_;
  IpEndpoint endpoint_;
  std::unique_ptr<RouteServer> server_;
};

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

TEST_F(RouteServerTest, APeerThatIsNotConfiguredIsRefused) {
  ASSERT_TRUE(Open(Setup()).ok());
  LoopbackSpeaker stranger(*loop_, IpAddress::V4(127, 0, 0, 9), 65001, 0);
  const rib::PeerId id = stranger.Connect(endpoint_, 65000);
  posix::RunFor(*loop_, absl::Milliseconds(200));
  EXPECT_FALSE(stranger.IsUp(id));
}

}  // namespace
}  // namespace waymark::examples
