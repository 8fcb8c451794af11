// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// How an announcer leaves a route server over real TCP, in a network namespace
// of the test's own: through a proxy that delays everything by half a second,
// and with acknowledgements that are lost on their way back. What is announced
// as settled must be out of the route server's table.

#include <cstdlib>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "announcer/announcer.h"
#include "announcer/group.h"
#include "announcer/neighbor.h"
#include "announcer/role.h"
#include "announcer/shutdown.h"
#include "base/ip_address.h"
#include "base/ip_endpoint.h"
#include "base/ip_prefix.h"
#include "bgp/session/down_reason.h"
#include "bgp/session/negotiated.h"
#include "bgp/session/peer_config.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "posix/event_loop.h"
#include "posix/hosted_speaker.h"
#include "posix/testing/delaying_proxy.h"
#include "posix/testing/network_namespace.h"
#include "posix/testing/run_until.h"
#include "rib/loc_rib.h"
#include "rib/peer_info.h"
#include "rib/policy.h"
#include "speaker/announcement_port.h"
#include "speaker/neighbor.h"
#include "speaker/neighbor_config.h"
#include "speaker/neighbor_visitor.h"
#include "speaker/speaker.h"

namespace waymark {
namespace {

using announcer::Departure;
using announcer::NeighborId;
using announcer::ShutdownReport;
using announcer::ShutdownStage;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

constexpr IpAddress kOurs = IpAddress::V4(127, 0, 0, 1);
constexpr IpAddress kTheirs = IpAddress::V4(127, 0, 0, 2);
constexpr IpAddress kProxy = IpAddress::V4(127, 0, 0, 3);
constexpr uint16_t kPort = 179;
constexpr absl::Duration kDelay = absl::Milliseconds(500);

speaker::NeighborConfig Config(const IpAddress& local,
                               const IpAddress& remote) {
  const bool ours = local == kOurs;
  speaker::NeighborConfig config;
  config.peer.name = remote.ToString();
  config.peer.opening =
      ours ? bgp::OpeningMode::kActive : bgp::OpeningMode::kPassive;
  config.peer.session.local_as = ours ? 65001 : 65000;
  config.peer.session.peer_as = ours ? 65000 : 65001;
  config.peer.session.bgp_identifier = local.v4_host_order();
  config.address = remote;
  config.local_address = local;
  return config;
}

// The route server: keeps what it hears.
class Server : private speaker::NeighborVisitor {
 public:
  // `peer` is where the connection comes from.
  Server(posix::EventLoop& loop, const IpAddress& peer) {
    posix::HostedSpeaker::Options options;
    options.speaker.loc_rib.emplace();
    options.listen.push_back({kTheirs, kPort, 0});
    hosted_ = *posix::HostedSpeaker::Create(loop, options, *this);
    speaker::NeighborConfig config = Config(kTheirs, peer);
    config.receive.emplace();
    config.receive->policy = &accept_all_;
    EXPECT_TRUE(
        hosted_->speaker().Start(*hosted_->AddNeighbor(config, {})).ok());
  }

  size_t prefixes() { return hosted_->speaker().loc_rib()->prefixes(); }

 private:
  void OnSessionUp(speaker::Neighbor&, uint64_t,
                   const bgp::Negotiated&) override {}
  void OnSessionDown(speaker::Neighbor&, uint64_t,
                     const bgp::DownReason&) override {}

  rib::AcceptAll accept_all_;
  std::unique_ptr<posix::HostedSpeaker> hosted_;
};

// Announces one prefix, as the active node.
class Node : private speaker::NeighborVisitor {
 public:
  // `peer` is where to connect to.
  Node(posix::EventLoop& loop, const IpAddress& peer)
      : hosted_(*posix::HostedSpeaker::Create(loop, {}, *this)),
        port_(hosted_->speaker()),
        announcer_(loop.runtime(), port_, nullptr) {
    port_.SetVisitor(&announcer_);
    speaker::NeighborConfig config = Config(kOurs, peer);
    config.initially_ready = false;
    id_ = *hosted_->AddNeighbor(config, {.port = kPort, .peer = {}});
    EXPECT_TRUE(
        announcer_.AddNeighbor(id(), {.name = "rs", .local_as = 65001}).ok());
    announcer::GroupConfig group;
    group.name = "floating";
    group.prefixes = {*IpPrefix::Parse("172.16.1.1/32")};
    group.ladder.active.med = 0;
    group.ladder.standby = {{.prepend = 2, .med = 100}};
    group.ladder.recovering.prepend = 4;
    group.ladder.recovering.med = 200;
    group.initial_role = announcer::Role::kActive;
    EXPECT_TRUE(announcer_.AddGroup(group).ok());
    EXPECT_TRUE(announcer_.SetReady(group.name, true).ok());
    EXPECT_TRUE(hosted_->speaker().Start(id_).ok());
  }

