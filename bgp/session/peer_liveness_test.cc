// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// How a liveness source and the sessions of a peer act on each other
// (RFC 5882, 3 and 4; RFC 9384), verdicts that come late included.

#include <cstddef>
#include <cstdint>
#include <optional>

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
#include "bgp/session/testing/fake_liveness_source.h"
#include "bgp/session/testing/scripted_peer_test.h"
#include "bgp/session/testing/scripted_speaker.h"
#include "gtest/gtest.h"

namespace waymark::bgp::testing {
namespace {

const Notification kBfdDownCease = Notification::Cease(subcode::kBfdDown);

OpenMessage TheirOpen() { return MakeOpen(TheirConfig().session); }

PeerConfig WithLiveness(LivenessMode mode,
                        OpeningMode opening = OpeningMode::kBoth) {
  PeerConfig config = OurConfig();
  config.liveness = mode;
  config.opening = opening;
  return config;
}

class PeerLivenessTest : public ScriptedPeerTest {
 protected:
  FakeLivenessSource& liveness() { return peer_->liveness(); }
};

using WatchTest = PeerLivenessTest;
using StrictTest = PeerLivenessTest;

TEST_F(WatchTest, TheSourceRunsAsLongAsThePeer) {
  SimulatedPeer& peer = StartPeer(WithLiveness(LivenessMode::kWatch));
  EXPECT_TRUE(liveness().started());
  peer->Stop(Notification::Cease(subcode::kAdministrativeShutdown));
  EXPECT_FALSE(liveness().started());
  peer->Start();
  EXPECT_TRUE(liveness().started());
  peer.Destroy();
  EXPECT_FALSE(liveness().started());
}

TEST_F(WatchTest, WithoutLivenessTheSourceIsLeftAlone) {
  StartPeer(WithLiveness(LivenessMode::kNone));
  EXPECT_FALSE(liveness().started());
}

// Conformance: RFC5882-4.1-b positive
// Conformance: RFC5882-4.1-a negative
TEST_F(WatchTest, ASessionComesUpWhateverTheVerdict) {
  for (const Liveness verdict : {Liveness::kUnknown, Liveness::kUp,
                                 Liveness::kDown, Liveness::kAdminDown}) {
    StartPeer(WithLiveness(LivenessMode::kWatch));
    liveness().Say(verdict);
    Establish();
    Run(absl::Seconds(5));
    EXPECT_TRUE(peer_->established());
    peer_.reset();
  }
}

// Conformance: RFC5882-4.2.1-a positive
// Conformance: RFC9384-3-a positive
// Conformance: RFC5882-3.2-a negative
// Conformance: RFC5882-4.2-a negative
TEST_F(WatchTest, DownEndsTheSessionWithACease) {
  StartPeer(WithLiveness(LivenessMode::kWatch));
  ScriptedConnection& connection = Establish();
  liveness().Say(Liveness::kUp);
  Run(absl::Seconds(5));
  const LivenessReport verdict = liveness().Decide(Liveness::kDown);
  liveness().Deliver(verdict);
  // At once: this is the failover.
  ASSERT_EQ(visitor().downs().size(), 1u);
  const DownReason& reason = visitor().downs()[0];
  EXPECT_EQ(reason.kind, DownKind::kBfdDown);
  EXPECT_EQ(reason.time, Now());
  EXPECT_EQ(reason.liveness->sequence, verdict.sequence);
  EXPECT_EQ(reason.liveness->verdict_time, verdict.verdict_time);
  Run(absl::Milliseconds(10));
  EXPECT_EQ(connection.notification(), kBfdDownCease);
  EXPECT_TRUE(connection.closed_in_order());
}

// Conformance: RFC5882-4.2-a positive
// Conformance: RFC5882-3.2-a positive
// Conformance: RFC5882-4.2.1-a negative
TEST_F(WatchTest, AdminDownEndsNothing) {
  StartPeer(WithLiveness(LivenessMode::kWatch));
  Establish();
  liveness().Say(Liveness::kUp);
  liveness().Say(Liveness::kAdminDown);
  Run(absl::Seconds(5));
  EXPECT_TRUE(peer_->established());
  EXPECT_EQ((*peer_)->Snapshot().liveness, Liveness::kAdminDown);
}

TEST_F(WatchTest, ADownOlderThanTheSessionIsStale) {
  StartPeer(WithLiveness(LivenessMode::kWatch));
  liveness().Say(Liveness::kUp);
  const LivenessReport old = liveness().Decide(Liveness::kDown);
  Establish();
  liveness().Deliver(old);
  Run(absl::Seconds(5));
  EXPECT_TRUE(peer_->established());
  EXPECT_TRUE(visitor().downs().empty());
}

TEST_F(WatchTest, ADownDuringTheOpeningIsStaleOnceEstablished) {
  StartPeer(WithLiveness(LivenessMode::kWatch));
  liveness().Say(Liveness::kUp);
  ScriptedConnection& connection = AwaitOpen();
  connection.SendOpen(TheirOpen());
  Run(absl::Milliseconds(10));
  const LivenessReport old = liveness().Decide(Liveness::kDown);
  connection.SendKeepalive();
  Run(absl::Milliseconds(10));
  ASSERT_TRUE(peer_->established());
  liveness().Deliver(old);
  EXPECT_TRUE(peer_->established());
}

TEST_F(WatchTest, ADownThatWasOvertakenIsDropped) {
  StartPeer(WithLiveness(LivenessMode::kWatch));
  Establish();
  const LivenessReport down = liveness().Decide(Liveness::kDown);
  liveness().Say(Liveness::kUp);
  liveness().Deliver(down);
  EXPECT_TRUE(peer_->established());
}

// One verdict ends one session, however often it is repeated.
TEST_F(WatchTest, ARepeatedDownDoesNotFlap) {
  StartPeer(WithLiveness(LivenessMode::kWatch));
  Establish();
  liveness().Say(Liveness::kUp);
  Run(absl::Seconds(1));
  const LivenessReport down = liveness().Decide(Liveness::kDown);
  liveness().Deliver(down);
  Establish();
  for (int i = 0; i < 3; ++i) {
    liveness().Deliver(down);
    Run(absl::Seconds(1));
  }
  EXPECT_TRUE(peer_->established());
  EXPECT_EQ(visitor().downs().size(), 1u);
  // The next one does.
  liveness().Say(Liveness::kUp);
  liveness().Say(Liveness::kDown);
  EXPECT_EQ(visitor().downs().size(), 2u);
}

TEST_F(WatchTest, ADownAfterARestartOfTheSourceCountsAgain) {
  SimulatedPeer& peer = StartPeer(WithLiveness(LivenessMode::kWatch));
  Establish();
  for (int i = 0; i < 10; ++i) liveness().Say(Liveness::kUp);
  peer->Stop(Notification::Cease(subcode::kAdministrativeShutdown));
  peer->Start();
  Establish();
  LivenessReport down = liveness().Decide(Liveness::kDown);
  down.sequence = 1;  // the source counts from Start
  liveness().Deliver(down);
  EXPECT_FALSE(peer_->established());
}

// The path went while the OPENs were under way: not four minutes of waiting.
TEST_F(WatchTest, ADownDuringTheOpeningEndsTheAttempt) {
  StartPeer(WithLiveness(LivenessMode::kWatch));
  ScriptedConnection& connection = AwaitOpen();
  liveness().Say(Liveness::kUp);
  liveness().Say(Liveness::kDown);
  ASSERT_EQ(visitor().failures().size(), 1u);
  EXPECT_EQ(visitor().failures()[0].reason.kind, DownKind::kBfdDown);
  EXPECT_EQ(visitor().failures()[0].state, FsmState::kOpenSent);
  Run(absl::Milliseconds(10));
  EXPECT_EQ(connection.notification(), kBfdDownCease);
  Establish();
}

TEST_F(WatchTest, ADownOlderThanTheAttemptIsStale) {
  speaker_.StopListening();
  StartPeer(WithLiveness(LivenessMode::kWatch));
  liveness().Say(Liveness::kUp);
  const LivenessReport old = liveness().Decide(Liveness::kDown);
  Run(absl::Seconds(5));
  speaker_.Listen();
  AwaitOpen();
  const size_t failures = visitor().failures().size();
  liveness().Deliver(old);
  EXPECT_EQ(visitor().failures().size(), failures);
  EXPECT_EQ((*peer_)->state(), FsmState::kOpenSent);
}

// Conformance: RFC5882-4.1-1 positive
TEST_F(StrictTest, AnAdminDownLetsBothKindsOfOpeningPass) {
  for (const OpeningMode opening :
       {OpeningMode::kActive, OpeningMode::kPassive}) {
    StartPeer(WithLiveness(LivenessMode::kStrict, opening));
    liveness().Say(Liveness::kAdminDown);
    if (opening == OpeningMode::kPassive) speaker_.Connect();
    Establish();
    Run(absl::Seconds(5));
    EXPECT_TRUE(peer_->established());
    peer_.reset();
  }
}

// Conformance: RFC5882-4.1-1 negative
// Conformance: RFC5882-4.1-a positive
// Conformance: RFC5882-4.1-b negative
TEST_F(StrictTest, NothingIsDialledBeforeThePathIsUp) {
  StartPeer(WithLiveness(LivenessMode::kStrict));
  Run(absl::Seconds(30));
  EXPECT_EQ(speaker_.connection_count(), 0u);
  liveness().Say(Liveness::kDown);
  Run(absl::Seconds(30));
  EXPECT_EQ(speaker_.connection_count(), 0u);
  liveness().Say(Liveness::kUp);
  Run(absl::Milliseconds(10));
  ASSERT_EQ(speaker_.connection_count(), 1u);
  Establish();
}

TEST_F(StrictTest, WhatThePeerDialsWaitsUnreadUntilThePathIsUp) {
  StartPeer(WithLiveness(LivenessMode::kStrict, OpeningMode::kPassive));
  speaker_.Connect();
  Run(absl::Milliseconds(10));
  ScriptedConnection& connection = speaker_.last();
  connection.SendOpen(TheirOpen());
  Run(absl::Seconds(30));
  EXPECT_FALSE(connection.closed());
  EXPECT_TRUE(connection.received().empty());
  EXPECT_EQ((*peer_)->state(), FsmState::kActive);

  liveness().Say(Liveness::kUp);
  Run(absl::Milliseconds(10));
  EXPECT_EQ(connection.Count(MessageType::kOpen), 1u);
  connection.SendKeepalive();
  Run(absl::Milliseconds(10));
  EXPECT_TRUE(peer_->established());
}

TEST_F(StrictTest, OnlyTheNewestConnectionWaits) {
  StartPeer(WithLiveness(LivenessMode::kStrict, OpeningMode::kPassive));
  for (int i = 0; i < 10; ++i) {
    speaker_.Connect();
    Run(absl::Seconds(1));
  }
  for (int i = 0; i < 9; ++i) EXPECT_TRUE(speaker_.connection(i).closed());
  liveness().Say(Liveness::kUp);
  Establish();
}

TEST_F(StrictTest, AConnectionThatDiedWaitingIsNoLoss) {
  StartPeer(WithLiveness(LivenessMode::kStrict, OpeningMode::kPassive));
  speaker_.Connect();
  Run(absl::Milliseconds(10));
  speaker_.last().Abort();
  Run(absl::Seconds(1));
  liveness().Say(Liveness::kUp);
  Run(absl::Seconds(1));
  speaker_.Connect();
  Establish();
}

TEST_F(StrictTest, DownEndsTheSessionAndTheNextWaitsForUp) {
  StartPeer(WithLiveness(LivenessMode::kStrict));
  liveness().Say(Liveness::kUp);
  Establish();
  Run(absl::Seconds(1));
  liveness().Say(Liveness::kDown);
  ASSERT_EQ(visitor().downs().size(), 1u);
  Run(absl::Seconds(30));
  EXPECT_EQ(speaker_.connection_count(), 1u);
  liveness().Say(Liveness::kUp);
  Run(absl::Milliseconds(10));
  EXPECT_EQ(speaker_.connection_count(), 2u);
  Establish();
}

TEST_F(StrictTest, ADownDuringTheOpeningEndsEveryAttempt) {
  StartPeer(WithLiveness(LivenessMode::kStrict));
  liveness().Say(Liveness::kUp);
  ScriptedConnection& dialed = AwaitOpen();
  speaker_.Connect();
  Run(absl::Milliseconds(10));
  ScriptedConnection& accepted = speaker_.last();
  liveness().Say(Liveness::kDown);
  EXPECT_EQ(visitor().failures().size(), 2u);
  Run(absl::Seconds(30));
  EXPECT_TRUE(dialed.closed());
  EXPECT_TRUE(accepted.closed());
  EXPECT_EQ(speaker_.connection_count(), 2u);
}

TEST_F(StrictTest, ADownStopsTheDialling) {
  network_.SetBlocked(kOurs.address, kTheirs.address, true);
  StartPeer(WithLiveness(LivenessMode::kStrict));
  liveness().Say(Liveness::kUp);
  Run(absl::Seconds(3));
  EXPECT_EQ((*peer_)->state(), FsmState::kConnect);
  liveness().Say(Liveness::kDown);
  network_.SetBlocked(kOurs.address, kTheirs.address, false);
  Run(absl::Seconds(30));
  for (size_t i = 0; i < speaker_.connection_count(); ++i) {
    EXPECT_EQ(speaker_.connection(i).Count(MessageType::kOpen), 0u);
  }
}

// The verdict is made but still in the mailbox when the last KEEPALIVE comes.
TEST_F(StrictTest, NoSessionIsEstablishedOverAPathThatHasGone) {
  StartPeer(WithLiveness(LivenessMode::kStrict));
  liveness().Say(Liveness::kUp);
  ScriptedConnection& connection = AwaitOpen();
  connection.SendOpen(TheirOpen());
  Run(absl::Milliseconds(10));
  const LivenessReport down = liveness().Decide(Liveness::kDown);
  connection.SendKeepalive();
  Run(absl::Milliseconds(10));
  EXPECT_EQ(visitor().established_count(), 0u);
  ASSERT_EQ(visitor().failures().size(), 1u);
  EXPECT_EQ(visitor().failures()[0].reason.kind, DownKind::kBfdDown);
  EXPECT_EQ(connection.notification(), kBfdDownCease);
  liveness().Deliver(down);
  Run(absl::Seconds(30));
  EXPECT_EQ(visitor().failures().size(), 1u);
}

// As above, with a source that did not know the verdict in time either.
TEST_F(StrictTest, ADownOlderThanTheSessionCountsWhileThePathIsDown) {
  StartPeer(WithLiveness(LivenessMode::kStrict));
  liveness().Say(Liveness::kUp);
  const MonotonicTime before = Now();
  Establish();
  LivenessReport down = liveness().Decide(Liveness::kDown);
  down.verdict_time = before;
  liveness().Deliver(down);
  EXPECT_EQ(visitor().downs().size(), 1u);
}

TEST_F(StrictTest, ADownOlderThanTheSessionIsStaleOnceThePathIsUpAgain) {
  StartPeer(WithLiveness(LivenessMode::kStrict));
  liveness().Say(Liveness::kUp);
  const LivenessReport down = liveness().Decide(Liveness::kDown);
  const LivenessReport up = liveness().Decide(Liveness::kUp);
  Establish();
  liveness().Deliver(down);
  liveness().Deliver(up);
  EXPECT_TRUE(peer_->established());
}

}  // namespace
}  // namespace waymark::bgp::testing
