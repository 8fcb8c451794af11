// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The example dual_stack.textproto as it stands, in a network namespace of its
// own that has all addresses of the example but the nodes' IPv6 ones: IPv6
// routes over IPv4 sessions, into the kernel's table and out of it again.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "base/ip_address.h"
#include "base/ip_endpoint.h"
#include "base/ip_prefix.h"
#include "bfd/code_points.h"
#include "bgp/session/down_reason.h"
#include "examples/proto/config_problem.h"
#include "examples/route_server/config_loader.h"
#include "examples/route_server/kernel_table.h"
#include "examples/route_server/route_server_setup.h"
#include "examples/route_server/routing_table.h"
#include "examples/route_server/testing/loopback_vpc.h"
#include "examples/testing/loopback_speaker.h"
#include "gtest/gtest.h"
#include "posix/testing/network_namespace.h"
#include "rib/peer_info.h"
#include "speaker/bfd_control.h"
#include "speaker/neighbor.h"

namespace waymark::examples {
namespace {

constexpr char kConfig[] = "examples/route_server/dual_stack.textproto";
constexpr char kFloating6[] = "2001:db8:f::1/128";
constexpr IpEndpoint kSecondEndpoint = {IpAddress::V4(10, 0, 1, 5), 179};

// The endpoints, as nodes number them.
constexpr rib::PeerId kEndpoints[] = {rib::PeerId{0}, rib::PeerId{1}};

// Where the kernel sends a packet for the floating address; empty: nowhere.
std::string KernelsGateway() {
  std::string route =
      posix::IpOutput("-6 route get 2001:db8:f::1 2> /dev/null");
  const std::vector<std::string> words =
      absl::StrSplit(route, ' ', absl::SkipEmpty());
  for (size_t i = 0; i + 1 < words.size(); ++i) {
    if (words[i] == "via") return words[i + 1];
  }
  return route;
}

class DualStackNetworkTest : public LoopbackVpc {
 protected:
  static void SetUpTestSuite() {
    entered_ = posix::EnterNetworkNamespace();
    if (!entered_.ok()) return;
    ASSERT_TRUE(posix::Ip("link add left type veth peer name right"));
    for (const char* const link : {"lo", "left", "right"}) {
      ASSERT_TRUE(posix::Ip(absl::StrCat("link set ", link, " up")));
    }
    for (const int last : {4, 5, 10, 11}) {
      ASSERT_TRUE(
          posix::Ip(absl::StrCat("addr add 10.0.1.", last, "/24 dev left")));
    }
    ASSERT_TRUE(posix::Ip("addr add 2001:db8:1::1/64 dev left nodad"));
  }
  void SetUp() override {
    if (!entered_.ok()) GTEST_SKIP() << entered_;
    LoopbackVpc::SetUp();
    endpoint_ = {IpAddress::V4(10, 0, 1, 4), 179};
    ConfigProblems problems(kConfig);
    const std::optional<RouteServerSetup> setup =
        LoadRouteServerConfig(kConfig, &problems);
    ASSERT_TRUE(setup.has_value()) << problems.ToString();
    absl::StatusOr<std::vector<NamedTable>> tables =
        OpenRoutingTables(setup->route_tables);
    ASSERT_TRUE(tables.ok()) << tables.status();
    const absl::Status opened = Open(*setup, *std::move(tables));
    ASSERT_TRUE(opened.ok()) << opened;
  }

