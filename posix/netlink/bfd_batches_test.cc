// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// BFD packets in batches, with the kernel's own knowledge of neighbours.

#include <cerrno>
#include <cstdint>
#include <fstream>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include "absl/random/random.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/ip_address.h"
#include "bfd/demultiplexer.h"
#include "bfd/packet_sender.h"
#include "gtest/gtest.h"
#include "posix/bfd_transport.h"
#include "posix/event_loop.h"
#include "posix/link_layer.h"
#include "posix/netlink/neighbor_monitor.h"
#include "posix/testing/bfd_link.h"
#include "posix/testing/control_packets.h"
#include "posix/testing/network_namespace.h"
#include "posix/testing/run_until.h"

namespace waymark::posix {
namespace {

class BfdBatchesTest : public BfdLink {
 protected:
  void SetUp() override {
    BfdLink::SetUp();
    if (IsSkipped()) return;
    BfdTransport::Options options;
    options.link_layer = &NeighborMonitor::Open;
    OpenTransport(options);
    ASSERT_TRUE(demultiplexer_.Add(RightToLeft(), receiver_).ok());
    sender_ = OpenSender(LeftToRight());
  }
  void Send(uint32_t discriminator = 1) {
    sender_->Send(EncodedControlPacket(discriminator));
  }
  // Sends packets until one goes in a batch.
  bool SendUntilBatched() {
    return RunUntil(*loop_, [&] {
      Send();
      loop_->RunOnce(absl::Milliseconds(1));
      return InBatches() > 0;
    });
  }
  // What the kernel thinks of the neighbour, as `ip` names it.
  void SetNeighborState(absl::string_view state) {
    ASSERT_TRUE(Ip(absl::StrCat("neigh change fe80::2 dev left nud ", state)));
    RunFor(*loop_, absl::Milliseconds(20));
  }
  // Sends so many packets; how many of them went in batches.
  uint64_t BatchedOf64() {
    const uint64_t sent = transport_->counters().sent;
    const uint64_t in_batches = InBatches();
    for (int i = 0; i < 64; ++i) Send();
    loop_->RunOnce(absl::ZeroDuration());
    EXPECT_EQ(transport_->counters().sent - sent, 64u);
    return InBatches() - in_batches;
  }
  uint64_t InBatches() const { return transport_->counters().sent_in_batches; }

  std::unique_ptr<bfd::PacketSender> sender_;
};

TEST_F(BfdBatchesTest, TheFirstPacketAsksAndLaterOnesGoInBatches) {
  Send();
  EXPECT_EQ(InBatches(), 0u);
  EXPECT_EQ(transport_->counters().sent, 1u);
  ASSERT_TRUE(SendUntilBatched());
  EXPECT_TRUE(RunUntil(*loop_, [&] {
    return receiver_.arrivals.size() == transport_->counters().sent;
  })) << "what a session would not accept is not counted there";
}

TEST_F(BfdBatchesTest, WhileTheNeighborIsConfirmedNothingIsAsked) {
  ASSERT_TRUE(SendUntilBatched());
  SetNeighborState("permanent");
  EXPECT_EQ(BatchedOf64(), 64u);
}

TEST_F(BfdBatchesTest, OtherwiseOnePacketInSixteenGoesTheOrdinaryWay) {
  ASSERT_TRUE(SendUntilBatched());
  SetNeighborState("stale");
  EXPECT_EQ(BatchedOf64(), 60u);
}

// The kernel tells by itself that it has not heard from there for long enough.
TEST_F(BfdBatchesTest, ANeighborThatIsSentBatchesAloneIsAskedForInTime) {
  const std::string left = "/proc/sys/net/ipv6/neigh/left/";
  std::ofstream(left + "base_reachable_time_ms") << 50;
  // It would ask by itself so long after something went the ordinary way.
  std::ofstream(left + "delay_first_probe_time") << 0;
  ASSERT_TRUE(SendUntilBatched());
  const BfdTransport::Counters before = transport_->counters();
  EXPECT_TRUE(RunUntil(*loop_, [&] {
    Send();
    loop_->RunOnce(absl::Milliseconds(1));
    const BfdTransport::Counters now = transport_->counters();
    return now.sent - before.sent >
           now.sent_in_batches - before.sent_in_batches;
  }));
}

TEST_F(BfdBatchesTest, PacketsOfOneTurnKeepTheirOrder) {
  ASSERT_TRUE(SendUntilBatched());
  ASSERT_TRUE(RunUntil(*loop_, [&] {
    return receiver_.arrivals.size() == transport_->counters().sent;
  }));
  receiver_.discriminators.clear();
  // More than one of them goes the ordinary way, at once.
  SetNeighborState("stale");
  constexpr uint32_t kPackets = 64;
  loop_->Defer([&] {
    for (uint32_t i = 1; i <= kPackets; ++i) Send(i);
  });
  ASSERT_TRUE(RunUntil(
      *loop_, [&] { return receiver_.discriminators.size() == kPackets; }));
  std::vector<uint32_t> in_order(kPackets);
  std::iota(in_order.begin(), in_order.end(), 1);
  EXPECT_EQ(receiver_.discriminators, in_order);
}

TEST_F(BfdBatchesTest, AnotherSessionsPacketDoesNotEndABatch) {
  ASSERT_TRUE(SendUntilBatched());
  const auto to_unknown = OpenSender(
      {left_, *IpAddress::Parse("fe80::3"), LeftToRight().interface_index});
  const uint64_t sent = transport_->counters().sent;
  const uint64_t in_batches = InBatches();
  loop_->Defer([&] {
    Send();
    to_unknown->Send(EncodedControlPacket());
    EXPECT_EQ(transport_->counters().sent, sent + 1);
    EXPECT_EQ(InBatches(), in_batches);
  });
  EXPECT_TRUE(RunUntil(*loop_, [&] { return InBatches() > in_batches; }));
}

TEST_F(BfdBatchesTest, ANeighborThatTheKernelForgotIsAskedForAgain) {
  ASSERT_TRUE(SendUntilBatched());
  ASSERT_TRUE(Ip("link set right arp off"));
  ASSERT_TRUE(Ip("link set left arp off"));
  ASSERT_TRUE(Ip("neigh flush dev left"));
  ASSERT_TRUE(Ip("link set left arp on"));
  RunFor(*loop_, absl::Milliseconds(20));
  const uint64_t in_batches = InBatches();
  for (int i = 0; i < 8; ++i) Send();
  loop_->RunOnce(absl::ZeroDuration());
  EXPECT_EQ(InBatches(), in_batches);
}

TEST_F(BfdBatchesTest, WithoutAnInterfaceNothingIsBatched) {
  ASSERT_TRUE(Ip("neigh replace 10.0.0.2 dev left lladdr 02:00:00:00:00:02"));
  RunFor(*loop_, absl::Milliseconds(20));
  OpenSender({IpAddress::V4(10, 0, 0, 1), IpAddress::V4(10, 0, 0, 2), 0})
      ->Send(EncodedControlPacket());
  loop_->RunOnce(absl::ZeroDuration());
  EXPECT_EQ(transport_->counters().sent, 1u);
  EXPECT_EQ(InBatches(), 0u);
}

TEST_F(BfdBatchesTest, WhatTheKernelRefusesIsCounted) {
  ASSERT_TRUE(SendUntilBatched());
  ASSERT_TRUE(Ip("link set left down"));
  // Before the loop hears of it.
  for (int i = 0; i < 2; ++i) Send();
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
