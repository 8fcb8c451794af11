// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// When a peer tries again: about a second after a loss, more and more seldom
// only after protocol errors, and soon enough after a fault has healed.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/time/time.h"
#include "base/monotonic_time.h"
#include "bgp/code_points.h"
#include "bgp/notification.h"
#include "bgp/open_message.h"
#include "bgp/session/down_reason.h"
#include "bgp/session/fsm_state.h"
#include "bgp/session/liveness_source.h"
#include "bgp/session/peer_config.h"
#include "bgp/session/session_config.h"
#include "bgp/session/testing/raw_messages.h"
#include "bgp/session/testing/scripted_peer_test.h"
#include "bgp/session/testing/scripted_speaker.h"
#include "bgp/session/testing/two_peers.h"
#include "gtest/gtest.h"

namespace waymark::bgp::testing {
namespace {

class PeerRestartTest : public ScriptedPeerTest {
 protected:
  // Runs until the next connection comes; how long after `since`.
  absl::Duration NextAttempt(MonotonicTime since) {
    const size_t before = speaker_.connection_count();
    EXPECT_TRUE(
        world_.RunUntil([&] { return speaker_.connection_count() > before; },
                        absl::Minutes(10)));
    return speaker_.last().began() - since;
  }
  // What is sent to end a session that has just been Established.
  absl::Duration AttemptAfter(const std::vector<uint8_t>& octets) {
    ScriptedConnection& connection = Establish();
    const MonotonicTime sent = Now();
    connection.Send(octets);
    return NextAttempt(sent);
  }
};

// One latency for the cause to arrive, two or three to connect.
constexpr absl::Duration kTravel = absl::Milliseconds(10);

void ExpectAboutASecond(absl::Duration delay) {
  EXPECT_GE(delay, absl::Milliseconds(750));
  EXPECT_LE(delay, absl::Milliseconds(1250) + kTravel);
}

TEST_F(PeerRestartTest, ALostConnectionIsTriedAgainAfterASecond) {
  StartPeer(OurConfig());
  std::vector<absl::Duration> delays;
  for (int i = 0; i < 60; ++i) {
    ScriptedConnection& connection = Establish();
    const MonotonicTime lost = Now();
    connection.Abort();
    delays.push_back(NextAttempt(lost));
    ExpectAboutASecond(delays.back());
  }
  // The whole range is used.
  EXPECT_LT(*std::min_element(delays.begin(), delays.end()),
            absl::Milliseconds(850));
  EXPECT_GT(*std::max_element(delays.begin(), delays.end()),
            absl::Milliseconds(1150));
}

TEST_F(PeerRestartTest, ACeaseIsTriedAgainAfterASecondHoweverOften) {
  StartPeer(OurConfig());
  for (int i = 0; i < 10; ++i) {
    ScriptedConnection& connection = Establish();
    const MonotonicTime sent = Now();
    connection.SendNotification(
        Notification::Cease(subcode::kAdministrativeReset));
    ExpectAboutASecond(NextAttempt(sent));
  }
}

TEST_F(PeerRestartTest, OurOwnResetIsTriedAgainAfterASecond) {
  SimulatedPeer& peer = StartPeer(OurConfig());
  for (int i = 0; i < 10; ++i) {
    Establish();
    peer->Reset(DownKind::kAdminShutdown,
                Notification::Cease(subcode::kAdministrativeReset));
    ExpectAboutASecond(NextAttempt(Now()));
  }
}

TEST_F(PeerRestartTest, BfdDownIsTriedAgainAfterASecond) {
  PeerConfig config = OurConfig();
  config.liveness = LivenessMode::kWatch;
  SimulatedPeer& peer = StartPeer(config);
  for (int i = 0; i < 10; ++i) {
    Establish();
    peer.liveness().Say(Liveness::kUp);
    peer.liveness().Say(Liveness::kDown);
    EXPECT_FALSE(peer.established());
    ExpectAboutASecond(NextAttempt(Now()));
  }
}

TEST_F(PeerRestartTest, AnExpiredHoldTimerIsTriedAgainAfterASecond) {
  StartPeer(OurConfig());
  for (int i = 0; i < 5; ++i) {
    Establish();
    Run(absl::Seconds(8));
    EXPECT_TRUE(world_.RunUntil([&] { return !peer_->established(); },
                                absl::Seconds(2)));
    ExpectAboutASecond(NextAttempt(Now()));
  }
}

TEST_F(PeerRestartTest, ARefusedConnectionIsTriedAgainAfterASecond) {
  speaker_.StopListening();
  StartPeer(OurConfig());
  Run(absl::Minutes(1));
  const std::vector<AttemptFailure>& failures = visitor().failures();
  EXPECT_GE(failures.size(), 45u);
  for (size_t i = 1; i < failures.size(); ++i) {
    EXPECT_EQ(failures[i].reason.kind, DownKind::kTransportClosed);
    EXPECT_EQ(failures[i].state, FsmState::kConnect);
    ExpectAboutASecond(failures[i].reason.time - failures[i - 1].reason.time);
  }
}

// A SYN that was lost is not waited for: RFC 4271, 8.2.2, Connect, Event 9.
// Conformance: RFC4271-10-2 positive
TEST_F(PeerRestartTest, AnUnansweredConnectionIsMadeAnewWithinASecond) {
  network_.SetBlocked(kOurs.address, kTheirs.address, true);
  StartPeer(OurConfig());
  Run(absl::Seconds(30));
  EXPECT_EQ((*peer_)->state(), FsmState::kConnect);
  EXPECT_TRUE(visitor().failures().empty());
  const MonotonicTime healed = Now();
  network_.SetBlocked(kOurs.address, kTheirs.address, false);
  Establish();
  EXPECT_LE(visitor().negotiated()->established - healed, absl::Seconds(3));
}

// Conformance: RFC4271-8.1.1-a positive
TEST_F(PeerRestartTest, ProtocolErrorsAreTriedAgainMoreAndMoreSeldom) {
  StartPeer(OurConfig());
  absl::Duration expected = absl::Seconds(1);
  for (int i = 0; i < 10; ++i) {
    expected = std::min(2 * expected, absl::Seconds(120));
    const absl::Duration delay = AttemptAfter(AnUnreadableUpdate());
    EXPECT_GE(delay, 0.75 * expected);
    EXPECT_LE(delay, 1.25 * expected + kTravel);
  }
}

// Conformance: RFC4271-8.1.1-a negative
TEST_F(PeerRestartTest, WhatIsNoProtocolErrorNeitherGrowsNorForgets) {
  StartPeer(OurConfig());
  EXPECT_GE(AttemptAfter(AnUnreadableUpdate()), absl::Milliseconds(1500));
  for (int i = 0; i < 5; ++i) {
    ScriptedConnection& connection = Establish();
    const MonotonicTime lost = Now();
    connection.Abort();
    ExpectAboutASecond(NextAttempt(lost));
  }
  const absl::Duration delay = AttemptAfter(AnUnreadableUpdate());
  EXPECT_GE(delay, absl::Seconds(3));
  EXPECT_LE(delay, absl::Seconds(5) + kTravel);
}

TEST_F(PeerRestartTest, ASessionThatStaysUpIsForgivenItsPast) {
  StartPeer(OurConfig());
  for (int i = 0; i < 4; ++i) AttemptAfter(AnUnreadableUpdate());
  ScriptedConnection& connection = Establish();
  for (int i = 0; i < 30; ++i) {
    Run(absl::Seconds(2));
    connection.SendKeepalive();
  }
  Run(absl::Seconds(1));
  const MonotonicTime sent = Now();
  connection.Send(AnUnreadableUpdate());
  const absl::Duration delay = NextAttempt(sent);
  EXPECT_GE(delay, absl::Milliseconds(1500));
  EXPECT_LE(delay, absl::Milliseconds(2500) + kTravel);
}

TEST_F(PeerRestartTest, OurOpenRefusedByThePeerIsAProtocolError) {
  StartPeer(OurConfig());
  absl::Duration expected = absl::Seconds(1);
  AwaitOpen();
  for (int i = 0; i < 5; ++i) {
    expected *= 2;
    const MonotonicTime sent = Now();
    speaker_.last().SendNotification(
        {ErrorCode::kOpenMessage, subcode::kBadPeerAs, {}});
    const absl::Duration delay = NextAttempt(sent);
    EXPECT_GE(delay, 0.75 * expected);
    EXPECT_LE(delay, 1.25 * expected + kTravel);
  }
}

TEST_F(PeerRestartTest, ABadOpenOnBothConnectionsOfAMutualOpeningIsOneError) {
  StartPeer(OurConfig());
  ScriptedConnection& theirs = AwaitOpen();
  speaker_.Connect();
  Run(absl::Milliseconds(10));
  ScriptedConnection& ours = speaker_.last();
  ASSERT_TRUE(ours.dialed());
  OpenMessage open = MakeOpen(TheirConfig().session);
  open.hold_time = 1;
  const MonotonicTime sent = Now();
  theirs.SendOpen(open);
  ours.SendOpen(open);
  const absl::Duration delay = NextAttempt(sent);
  EXPECT_GE(delay, absl::Milliseconds(1500));
  EXPECT_LE(delay, absl::Milliseconds(2500) + kTravel);
}

TEST_F(PeerRestartTest, ThePeerCannotOpenDuringOurBackOff) {
  StartPeer(OurConfig());
  for (int i = 0; i < 5; ++i) AttemptAfter(AnUnreadableUpdate());
  Establish().Send(AnUnreadableUpdate());
  Run(absl::Seconds(1));
  EXPECT_EQ((*peer_)->state(), FsmState::kIdle);
  speaker_.Connect();
  Run(absl::Milliseconds(10));
  EXPECT_TRUE(speaker_.last().dialed());
  EXPECT_TRUE(speaker_.last().closed());
  EXPECT_TRUE(speaker_.last().received().empty());
}

TEST_F(PeerRestartTest, StartForgetsTheBackOff) {
  SimulatedPeer& peer = StartPeer(OurConfig());
  for (int i = 0; i < 5; ++i) AttemptAfter(AnUnreadableUpdate());
  Establish().Send(AnUnreadableUpdate());
  Run(absl::Seconds(1));
  peer->Stop(Notification::Cease(subcode::kAdministrativeShutdown));
  peer->Start();
  EXPECT_LE(NextAttempt(Now()), kTravel);
}

TEST_F(PeerRestartTest, TooManyPrefixesCountAsAProtocolError) {
  SimulatedPeer& peer = StartPeer(OurConfig());
  Establish();
  peer->Reset(DownKind::kMaxPrefixes,
              Notification::Cease(subcode::kMaximumPrefixesReached));
  EXPECT_GE(NextAttempt(Now()), absl::Milliseconds(1500));
}

// A path that is silent both ways, found by the hold timer alone.
TEST(PeerHealingTest, AfterASilentFaultTheSessionIsBackWithinThreeSeconds) {
  for (uint64_t seed = 1; seed <= 40; ++seed) {
    PeerConfig ours = OurConfig();
    ours.session.hold_time = absl::Seconds(3);
    TwoPeers peers(seed, ours);
    peers.Start();
    ASSERT_TRUE(peers.RunUntilEstablished(absl::Seconds(3)));
    peers.Run(absl::Seconds(10) + absl::Milliseconds(37 * seed));
    peers.SetBlocked(true);
    peers.Run(absl::Seconds(4 + seed) + absl::Milliseconds(91 * seed));
    ASSERT_FALSE(peers.established());
    peers.SetBlocked(false);
    EXPECT_TRUE(peers.RunUntilEstablished(absl::Seconds(3))) << seed;
    peers.Run(absl::Minutes(1));
    EXPECT_TRUE(peers.established());
    EXPECT_EQ(peers.ours().visitor().downs().size(), 1u) << seed;
    peers.ExpectOrder();
  }
}

}  // namespace
}  // namespace waymark::bgp::testing
