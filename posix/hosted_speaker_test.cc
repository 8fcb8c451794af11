// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Two speakers on loopback, at 127.0.0.1 and 127.0.0.2, in strict mode: their
// BGP session waits for BFD, wherever that runs.

#include "posix/hosted_speaker.h"

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "base/ip_address.h"
#include "bfd/code_points.h"
#include "bfd/key_chain.h"
#include "bfd/session_listener.h"
#include "bfd/session_snapshot.h"
#include "bfd/transmit_gate.h"
#include "bfd/transmit_group.h"
#include "bgp/session/down_reason.h"
#include "bgp/session/negotiated.h"
#include "bgp/session/peer_config.h"
#include "gtest/gtest.h"
#include "posix/bfd_thread.h"
#include "posix/bfd_transport.h"
#include "posix/event_loop.h"
#include "posix/tcp_listener.h"
#include "posix/testing/run_until.h"
#include "rib/peer_info.h"
#include "speaker/neighbor.h"
#include "speaker/neighbor_config.h"

namespace waymark::posix {
namespace {

constexpr IpAddress kOurs = IpAddress::V4(127, 0, 0, 1);
constexpr IpAddress kTheirs = IpAddress::V4(127, 0, 0, 2);

struct Gate final : bfd::TransmitGate {
  bool Alive() const override { return alive; }
  std::atomic<bool> alive{true};
};

struct Recorder final : speaker::NeighborVisitor {
  void OnSessionUp(speaker::Neighbor&, uint64_t,
                   const bgp::Negotiated&) override {
    ++ups;
  }
  void OnSessionDown(speaker::Neighbor&, uint64_t,
                     const bgp::DownReason&) override {
    ++downs;
  }
  void OnBfdStateChange(speaker::Neighbor&,
                        const bfd::StateChange& change) override {
    bfd.push_back(change.new_state);
  }
  void OnBfdRemoteDiagnostic(speaker::Neighbor&,
                             bfd::Diagnostic diagnostic) override {
    remote_diagnostic = diagnostic;
  }
  void OnBfdRemoteAdminChange(speaker::Neighbor&,
                              const bfd::RemoteAdminChange& change) override {
    remote_admin_down = change.admin_down;
  }
  int ups = 0;
  int downs = 0;
  bfd::Diagnostic remote_diagnostic = bfd::Diagnostic::kNone;
  bool remote_admin_down = false;
  std::vector<bfd::State> bfd;
};

class HostedSpeakerTest
    : public ::testing::TestWithParam<std::optional<BfdThread::Options>> {
 protected:
  HostedSpeakerTest() {
    TcpListener::Options options;
    options.local = {kTheirs, 0, 0};
    bgp_port_ = (*TcpListener::Create(*loop_, options))->local().port;
  }
  std::unique_ptr<HostedSpeaker> Create(const IpAddress& address,
                                        uint16_t bfd_port, Recorder& recorder) {
    HostedSpeaker::Options options;
    options.bfd.emplace();
    options.bfd->v4 = address;
    options.bfd->v6 = std::nullopt;
    options.bfd->port = bfd_port;
    // As a route server and an announcer have it.
    if (address == kTheirs) {
      options.listen.push_back({kTheirs, bgp_port_, 0});
      options.bfd_in_step = bfd::TransmitGroup::Lead::kNone;
    } else {
      options.bfd_thread = GetParam();
      options.bfd_in_step = bfd::TransmitGroup::Lead::kNeighbor;
    }
    auto hosted = HostedSpeaker::Create(*loop_, options, recorder);
    EXPECT_TRUE(hosted.ok()) << hosted.status();
    return *std::move(hosted);
  }
  rib::PeerId Connect(HostedSpeaker& hosted, const IpAddress& local,
                      const IpAddress& remote) {
    speaker::NeighborConfig config;
    config.peer.name = remote.ToString();
    config.peer.opening =
        local == kOurs ? bgp::OpeningMode::kActive : bgp::OpeningMode::kPassive;
    config.peer.liveness = bgp::LivenessMode::kStrict;
    config.peer.session.local_as = local == kOurs ? 65001 : 65002;
    config.peer.session.peer_as = local == kOurs ? 65002 : 65001;
    config.peer.session.bgp_identifier = local.v4_host_order();
    config.address = remote;
    config.local_address = local;
    config.bfd.emplace();
    if (local == kTheirs) config.bfd->gate = &gate_;
    HostedSpeaker::NeighborSocket socket;
    socket.port = bgp_port_;
    const rib::PeerId id = *hosted.AddNeighbor(config, socket);
    EXPECT_TRUE(hosted.speaker().Start(id).ok());
    return id;
  }

  std::unique_ptr<EventLoop> loop_ = *EventLoop::Create();
  uint16_t bgp_port_ = 0;
  Gate gate_;
  Recorder our_recorder_;
  Recorder their_recorder_;
};

TEST(HostedSpeakerOptionsTest, SocketsAreOpenedForWhoNeedsThem) {
  HostedSpeaker::Options options;
  speaker::NeighborConfig neighbor;
  options.RequireBfd(neighbor);
  EXPECT_FALSE(options.bfd.has_value());
  neighbor.bfd.emplace();
  options.RequireBfd(neighbor);
  ASSERT_TRUE(options.bfd.has_value());
  EXPECT_FALSE(options.bfd->multihop_port.has_value());
  neighbor.bfd->multihop_min_ttl = 1;
  options.RequireBfd(neighbor);
  EXPECT_EQ(options.bfd->multihop_port, bfd::kMultihopControlPort);
  options.bfd->multihop_port = 5000;
  options.RequireBfd(neighbor);
  EXPECT_EQ(options.bfd->multihop_port, 5000);
}

TEST(HostedSpeakerOptionsTest, BfdIsReceivedAtLocalAddressesAloneIfAllHaveOne) {
  speaker::NeighborConfig neighbor;
  neighbor.bfd.emplace();
  for (const auto& [local, alone] :
       {std::pair("10.0.1.10", true), std::pair("2001:db8::10", true),
        std::pair("169.254.6.2", true), std::pair("fe80::10", false),
        std::pair("0.0.0.0", false)}) {
    HostedSpeaker::Options options;
    neighbor.local_address = *IpAddress::Parse("10.0.2.10");
    options.RequireBfd(neighbor);
    neighbor.local_address = *IpAddress::Parse(local);
    options.RequireBfd(neighbor);
    EXPECT_EQ(options.bfd->local_addresses_only, alone) << local;
    neighbor.local_address = *IpAddress::Parse("10.0.2.10");
    options.RequireBfd(neighbor);
    EXPECT_EQ(options.bfd->local_addresses_only, alone) << local;
  }
}

TEST(HostedSpeakerOptionsTest, BfdThatIsReceivedEverywhereStaysSo) {
  HostedSpeaker::Options options;
  options.bfd.emplace();
  speaker::NeighborConfig neighbor;
  neighbor.bfd.emplace();
  neighbor.local_address = *IpAddress::Parse("10.0.2.10");
  options.RequireBfd(neighbor);
  EXPECT_FALSE(options.bfd->local_addresses_only);
}

BfdThread::Options WithLease() {
  BfdThread::Options options;
  options.lease = absl::Seconds(5);
  return options;
}

INSTANTIATE_TEST_SUITE_P(Bfd, HostedSpeakerTest,
                         ::testing::Values(std::nullopt, BfdThread::Options(),
                                           WithLease()),
                         [](const auto& info) {
                           return info.index == 0   ? "OnTheLoop"
                                  : info.index == 1 ? "OnItsThread"
                                                    : "OnItsThreadWithALease";
                         });

TEST_P(HostedSpeakerTest, ASessionComesAndGoesWithBfd) {
  const auto theirs = Create(kTheirs, 0, their_recorder_);
  const auto ours =
      Create(kOurs, theirs->bfd_transport()->port(), our_recorder_);
  EXPECT_EQ(ours->bfd_thread() != nullptr, GetParam().has_value());
  EXPECT_EQ(ours->bfd_transport() == nullptr, GetParam().has_value());
  Connect(*theirs, kTheirs, kOurs);
  const rib::PeerId id = Connect(*ours, kOurs, kTheirs);
  ASSERT_TRUE(RunUntil(
      *loop_, [this] { return our_recorder_.ups == 1; }, absl::Seconds(20)));
  EXPECT_EQ(ours->speaker().Find(id)->Snapshot().bfd->session_state,
            bfd::State::kUp);
  // From a thread the change may come a little later than its verdict.
  EXPECT_TRUE(RunUntil(*loop_, [this] {
    return !our_recorder_.bfd.empty() &&
           our_recorder_.bfd.back() == bfd::State::kUp;
  }));
  // Their product says that it does not work any more.
  gate_.alive = false;
  ASSERT_TRUE(RunUntil(
      *loop_, [this] { return our_recorder_.downs == 1; }, absl::Seconds(20)));
  EXPECT_TRUE(RunUntil(*loop_, [this] {
    return our_recorder_.bfd.back() == bfd::State::kDown;
  }));
}

// At either end, the one that dials and the one that listens.
TEST_P(HostedSpeakerTest, ANeighborThatWasRemovedMayComeBack) {
  const auto theirs = Create(kTheirs, 0, their_recorder_);
  const auto ours =
      Create(kOurs, theirs->bfd_transport()->port(), our_recorder_);
  const rib::PeerId them = Connect(*ours, kOurs, kTheirs);
  const rib::PeerId us = Connect(*theirs, kTheirs, kOurs);
  const auto up = [&](int ups) {
    return RunUntil(
        *loop_,
        [&] { return our_recorder_.ups == ups && their_recorder_.ups == ups; },
        absl::Seconds(20));
  };
  ASSERT_TRUE(up(1));
  ours->RemoveNeighbor(them);
  ASSERT_TRUE(RunUntil(*loop_, [this] { return their_recorder_.downs == 1; }));
  Connect(*ours, kOurs, kTheirs);
  ASSERT_TRUE(up(2));
  theirs->RemoveNeighbor(us);
  ASSERT_TRUE(RunUntil(*loop_, [this] { return our_recorder_.downs >= 1; }));
  Connect(*theirs, kTheirs, kOurs);
  EXPECT_TRUE(up(3));
  ours->RemoveNeighbor(rib::PeerId{17});  // nobody
}

// Whatever it runs on: nothing of it is a failure.
TEST_P(HostedSpeakerTest, BfdIsChangedWhileTheSessionIsUp) {
  const auto theirs = Create(kTheirs, 0, their_recorder_);
  const auto ours =
      Create(kOurs, theirs->bfd_transport()->port(), our_recorder_);
  speaker::Neighbor& us =
      *theirs->speaker().Find(Connect(*theirs, kTheirs, kOurs));
  speaker::Neighbor& them =
      *ours->speaker().Find(Connect(*ours, kOurs, kTheirs));
  ASSERT_TRUE(RunUntil(
      *loop_, [this] { return our_recorder_.ups == 1; }, absl::Seconds(20)));

  // Both within the detection time.
  const auto keys =
      std::make_shared<const bfd::KeyChain>(*bfd::KeyChain::Create(
          {{.type = bfd::AuthType::kSimplePassword, .secret = "waymark"}}));
  ASSERT_TRUE(them.bfd()->SetKeyChain(keys).ok());
  ASSERT_TRUE(us.bfd()->SetKeyChain(keys).ok());
  ASSERT_TRUE(them.bfd()->SetTimers({.detect_multiplier = 7}).ok());
  EXPECT_TRUE(RunUntil(*loop_, [&] {
    const bfd::SessionSnapshot seen = *us.Snapshot().bfd;
    return seen.remote_detect_mult == 7 && seen.authentication.has_value();
  }));
  const bfd::Diagnostic behind = bfd::Diagnostic::kConcatenatedPathDown;
  ASSERT_TRUE(us.bfd()->SetConcatenatedPath(behind).ok());
  EXPECT_TRUE(RunUntil(
      *loop_, [&] { return our_recorder_.remote_diagnostic == behind; }));
  us.bfd()->SetAdminDown(true);
  EXPECT_TRUE(
      RunUntil(*loop_, [this] { return our_recorder_.remote_admin_down; }));
  us.bfd()->SetAdminDown(false);
  EXPECT_TRUE(
      RunUntil(*loop_, [this] { return !our_recorder_.remote_admin_down; }));
  EXPECT_EQ(our_recorder_.downs, 0);
}

}  // namespace
}  // namespace waymark::posix
