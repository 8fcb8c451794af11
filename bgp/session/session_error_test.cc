// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What a session does about a peer that errs: the NOTIFICATION on the wire, the
// reason given to the visitor, and what an UPDATE with errors does not end.

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "bgp/capability.h"
#include "bgp/code_points.h"
#include "bgp/family.h"
#include "bgp/notification.h"
#include "bgp/open_message.h"
#include "bgp/session/down_reason.h"
#include "bgp/session/fsm_state.h"
#include "bgp/session/open_policy.h"
#include "bgp/session/peer_config.h"
#include "bgp/session/session_config.h"
#include "bgp/session/testing/raw_messages.h"
#include "bgp/session/testing/scripted_peer_test.h"
#include "bgp/session/testing/scripted_speaker.h"
#include "gtest/gtest.h"

namespace waymark::bgp::testing {
namespace {

OpenMessage TheirOpen() { return MakeOpen(TheirConfig().session); }

// The state in which a message is to reach the session under test.
class SessionErrorTest : public ScriptedPeerTest {
 protected:
  ScriptedConnection& Reach(FsmState state) {
    StartPeer(OurConfig());
    ScriptedConnection& connection = AwaitOpen();
    if (state >= FsmState::kOpenConfirm) connection.SendOpen(TheirOpen());
    if (state == FsmState::kEstablished) connection.SendKeepalive();
    Run(absl::Milliseconds(10));
    EXPECT_EQ((*peer_)->state(), state);
    return connection;
  }

  // The session answers `octets`, sent in `state`, with `expected` and closes.
  void ExpectNotification(FsmState state, const std::vector<uint8_t>& octets,
                          const Notification& expected) {
    SCOPED_TRACE(ToString(state) + ": " + expected.ToString());
    ScriptedConnection& connection = Reach(state);
    connection.Send(octets);
    Run(absl::Milliseconds(10));
    ASSERT_TRUE(connection.notification().has_value());
    EXPECT_EQ(*connection.notification(), expected);
    EXPECT_TRUE(connection.closed_in_order());
    const std::optional<DownReason> reason = LastReason(state);
    ASSERT_TRUE(reason.has_value());
    EXPECT_EQ(reason->kind, DownKind::kNotificationSent);
    EXPECT_EQ(reason->notification, expected);
    EXPECT_EQ(visitor().violation(), "");
    peer_.reset();
  }
  void ExpectNotificationInEveryState(const std::vector<uint8_t>& octets,
                                      const Notification& expected) {
    for (const FsmState state : {FsmState::kOpenSent, FsmState::kOpenConfirm,
                                 FsmState::kEstablished}) {
      ExpectNotification(state, octets, expected);
    }
  }
  void ExpectOpenRefused(const OpenMessage& open, const Notification& expected,
                         const PeerConfig& config = OurConfig(),
                         OpenPolicy* policy = nullptr) {
    StartPeer(config, policy);
    ScriptedConnection& connection = AwaitOpen();
    connection.SendOpen(open);
    Run(absl::Milliseconds(10));
    ASSERT_TRUE(connection.notification().has_value());
    EXPECT_EQ(*connection.notification(), expected);
    EXPECT_TRUE(connection.closed_in_order());
    ASSERT_EQ(visitor().failures().size(), 1u);
    EXPECT_EQ(visitor().failures()[0].reason.notification, expected);
    EXPECT_EQ(visitor().failures()[0].state, FsmState::kOpenSent);
    EXPECT_TRUE(visitor().failures()[0].dialed);
    peer_.reset();
  }

