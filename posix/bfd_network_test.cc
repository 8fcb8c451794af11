// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// BFD sockets where there is more than loopback: a network namespace of its own
// with a pair of interfaces, left and right.

#include <errno.h>
#include <net/if.h>

#include <array>
#include <memory>
#include <optional>
#include <utility>

#include "absl/random/random.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
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

class Receiver : public bfd::ControlPacketReceiver {
 public:
  std::optional<bfd::DropReason> OnControlPacket(const bfd::ControlPacket&,
                                                 MonotonicTime) override {
    ++packets;
    return std::nullopt;
  }
  int packets = 0;
};

class BfdNetworkTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    entered_ = EnterNetworkNamespace();
    if (!entered_.ok()) return;
    ASSERT_TRUE(Ip("link add left type veth peer name right"));
    for (const char* link : {"lo", "left", "right"}) {
      ASSERT_TRUE(Ip(absl::StrCat("link set ", link, " up")));
    }
    ASSERT_TRUE(Ip("address add 10.0.0.1/24 dev left"));
    ASSERT_TRUE(Ip("address add fe80::1/64 dev left nodad"));
    ASSERT_TRUE(Ip("address add fe80::2/64 dev right nodad"));
  }
  void SetUp() override {
    if (!entered_.ok()) GTEST_SKIP() << entered_;
    transport_ = *BfdTransport::Create(*loop_, demultiplexer_, {});
  }
  std::unique_ptr<bfd::PacketSender> Open(const bfd::SessionKey& key) {
    auto sender = transport_->OpenSender(key);
    EXPECT_TRUE(sender.ok()) << sender.status();
    return *std::move(sender);
  }

  static absl::Status entered_;
  std::unique_ptr<EventLoop> loop_ = *EventLoop::Create();
  absl::BitGen random_;
  bfd::Demultiplexer demultiplexer_{{}, random_};
  std::unique_ptr<BfdTransport> transport_;
  Receiver receiver_;
};

absl::Status BfdNetworkTest::entered_;

TEST_F(BfdNetworkTest, ASessionMayBeOpenedBeforeThereIsARoute) {
  const IpAddress here = IpAddress::V4(10, 0, 0, 1);
  const IpAddress there = IpAddress::V4(192, 0, 2, 1);
  const auto sender = Open({here, there, 0});
  sender->Send(Packet());
  EXPECT_EQ(transport_->counters().send_failures, 1u);
  EXPECT_EQ(transport_->last_send_error(), ENETUNREACH);
  ASSERT_TRUE(Ip("route add 192.0.2.0/24 dev left"));
  sender->Send(Packet());
  EXPECT_EQ(transport_->counters().sent, 1u);
  // And losing it again is no more than a loss.
  ASSERT_TRUE(Ip("route delete 192.0.2.0/24 dev left"));
  sender->Send(Packet());
  EXPECT_EQ(transport_->counters().send_failures, 2u);
}

TEST_F(BfdNetworkTest, ALinkLocalSessionIsBoundToItsInterface) {
  const IpAddress left = *IpAddress::Parse("fe80::1");
  const IpAddress right = *IpAddress::Parse("fe80::2");
  Receiver elsewhere;
  ASSERT_TRUE(
      demultiplexer_.Add({right, left, if_nametoindex("right")}, receiver_)
          .ok());
  ASSERT_TRUE(
      demultiplexer_.Add({right, left, if_nametoindex("left")}, elsewhere)
          .ok());
  const auto sender = Open({left, right, if_nametoindex("left")});
  sender->Send(Packet());
  EXPECT_TRUE(RunUntil(*loop_, [&] { return receiver_.packets == 1; }));
  EXPECT_EQ(elsewhere.packets, 0);
}

TEST_F(BfdNetworkTest, ALinkLocalSessionNeedsAnInterface) {
  EXPECT_FALSE(transport_
                   ->OpenSender({*IpAddress::Parse("fe80::1"),
                                 *IpAddress::Parse("fe80::2"), 0})
                   .ok());
}

}  // namespace
}  // namespace waymark::posix
