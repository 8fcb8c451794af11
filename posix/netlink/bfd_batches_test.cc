// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// BFD packets in batches, with the kernel's own knowledge of neighbours: in a
// network namespace of its own with a pair of interfaces, left and right.

#include <net/if.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "absl/random/random.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/byte_writer.h"
#include "base/ip_address.h"
#include "base/monotonic_time.h"
#include "bfd/control_packet.h"
#include "bfd/control_packet_receiver.h"
#include "bfd/demultiplexer.h"
#include "bfd/drop_reason.h"
#include "bfd/packet_sender.h"
#include "bfd/session_key.h"
#include "gtest/gtest.h"
#include "posix/bfd_transport.h"
#include "posix/event_loop.h"
#include "posix/link_layer.h"
#include "posix/netlink/neighbor_monitor.h"
#include "posix/testing/network_namespace.h"
#include "posix/testing/run_until.h"

namespace waymark::posix {
namespace {

std::array<uint8_t, bfd::kControlPacketSize> Packet() {
  bfd::ControlPacket packet;
  packet.detect_mult = 3;
  packet.my_discriminator = 1;
  std::array<uint8_t, bfd::kControlPacketSize> octets;
  ByteWriter writer(absl::MakeSpan(octets));
  bfd::EncodeControlPacket(packet, writer);
  return octets;
}

// Hears only what has passed the checks of TTL, addresses and interface.
class Receiver : public bfd::ControlPacketReceiver {
 public:
  std::optional<bfd::DropReason> OnControlPacket(const bfd::ControlPacket&,
                                                 MonotonicTime) override {
    ++packets;
    return std::nullopt;
  }
  uint64_t packets = 0;
};

class BfdBatchesTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { entered_ = EnterNetworkNamespace(); }
  void SetUp() override {
    if (!entered_.ok()) GTEST_SKIP() << entered_;
    ASSERT_TRUE(Ip("link add left type veth peer name right"));
    ASSERT_TRUE(Ip("link set left up"));
    ASSERT_TRUE(Ip("link set right up"));
    ASSERT_TRUE(Ip("address add fe80::1/64 dev left nodad"));
    ASSERT_TRUE(Ip("address add fe80::2/64 dev right nodad"));
    BfdTransport::Options options;
    options.link_layer = &NeighborMonitor::Open;
    auto transport = BfdTransport::Create(*loop_, demultiplexer_, options);
    ASSERT_TRUE(transport.ok()) << transport.status();
    transport_ = *std::move(transport);
    ASSERT_TRUE(
        demultiplexer_.Add({right_, left_, if_nametoindex("right")}, receiver_)
            .ok());
    auto sender =
        transport_->OpenSender({left_, right_, if_nametoindex("left")});
    ASSERT_TRUE(sender.ok()) << sender.status();
    sender_ = *std::move(sender);
  }
  void TearDown() override {
    if (entered_.ok()) Ip("link delete left 2> /dev/null");
  }
  // Sends packets until one goes in a batch.
  bool SendUntilBatched() {
    return RunUntil(*loop_, [&] {
      sender_->Send(Packet());
      loop_->RunOnce(absl::Milliseconds(1));
      return InBatches() > 0;
    });
  }
  uint64_t InBatches() const { return transport_->counters().sent_in_batches; }

  static absl::Status entered_;
  const IpAddress left_ = *IpAddress::Parse("fe80::1");
  const IpAddress right_ = *IpAddress::Parse("fe80::2");
  std::unique_ptr<EventLoop> loop_ = *EventLoop::Create();
  absl::BitGen random_;
  bfd::Demultiplexer demultiplexer_{{}, random_};
  Receiver receiver_;
  std::unique_ptr<BfdTransport> transport_;
  std::unique_ptr<bfd::PacketSender> sender_;
};

absl::Status BfdBatchesTest::entered_;

TEST_F(BfdBatchesTest, TheFirstPacketAsksAndLaterOnesGoInBatches) {
  sender_->Send(Packet());
  EXPECT_EQ(InBatches(), 0u);
  EXPECT_EQ(transport_->counters().sent, 1u);
  ASSERT_TRUE(SendUntilBatched());
  EXPECT_TRUE(RunUntil(*loop_, [&] {
    return receiver_.packets == transport_->counters().sent;
  })) << "what a session would not accept is not counted there";
}

TEST_F(BfdBatchesTest, OnePacketInThirtyTwoGoesTheOrdinaryWay) {
  ASSERT_TRUE(SendUntilBatched());
  const uint64_t sent = transport_->counters().sent;
  const uint64_t in_batches = InBatches();
  for (int i = 0; i < 64; ++i) sender_->Send(Packet());
  loop_->RunOnce(absl::ZeroDuration());
  EXPECT_EQ(transport_->counters().sent - sent, 64u);
  EXPECT_EQ(InBatches() - in_batches, 62u);
}

TEST_F(BfdBatchesTest, ANeighborThatTheKernelForgotIsAskedForAgain) {
  ASSERT_TRUE(SendUntilBatched());
  ASSERT_TRUE(Ip("link set right arp off"));
  ASSERT_TRUE(Ip("link set left arp off"));
  ASSERT_TRUE(Ip("neigh flush dev left"));
  ASSERT_TRUE(Ip("link set left arp on"));
  RunFor(*loop_, absl::Milliseconds(20));
  const uint64_t in_batches = InBatches();
  for (int i = 0; i < 8; ++i) sender_->Send(Packet());
  loop_->RunOnce(absl::ZeroDuration());
  EXPECT_EQ(InBatches(), in_batches);
}

TEST_F(BfdBatchesTest, WithoutAnInterfaceNothingIsBatched) {
  ASSERT_TRUE(Ip("link set lo up"));
  ASSERT_TRUE(Ip("address add 10.0.0.1/24 dev left"));
  ASSERT_TRUE(Ip("neigh replace 10.0.0.2 dev left lladdr 02:00:00:00:00:02"));
  RunFor(*loop_, absl::Milliseconds(20));
  auto sender = transport_->OpenSender(
      {IpAddress::V4(10, 0, 0, 1), IpAddress::V4(10, 0, 0, 2), 0});
  ASSERT_TRUE(sender.ok()) << sender.status();
  (*sender)->Send(Packet());
  loop_->RunOnce(absl::ZeroDuration());
  EXPECT_EQ(transport_->counters().sent, 1u);
  EXPECT_EQ(InBatches(), 0u);
}

TEST_F(BfdBatchesTest, WhatTheKernelRefusesIsCounted) {
  ASSERT_TRUE(SendUntilBatched());
  ASSERT_TRUE(Ip("link set left down"));
  // Before the loop hears of it.
  for (int i = 0; i < 2; ++i) sender_->Send(Packet());
  loop_->RunOnce(absl::ZeroDuration());
  EXPECT_GE(transport_->counters().send_failures, 1u);
  EXPECT_EQ(transport_->last_send_error(), ENETDOWN);
}

TEST(BfdBatchesWithoutNeighborsTest, TheReasonIsTold) {
  const std::unique_ptr<EventLoop> loop = *EventLoop::Create();
  absl::BitGen random;
  bfd::Demultiplexer demultiplexer({}, random);
  BfdTransport::Options options;
  options.port = 0;
  options.link_layer =
      +[](EventLoop&) -> absl::StatusOr<std::unique_ptr<LinkLayer>> {
    return absl::UnavailableError("no neighbours here");
  };
  EXPECT_EQ(BfdTransport::Create(*loop, demultiplexer, options).status(),
            absl::UnavailableError("no neighbours here"));
}

}  // namespace
}  // namespace waymark::posix