  NeighborId id() const { return static_cast<NeighborId>(id_); }
  announcer::Announcer& announcer() { return announcer_; }

 private:
  void OnSessionUp(speaker::Neighbor& neighbor, uint64_t,
                   const bgp::Negotiated& negotiated) override {
    port_.OnSessionUp(neighbor, negotiated);
  }
  void OnSessionDown(speaker::Neighbor& neighbor, uint64_t,
                     const bgp::DownReason& reason) override {
    port_.OnSessionDown(neighbor, reason);
  }

  std::unique_ptr<posix::HostedSpeaker> hosted_;
  speaker::AnnouncementPort port_;
  announcer::Announcer announcer_;
  rib::PeerId id_{};
};

class DrainNetworkTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    entered_ = posix::EnterNetworkNamespace();
    if (!entered_.ok()) return;
    ASSERT_TRUE(posix::Ip("link set lo up"));
  }
  void SetUp() override {
    if (!entered_.ok()) GTEST_SKIP() << entered_;
  }
  void TearDown() override {
    if (!swallows_) return;
    EXPECT_EQ(std::system("nft delete table ip swallow"), 0);
  }

  // Connects the two, directly or by way of the proxy, until the route server
  // has the prefix.
  void Connect(bool through_proxy) {
    if (through_proxy) {
      proxy_.emplace(*loop_, IpEndpoint{kProxy, kPort, 0},
                     IpEndpoint{kTheirs, kPort, 0}, kDelay);
    }
    server_.emplace(*loop_, through_proxy ? kProxy : kOurs);
    node_.emplace(*loop_, through_proxy ? kProxy : kTheirs);
    ASSERT_TRUE(posix::RunUntil(
        *loop_, [this] { return server_->prefixes() == 1; },
        absl::Seconds(20)));
    // End-of-RIB, and acknowledgements of it all.
    posix::RunFor(*loop_, absl::Milliseconds(200));
  }

  void Shutdown(const announcer::ShutdownOptions& options) {
    node_->announcer().Shutdown(
        options, [this](const ShutdownReport& report) { report_ = report; });
  }
  // Runs until nothing more is waited for before the session is closed. What
  // the route server has by then is what traffic goes by.
  void RunUntilClosing() {
    ASSERT_TRUE(posix::RunUntil(*loop_, [this] {
      return node_->announcer().stage() >= ShutdownStage::kClosing;
    }));
  }
  void RunUntilDone() {
    ASSERT_TRUE(
        posix::RunUntil(*loop_, [this] { return report_.has_value(); }));
  }

  // Drops what the route server sends that carries no message, which is 71
  // octets at least (SACK options make acknowledgements longer); or all of it.
  bool SwallowAcknowledgements(bool and_the_rest) {
    const std::string rule = absl::StrCat(
        "add rule ip swallow in ip saddr 127.0.0.2 tcp sport 179 ",
        and_the_rest ? ""
                     : "tcp flags & (syn | fin | rst) == 0 ip length < 71 ",
        "drop");
    swallows_ = std::system("nft add table ip swallow") == 0;
    return swallows_ &&
           std::system(
               "nft 'add chain ip swallow in "
               "{ type filter hook input priority 0; }'") == 0 &&
           std::system(absl::StrCat("nft '", rule, "'").c_str()) == 0;
  }

  static absl::Status entered_;
  std::unique_ptr<posix::EventLoop> loop_ = *posix::EventLoop::Create();
  std::optional<posix::DelayingProxy> proxy_;
  std::optional<Server> server_;
  std::optional<Node> node_;
  std::optional<ShutdownReport> report_;
  bool swallows_ = false;
};

absl::Status DrainNetworkTest::entered_;

