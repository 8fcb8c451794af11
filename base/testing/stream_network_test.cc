// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "base/testing/stream_network.h"

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/dialer.h"
#include "base/ip_address.h"
#include "base/ip_endpoint.h"
#include "base/listener.h"
#include "base/testing/simulated_node.h"
#include "base/testing/simulated_world.h"
#include "base/testing/stream_recorder.h"
#include "gtest/gtest.h"

namespace waymark::testing {
namespace {

constexpr IpAddress kLeft = IpAddress::V4(10, 0, 0, 1);
constexpr IpAddress kRight = IpAddress::V4(10, 0, 0, 2);
constexpr IpEndpoint kPort = {kRight, 179};

// Left dials right.
class StreamNetworkTest : public ::testing::Test {
 protected:
  explicit StreamNetworkTest(const StreamNetworkOptions& options = {})
      : network_(world_, options) {
    listener_->SetVisitor(&listen_);
  }

  void Dial() { dialer_->StartConnect(dial_); }
  void Connect() {
    Dial();
    EXPECT_TRUE(world_.RunUntilIdle());
    ASSERT_FALSE(dial_.connected.empty());
    ASSERT_FALSE(listen_.accepted.empty());
  }
  StreamRecorder& left() { return *dial_.connected.back(); }
  StreamRecorder& right() { return *listen_.accepted.back(); }
  void SetBlockedBothWays(bool blocked) {
    network_.SetBlocked(kLeft, kRight, blocked);
    network_.SetBlocked(kRight, kLeft, blocked);
  }

