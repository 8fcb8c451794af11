// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Who opens, which of two connections survives, and what an owner sees. When a
// peer tries again is in peer_restart_test.cc.

#include "bgp/session/peer.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "base/ip_address.h"
#include "base/ip_endpoint.h"
#include "base/monotonic_time.h"
#include "base/testing/simulated_node.h"
#include "base/testing/simulated_world.h"
#include "base/testing/stream_network.h"
#include "bgp/code_points.h"
#include "bgp/notification.h"
#include "bgp/open_message.h"
#include "bgp/session/down_reason.h"
#include "bgp/session/fsm_state.h"
#include "bgp/session/peer_config.h"
#include "bgp/session/peer_snapshot.h"
#include "bgp/session/session_config.h"
#include "bgp/session/testing/raw_messages.h"
#include "bgp/session/testing/recording_visitor.h"
#include "bgp/session/testing/scripted_peer_test.h"
#include "bgp/session/testing/scripted_speaker.h"
#include "bgp/session/testing/simulated_peer.h"
#include "bgp/session/testing/two_peers.h"
#include "gtest/gtest.h"

namespace waymark::bgp::testing {
namespace {

using PeerTest = ScriptedPeerTest;

const Notification kCollisionCease =
    Notification::Cease(subcode::kConnectionCollisionResolution);

OpenMessage TheirOpen() { return MakeOpen(TheirConfig().session); }

PeerConfig WithOpening(PeerConfig config, OpeningMode opening) {
  config.opening = opening;
  return config;
}

// Conformance: RFC4271-8.2.1-2 positive
TEST(PeerOpeningTest, EveryCombinationOfModesOpensUnlessNobodyMay) {
  const OpeningMode modes[] = {OpeningMode::kBoth, OpeningMode::kActive,
                               OpeningMode::kPassive};
  for (const OpeningMode ours : modes) {
    for (const OpeningMode theirs : modes) {
      TwoPeers peers(1, WithOpening(OurConfig(), ours),
                     WithOpening(TheirConfig(), theirs));
      peers.Start();
      const bool possible =
          (ours != OpeningMode::kPassive && theirs != OpeningMode::kActive) ||
          (theirs != OpeningMode::kPassive && ours != OpeningMode::kActive);
      EXPECT_EQ(peers.RunUntilEstablished(absl::Minutes(1)), possible);
      peers.Run(absl::Minutes(1));
      EXPECT_EQ(peers.established(), possible);
      peers.ExpectOrder();
    }
  }
}

// Conformance: RFC4271-6.8-1 positive
// Conformance: RFC4271-8.2.1-3 positive
TEST(PeerCollisionTest, ExactlyOneOfTwoCrossingConnectionsSurvives) {
  for (uint64_t seed = 1; seed <= 50; ++seed) {
    PeerConfig their_config = TheirConfig();
    // Lower, higher and equal to ours (RFC 6286, 2.3).
    their_config.session.bgp_identifier = 0x0A000000 + seed % 3;
    TwoPeers peers(seed, OurConfig(), their_config);
    peers.network().SetLatency(kOurs.address, kTheirs.address,
                               absl::Milliseconds(1 + seed % 5));
    peers.Start();
    ASSERT_TRUE(peers.RunUntilEstablished(absl::Seconds(3))) << seed;
    peers.Run(absl::Minutes(5));
    EXPECT_TRUE(peers.established());
    EXPECT_TRUE(peers.ours().visitor().downs().empty()) << seed;
    EXPECT_TRUE(peers.theirs().visitor().downs().empty()) << seed;
    peers.ExpectOrder();
    for (SimulatedPeer* const peer : {&peers.ours(), &peers.theirs()}) {
      for (const AttemptFailure& failure : peer->visitor().failures()) {
        EXPECT_EQ(failure.reason.notification, kCollisionCease);
      }
    }
  }
}

// The peer's identifier is higher: what it dialled survives.
// Conformance: RFC4271-6.8-2 positive
TEST_F(PeerTest, TheConnectionOfTheHigherIdentifierSurvivesIfItIsNewer) {
  StartPeer(OurConfig());
  ScriptedConnection& dialed_by_us = AwaitOpen();
  dialed_by_us.SendOpen(TheirOpen());
  Run(absl::Milliseconds(10));
  speaker_.Connect();
  Run(absl::Milliseconds(10));
  ScriptedConnection& dialed_by_them = speaker_.last();
  ASSERT_NE(&dialed_by_us, &dialed_by_them);
  // Both live until the OPEN comes.
  EXPECT_FALSE(dialed_by_us.closed());
  dialed_by_them.SendOpen(TheirOpen());
  Run(absl::Milliseconds(10));
  EXPECT_EQ(dialed_by_us.notification(), kCollisionCease);
  EXPECT_TRUE(dialed_by_us.closed_in_order());
  EXPECT_FALSE(dialed_by_them.closed());
  ASSERT_EQ(visitor().failures().size(), 1u);
  EXPECT_EQ(visitor().failures()[0].reason.kind, DownKind::kCollision);
  EXPECT_EQ(visitor().failures()[0].state, FsmState::kOpenConfirm);

  dialed_by_them.SendKeepalive();
  Run(absl::Milliseconds(10));
  ASSERT_TRUE(peer_->established());
  EXPECT_FALSE(visitor().negotiated()->dialed);
}

// Ours is higher: the new connection is closed.
// Conformance: RFC4271-6.8-2 negative
TEST_F(PeerTest, TheConnectionOfTheHigherIdentifierSurvivesIfItIsOlder) {
  PeerConfig config = OurConfig();
  config.session.bgp_identifier = 0xC0000201;  // as unsigned numbers
  StartPeer(config);
  ScriptedConnection& dialed_by_us = AwaitOpen();
  dialed_by_us.SendOpen(TheirOpen());
  Run(absl::Milliseconds(10));
  speaker_.Connect();
  Run(absl::Milliseconds(10));
  ScriptedConnection& dialed_by_them = speaker_.last();
  dialed_by_them.SendOpen(TheirOpen());
  Run(absl::Milliseconds(10));
  EXPECT_EQ(dialed_by_them.notification(), kCollisionCease);
  EXPECT_FALSE(dialed_by_us.closed());
  dialed_by_us.SendKeepalive();
  Run(absl::Milliseconds(10));
  ASSERT_TRUE(peer_->established());
  EXPECT_TRUE(visitor().negotiated()->dialed);
}

// Conformance: RFC4271-6.8-1 negative
TEST_F(PeerTest, AConnectionInOpenSentCollidesWithNothing) {
  StartPeer(OurConfig());
  ScriptedConnection& dialed_by_us = AwaitOpen();
  speaker_.Connect();
  Run(absl::Milliseconds(10));
  speaker_.last().SendOpen(TheirOpen());
  Run(absl::Milliseconds(10));
  EXPECT_FALSE(dialed_by_us.closed());
  EXPECT_FALSE(speaker_.last().closed());
}

// Conformance: RFC4271-8.2.2-1 positive
TEST_F(PeerTest, AConnectionBesideAnEstablishedOneLivesUntilItsOpen) {
  StartPeer(OurConfig());
  ScriptedConnection& established = Establish();
  speaker_.Connect();
  Run(absl::Seconds(1));
  ScriptedConnection& second = speaker_.last();
  EXPECT_FALSE(second.closed());
  EXPECT_EQ(second.Count(MessageType::kOpen), 1u);

  second.SendOpen(TheirOpen());
  Run(absl::Milliseconds(10));
  EXPECT_EQ(second.notification(), kCollisionCease);
  EXPECT_TRUE(second.closed_in_order());
  EXPECT_FALSE(established.closed());
  EXPECT_TRUE(peer_->established());
  EXPECT_TRUE(visitor().downs().empty());
}

// Conformance: RFC4271-8.2.2-1 negative
TEST_F(PeerTest, ASecondConnectionDoesNoHarmByErringOrByItsSilence) {
  PeerConfig config = OurConfig();
  config.session.hold_time = absl::ZeroDuration();
  StartPeer(config);
  Establish();
  speaker_.Connect();
  Run(absl::Milliseconds(10));
  speaker_.last().Send(AnUnreadableUpdate());
  Run(absl::Milliseconds(10));
  EXPECT_TRUE(speaker_.last().closed());
  speaker_.Connect();
  Run(absl::Minutes(10));
  EXPECT_TRUE(speaker_.last().closed());
  EXPECT_TRUE(peer_->established());
  EXPECT_EQ(visitor().failures().size(), 2u);
  EXPECT_EQ(visitor().violation(), "");
}

TEST_F(PeerTest, ANewerConnectionOfThePeerReplacesOneThatSaysNothing) {
  StartPeer(WithOpening(OurConfig(), OpeningMode::kPassive));
  EXPECT_EQ((*peer_)->state(), FsmState::kActive);
  for (int i = 0; i < 5; ++i) {
    speaker_.Connect();
    Run(absl::Milliseconds(10));
  }
  ASSERT_EQ(speaker_.connection_count(), 5u);
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(speaker_.connection(i).closed());
  Establish();
  EXPECT_FALSE(visitor().negotiated()->dialed);
}

TEST_F(PeerTest, AnEstablishedConnectionIsNotReplacedByANewerOne) {
  StartPeer(WithOpening(OurConfig(), OpeningMode::kPassive));
  speaker_.Connect();
  ScriptedConnection& established = Establish();
  speaker_.Connect();
  Run(absl::Seconds(1));
  EXPECT_FALSE(established.closed());
  EXPECT_TRUE(peer_->established());
}

// The peer has connected, and our own attempt is under way: what we send takes
// a while to arrive.
class PeerDialingTest : public ScriptedPeerTest {
 protected:
  ScriptedConnection& DialBesideAnAcceptedConnection() {
    network_.SetLatency(kOurs.address, kTheirs.address,
                        absl::Milliseconds(300));
    speaker_.StopListening();
    StartPeer(OurConfig());
    Run(absl::Milliseconds(400));
    EXPECT_TRUE((*peer_)->Snapshot().next_attempt.has_value());
    speaker_.Listen();
    speaker_.Connect();
    EXPECT_TRUE(world_.RunUntil(
        [this] { return !(*peer_)->Snapshot().next_attempt.has_value(); },
        absl::Seconds(2)));
    EXPECT_EQ((*peer_)->state(), FsmState::kOpenSent);
    EXPECT_EQ(speaker_.connection_count(), 1u);
    return speaker_.last();
  }
  void ExpectNoOtherOpen() {
    for (size_t i = 1; i < speaker_.connection_count(); ++i) {
      EXPECT_EQ(speaker_.connection(i).Count(MessageType::kOpen), 0u);
    }
  }
};

TEST_F(PeerDialingTest, EndsWhenAnotherConnectionIsEstablished) {
  ScriptedConnection& accepted = DialBesideAnAcceptedConnection();
  accepted.SendOpen(TheirOpen());
  accepted.SendKeepalive();
  Run(absl::Seconds(2));
  EXPECT_TRUE(peer_->established());
  ExpectNoOtherOpen();
}

TEST_F(PeerDialingTest, EndsWhenAnotherConnectionMakesUsBackOff) {
  ScriptedConnection& accepted = DialBesideAnAcceptedConnection();
  accepted.Send(AnUnreadableUpdate());
  Run(absl::Seconds(1));
  EXPECT_EQ((*peer_)->state(), FsmState::kIdle);
  ExpectNoOtherOpen();
}

TEST_F(PeerTest, NothingIsDialledBesideAConnectionInOpenConfirm) {
  speaker_.StopListening();
  StartPeer(OurConfig());
  Run(absl::Milliseconds(100));
  speaker_.Listen();
  speaker_.Connect();
  Run(absl::Milliseconds(10));
  speaker_.last().SendOpen(TheirOpen());
  Run(absl::Seconds(5));
  EXPECT_EQ((*peer_)->state(), FsmState::kOpenConfirm);
  EXPECT_EQ(speaker_.connection_count(), 1u);
}

// Conformance: RFC4271-8.2.1-1 positive
TEST(PeerAddressPairTest, EndpointsWithOneIdentifierDoNotTouchEachOther) {
  waymark::testing::SimulatedWorld world;
  waymark::testing::StreamNetwork network(world);
  waymark::testing::SimulatedNode& node = world.AddNode("ours");
  waymark::testing::SimulatedNode& server = world.AddNode("route server");
  // Two addresses of one route server, with its one identifier, which crosses
  // ours on both.
  const IpEndpoint endpoints[] = {{IpAddress::V4(10, 0, 0, 2), 179},
                                  {IpAddress::V4(10, 0, 0, 3), 179}};
  const IpEndpoint local[] = {{IpAddress::V4(10, 0, 0, 1), 179},
                              {IpAddress::V4(10, 0, 0, 4), 179}};
  std::vector<std::unique_ptr<SimulatedPeer>> peers;
  for (int i = 0; i < 2; ++i) {
    peers.push_back(std::make_unique<SimulatedPeer>(network, node, local[i],
                                                    endpoints[i], OurConfig()));
    peers.push_back(std::make_unique<SimulatedPeer>(
        network, server, endpoints[i], local[i], TheirConfig()));
  }
  for (const auto& peer : peers) (*peer)->Start();
  world.RunFor(absl::Minutes(5));
  for (const auto& peer : peers) {
    EXPECT_TRUE(peer->established());
    EXPECT_TRUE(peer->visitor().downs().empty());
  }
}

TEST_F(PeerTest, NothingIsAcceptedWhileItIsNotStarted) {
  SimulatedPeer& peer = StartPeer(OurConfig());
  peer->Stop(Notification::Cease(subcode::kAdministrativeShutdown));
  EXPECT_EQ(peer->state(), FsmState::kIdle);
  speaker_.Connect();
  Run(absl::Milliseconds(10));
  EXPECT_TRUE(speaker_.last().closed());
  EXPECT_TRUE(speaker_.last().received().empty());
}

TEST_F(PeerTest, NothingIsAcceptedInActiveMode) {
  StartPeer(WithOpening(OurConfig(), OpeningMode::kActive));
  AwaitOpen();
  speaker_.Connect();
  Run(absl::Milliseconds(10));
  EXPECT_TRUE(speaker_.last().dialed());
  EXPECT_TRUE(speaker_.last().closed());
}

// Conformance: RFC9003-2-1 positive
TEST_F(PeerTest, StopSendsItsCeaseAndTriesNoMore) {
  SimulatedPeer& peer = StartPeer(OurConfig());
  ScriptedConnection& connection = Establish();
  const Notification cease =
      Notification::Cease(subcode::kAdministrativeShutdown, "moving to zone b");
  peer->Stop(cease);
  // Never from inside the call.
  EXPECT_TRUE(visitor().downs().empty());
  Run(absl::Minutes(10));
  EXPECT_EQ(connection.notification(), cease);
  EXPECT_TRUE(connection.closed_in_order());
  ASSERT_EQ(visitor().downs().size(), 1u);
  EXPECT_EQ(visitor().downs()[0].kind, DownKind::kAdminShutdown);
  EXPECT_EQ(visitor().downs()[0].notification, cease);
  EXPECT_EQ(speaker_.connection_count(), 1u);

  peer->Start();
  Establish();
  EXPECT_EQ(visitor().violation(), "");
}

// Conformance: RFC4271-6.7-2 positive
TEST_F(PeerTest, ResetForTooManyPrefixesSendsACease) {
  SimulatedPeer& peer = StartPeer(OurConfig());
  ScriptedConnection& connection = Establish();
  const Notification cease =
      Notification::Cease(subcode::kMaximumPrefixesReached);
  peer->Reset(DownKind::kMaxPrefixes, cease);
  Run(absl::Milliseconds(10));
  EXPECT_EQ(connection.notification(), cease);
  ASSERT_EQ(visitor().downs().size(), 1u);
  EXPECT_EQ(visitor().downs()[0].kind, DownKind::kMaxPrefixes);
}

TEST_F(PeerTest, SnapshotTellsWhatHappened) {
  SimulatedPeer& peer = StartPeer(OurConfig());
  EXPECT_EQ(peer->Snapshot().state, FsmState::kConnect);
  ScriptedConnection& connection = Establish();
  connection.Send(AnAnnouncement());
  const MonotonicTime established = visitor().negotiated()->established;
  Run(absl::Seconds(5));
  PeerSnapshot snapshot = peer->Snapshot();
  EXPECT_EQ(snapshot.name, "theirs");
  EXPECT_TRUE(snapshot.started);
  EXPECT_EQ(snapshot.state, FsmState::kEstablished);
  EXPECT_EQ(snapshot.uptime, Now() - established);
  EXPECT_EQ(snapshot.incarnation, peer->incarnation());
  EXPECT_EQ(snapshot.negotiated->peer_as(), kTheirAs);
  EXPECT_EQ(snapshot.messages.received.update, 1u);
  EXPECT_EQ(snapshot.messages.received.open, 1u);
  EXPECT_EQ(snapshot.messages.sent.open, 1u);
  EXPECT_EQ(snapshot.messages.sent.keepalive,
            connection.Count(MessageType::kKeepalive));
  EXPECT_EQ(snapshot.established_count, 1u);
  EXPECT_FALSE(snapshot.next_attempt.has_value());

  connection.Abort();
  Run(absl::Milliseconds(10));
  snapshot = peer->Snapshot();
  EXPECT_EQ(snapshot.state, FsmState::kActive);
  EXPECT_EQ(snapshot.incarnation, 0u);
  EXPECT_FALSE(snapshot.negotiated.has_value());
  EXPECT_EQ(snapshot.down_count, 1u);
  EXPECT_EQ(snapshot.last_down->kind, DownKind::kTransportClosed);
  EXPECT_EQ(snapshot.connect_retry_counter, 1u);
  EXPECT_GT(*snapshot.next_attempt, absl::ZeroDuration());
}

}  // namespace
}  // namespace waymark::bgp::testing
