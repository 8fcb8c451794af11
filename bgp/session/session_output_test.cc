// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What a session sends while the peer's window is closed: bounded, in whole
// messages, with KEEPALIVE and NOTIFICATION in their place.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/monotonic_time.h"
#include "bgp/code_points.h"
#include "bgp/notification.h"
#include "bgp/open_message.h"
#include "bgp/session/down_reason.h"
#include "bgp/session/peer_config.h"
#include "bgp/session/session_config.h"
#include "bgp/session/testing/raw_messages.h"
#include "bgp/session/testing/recording_visitor.h"
#include "bgp/session/testing/scripted_peer_test.h"
#include "bgp/session/testing/scripted_speaker.h"
#include "gtest/gtest.h"

namespace waymark::bgp::testing {
namespace {

constexpr size_t kBuffer = 2000;

class SessionOutputTest : public ScriptedPeerTest {
 protected:
  SessionOutputTest()
      : ScriptedPeerTest({.send_buffer = kBuffer, .receive_buffer = kBuffer}) {}

  // Offers numbered messages until none is taken; the first has number `first`.
  // Returns how many were taken.
  size_t SendUntilBlocked(size_t first = 0) {
    size_t taken = 0;
    while (true) {
      const std::vector<uint8_t> message = Numbered(first + taken);
      const absl::Span<const uint8_t> octets = message;
      if ((*peer_)->Send({&octets, 1}) == 0) return taken;
      ++taken;
    }
  }

  static std::vector<uint8_t> Numbered(size_t number) {
    std::vector<uint8_t> message = AnAnnouncement();
    message[message.size() - 2] = static_cast<uint8_t>(number >> 8);
    message[message.size() - 1] = static_cast<uint8_t>(number);
    return message;
  }

  // All `count` messages came, in order, and nothing else but KEEPALIVEs.
  static void ExpectNumbered(const ScriptedConnection& connection,
                             size_t count) {
    size_t next = 0;
    for (const ReceivedMessage& message : connection.received()) {
      if (message.type != MessageType::kUpdate) continue;
      EXPECT_EQ(message.octets, Numbered(next++));
    }
    EXPECT_EQ(next, count);
  }

