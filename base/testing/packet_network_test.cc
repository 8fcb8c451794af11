// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "base/testing/packet_network.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <vector>

#include "absl/time/time.h"
#include "base/ip_address.h"
#include "base/ip_endpoint.h"
#include "base/monotonic_time.h"
#include "base/testing/simulated_node.h"
#include "base/testing/simulated_world.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace waymark::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr IpAddress kLeft = IpAddress::V4(10, 0, 0, 1);
constexpr IpAddress kRight = IpAddress::V4(10, 0, 0, 2);
constexpr IpEndpoint kLeftEnd = {kLeft, 49152};
constexpr IpEndpoint kRightEnd = {kRight, 3784};

class Recorder final : public PacketVisitor {
 public:
  void OnPacket(const Packet& packet) override {
    packets.push_back(packet);
    if (on_packet) on_packet();
  }

  // The first octet of each packet, in order of delivery.
  std::vector<int> Numbers() const {
    std::vector<int> numbers;
    for (const Packet& packet : packets) numbers.push_back(packet.octets[0]);
    return numbers;
  }

  std::vector<Packet> packets;
  std::function<void()> on_packet;
};

class PacketNetworkTest : public ::testing::Test {
 protected:
  void Send(uint8_t number, int ttl = 255) {
    const uint8_t octets[] = {number};
    left_socket_->Send(octets, kRightEnd, ttl);
  }
  void SendMany(int count) {
    for (int i = 0; i < count; ++i) Send(static_cast<uint8_t>(i));
  }

  SimulatedWorld world_;
  PacketNetwork network_{world_};
  SimulatedNode& left_ = world_.AddNode("left");
  SimulatedNode& right_ = world_.AddNode("right", {.clock_rate = 2.0});
  Recorder left_packets_;
  Recorder right_packets_;
  std::unique_ptr<PacketSocket> left_socket_ =
      network_.Bind(left_, kLeftEnd, left_packets_);
  std::unique_ptr<PacketSocket> right_socket_ =
      network_.Bind(right_, kRightEnd, right_packets_);
};

TEST_F(PacketNetworkTest, APacketArrivesWithItsAddressesTtlAndReceiveTime) {
  const MonotonicTime sent = world_.Now();
  Send(7, 64);
  EXPECT_THAT(right_packets_.packets, IsEmpty());
  EXPECT_TRUE(world_.RunUntilIdle());

  ASSERT_EQ(right_packets_.packets.size(), 1u);
  const Packet& packet = right_packets_.packets[0];
  EXPECT_THAT(packet.octets, ElementsAre(7));
  EXPECT_EQ(packet.source, kLeftEnd);
  EXPECT_EQ(packet.destination, kRightEnd);
  EXPECT_EQ(packet.ttl, 64);
  // One millisecond of the world is two of the receiver's clock.
  EXPECT_EQ(packet.received_at - sent, absl::Milliseconds(2));
}

TEST_F(PacketNetworkTest, AnEndpointIsBoundOnceAndFreeAgainAfterwards) {
  EXPECT_EQ(network_.Bind(left_, kRightEnd, left_packets_), nullptr);
  right_socket_ = nullptr;
  EXPECT_NE(network_.Bind(left_, kRightEnd, left_packets_), nullptr);
}

TEST_F(PacketNetworkTest, APacketToNobodyIsLost) {
  right_socket_ = nullptr;
  Send(1);
  EXPECT_TRUE(world_.RunUntilIdle());
  EXPECT_THAT(right_packets_.packets, IsEmpty());
}

TEST_F(PacketNetworkTest, HopsAreTakenOffTheTtl) {
  network_.SetPath(kLeft, kRight, {.hops = 2});
  Send(1, 255);
  Send(2, 2);
  EXPECT_TRUE(world_.RunUntilIdle());
  ASSERT_THAT(right_packets_.Numbers(), ElementsAre(1));
  EXPECT_EQ(right_packets_.packets[0].ttl, 253);
}