 private:
  std::optional<DownReason> LastReason(FsmState state) {
    if (state == FsmState::kEstablished) {
      if (visitor().downs().size() != 1) return std::nullopt;
      return visitor().downs()[0];
    }
    if (visitor().failures().size() != 1) return std::nullopt;
    EXPECT_EQ(visitor().failures()[0].state, state);
    return visitor().failures()[0].reason;
  }
};

Notification HeaderError(uint8_t subcode, std::vector<uint8_t> data = {}) {
  return {ErrorCode::kMessageHeader, subcode, std::move(data)};
}
Notification OpenError(uint8_t subcode, std::vector<uint8_t> data = {}) {
  return {ErrorCode::kOpenMessage, subcode, std::move(data)};
}
Notification FsmError(uint8_t subcode, MessageType type) {
  return {
      ErrorCode::kFiniteStateMachine, subcode, {static_cast<uint8_t>(type)}};
}

// Conformance: RFC4271-6.1-1 positive
// Conformance: RFC4271-6.1-2 positive
// Conformance: RFC4271-4.1-1 negative
TEST_F(SessionErrorTest, AWrongMarkerIsNotSynchronized) {
  std::vector<uint8_t> octets = RawOctets(MessageType::kKeepalive, {});
  octets[3] = 0xFE;
  ExpectNotificationInEveryState(
      octets, HeaderError(subcode::kConnectionNotSynchronized));
}

// Conformance: RFC4271-6.1-3 positive
// Conformance: RFC4271-6.1-4 positive
// Conformance: RFC4271-4.1-2 negative
TEST_F(SessionErrorTest, AWrongLengthIsReturned) {
  std::vector<uint8_t> octets = RawOctets(MessageType::kKeepalive, {});
  octets[17] = 18;
  ExpectNotificationInEveryState(
      octets, HeaderError(subcode::kBadMessageLength, {0, 18}));
  // A KEEPALIVE of 20 octets.
  ExpectNotificationInEveryState(
      RawOctets(MessageType::kKeepalive, {0}),
      HeaderError(subcode::kBadMessageLength, {0, 20}));
}

// Conformance: RFC4271-6.1-5 positive
// Conformance: RFC4271-6.1-6 positive
TEST_F(SessionErrorTest, AnUnknownTypeIsReturned) {
  ExpectNotificationInEveryState(RawOctets(static_cast<MessageType>(77), {}),
                                 HeaderError(subcode::kBadMessageType, {77}));
}

// Conformance: RFC4271-6.2-1 positive
// Conformance: RFC4271-6.2-2 positive
TEST_F(SessionErrorTest, AnotherVersionIsAnsweredWithOurs) {
  OpenMessage open = TheirOpen();
  open.version = 5;
  ExpectOpenRefused(open,
                    OpenError(subcode::kUnsupportedVersionNumber, {0, 4}));
}

// Conformance: RFC4271-6.2-3 positive
TEST_F(SessionErrorTest, AnotherAsIsABadPeerAs) {
  OpenMessage open = TheirOpen();
  open.capabilities.four_octet_as = 64999;
  ExpectOpenRefused(open, OpenError(subcode::kBadPeerAs));
  // Without the capability the two octets count.
  open.capabilities.four_octet_as.reset();
  open.my_as = 64999;
  ExpectOpenRefused(open, OpenError(subcode::kBadPeerAs));
}

// Conformance: RFC4271-6.2-3 negative
TEST_F(SessionErrorTest, TheConfiguredAsWithTwoOctetsIsAccepted) {
  StartPeer(OurConfig());
  OpenMessage open = TheirOpen();
  open.capabilities.four_octet_as.reset();
  Establish(open);
  EXPECT_FALSE(visitor().negotiated()->receive.four_octet_as);
  EXPECT_FALSE(visitor().negotiated()->transmit.four_octet_as);
}

// Conformance: RFC4271-6.2-4 positive
// Conformance: RFC4271-6.2-5 positive
// Conformance: RFC4271-4.2-2 negative
TEST_F(SessionErrorTest, HoldTimesOfOneAndTwoSecondsAreRejected) {
  for (const uint8_t seconds : {1, 2}) {
    OpenMessage open = TheirOpen();
    open.hold_time = seconds;
    ExpectOpenRefused(open,
                      OpenError(subcode::kUnacceptableHoldTime, {0, seconds}));
  }
}

// Conformance: RFC4271-6.2-7 positive
TEST_F(SessionErrorTest, BgpIdentifierZeroIsBad) {
  OpenMessage open = TheirOpen();
  open.bgp_identifier = 0;
  ExpectOpenRefused(open, OpenError(subcode::kBadBgpIdentifier));
}

TEST_F(SessionErrorTest, OurOwnBgpIdentifierIsBadOnAnInternalSessionOnly) {
  PeerConfig config = OurConfig();
  config.session.peer_as = kOurAs;
  OpenMessage open = MakeOpen(config.session);
  ExpectOpenRefused(open, OpenError(subcode::kBadBgpIdentifier), config);

  StartPeer(OurConfig());
  OpenMessage external = TheirOpen();
  external.bgp_identifier = OurConfig().session.bgp_identifier;
  Establish(external);
}

// Conformance: RFC4271-6.2-8 positive
TEST_F(SessionErrorTest, AnUnknownOptionalParameterIsUnsupported) {
  // Version 4, AS 65000, hold 9, 10.0.0.2, one parameter of type 1.
  ExpectNotification(FsmState::kOpenSent,
                     RawOctets(MessageType::kOpen,
                               {4, 0xFD, 0xE8, 0, 9, 10, 0, 0, 2, 2, 1, 0}),
                     OpenError(subcode::kUnsupportedOptionalParameter, {1}));
}

// Conformance: RFC4271-6.2-9 positive
TEST_F(SessionErrorTest, AMalformedOptionalParameterIsUnspecific) {
  // The capabilities are longer than the message.
  ExpectNotification(FsmState::kOpenSent,
                     RawOctets(MessageType::kOpen,
                               {4, 0xFD, 0xE8, 0, 9, 10, 0, 0, 2, 2, 2, 4}),
                     OpenError(subcode::kUnspecific));
}

TEST_F(SessionErrorTest, ASessionWithoutACommonFamilyIsRefused) {
  PeerConfig config = OurConfig();
  config.session.families = {kIpv6Unicast};
  OpenMessage open = TheirOpen();
  open.capabilities.families = {};  // IPv4 unicast alone
  // Multiprotocol, IPv6 unicast.
  ExpectOpenRefused(
      open, OpenError(subcode::kUnsupportedCapability, {1, 4, 0, 2, 0, 1}),
      config);
}

class FixedPolicy final : public OpenPolicy {
 public:
  explicit FixedPolicy(const Notification& refusal) : refusal_(refusal) {}
  std::optional<Notification> Check(const OpenMessage&) override {
    return refusal_;
  }