  // The peer goes on sending KEEPALIVEs.
  void RunWithKeepalives(ScriptedConnection& connection,
                         absl::Duration duration) {
    const MonotonicTime end = Now() + duration;
    while (Now() < end) {
      connection.SendKeepalive();
      Run(absl::Seconds(2));
    }
  }
};

TEST_F(SessionOutputTest, NothingIsTakenBeforeEstablished) {
  SimulatedPeer& peer = StartPeer(OurConfig());
  AwaitOpen();
  EXPECT_FALSE(peer->CanWrite());
  EXPECT_EQ(SendUntilBlocked(), 0u);
  Establish();
  EXPECT_TRUE(peer->CanWrite());
}

TEST_F(SessionOutputTest, KeepsNoMoreThanOneMessageInPart) {
  SimulatedPeer& peer = StartPeer(OurConfig());
  ScriptedConnection& connection = Establish();
  connection.PauseReads(true);
  size_t sent = 0;
  for (int i = 0; i < 20; ++i) {
    sent += SendUntilBlocked(sent);
    EXPECT_FALSE(peer->CanWrite());
    Run(absl::Milliseconds(10));
  }
  // Two buffers of the transports, and the rest of one message.
  EXPECT_LE(sent * AnAnnouncement().size(),
            2 * kBuffer + AnAnnouncement().size());
  EXPECT_LE(peer->UndeliveredBytes(), kBuffer + AnAnnouncement().size());

  connection.PauseReads(false);
  Run(absl::Milliseconds(100));
  ExpectNumbered(connection, sent);
  EXPECT_TRUE(peer->CanWrite());
  EXPECT_EQ(peer->UndeliveredBytes(), 0u);
}

TEST_F(SessionOutputTest, AMessageThatWasNotTakenStaysWithTheCaller) {
  SimulatedPeer& peer = StartPeer(OurConfig());
  ScriptedConnection& connection = Establish();
  std::vector<std::vector<uint8_t>> messages;
  std::vector<absl::Span<const uint8_t>> offered;
  for (size_t i = 0; i < 200; ++i) messages.push_back(Numbered(i));
  for (const std::vector<uint8_t>& message : messages) {
    offered.push_back(message);
  }
  absl::Span<const absl::Span<const uint8_t>> rest = offered;
  rest.remove_prefix(peer->Send(rest));
  ASSERT_FALSE(rest.empty());
  visitor().set_hook([&](PeerCall call) {
    if (call == PeerCall::kWritable) rest.remove_prefix(peer->Send(rest));
  });
  Run(absl::Seconds(1));
  EXPECT_TRUE(rest.empty());
  ExpectNumbered(connection, messages.size());
}

TEST_F(SessionOutputTest, OnWritableComesOnceForEachBlockedSend) {
  StartPeer(OurConfig());
  ScriptedConnection& connection = Establish();
  Run(absl::Milliseconds(100));
  EXPECT_EQ(visitor().writable_count(), 0u);
  connection.PauseReads(true);
  SendUntilBlocked();
  Run(absl::Milliseconds(10));
  SendUntilBlocked();
  Run(absl::Milliseconds(10));
  const size_t before = visitor().writable_count();
  connection.PauseReads(false);
  Run(absl::Milliseconds(100));
  EXPECT_EQ(visitor().writable_count(), before + 1);
}

TEST_F(SessionOutputTest, OneKeepaliveIsOwedBehindTheMessageUnderWay) {
  StartPeer(OurConfig());
  ScriptedConnection& connection = Establish();
  connection.PauseReads(true);
  size_t sent = SendUntilBlocked();
  Run(absl::Milliseconds(10));
  sent += SendUntilBlocked(sent);
  // Ten intervals pass.
  RunWithKeepalives(connection, absl::Seconds(30));
  ASSERT_TRUE(peer_->established());

  connection.PauseReads(false);
  Run(absl::Milliseconds(100));
  ExpectNumbered(connection, sent);
  ASSERT_EQ(connection.Count(MessageType::kKeepalive), 2u);
  EXPECT_EQ(connection.received().back().type, MessageType::kKeepalive);
}

TEST_F(SessionOutputTest, ANotificationLeavesBehindTheMessageUnderWay) {
  SimulatedPeer& peer = StartPeer(OurConfig());
  ScriptedConnection& connection = Establish();
  connection.PauseReads(true);
  size_t sent = SendUntilBlocked();
  Run(absl::Milliseconds(10));
  sent += SendUntilBlocked(sent);
  const Notification cease =
      Notification::Cease(subcode::kAdministrativeShutdown, "gone fishing");
  peer->Stop(cease);
  Run(absl::Seconds(2));
  ASSERT_EQ(visitor().downs().size(), 1u);

  connection.PauseReads(false);
  Run(absl::Milliseconds(100));
  ExpectNumbered(connection, sent);
  EXPECT_EQ(connection.notification(), cease);
  EXPECT_TRUE(connection.closed_in_order());
}

TEST_F(SessionOutputTest, APeerThatNeverReadsIsCutOff) {
  SimulatedPeer& peer = StartPeer(OurConfig());
  ScriptedConnection& connection = Establish();
  connection.PauseReads(true);
  SendUntilBlocked();
  Run(absl::Milliseconds(10));
  SendUntilBlocked();
  peer->Stop(Notification::Cease(subcode::kAdministrativeShutdown));
  Run(absl::Seconds(10));
  connection.PauseReads(false);
  Run(absl::Seconds(1));
  EXPECT_TRUE(connection.closed());
  EXPECT_FALSE(connection.closed_in_order());
}

TEST_F(SessionOutputTest, TheSendHoldTimerEndsASessionWhosePeerDoesNotRead) {
  PeerConfig config = OurConfig();
  config.session.send_hold_time = absl::Minutes(1);
  StartPeer(config);
  ScriptedConnection& connection = Establish();
  connection.PauseReads(true);
  SendUntilBlocked();
  Run(absl::Milliseconds(10));
  SendUntilBlocked();
  const MonotonicTime blocked = Now();
  RunWithKeepalives(connection, absl::Seconds(58));
  EXPECT_TRUE(peer_->established());
  RunWithKeepalives(connection, absl::Seconds(4));
  ASSERT_EQ(visitor().downs().size(), 1u);
  const DownReason& reason = visitor().downs()[0];
  EXPECT_EQ(reason.kind, DownKind::kSendHoldTimerExpired);
  EXPECT_EQ(reason.notification->code, ErrorCode::kSendHoldTimerExpired);
  EXPECT_LE(reason.time - blocked, absl::Minutes(1));
}

TEST_F(SessionOutputTest, TheSendHoldTimeIsAtLeastTwiceTheHoldTime) {
  PeerConfig config = OurConfig();
  config.session.send_hold_time = absl::Seconds(1);
  StartPeer(config);
  ScriptedConnection& connection = Establish();
  connection.PauseReads(true);
  SendUntilBlocked();
  Run(absl::Milliseconds(10));
  SendUntilBlocked();
  RunWithKeepalives(connection, absl::Seconds(16));
  EXPECT_TRUE(peer_->established());
  RunWithKeepalives(connection, absl::Seconds(4));
  EXPECT_FALSE(peer_->established());
}

TEST_F(SessionOutputTest, APeerThatReadsSlowlyIsAlive) {
  PeerConfig config = OurConfig();
  config.session.send_hold_time = absl::Seconds(20);
  StartPeer(config);
  ScriptedConnection& connection = Establish();
  size_t sent = 0;
  for (int i = 0; i < 20; ++i) {
    connection.PauseReads(true);
    sent += SendUntilBlocked(sent);
    RunWithKeepalives(connection, absl::Seconds(16));
    connection.PauseReads(false);
    Run(absl::Milliseconds(100));
  }
  EXPECT_TRUE(peer_->established());
  ExpectNumbered(connection, sent);
}

TEST_F(SessionOutputTest, WithHoldTimeZeroNothingIsTimed) {
  PeerConfig config = OurConfig();
  config.session.send_hold_time = absl::Seconds(1);
  StartPeer(config);
  OpenMessage open = MakeOpen(TheirConfig().session);
  open.hold_time = 0;
  ScriptedConnection& connection = Establish(open);
  connection.PauseReads(true);
  SendUntilBlocked();
  Run(absl::Milliseconds(10));
  SendUntilBlocked();
  Run(absl::Hours(1));
  EXPECT_TRUE(peer_->established());
}

}  // namespace
}  // namespace waymark::bgp::testing