  // With a session to each endpoint, BFD up on both, and the floating address.
  std::unique_ptr<LoopbackSpeaker> Node(const IpAddress& address,
                                        absl::string_view gateway,
                                        uint32_t med) {
    std::unique_ptr<LoopbackSpeaker> node = Peer(address, /*with_bfd=*/true);
    node->Connect(kSecondEndpoint, 65000, /*with_bfd=*/true);
    for (const rib::PeerId endpoint : kEndpoints) {
      EXPECT_TRUE(Until([&] {
        return node->IsUp(endpoint) && IsBfdUp(*node->speaker().Find(endpoint));
      }));
      node->Announce(endpoint, kFloating6, gateway, med);
    }
    return node;
  }
  static bool IsBfdUp(speaker::Neighbor& neighbor) {
    return neighbor.Snapshot().bfd->session_state == bfd::State::kUp;
  }
  // BFD says Down, BGP says nothing.
  static void LoseBfd(LoopbackSpeaker& node, rib::PeerId endpoint) {
    node.speaker().Find(endpoint)->bfd()->ResetForwardingPlane();
  }
  bool UntilGateway(const std::string& gateway) {
    return Until([&] { return KernelsGateway() == gateway; });
  }
  // Why the session of a peer of the configuration ended last.
  std::string LastDownReason(const std::string& peer) {
    for (const rib::PeerId id : server_->peers()) {
      const speaker::Neighbor& neighbor = *server_->speaker().Find(id);
      if (neighbor.config().peer.name != peer) continue;
      const auto down = neighbor.Snapshot().peer.last_down;
      return down.has_value() ? bgp::ToString(down->kind) : "none";
    }
    return "no such peer";
  }

  static absl::Status entered_;
  const IpAddress active_ = IpAddress::V4(10, 0, 1, 10);
  const IpAddress standby_ = IpAddress::V4(10, 0, 1, 11);
};

absl::Status DualStackNetworkTest::entered_;

TEST_F(DualStackNetworkTest, PacketsFollowIpv6RoutesOfIpv4Sessions) {
  EXPECT_EQ(KernelsGateway(), "");
  const auto standby = Node(standby_, "2001:db8:1::11", /*med=*/100);
  EXPECT_TRUE(UntilGateway("2001:db8:1::11"));
  const auto active = Node(active_, "2001:db8:1::10", /*med=*/0);
  EXPECT_TRUE(UntilGateway("2001:db8:1::10"));
  for (const rib::PeerId endpoint : kEndpoints) {
    EXPECT_TRUE(
        active->speaker().Withdraw(endpoint, *IpPrefix::Parse(kFloating6)));
  }
  EXPECT_TRUE(UntilGateway("2001:db8:1::11"));
}

TEST_F(DualStackNetworkTest, BfdThatGoesDownTakesIpv6RoutesOutOfTheKernel) {
  const auto standby = Node(standby_, "2001:db8:1::11", /*med=*/100);
  auto active = Node(active_, "2001:db8:1::10", /*med=*/0);
  ASSERT_TRUE(UntilGateway("2001:db8:1::10"));
  for (const rib::PeerId endpoint : kEndpoints) LoseBfd(*active, endpoint);
  EXPECT_TRUE(UntilGateway("2001:db8:1::11"));
  EXPECT_EQ(LastDownReason("active-4"), "bfd_down");
  EXPECT_EQ(LastDownReason("active-5"), "bfd_down");
  active.reset();
  for (const rib::PeerId endpoint : kEndpoints) LoseBfd(*standby, endpoint);
  EXPECT_TRUE(UntilGateway(""));
  EXPECT_EQ(LastDownReason("standby-4"), "bfd_down");
}

TEST_F(DualStackNetworkTest, OneOfTwoSessionsKeepsTheRoute) {
  const auto active = Node(active_, "2001:db8:1::10", /*med=*/0);
  ASSERT_TRUE(UntilGateway("2001:db8:1::10"));
  LoseBfd(*active, kEndpoints[0]);
  ASSERT_TRUE(Until([&] { return LastDownReason("active-4") == "bfd_down"; }));
  EXPECT_EQ(KernelsGateway(), "2001:db8:1::10");
  EXPECT_EQ(LastDownReason("active-5"), "none");
}

TEST_F(DualStackNetworkTest, ANextHopOfNoInterfaceIsNotInstalled) {
  const auto active = Node(active_, "2001:db8:1::99", /*med=*/0);
  const IpPrefix prefix = *IpPrefix::Parse(kFloating6);
  ASSERT_TRUE(Until(
      [&] { return !server_->routing().InstallationsOf(prefix).empty(); }));
  EXPECT_EQ(server_->routing().InstallationsOf(prefix)[0].reason,
            "next hop 2001:db8:1::99 is no address of an interface of the VPC");
  EXPECT_EQ(KernelsGateway(), "");
}

}  // namespace
}  // namespace waymark::examples