TEST_F(DrainNetworkTest, WithoutDelayItIsAMatterOfMilliseconds) {
  Connect(/*through_proxy=*/false);
  Shutdown({});
  RunUntilClosing();
  EXPECT_EQ(server_->prefixes(), 0u);
  RunUntilDone();
  EXPECT_THAT(report_->unconfirmed, IsEmpty());
  EXPECT_LT(report_->elapsed, absl::Seconds(1));
}

TEST_F(DrainNetworkTest, AnAnswerIsWaitedForBehindAProxyThatDelays) {
  Connect(/*through_proxy=*/true);
  Shutdown({});
  RunUntilClosing();
  EXPECT_EQ(server_->prefixes(), 0u) << "it said that it had processed it";
  RunUntilDone();
  EXPECT_THAT(report_->unconfirmed, IsEmpty());
  EXPECT_GE(report_->elapsed, 2 * kDelay) << "there and back";
}

// What an acknowledgement is worth: the proxy's own, the route server knows of
// nothing. Why processing is asked for, and why there is a time to settle.
TEST_F(DrainNetworkTest, AnAcknowledgementAloneMayComeFromAProxy) {
  Connect(/*through_proxy=*/true);
  Shutdown({.ask_whether_processed = false});
  RunUntilClosing();
  EXPECT_EQ(server_->prefixes(), 1u);
  RunUntilDone();
  EXPECT_THAT(report_->neighbors,
              ElementsAre(Pair(node_->id(), Departure::kDelivered)));
  EXPECT_THAT(report_->unconfirmed, ElementsAre(node_->id()));
}

TEST_F(DrainNetworkTest, TimeToSettleCoversTheDelay) {
  Connect(/*through_proxy=*/true);
  Shutdown({.ask_whether_processed = false, .settle_for = absl::Seconds(1)});
  RunUntilClosing();
  EXPECT_EQ(server_->prefixes(), 0u);
  RunUntilDone();
  EXPECT_THAT(report_->unconfirmed, IsEmpty());
  EXPECT_GE(report_->elapsed, absl::Seconds(1));
}

TEST_F(DrainNetworkTest, TheDeadlineIsKeptWhateverTheDelay) {
  Connect(/*through_proxy=*/true);
  Shutdown({.deadline = absl::Milliseconds(300)});
  RunUntilDone();
  EXPECT_THAT(report_->neighbors,
              ElementsAre(Pair(node_->id(), Departure::kDelivered)));
  EXPECT_THAT(report_->unconfirmed, ElementsAre(node_->id()));
  EXPECT_LT(report_->elapsed, kDelay);
}

TEST_F(DrainNetworkTest, SwallowedAcknowledgementsLeaveItUnconfirmed) {
  Connect(/*through_proxy=*/false);
  if (!SwallowAcknowledgements(/*and_the_rest=*/false)) GTEST_SKIP() << "nft";
  Shutdown({.ask_whether_processed = false, .deadline = absl::Seconds(1)});
  RunUntilDone();
  EXPECT_EQ(server_->prefixes(), 0u) << "it has arrived; we cannot know";
  EXPECT_THAT(report_->neighbors,
              ElementsAre(Pair(node_->id(), Departure::kAnnounced)));
  EXPECT_THAT(report_->unconfirmed, ElementsAre(node_->id()));
}

TEST_F(DrainNetworkTest, AnAnswerMakesUpForSwallowedAcknowledgements) {
  Connect(/*through_proxy=*/false);
  if (!SwallowAcknowledgements(/*and_the_rest=*/false)) GTEST_SKIP() << "nft";
  Shutdown({.deadline = absl::Seconds(5)});
  RunUntilDone();
  EXPECT_EQ(server_->prefixes(), 0u);
  EXPECT_THAT(report_->neighbors,
              ElementsAre(Pair(node_->id(), Departure::kSettled)));
}

TEST_F(DrainNetworkTest, WithNoAnswerAtAllItEndsAtTheDeadline) {
  Connect(/*through_proxy=*/false);
  if (!SwallowAcknowledgements(/*and_the_rest=*/true)) GTEST_SKIP() << "nft";
  Shutdown({.settle_for = absl::Seconds(9), .deadline = absl::Seconds(1)});
  RunUntilDone();
  EXPECT_THAT(report_->neighbors,
              ElementsAre(Pair(node_->id(), Departure::kAnnounced)));
  EXPECT_GE(report_->elapsed, absl::Seconds(1));
  EXPECT_LT(report_->elapsed, absl::Seconds(2));
}

}  // namespace
}  // namespace waymark