TEST_F(PacketNetworkTest, LossFollowsItsProbability) {
  network_.SetPath(kLeft, kRight, {.loss = 0.25});
  right_socket_->set_queue_limit(10'000);
  SendMany(10'000);
  EXPECT_TRUE(world_.RunUntilIdle());
  EXPECT_NEAR(static_cast<double>(right_packets_.packets.size()), 7500, 200);
}

TEST_F(PacketNetworkTest, DuplicationFollowsItsProbability) {
  network_.SetPath(kLeft, kRight, {.duplication = 0.25});
  right_socket_->set_queue_limit(20'000);
  SendMany(10'000);
  EXPECT_TRUE(world_.RunUntilIdle());
  EXPECT_NEAR(static_cast<double>(right_packets_.packets.size()), 12'500, 200);
}

TEST_F(PacketNetworkTest, PacketsStayInOrderUnlessThePathReorders) {
  const PacketPath path = {.min_delay = absl::Milliseconds(1),
                           .max_delay = absl::Milliseconds(50)};
  network_.SetPath(kLeft, kRight, path);
  SendMany(100);
  EXPECT_TRUE(world_.RunUntilIdle());
  EXPECT_EQ(right_packets_.packets.size(), 100u);
  EXPECT_TRUE(std::ranges::is_sorted(right_packets_.Numbers()));
}

TEST_F(PacketNetworkTest, AReorderingPathLetsPacketsOvertakeWithinItsDelays) {
  network_.SetPath(kLeft, kRight,
                   {.min_delay = absl::Milliseconds(10),
                    .max_delay = absl::Milliseconds(50),
                    .reorders = true});
  const MonotonicTime sent = world_.Now();
  SendMany(100);
  EXPECT_TRUE(world_.RunUntilIdle());

  std::vector<int> numbers = right_packets_.Numbers();
  EXPECT_EQ(numbers.size(), 100u);
  EXPECT_FALSE(std::ranges::is_sorted(numbers));
  EXPECT_EQ(std::set<int>(numbers.begin(), numbers.end()).size(), 100u);
  for (const Packet& packet : right_packets_.packets) {
    const absl::Duration delay =
        right_.clock().ToWorld(packet.received_at) - sent;
    EXPECT_GE(delay, absl::Milliseconds(10));
    EXPECT_LE(delay, absl::Milliseconds(50));
  }
}

TEST_F(PacketNetworkTest, BlockingOneDirectionLeavesTheOther) {
  network_.SetBlocked(kLeft, kRight, true);
  Send(1);
  right_socket_->Send(std::vector<uint8_t>{2}, kLeftEnd);
  EXPECT_TRUE(world_.RunUntilIdle());
  EXPECT_THAT(right_packets_.packets, IsEmpty());
  EXPECT_THAT(left_packets_.Numbers(), ElementsAre(2));
}

TEST_F(PacketNetworkTest, BlockingLosesWhatIsUnderWayAtEitherEndOfIt) {
  Send(1);
  network_.SetBlocked(kLeft, kRight, true);
  world_.RunFor(absl::Milliseconds(5));
  Send(2);
  network_.SetBlocked(kLeft, kRight, false);
  Send(3);
  EXPECT_TRUE(world_.RunUntilIdle());
  EXPECT_THAT(right_packets_.Numbers(), ElementsAre(3));
}

TEST_F(PacketNetworkTest, TheDefaultPathCoversPairsWithoutAPathOfTheirOwn) {
  Send(1);
  network_.SetPath(kRight, kLeft, {});
  network_.SetDefaultPath({.loss = 1});
  Send(2);
  right_socket_->Send(std::vector<uint8_t>{3}, kLeftEnd);
  EXPECT_TRUE(world_.RunUntilIdle());
  EXPECT_THAT(right_packets_.Numbers(), ElementsAre(1));
  EXPECT_THAT(left_packets_.Numbers(), ElementsAre(3));
}

TEST_F(PacketNetworkTest, AStalledNodeGetsThePacketsLateWithTheirTrueTimes) {
  const MonotonicTime start = world_.Now();
  right_.StallUntil(start + absl::Seconds(1));
  Send(1);
  world_.RunFor(absl::Milliseconds(100));
  Send(2);
  world_.RunFor(absl::Milliseconds(899));
  EXPECT_THAT(right_packets_.packets, IsEmpty());
  EXPECT_EQ(right_socket_->queued(), 2u);

  world_.RunFor(absl::Milliseconds(1));
  ASSERT_THAT(right_packets_.Numbers(), ElementsAre(1, 2));
  EXPECT_EQ(right_packets_.packets[0].received_at,
            right_.clock().FromWorld(start + absl::Milliseconds(1)));
  EXPECT_EQ(right_packets_.packets[1].received_at,
            right_.clock().FromWorld(start + absl::Milliseconds(101)));
}

TEST_F(PacketNetworkTest, AFullQueueLosesTheNewestAndCountsThem) {
  right_socket_->set_queue_limit(3);
  right_.StallUntil(world_.Now() + absl::Seconds(1));
  SendMany(5);
  EXPECT_TRUE(world_.RunUntilIdle());
  EXPECT_THAT(right_packets_.Numbers(), ElementsAre(0, 1, 2));
  EXPECT_EQ(right_socket_->overflows(), 2u);
}

TEST_F(PacketNetworkTest, ATimerThatComesFirstAfterAStallCanDrainTheQueue) {
  SimulatedNode& node = world_.AddNode(
      "timers first", {.backlog = SimulatedNodeOptions::Backlog::kTimersFirst});
  right_socket_ = nullptr;
  right_socket_ = network_.Bind(node, kRightEnd, right_packets_);
  size_t seen_before = 0;
  size_t seen_after = 0;
  const auto timer = node.CreateTimer([&] {
    seen_before = right_packets_.packets.size();
    right_socket_->Drain();
    seen_after = right_packets_.packets.size();
  });
  timer->Arm(node.clock().Now() + absl::Milliseconds(150));
  node.StallUntil(world_.Now() + absl::Seconds(1));
  SendMany(4);
  EXPECT_TRUE(world_.RunUntilIdle());
  EXPECT_EQ(seen_before, 0u);
  EXPECT_EQ(seen_after, 4u);
  EXPECT_EQ(right_packets_.packets.size(), 4u);
}

TEST_F(PacketNetworkTest, DrainingInsideADeliveryGoesOnWhereItStands) {
  SendMany(4);
  right_packets_.on_packet = [this] { right_socket_->Drain(); };
  EXPECT_TRUE(world_.RunUntilIdle());
  EXPECT_THAT(right_packets_.Numbers(), ElementsAre(0, 1, 2, 3));
}

TEST_F(PacketNetworkTest, TheVisitorMayDestroyTheSocketInsideADelivery) {
  SendMany(4);
  right_packets_.on_packet = [this] { right_socket_ = nullptr; };
  EXPECT_TRUE(world_.RunUntilIdle());
  EXPECT_THAT(right_packets_.Numbers(), ElementsAre(0));
}

// What arrives, where and when, over a path that does everything at once.
std::vector<uint8_t> Trace(uint64_t seed) {
  SimulatedWorld world(seed);
  PacketNetwork network(world);
  SimulatedNode& left = world.AddNode("left");
  SimulatedNode& right = world.AddNode("right");
  network.SetDefaultPath({.loss = 0.1,
                          .duplication = 0.1,
                          .max_delay = absl::Milliseconds(20),
                          .reorders = true});
  Recorder left_packets;
  Recorder right_packets;
  const auto from = network.Bind(left, kLeftEnd, left_packets);
  const auto to = network.Bind(right, kRightEnd, right_packets);
  for (int i = 0; i < 200; ++i) {
    from->Send(std::vector<uint8_t>{static_cast<uint8_t>(i)}, kRightEnd);
    world.RunFor(absl::Milliseconds(1));
  }
  world.RunUntilIdle();
  std::vector<uint8_t> trace;
  for (const Packet& packet : right_packets.packets) {
    trace.push_back(packet.octets[0]);
    const int64_t time = packet.received_at.nanoseconds();
    for (int shift = 0; shift < 64; shift += 8) {
      trace.push_back(static_cast<uint8_t>(time >> shift));
    }
  }
  return trace;
}

TEST(PacketNetworkSeedTest, TheSameSeedGivesTheSameOctets) {
  EXPECT_EQ(Trace(42), Trace(42));
  EXPECT_NE(Trace(42), Trace(43));
}

std::vector<int> Survivors(const PacketPath& path) {
  SimulatedWorld world(7);
  PacketNetwork network(world);
  network.SetDefaultPath(path);
  Recorder unused;
  Recorder recorder;
  const auto from = network.Bind(world.AddNode("left"), kLeftEnd, unused);
  const auto to = network.Bind(world.AddNode("right"), kRightEnd, recorder);
  for (int i = 0; i < 100; ++i) {
    from->Send(std::vector<uint8_t>{static_cast<uint8_t>(i)}, kRightEnd);
  }
  world.RunUntilIdle();
  std::vector<int> numbers = recorder.Numbers();
  numbers.erase(std::ranges::unique(numbers).begin(), numbers.end());
  return numbers;
}

TEST(PacketNetworkSeedTest, OneProbabilityLeavesTheOtherOutcomesAlone) {
  EXPECT_EQ(Survivors({.loss = 0.5}),
            Survivors({.loss = 0.5, .duplication = 0.5}));
}

}  // namespace
}  // namespace waymark::testing
