// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A session that goes as it should: OPENs, what they agree on, and the timers.
// What goes wrong is in session_error_test.cc and session_output_test.cc.

#include "bgp/session/session.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/monotonic_time.h"
#include "bgp/code_points.h"
#include "bgp/family.h"
#include "bgp/notification.h"
#include "bgp/open_message.h"
#include "bgp/session/down_reason.h"
#include "bgp/session/fsm_state.h"
#include "bgp/session/negotiated.h"
#include "bgp/session/peer_config.h"
#include "bgp/session/session_config.h"
#include "bgp/session/testing/raw_messages.h"
#include "bgp/session/testing/scripted_peer_test.h"
#include "bgp/session/testing/scripted_speaker.h"
#include "bgp/wire/decoded.h"
#include "bgp/wire/open_codec.h"
#include "bgp/wire/session_context.h"
#include "gtest/gtest.h"

namespace waymark::bgp::testing {
namespace {

using SessionTest = ScriptedPeerTest;

OpenMessage TheirOpen() { return MakeOpen(TheirConfig().session); }

OpenMessage ReceivedOpen(const ScriptedConnection& connection) {
  const Decoded<OpenMessage> open =
      DecodeOpen(absl::MakeConstSpan(connection.received().at(0).octets)
                     .subspan(kHeaderSize));
  EXPECT_TRUE(open.ok());
  return open.value();
}

std::vector<absl::Duration> KeepaliveIntervals(
    const ScriptedConnection& connection) {
  std::vector<absl::Duration> intervals;
  MonotonicTime last = MonotonicTime::InfinitePast();
  for (const ReceivedMessage& message : connection.received()) {
    if (message.type != MessageType::kKeepalive) continue;
    if (last != MonotonicTime::InfinitePast()) {
      intervals.push_back(message.time - last);
    }
    last = message.time;
  }
  return intervals;
}

TEST_F(SessionTest, OpenSaysWhatIsConfigured) {
  PeerConfig config = OurConfig();
  config.session.other_capabilities = {{CapabilityCode::kRole, {3}}};
  StartPeer(config);
  const OpenMessage open = ReceivedOpen(AwaitOpen());
  EXPECT_EQ(open, MakeOpen(config.session));
  EXPECT_EQ(open.my_as, kOurAs);
  EXPECT_EQ(open.hold_time, 9);
  EXPECT_EQ(open.bgp_identifier, 0x0A000001u);
  EXPECT_EQ(open.capabilities.families,
            (std::vector<Family>{kIpv4Unicast, kIpv6Unicast}));
  EXPECT_EQ(open.capabilities.four_octet_as, kOurAs);
}

TEST_F(SessionTest, OpenOfAFourOctetAsSaysAsTrans) {
  PeerConfig config = OurConfig();
  config.session.local_as = 4200000001;
  StartPeer(config);
  const OpenMessage open = ReceivedOpen(AwaitOpen());
  EXPECT_EQ(open.my_as, kAsTrans);
  EXPECT_EQ(open.as_number(), 4200000001u);
}

TEST_F(SessionTest, BecomesEstablishedThroughOpenSentAndOpenConfirm) {
  SimulatedPeer& peer = StartPeer(OurConfig());
  EXPECT_EQ(peer->state(), FsmState::kConnect);
  ScriptedConnection& connection = AwaitOpen();
  EXPECT_EQ(peer->state(), FsmState::kOpenSent);
  ASSERT_EQ(connection.received().size(), 1u);

  connection.SendOpen(TheirOpen());
  Run(absl::Milliseconds(10));
  EXPECT_EQ(peer->state(), FsmState::kOpenConfirm);
  ASSERT_EQ(connection.received().size(), 2u);
  EXPECT_EQ(connection.received()[1].type, MessageType::kKeepalive);
  EXPECT_FALSE(peer.established());

  connection.SendKeepalive();
  Run(absl::Milliseconds(10));
  EXPECT_EQ(peer->state(), FsmState::kEstablished);
  EXPECT_TRUE(peer.established());
}

TEST_F(SessionTest, ReportsWhatWasNegotiated) {
  StartPeer(OurConfig());
  OpenMessage open = TheirOpen();
  open.capabilities.families = {kIpv6Unicast};
  open.capabilities.extended_message = false;
  Establish(open);
  const Negotiated& negotiated = *visitor().negotiated();
  EXPECT_EQ(negotiated.families, std::vector<Family>{kIpv6Unicast});
  EXPECT_TRUE(negotiated.receive.four_octet_as);
  EXPECT_TRUE(negotiated.receive.extended_message);
  EXPECT_FALSE(negotiated.transmit.extended_message);
  EXPECT_TRUE(negotiated.route_refresh);
  EXPECT_FALSE(negotiated.internal());
  EXPECT_EQ(negotiated.local.address, kOurs.address);
  EXPECT_EQ(negotiated.remote, kTheirs);
  EXPECT_TRUE(negotiated.dialed);
  EXPECT_EQ(negotiated.peer_open, open);
}

// Conformance: RFC4271-4.2-1 positive
// Conformance: RFC4271-6.2-6 positive
TEST_F(SessionTest, HoldTimeIsTheSmallerOfTheTwo) {
  StartPeer(OurConfig());
  OpenMessage open = TheirOpen();
  open.hold_time = 6;
  Establish(open);
  EXPECT_EQ(visitor().negotiated()->hold_time, absl::Seconds(6));
  const MonotonicTime established = visitor().negotiated()->established;
  Run(absl::Seconds(10));
  ASSERT_EQ(visitor().downs().size(), 1u);
  EXPECT_EQ(visitor().downs()[0].time, established + absl::Seconds(6));
}

// Conformance: RFC4271-4.2-1 negative
TEST_F(SessionTest, ALongerHoldTimeOfThePeerChangesNothing) {
  StartPeer(OurConfig());
  OpenMessage open = TheirOpen();
  open.hold_time = 65535;
  Establish(open);
  EXPECT_EQ(visitor().negotiated()->hold_time, absl::Seconds(9));
  EXPECT_EQ(visitor().negotiated()->keepalive_time, absl::Seconds(3));
}

// Conformance: RFC4271-4.2-2 positive
// Conformance: RFC4271-4.4-2 positive
TEST_F(SessionTest, HoldTimeOfZeroRunsNoTimers) {
  StartPeer(OurConfig());
  OpenMessage open = TheirOpen();
  open.hold_time = 0;
  ScriptedConnection& connection = Establish(open);
  Run(absl::Hours(24));
  EXPECT_TRUE(peer_->established());
  // The one that answered the OPEN.
  EXPECT_EQ(connection.Count(MessageType::kKeepalive), 1u);
}

// Conformance: RFC4271-6.5-a positive
TEST_F(SessionTest, SilenceForTheHoldTimeEndsTheSession) {
  StartPeer(OurConfig());
  ScriptedConnection& connection = Establish();
  const MonotonicTime established = visitor().negotiated()->established;
  world_.RunUntil(established + absl::Seconds(9) - absl::Milliseconds(1));
  EXPECT_TRUE(peer_->established());
  Run(absl::Milliseconds(10));
  ASSERT_EQ(visitor().downs().size(), 1u);
  EXPECT_EQ(visitor().downs()[0].kind, DownKind::kHoldTimerExpired);
  EXPECT_EQ(visitor().downs()[0].time, established + absl::Seconds(9));
  ASSERT_TRUE(connection.notification().has_value());
  EXPECT_EQ(connection.notification()->code, ErrorCode::kHoldTimerExpired);
  EXPECT_EQ(connection.notification()->subcode, 0);
  EXPECT_TRUE(connection.closed_in_order());
}

// Conformance: RFC4271-6.5-a negative
TEST_F(SessionTest, KeepalivesAndUpdatesRestartTheHoldTimer) {
  StartPeer(OurConfig());
  ScriptedConnection& connection = Establish();
  for (int i = 0; i < 10; ++i) {
    Run(absl::Seconds(8));
    if (i % 2 == 0) {
      connection.SendKeepalive();
    } else {
      connection.Send(AnAnnouncement());
    }
  }
  Run(absl::Seconds(8));
  EXPECT_TRUE(peer_->established());
  EXPECT_EQ(visitor().updates().size(), 5u);
}

// RFC 4271, 6.5 names KEEPALIVE, UPDATE and NOTIFICATION.
TEST_F(SessionTest, RouteRefreshDoesNotRestartTheHoldTimer) {
  StartPeer(OurConfig());
  ScriptedConnection& connection = Establish();
  for (int i = 0; i < 3; ++i) {
    Run(absl::Seconds(4));
    connection.Send(ARouteRefresh());
  }
  EXPECT_FALSE(peer_->established());
}

TEST_F(SessionTest, OneOctetASecondIsSilence) {
  StartPeer(OurConfig());
  ScriptedConnection& connection = Establish();
  const std::vector<uint8_t> update = AnAnnouncement();
  for (int i = 0; i < 9; ++i) {
    connection.Send({&update[i], 1});
    Run(absl::Seconds(1));
  }
  ASSERT_EQ(visitor().downs().size(), 1u);
  EXPECT_EQ(visitor().downs()[0].kind, DownKind::kHoldTimerExpired);
}

// Conformance: RFC4271-10-2 positive
TEST_F(SessionTest, KeepalivesComeEveryThirdOfTheHoldTimeWithJitter) {
  StartPeer(OurConfig());
  ScriptedConnection& connection = Establish();
  for (int i = 0; i < 100; ++i) {
    connection.SendKeepalive();
    Run(absl::Seconds(3));
  }
  const std::vector<absl::Duration> intervals = KeepaliveIntervals(connection);
  EXPECT_GE(intervals.size(), 100u);
  EXPECT_GE(*std::min_element(intervals.begin(), intervals.end()),
            0.75 * absl::Seconds(3));
  EXPECT_LE(*std::max_element(intervals.begin(), intervals.end()),
            absl::Seconds(3));
  // Drawn anew each time.
  EXPECT_GT(std::set<absl::Duration>(intervals.begin(), intervals.end()).size(),
            90u);
}

// Conformance: RFC4271-4.4-1 positive
TEST_F(SessionTest, KeepalivesAreNeverLessThanASecondApart) {
  PeerConfig config = OurConfig();
  config.session.hold_time = absl::Seconds(3);
  StartPeer(config);
  ScriptedConnection& connection = Establish();
  for (int i = 0; i < 100; ++i) {
    connection.SendKeepalive();
    Run(absl::Seconds(1));
  }
  const std::vector<absl::Duration> intervals = KeepaliveIntervals(connection);
  EXPECT_GE(intervals.size(), 90u);
  EXPECT_GE(*std::min_element(intervals.begin(), intervals.end()),
            absl::Seconds(1));
}

TEST_F(SessionTest, SendingAnUpdateRestartsTheKeepaliveTimer) {
  SimulatedPeer& peer = StartPeer(OurConfig());
  ScriptedConnection& connection = Establish();
  const std::vector<uint8_t> update = AnAnnouncement();
  const absl::Span<const uint8_t> message = update;
  for (int i = 0; i < 20; ++i) {
    connection.SendKeepalive();
    ASSERT_EQ(peer->Send({&message, 1}), 1u);
    Run(absl::Seconds(2));
  }
  EXPECT_EQ(connection.Count(MessageType::kUpdate), 20u);
  EXPECT_EQ(connection.Count(MessageType::kKeepalive), 1u);
}

TEST_F(SessionTest, AnOpenThatDoesNotComeIsAwaitedForFourMinutes) {
  StartPeer(OurConfig());
  ScriptedConnection& connection = AwaitOpen();
  world_.RunUntil(connection.began() + absl::Minutes(4) - absl::Seconds(1));
  EXPECT_FALSE(connection.closed());
  Run(absl::Seconds(2));
  ASSERT_TRUE(connection.notification().has_value());
  EXPECT_EQ(connection.notification()->code, ErrorCode::kHoldTimerExpired);
  ASSERT_EQ(visitor().failures().size(), 1u);
  EXPECT_EQ(visitor().failures()[0].state, FsmState::kOpenSent);
}

TEST_F(SessionTest, AKeepaliveThatDoesNotComeIsAwaitedForTheHoldTime) {
  StartPeer(OurConfig());
  ScriptedConnection& connection = AwaitOpen();
  connection.SendOpen(TheirOpen());
  Run(absl::Seconds(8));
  EXPECT_EQ((*peer_)->state(), FsmState::kOpenConfirm);
  // Meanwhile ours are sent.
  EXPECT_GE(connection.Count(MessageType::kKeepalive), 3u);
  Run(absl::Seconds(2));
  ASSERT_EQ(visitor().failures().size(), 1u);
  EXPECT_EQ(visitor().failures()[0].state, FsmState::kOpenConfirm);
  EXPECT_EQ(visitor().failures()[0].reason.kind, DownKind::kHoldTimerExpired);
}

TEST_F(SessionTest, UpdatesAreDeliveredInOrder) {
  StartPeer(OurConfig());
  ScriptedConnection& connection = Establish();
  connection.Send(AnAnnouncement());
  connection.Send(AnAnnouncementWithoutOrigin());
  connection.Send(AnAnnouncementWithABadAttribute());
  Run(absl::Milliseconds(10));
  EXPECT_EQ(visitor().updates(),
            (std::vector<UpdateAction>{UpdateAction::kNone,
                                       UpdateAction::kTreatAsWithdraw,
                                       UpdateAction::kAttributeDiscard}));
  EXPECT_TRUE(peer_->established());
  const MessageCounters& messages = (*peer_)->Snapshot().messages;
  EXPECT_EQ(messages.received.update, 3u);
  EXPECT_EQ(messages.updates_treated_as_withdraw, 1u);
  EXPECT_EQ(messages.updates_with_discarded_attributes, 1u);
}

TEST_F(SessionTest, ARouteRefreshOfANegotiatedFamilyIsDelivered) {
  StartPeer(OurConfig());
  OpenMessage open = TheirOpen();
  open.capabilities.families = {kIpv4Unicast};
  ScriptedConnection& connection = Establish(open);
  connection.Send(ARouteRefresh());
  // IPv6 unicast: not negotiated, ignored (RFC 2918, 4).
  connection.Send(RawOctets(MessageType::kRouteRefresh, {0, 2, 0, 1}));
  Run(absl::Milliseconds(10));
  ASSERT_EQ(visitor().refreshes().size(), 1u);
  EXPECT_EQ(visitor().refreshes()[0].family, kIpv4Unicast);
  EXPECT_TRUE(peer_->established());
}

// Conformance: RFC7313-5-3 positive
// Conformance: RFC7313-5-3 negative
// Conformance: RFC7313-5-a positive
// Conformance: RFC7313-5-a negative
TEST_F(SessionTest, MarksOfARefreshAreDeliveredAndUnknownOnesIgnored) {
  for (const bool announced : {true, false}) {
    PeerConfig config = OurConfig();
    config.session.enhanced_route_refresh = announced;
    StartPeer(config);
    ScriptedConnection& connection = Establish();
    for (const uint8_t subtype : {1, 2, 3, 255, 0}) {
      connection.Send(
          RawOctets(MessageType::kRouteRefresh, {0, 1, subtype, 1}));
    }
    Run(absl::Milliseconds(10));
    std::vector<RouteRefreshSubtype> subtypes;
    for (const RouteRefresh& refresh : visitor().refreshes()) {
      subtypes.push_back(refresh.subtype);
    }
    // Without the capability the octet is reserved: five requests.
    const auto normal = RouteRefreshSubtype::kNormal;
    EXPECT_EQ(subtypes, announced
                            ? (std::vector<RouteRefreshSubtype>{
                                  RouteRefreshSubtype::kBeginningOfRefresh,
                                  RouteRefreshSubtype::kEndOfRefresh, normal})
                            : std::vector<RouteRefreshSubtype>(5, normal));
    EXPECT_EQ((*peer_)->Snapshot().messages.route_refreshes_of_unknown_subtype,
              announced ? 2u : 0u);
    EXPECT_TRUE(peer_->established());
    peer_.reset();
  }
}

TEST_F(SessionTest, ExtendedMessagesAreTakenOnlyIfAnnounced) {
  for (const bool announced : {true, false}) {
    PeerConfig config = OurConfig();
    config.session.extended_message = announced;
    StartPeer(config);
    ScriptedConnection& connection = Establish();
    // 5000 octets of withdrawn routes 0.0.0.0/0, of which each takes one.
    std::vector<uint8_t> body(2 + 5000 + 2);
    body[0] = 5000 >> 8;
    body[1] = 5000 & 0xFF;
    connection.Send(RawOctets(MessageType::kUpdate, body));
    Run(absl::Milliseconds(100));
    EXPECT_EQ(peer_->established(), announced);
    EXPECT_EQ(visitor().updates().size(), announced ? 1u : 0u);
    peer_.reset();
  }
}

// A loop that stood still must not blame the peer for what it has not read.
TEST(SessionStallTest, ALateLoopReadsBeforeTheHoldTimerCounts) {
  using Backlog = waymark::testing::SimulatedNodeOptions::Backlog;
  for (const Backlog backlog : {Backlog::kByTime, Backlog::kTimersFirst}) {
    waymark::testing::SimulatedWorld world;
    waymark::testing::StreamNetwork network(world);
    waymark::testing::SimulatedNode& node =
        world.AddNode("ours", {.backlog = backlog});
    ScriptedSpeaker speaker(network, world.AddNode("theirs"), kTheirs, kOurs);
    SimulatedPeer peer(network, node, kOurs, kTheirs, OurConfig());
    peer->Start();
    world.RunFor(absl::Milliseconds(100));
    speaker.last().SendOpen(TheirOpen());
    speaker.last().SendKeepalive();
    world.RunFor(absl::Milliseconds(100));
    ASSERT_TRUE(peer.established());

    // Two seconds beyond the hold time, with a KEEPALIVE in the queue.
    node.StallUntil(world.Now() + absl::Seconds(11));
    world.RunFor(absl::Seconds(5));
    speaker.last().SendKeepalive();
    world.RunFor(absl::Seconds(7));
    EXPECT_TRUE(peer.established());

    // With nothing in the queue the verdict comes a moment later.
    node.StallUntil(world.Now() + absl::Seconds(11));
    world.RunFor(absl::Seconds(12));
    EXPECT_FALSE(peer.established());
  }
}

}  // namespace
}  // namespace waymark::bgp::testing
