// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// BFD sockets where there is more than loopback.

#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/ip_address.h"
#include "base/ip_endpoint.h"
#include "base/monotonic_time.h"
#include "bfd/code_points.h"
#include "bfd/control_packet.h"
#include "bfd/session_key.h"
#include "gtest/gtest.h"
#include "posix/bfd_transport.h"
#include "posix/file_descriptor.h"
#include "posix/socket_address.h"
#include "posix/testing/bfd_link.h"
#include "posix/testing/control_packets.h"
#include "posix/testing/network_namespace.h"
#include "posix/testing/run_until.h"

namespace waymark::posix {
namespace {

class BfdNetworkTest : public BfdLink {
 protected:
  void SetUp() override {
    BfdLink::SetUp();
    if (!IsSkipped()) OpenTransport({});
  }
};

TEST_F(BfdNetworkTest, ASessionMayBeOpenedBeforeThereIsARoute) {
  const IpAddress here = IpAddress::V4(10, 0, 0, 1);
  const IpAddress there = IpAddress::V4(192, 0, 2, 1);
  const auto sender = OpenSender({here, there, 0});
  sender->Send(EncodedControlPacket());
  EXPECT_EQ(transport_->counters().send_failures, 1u);
  EXPECT_EQ(transport_->last_send_error(), ENETUNREACH);
  ASSERT_TRUE(Ip("route add 192.0.2.0/24 dev left"));
  sender->Send(EncodedControlPacket());
  EXPECT_EQ(transport_->counters().sent, 1u);
  // And losing it again is no more than a loss.
  ASSERT_TRUE(Ip("route delete 192.0.2.0/24 dev left"));
  sender->Send(EncodedControlPacket());
  EXPECT_EQ(transport_->counters().send_failures, 2u);
}

TEST_F(BfdNetworkTest, ALinkLocalSessionIsBoundToItsInterface) {
  ControlPacketRecorder elsewhere;
  ASSERT_TRUE(demultiplexer_.Add(RightToLeft(), receiver_).ok());
  bfd::SessionKey wrong = RightToLeft();
  wrong.interface_index = LeftToRight().interface_index;
  ASSERT_TRUE(demultiplexer_.Add(wrong, elsewhere).ok());
  OpenSender(LeftToRight())->Send(EncodedControlPacket());
  EXPECT_TRUE(RunUntil(*loop_, [&] { return !receiver_.arrivals.empty(); }));
  EXPECT_TRUE(elsewhere.arrivals.empty());
}

// Conformance: RFC5881-6-1 positive
// Conformance: RFC5881-6-1 negative
TEST_F(BfdNetworkTest, APacketForASingleHopIsNotGivenToARouter) {
  ASSERT_TRUE(Ip("route add 198.51.100.0/24 via 10.0.0.2"));
  const IpAddress here = IpAddress::V4(10, 0, 0, 1);
  const IpAddress beyond = IpAddress::V4(198, 51, 100, 1);
  OpenSender({here, beyond, 0})->Send(EncodedControlPacket());
  EXPECT_EQ(transport_->counters().sent, 0u);
  EXPECT_EQ(transport_->last_send_error(), ENETUNREACH);
  OpenSender({here, IpAddress::V4(10, 0, 0, 2), 0})
      ->Send(EncodedControlPacket());
  EXPECT_EQ(transport_->counters().sent, 1u);
  ASSERT_TRUE(Ip("route delete 198.51.100.0/24"));
}

TEST_F(BfdNetworkTest, ALinkLocalSessionNeedsAnInterface) {
  EXPECT_FALSE(transport_->OpenSender({left_, right_, 0}).ok());
}

// What a stranger can send: no flood, just a packet with a wrong checksum. The
// kernel looks at those of more than 76 octets only when they are read.
void SendBadChecksum(const IpAddress& to, uint16_t port) {
  const FileDescriptor fd(socket(AF_INET, SOCK_RAW, IPPROTO_UDP));
  ASSERT_TRUE(fd.valid());
  // Source and destination port, length, checksum.
  std::array<uint8_t, 108> udp = {0xc0,
                                  0x00,
                                  static_cast<uint8_t>(port >> 8),
                                  static_cast<uint8_t>(port & 0xff),
                                  0x00,
                                  108,
                                  0x12,
                                  0x34};
  const SocketAddress address = ToSocketAddress(IpEndpoint{to, 0, 0});
  ASSERT_EQ(
      sendto(fd.get(), udp.data(), udp.size(), 0, address.get(), address.size),
      static_cast<ssize_t>(udp.size()));
}

TEST_F(BfdNetworkTest, AWrongChecksumIsNoOverflow) {
  const IpAddress here = IpAddress::V4(10, 0, 0, 1);
  SendBadChecksum(here, bfd::kControlPort);
  EXPECT_EQ(transport_->Drain(loop_->clock().Now()).last_overflow,
            MonotonicTime::InfinitePast());
  EXPECT_EQ(transport_->counters().receive.discarded_by_kernel, 1u);
  // Nor is it taken for one when the next packet tells of it.
  SendBadChecksum(here, bfd::kControlPort);
  RunFor(*loop_, absl::Milliseconds(5));
  OpenSender({here, here, 0})->Send(EncodedControlPacket());
  EXPECT_TRUE(RunUntil(*loop_, [&] {
    return transport_->counters().receive.discarded_by_kernel == 2;
  }));
  EXPECT_EQ(transport_->Drain(loop_->clock().Now()).last_overflow,
            MonotonicTime::InfinitePast());
  EXPECT_EQ(transport_->counters().receive.received, 1u);
  EXPECT_EQ(transport_->counters().receive.dropped_by_kernel, 0u);
}

// An ICMP message of the destination that `quoted` is unreachable.
void SendUnreachable(const IpAddress& to, uint8_t code,
                     absl::Span<const uint8_t> quoted) {
  std::vector<uint8_t> message = {3, code, 0, 0, 0, 0, 0, 0};
  message.insert(message.end(), quoted.begin(), quoted.end());
  uint32_t sum = 0;
  for (size_t i = 0; i + 1 < message.size(); i += 2) {
    sum += static_cast<uint32_t>(message[i] << 8 | message[i + 1]);
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  message[2] = static_cast<uint8_t>(~sum >> 8);
  message[3] = static_cast<uint8_t>(~sum);
  const FileDescriptor fd(socket(AF_INET, SOCK_RAW, IPPROTO_ICMP));
  ASSERT_TRUE(fd.valid());
  const SocketAddress address = ToSocketAddress(IpEndpoint{to, 0, 0});
  ASSERT_EQ(sendto(fd.get(), message.data(), message.size(), 0, address.get(),
                   address.size),
            static_cast<ssize_t>(message.size()));
}

TEST_F(BfdNetworkTest, NoIcmpErrorCostsAPacket) {
  const IpAddress here = IpAddress::V4(10, 0, 0, 1);
  // Sees the packets with their headers, to quote them.
  const FileDescriptor fd(
      socket(AF_INET, SOCK_RAW | SOCK_NONBLOCK, IPPROTO_UDP));
  ASSERT_TRUE(fd.valid());
  const auto sender = OpenSender({here, here, 0});
  sender->Send(EncodedControlPacket());
  std::array<uint8_t, 128> octets;
  ASSERT_EQ(recv(fd.get(), octets.data(), octets.size(), 0),
            static_cast<ssize_t>(20 + 8 + bfd::kControlPacketSize));
  // Protocol, port and host unreachable, host prohibited, filtered.
  uint64_t sent = 1;
  for (const uint8_t code : {2, 3, 1, 10, 13}) {
    SendUnreachable(here, code, absl::MakeConstSpan(octets.data(), 20 + 8));
    sender->Send(EncodedControlPacket());
    EXPECT_EQ(transport_->counters().sent, ++sent) << int{code};
  }
  EXPECT_EQ(transport_->counters().send_failures, 0u);
}

TEST_F(BfdNetworkTest, AnOverflowIsNoticedWhateverThePacketsSize) {
  const IpAddress here = IpAddress::V4(10, 0, 0, 1);
  for (const size_t size : {1u, 24u, 1400u, 9000u, 60'000u}) {
    BfdTransport::Options options;
    options.port = 0;
    options.v6 = std::nullopt;
    options.receive_buffer = 4 << 20;
    const auto transport =
        *BfdTransport::Create(*loop_, demultiplexer_, options);
    const FileDescriptor fd(socket(AF_INET, SOCK_DGRAM, 0));
    const SocketAddress to =
        ToSocketAddress(IpEndpoint{here, transport->port(), 0});
    const std::vector<uint8_t> octets(size);
    for (int i = 0; i < 20'000; ++i) {
      sendto(fd.get(), octets.data(), octets.size(), 0, to.get(), to.size);
    }
    const MonotonicTime before = loop_->clock().Now();
    EXPECT_GE(transport->Drain(loop_->clock().Now()).last_overflow, before)
        << size;
    EXPECT_GT(transport->counters().receive.dropped_by_kernel, 0u) << size;
    EXPECT_EQ(transport->counters().receive.discarded_by_kernel, 0u) << size;
  }
}

}  // namespace
}  // namespace waymark::posix