  SimulatedWorld world_;
  StreamNetwork network_;
  SimulatedNode& left_node_ = world_.AddNode("left");
  SimulatedNode& right_node_ = world_.AddNode("right");
  ListenRecorder listen_;
  std::unique_ptr<Listener> listener_ =
      network_.CreateListener(right_node_, kPort);
  DialRecorder dial_;
  std::unique_ptr<Dialer> dialer_ =
      network_.CreateDialer(left_node_, {kLeft}, kPort);
};

TEST_F(StreamNetworkTest, TheHandshakeTakesItsRoundTrips) {
  Dial();
  world_.RunFor(absl::Milliseconds(2) - absl::Nanoseconds(1));
  EXPECT_EQ(dial_.answers(), 0u);
  world_.RunFor(absl::Nanoseconds(1));
  EXPECT_EQ(dial_.connected.size(), 1u);
  EXPECT_TRUE(listen_.accepted.empty());
  world_.RunFor(absl::Milliseconds(1));
  EXPECT_EQ(listen_.accepted.size(), 1u);
}

TEST_F(StreamNetworkTest, EachConnectionHasAPortOfItsOwnUnlessGiven) {
  Connect();
  const IpEndpoint first = left().stream->local();
  Connect();
  EXPECT_NE(left().stream->local(), first);
  EXPECT_GE(first.port, 49152);

  dialer_ = network_.CreateDialer(left_node_, {kLeft, 1179}, kPort);
  Connect();
  EXPECT_EQ(right().stream->remote(), (IpEndpoint{kLeft, 1179}));
}

TEST_F(StreamNetworkTest, AnEndpointHasOneListener) {
  EXPECT_EQ(network_.CreateListener(left_node_, kPort), nullptr);
  listener_ = nullptr;
  EXPECT_NE(network_.CreateListener(left_node_, kPort), nullptr);
}

TEST_F(StreamNetworkTest, LatencyIsPerDirectionAndKeepsTheOrder) {
  Connect();
  network_.SetLatency(kLeft, kRight, absl::Milliseconds(100));
  left().Write("slow ");
  network_.SetLatency(kLeft, kRight, absl::Milliseconds(1));
  left().Write("fast");
  right().Write("back");
  world_.RunFor(absl::Milliseconds(2));
  EXPECT_EQ(right().received, "");
  EXPECT_EQ(left().received, "back");
  world_.RunFor(absl::Milliseconds(100));
  EXPECT_EQ(right().received, "slow fast");
}

TEST_F(StreamNetworkTest, OctetsAreUnackedForARoundTrip) {
  Connect();
  left().Write("12345");
  world_.RunFor(absl::Milliseconds(2) - absl::Nanoseconds(1));
  EXPECT_EQ(left().stream->UnackedBytes(), 5u);
  world_.RunFor(absl::Nanoseconds(1));
  EXPECT_EQ(left().stream->UnackedBytes(), 0u);
}

TEST_F(StreamNetworkTest, AStalledReaderIsAcknowledgedByItsKernel) {
  Connect();
  right_node_.Stall();
  left().Write("12345");
  EXPECT_TRUE(world_.RunUntilIdle());
  EXPECT_EQ(left().stream->UnackedBytes(), 0u);
  EXPECT_EQ(right().received, "");
  right_node_.Resume();
  EXPECT_TRUE(world_.RunUntilIdle());
  EXPECT_EQ(right().received, "12345");
}

TEST_F(StreamNetworkTest, AStalledReaderFillsItsWindowAndThenHoldsTheWriter) {
  Connect();
  right_node_.Stall();
  const std::string octets = Pattern(65536);
  EXPECT_EQ(left().Write(octets), 65536u);
  EXPECT_TRUE(world_.RunUntilIdle());
  EXPECT_EQ(left().Write(octets), 65536u);
  EXPECT_EQ(left().Write(octets), 0u);
  EXPECT_TRUE(world_.RunUntilIdle());
  EXPECT_EQ(left().stream->UnackedBytes(), 65536u);
  right_node_.Resume();
  EXPECT_TRUE(world_.RunUntilIdle());
  EXPECT_EQ(right().received.size(), 2 * 65536u);
  EXPECT_EQ(left().writable_calls, 1);
}

TEST_F(StreamNetworkTest, ASilentPathTellsNobodyAndHealsWithoutLoss) {
  Connect();
  left().Write("under way ");
  SetBlockedBothWays(true);
  left().Write("blocked ");
  right().Write("back");
  world_.RunFor(absl::Hours(1));
  EXPECT_EQ(right().received, "");
  EXPECT_EQ(left().received, "");
  EXPECT_FALSE(left().closed.has_value());
  EXPECT_FALSE(right().closed.has_value());
  EXPECT_GT(left().stream->UnackedBytes(), 0u);

  SetBlockedBothWays(false);
  left().Write("healed");
  EXPECT_TRUE(world_.RunUntilIdle());
  EXPECT_EQ(right().received, "under way blocked healed");
  EXPECT_EQ(left().received, "back");
  EXPECT_EQ(left().stream->UnackedBytes(), 0u);
}

TEST_F(StreamNetworkTest, BlockingOneDirectionLeavesTheOther) {
  Connect();
  network_.SetBlocked(kRight, kLeft, true);
  left().Write("there");
  right().Write("back");
  EXPECT_TRUE(world_.RunUntilIdle());
  EXPECT_EQ(right().received, "there");
  EXPECT_EQ(left().received, "");
  EXPECT_EQ(left().stream->UnackedBytes(), 5u);
}

TEST_F(StreamNetworkTest, AResetLostOnTheWayLeavesAHalfOpenConnection) {
  Connect();
  SetBlockedBothWays(true);
  left().stream->Abort();
  world_.RunFor(absl::Minutes(1));
  SetBlockedBothWays(false);
  world_.RunFor(absl::Minutes(1));
  EXPECT_FALSE(right().closed.has_value());
  right().Write("anyone there?");
  EXPECT_TRUE(world_.RunUntilIdle());
  ASSERT_TRUE(right().closed.has_value());
  EXPECT_FALSE(right().closed->ok());
}

TEST_F(StreamNetworkTest, AnAttemptOverASilentPathWaitsUntilItHeals) {
  network_.SetBlocked(kLeft, kRight, true);
  Dial();
  world_.RunFor(absl::Minutes(5));
  EXPECT_EQ(dial_.answers(), 0u);
  network_.SetBlocked(kLeft, kRight, false);
  EXPECT_TRUE(world_.RunUntilIdle());
  EXPECT_EQ(dial_.connected.size(), 1u);
}

TEST_F(StreamNetworkTest, AnAttemptGivenUpOverASilentPathLeavesNothing) {
  network_.SetBlocked(kLeft, kRight, true);
  Dial();
  world_.RunFor(absl::Minutes(5));
  dialer_->CancelConnect();
  network_.SetBlocked(kLeft, kRight, false);
  EXPECT_TRUE(world_.RunUntilIdle());
  EXPECT_EQ(dial_.answers(), 0u);
  EXPECT_TRUE(listen_.accepted.empty());
}

TEST_F(StreamNetworkTest, TheBacklogIsLimitedAndTriedAgain) {
  listener_->SetVisitor(nullptr);
  std::vector<std::unique_ptr<Dialer>> dialers;
  for (int i = 0; i < 20; ++i) {
    dialers.push_back(network_.CreateDialer(left_node_, {kLeft}, kPort));
    dialers.back()->StartConnect(dial_);
  }
  world_.RunFor(absl::Seconds(5));
  EXPECT_EQ(dial_.connected.size(), 16u);
  listener_->SetVisitor(&listen_);
  world_.RunFor(absl::Seconds(2));
  EXPECT_EQ(dial_.connected.size(), 20u);
  EXPECT_EQ(listen_.accepted.size(), 20u);
}

TEST_F(StreamNetworkTest, ALateAcceptorOfAnAbortedConnectionSeesTheReset) {
  right_node_.Stall();
  Dial();
  world_.RunFor(absl::Milliseconds(10));
  left().Write("last words");
  left().stream->Abort();
  world_.RunFor(absl::Milliseconds(10));
  right_node_.Resume();
  EXPECT_TRUE(world_.RunUntilIdle());
  ASSERT_EQ(listen_.accepted.size(), 1u);
  EXPECT_EQ(right().received, "last words");
  ASSERT_TRUE(right().closed.has_value());
  EXPECT_FALSE(right().closed->ok());
}

TEST_F(StreamNetworkTest, AStalledDialerMayAbandonWhatItsKernelConnected) {
  left_node_.Stall();
  Dial();
  world_.RunFor(absl::Milliseconds(10));
  ASSERT_EQ(listen_.accepted.size(), 1u);
  dialer_ = nullptr;
  left_node_.Resume();
  EXPECT_TRUE(world_.RunUntilIdle());
  EXPECT_EQ(dial_.answers(), 0u);
  EXPECT_TRUE(right().closed.has_value());
}

TEST_F(StreamNetworkTest, AResetComesAfterExactlyTheGivenOctets) {
  const std::string octets = Pattern(20);
  for (size_t count = 1; count <= octets.size(); ++count) {
    Connect();
    network_.ResetAfter(kLeft, kRight, count);
    left().Write(octets.substr(0, 7));
    left().Write(octets.substr(7));
    right().Write("back");
    EXPECT_TRUE(world_.RunUntilIdle());
    EXPECT_EQ(right().received, octets.substr(0, count));
    ASSERT_TRUE(right().closed.has_value());
    EXPECT_FALSE(right().closed->ok());
    ASSERT_TRUE(left().closed.has_value());
    EXPECT_FALSE(left().closed->ok());
  }
}

TEST_F(StreamNetworkTest, AResetHappensOnceAndOnlyInItsDirection) {
  Connect();
  network_.ResetAfter(kRight, kLeft, 3);
  left().Write("plenty of octets");
  EXPECT_TRUE(world_.RunUntilIdle());
  EXPECT_FALSE(left().closed.has_value());
  right().Write("abcdef");
  EXPECT_TRUE(world_.RunUntilIdle());
  EXPECT_EQ(left().received, "abc");
  EXPECT_TRUE(left().closed.has_value());
  EXPECT_TRUE(right().closed.has_value());

  Connect();
  right().Write("abcdef");
  EXPECT_TRUE(world_.RunUntilIdle());
  EXPECT_EQ(left().received, "abcdef");
}

TEST_F(StreamNetworkTest, AResetBeforeTheFirstOctetEndsTheAttempt) {
  network_.ResetAfter(kLeft, kRight, 0);
  Dial();
  EXPECT_TRUE(world_.RunUntilIdle());
  EXPECT_EQ(dial_.failed.size(), 1u);
  network_.ResetAfter(kRight, kLeft, 0);
  Dial();
  EXPECT_TRUE(world_.RunUntilIdle());
  EXPECT_EQ(dial_.failed.size(), 2u);
  EXPECT_TRUE(listen_.accepted.empty());
}

TEST_F(StreamNetworkTest, AFlushKeepsItsDeadlineOverASilentPath) {
  Connect();
  SetBlockedBothWays(true);
  left().Write("lost");
  left().stream->CloseAfterFlush(absl::Seconds(2));
  world_.RunFor(absl::Seconds(2) - absl::Nanoseconds(1));
  EXPECT_FALSE(left().closed.has_value());
  world_.RunFor(absl::Nanoseconds(1));
  ASSERT_TRUE(left().closed.has_value());
  EXPECT_EQ(left().closed->code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_TRUE(world_.RunUntilIdle());
  EXPECT_FALSE(right().closed.has_value());
}

TEST_F(StreamNetworkTest, APausedReaderSeesTheCloseOnceItReadsAgain) {
  Connect();
  right().stream->PauseReads(true);
  left().Write("last words");
  left().stream->CloseAfterFlush(absl::Hours(1));
  EXPECT_TRUE(world_.RunUntilIdle());
  EXPECT_TRUE(left().closed.has_value());
  EXPECT_FALSE(right().closed.has_value());
  right().stream->PauseReads(false);
  EXPECT_TRUE(world_.RunUntilIdle());
  EXPECT_EQ(right().received, "last words");
  ASSERT_TRUE(right().closed.has_value());
  EXPECT_TRUE(right().closed->ok());
}

TEST_F(StreamNetworkTest, EventsWaitForAVisitor) {
  Connect();
  right().stream->SetVisitor(nullptr);
  left().Write("early");
  left().stream->CloseAfterFlush(absl::Hours(1));
  EXPECT_TRUE(world_.RunUntilIdle());
  EXPECT_EQ(right().received, "");
  right().stream->SetVisitor(&right());
  EXPECT_TRUE(world_.RunUntilIdle());
  EXPECT_EQ(right().received, "early");
  EXPECT_TRUE(right().closed.has_value());
}

class OneOctetStreamNetworkTest : public StreamNetworkTest {
 protected:
  OneOctetStreamNetworkTest() : StreamNetworkTest({.max_chunk = 1}) {}
};

TEST_F(OneOctetStreamNetworkTest, OctetsComeOneByOne) {
  Connect();
  left().Write("abcdef");
  EXPECT_TRUE(world_.RunUntilIdle());
  EXPECT_EQ(right().received, "abcdef");
  EXPECT_EQ(right().bytes_calls, 6);
}

}  // namespace
}  // namespace waymark::testing