 private:
  const Notification refusal_;
};

TEST_F(SessionErrorTest, AnOpenPolicyMayRefuseThePeer) {
  for (const Notification& refusal :
       {OpenError(subcode::kRoleMismatch),
        Notification::Cease(subcode::kConnectionRejected)}) {
    FixedPolicy policy(refusal);
    ExpectOpenRefused(TheirOpen(), refusal, OurConfig(), &policy);
  }
}

// Conformance: RFC6608-4-1 positive
TEST_F(SessionErrorTest, MessagesBeforeTheOpenAreUnexpected) {
  ExpectNotification(
      FsmState::kOpenSent, RawOctets(MessageType::kKeepalive, {}),
      FsmError(subcode::kUnexpectedMessageInOpenSent, MessageType::kKeepalive));
  ExpectNotification(
      FsmState::kOpenSent, AnAnnouncement(),
      FsmError(subcode::kUnexpectedMessageInOpenSent, MessageType::kUpdate));
  ExpectNotification(FsmState::kOpenSent, ARouteRefresh(),
                     FsmError(subcode::kUnexpectedMessageInOpenSent,
                              MessageType::kRouteRefresh));
}

// Conformance: RFC6608-4-2 positive
TEST_F(SessionErrorTest, MessagesBeforeTheKeepaliveAreUnexpected) {
  ExpectNotification(
      FsmState::kOpenConfirm, AnAnnouncement(),
      FsmError(subcode::kUnexpectedMessageInOpenConfirm, MessageType::kUpdate));
  ExpectNotification(FsmState::kOpenConfirm, ARouteRefresh(),
                     FsmError(subcode::kUnexpectedMessageInOpenConfirm,
                              MessageType::kRouteRefresh));
  // Version 4, AS 65000, hold 9, 10.0.0.2, nothing else.
  ExpectNotification(
      FsmState::kOpenConfirm,
      RawOctets(MessageType::kOpen, {4, 0xFD, 0xE8, 0, 9, 10, 0, 0, 2, 0}),
      FsmError(subcode::kUnexpectedMessageInOpenConfirm, MessageType::kOpen));
}

// Conformance: RFC6608-4-3 positive
TEST_F(SessionErrorTest, AnOpenInEstablishedIsUnexpected) {
  ExpectNotification(
      FsmState::kEstablished,
      RawOctets(MessageType::kOpen, {4, 0xFD, 0xE8, 0, 9, 10, 0, 0, 2, 0}),
      FsmError(subcode::kUnexpectedMessageInEstablished, MessageType::kOpen));
}

// Conformance: RFC6608-4-1 negative
// Conformance: RFC6608-4-2 negative
// Conformance: RFC6608-4-3 negative
TEST_F(SessionErrorTest, ExpectedMessagesAreNoErrorOfTheStateMachine) {
  ScriptedConnection& connection = Reach(FsmState::kEstablished);
  connection.SendKeepalive();
  connection.Send(AnAnnouncement());
  connection.Send(ARouteRefresh());
  Run(absl::Milliseconds(10));
  EXPECT_TRUE(peer_->established());
  EXPECT_FALSE(connection.notification().has_value());
}

// Conformance: RFC4271-6.3-1 positive
// Conformance: RFC4271-6.3-2 positive
// Conformance: RFC7606-3-2 positive
TEST_F(SessionErrorTest, AnUnreadableUpdateEndsTheSession) {
  ExpectNotification(
      FsmState::kEstablished, AnUnreadableUpdate(),
      {ErrorCode::kUpdateMessage, subcode::kMalformedAttributeList, {}});
}

// Conformance: RFC7606-2-1 positive
// Conformance: RFC7606-2-2 positive
TEST_F(SessionErrorTest, AnUpdateWithWeakerErrorsDoesNot) {
  ScriptedConnection& connection = Reach(FsmState::kEstablished);
  connection.Send(AnAnnouncementWithoutOrigin());
  connection.Send(AnAnnouncementWithABadAttribute());
  Run(absl::Milliseconds(10));
  EXPECT_TRUE(peer_->established());
  EXPECT_FALSE(connection.notification().has_value());
  EXPECT_EQ(visitor().updates().size(), 2u);
}

TEST_F(SessionErrorTest, ANotificationEndsTheSessionWithoutAnAnswer) {
  for (const FsmState state :
       {FsmState::kOpenConfirm, FsmState::kEstablished}) {
    ScriptedConnection& connection = Reach(state);
    const Notification cease =
        Notification::Cease(subcode::kAdministrativeShutdown, "zone b drains");
    connection.SendNotification(cease);
    Run(absl::Milliseconds(10));
    EXPECT_FALSE(connection.notification().has_value());
    EXPECT_TRUE(connection.closed_in_order());
    const DownReason& reason = state == FsmState::kEstablished
                                   ? visitor().downs().at(0)
                                   : visitor().failures().at(0).reason;
    EXPECT_EQ(reason.kind, DownKind::kNotificationReceived);
    EXPECT_EQ(reason.notification, cease);
    EXPECT_EQ(reason.notification->ShutdownCommunication(), "zone b drains");
    peer_.reset();
  }
}

// RFC 4271, 8.2.2, OpenSent: Event 25 is among "any other event"; Event 24, the
// version error, is not.
TEST_F(SessionErrorTest, ANotificationInOpenSentIsUnexpectedButForTheVersion) {
  ScriptedConnection& connection = Reach(FsmState::kOpenSent);
  connection.SendNotification(OpenError(subcode::kBadPeerAs));
  Run(absl::Milliseconds(10));
  EXPECT_EQ(connection.notification(),
            FsmError(subcode::kUnexpectedMessageInOpenSent,
                     MessageType::kNotification));
  ASSERT_EQ(visitor().failures().size(), 1u);
  EXPECT_EQ(visitor().failures()[0].reason.kind,
            DownKind::kNotificationReceived);
  EXPECT_EQ(visitor().failures()[0].reason.notification,
            OpenError(subcode::kBadPeerAs));
  peer_.reset();

  ScriptedConnection& other = Reach(FsmState::kOpenSent);
  other.SendNotification(OpenError(subcode::kUnsupportedVersionNumber, {0, 3}));
  Run(absl::Milliseconds(10));
  EXPECT_FALSE(other.notification().has_value());
  EXPECT_TRUE(other.closed_in_order());
}

TEST_F(SessionErrorTest, AClosedConnectionIsReportedAsSuch) {
  ScriptedConnection& connection = Reach(FsmState::kEstablished);
  connection.Abort();
  Run(absl::Milliseconds(10));
  ASSERT_EQ(visitor().downs().size(), 1u);
  EXPECT_EQ(visitor().downs()[0].kind, DownKind::kTransportClosed);
  EXPECT_NE(visitor().downs()[0].text, "");
  EXPECT_FALSE(visitor().downs()[0].notification.has_value());
}

// Octets without any sense, in every state: nothing is delivered that should
// not be, nothing is left behind, and the peer is tried again.
TEST_F(SessionErrorTest, NoiseNeverLeadsAnywhere) {
  std::mt19937 random(20260101);
  for (int round = 0; round < 300; ++round) {
    const FsmState state = static_cast<FsmState>(3 + round % 3);
    ScriptedConnection& connection = Reach(state);
    std::vector<uint8_t> noise(1 + random() % 4000);
    for (uint8_t& octet : noise) octet = static_cast<uint8_t>(random());
    // Two of three look like messages at first.
    if (round % 3 != 0) {
      noise = RawOctets(static_cast<MessageType>(1 + random() % 6), noise);
    }
    connection.Send(noise);
    connection.Send(noise);
    Run(absl::Minutes(10));
    EXPECT_TRUE(connection.closed());
    EXPECT_GT(speaker_.connection_count(), 1u);
    EXPECT_EQ(visitor().violation(), "");
    peer_.reset();
  }
}

// Conformance: RFC7313-5-1 positive
// Conformance: RFC7313-5-2 positive
TEST_F(SessionErrorTest, AMarkOfTheWrongLengthIsARouteRefreshMessageError) {
  const std::vector<uint8_t> octets =
      RawOctets(MessageType::kRouteRefresh, {0, 1, 1, 1, 0});
  ExpectNotification(FsmState::kEstablished, octets,
                     {ErrorCode::kRouteRefreshMessage,
                      subcode::kInvalidMessageLength, octets});
}

}  // namespace
}  // namespace waymark::bgp::testing
