// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Two transports on loopback, at 127.0.0.1 and 127.0.0.2, with one free port
// between them.

#include "posix/bfd_transport.h"

#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "absl/random/random.h"
#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/time/time.h"
#include "base/ip_address.h"
#include "base/ip_endpoint.h"
#include "base/monotonic_time.h"
#include "bfd/code_points.h"
#include "bfd/control_packet.h"
#include "bfd/demultiplexer.h"
#include "bfd/drop_reason.h"
#include "bfd/packet_sender.h"
#include "bfd/session_key.h"
#include "bfd/transport.h"
#include "gtest/gtest.h"
#include "posix/event_loop.h"
#include "posix/file_descriptor.h"
#include "posix/socket_address.h"
#include "posix/testing/control_packets.h"
#include "posix/testing/run_until.h"

namespace waymark::posix {
namespace {

constexpr IpAddress kHere = IpAddress::V4(127, 0, 0, 1);
constexpr IpAddress kThere = IpAddress::V4(127, 0, 0, 2);

// Receives at the local addresses of its sessions alone.
struct Speaker {
  Speaker(EventLoop& loop, uint16_t port) : demultiplexer({}, random) {
    BfdTransport::Options options;
    options.port = port;
    options.local_addresses_only = true;
    transport = *BfdTransport::Create(loop, demultiplexer, options);
  }
  absl::BitGen random;
  bfd::Demultiplexer demultiplexer;
  std::unique_ptr<BfdTransport> transport;
  ControlPacketRecorder receiver;
};

class BfdTransportTest : public ::testing::Test {
 protected:
  struct Node {
    Node(EventLoop& loop, const IpAddress& address, uint16_t port,
         std::optional<uint16_t> multihop_port = std::nullopt)
        : demultiplexer({}, random) {
      BfdTransport::Options options;
      options.port = port;
      options.multihop_port = multihop_port;
      options.v4 = address;
      options.v6 = std::nullopt;
      transport = *BfdTransport::Create(loop, demultiplexer, options);
    }
    absl::BitGen random;
    bfd::Demultiplexer demultiplexer;
    std::unique_ptr<BfdTransport> transport;
    ControlPacketRecorder receiver;
  };

  std::unique_ptr<bfd::PacketSender> OpenHere() {
    auto sender = here_.transport->OpenSender({kHere, kThere, 0});
    EXPECT_TRUE(sender.ok()) << sender.status();
    return *std::move(sender);
  }
  void ListenThere() {
    ASSERT_TRUE(
        there_.demultiplexer.Add({kThere, kHere, 0}, there_.receiver).ok());
  }

  std::unique_ptr<EventLoop> loop_ = *EventLoop::Create();
  Node here_{*loop_, kHere, 0};
  Node there_{*loop_, kThere, here_.transport->port()};
};

// Conformance: RFC5881-5-1 positive
// Conformance: RFC5881-5-2 positive
// Conformance: RFC5881-5-3 positive
TEST_F(BfdTransportTest, APacketReachesTheSessionWithATtlOf255) {
  ListenThere();
  const auto sender = OpenHere();
  sender->Send(EncodedControlPacket(7));
  ASSERT_TRUE(
      RunUntil(*loop_, [&] { return !there_.receiver.arrivals.empty(); }));
  EXPECT_EQ(there_.receiver.discriminators[0], 7u);
  EXPECT_EQ(there_.demultiplexer.counters().accepted, 1u);
  EXPECT_EQ(here_.transport->counters().sent, 1u);
}

TEST_F(BfdTransportTest, AtLocalAddressesOnlySeveralShareAPort) {
  const bfd::SessionKey to_there = {kHere, kThere, 0};
  const bfd::SessionKey to_here = {kThere, kHere, 0};
  Speaker here(*loop_, 0);
  const auto sender = here.transport->OpenSender(to_there);
  ASSERT_TRUE(sender.ok()) << sender.status();
  Speaker there(*loop_, here.transport->port());
  const auto answers = there.transport->OpenSender(to_here);
  ASSERT_TRUE(answers.ok()) << answers.status();
  ASSERT_TRUE(there.demultiplexer.Add(to_here, there.receiver).ok());
  (*sender)->Send(EncodedControlPacket(7));
  ASSERT_TRUE(
      RunUntil(*loop_, [&] { return !there.receiver.arrivals.empty(); }));
  // An address that the other one has is taken, and a second session of one's
  // own address needs no further socket.
  EXPECT_FALSE(there.transport->OpenSender(to_there).ok());
  EXPECT_TRUE(
      there.transport->OpenSender({kThere, IpAddress::V4(127, 0, 0, 3), 0})
          .ok());
  EXPECT_FALSE(there.transport->OpenSender({IpAddress(), kHere, 0}).ok());
}

// What is delivered may start a session, and that a socket.
TEST_F(BfdTransportTest, SocketsThatADrainAddsAreDrainedToo) {
  const auto at = [](uint8_t last) {
    return bfd::SessionKey{IpAddress::V4(127, 0, 0, last), kHere, 0};
  };
  Speaker speaker(*loop_, here_.transport->port());
  std::vector<std::unique_ptr<bfd::PacketSender>> senders;
  senders.push_back(*speaker.transport->OpenSender(at(3)));
  ControlPacketRecorder starter;
  ASSERT_TRUE(speaker.demultiplexer.Add(at(3), starter).ok());
  const auto to = [&](const bfd::SessionKey& key) {
    return *here_.transport->OpenSender({key.remote, key.local, 0});
  };
  starter.on_packet = [&] {
    // So many that their list has to move.
    for (uint8_t last = 4; last < 20; ++last) {
      senders.push_back(*speaker.transport->OpenSender(at(last)));
    }
    ASSERT_TRUE(speaker.demultiplexer.Add(at(19), speaker.receiver).ok());
    to(at(19))->Send(EncodedControlPacket(8));
  };
  to(at(3))->Send(EncodedControlPacket(7));
  speaker.transport->Drain(loop_->clock().Now());
  EXPECT_EQ(starter.discriminators, std::vector<uint32_t>{7});
  EXPECT_EQ(speaker.receiver.discriminators, std::vector<uint32_t>{8});
}

// Conformance: RFC5881-5-2 negative
TEST_F(BfdTransportTest, APacketWithALowerTtlIsDropped) {
  ListenThere();
  const FileDescriptor fd(socket(AF_INET, SOCK_DGRAM, 0));
  const int ttl = 254;
  setsockopt(fd.get(), IPPROTO_IP, IP_TTL, &ttl, sizeof(ttl));
  const SocketAddress to =
      ToSocketAddress(IpEndpoint{kThere, there_.transport->port(), 0});
  const auto packet = EncodedControlPacket(7);
  ASSERT_GT(
      sendto(fd.get(), packet.data(), packet.size(), 0, to.get(), to.size), 0);
  there_.transport->Drain(loop_->clock().Now());
  EXPECT_EQ(there_.demultiplexer.counters().drops(bfd::DropReason::kBadTtl),
            1u);
  EXPECT_TRUE(there_.receiver.arrivals.empty());
}

// Conformance: RFC5881-4-2 positive
// Conformance: RFC5881-4-3 positive
// Conformance: RFC5881-4-a positive
TEST_F(BfdTransportTest, SourcePortsAreInRangeOfTheirOwnAndStayTheSame) {
  // Read where the packets arrive, beside the transport.
  const FileDescriptor fd(socket(AF_INET, SOCK_DGRAM, 0));
  const IpAddress other = IpAddress::V4(127, 0, 0, 3);
  const SocketAddress at =
      ToSocketAddress(IpEndpoint{other, here_.transport->port(), 0});
  ASSERT_TRUE(fd.valid());
  ASSERT_EQ(bind(fd.get(), at.get(), at.size), 0);
  std::vector<std::unique_ptr<bfd::PacketSender>> senders;
  std::set<uint16_t> ports;
  for (int i = 0; i < 50; ++i) {
    // From two addresses: unique among all sessions, not per address.
    senders.push_back(
        *here_.transport->OpenSender({i % 2 == 0 ? kHere : kThere, other, 0}));
    uint16_t seen[2];
    for (uint16_t& port : seen) {
      senders.back()->Send(EncodedControlPacket(1));
      SocketAddress from;
      from.size = sizeof(from.storage);
      uint8_t octets[64];
      ASSERT_EQ(
          recvfrom(fd.get(), octets, sizeof(octets), 0,
                   reinterpret_cast<sockaddr*>(&from.storage), &from.size),
          static_cast<ssize_t>(bfd::kControlPacketSize));
      port = FromSocketAddress(from.storage)->port;
    }
    EXPECT_EQ(seen[0], seen[1]);
    EXPECT_GE(seen[0], 49152);
    ports.insert(seen[0]);
  }
  EXPECT_EQ(ports.size(), 50u);
}

// Conformance: RFC5881-4-1 positive
TEST_F(BfdTransportTest, ThePortIs3784UnlessATestNeedsAnother) {
  EXPECT_EQ(BfdTransport::Options().port, 3784);
}

TEST_F(BfdTransportTest, DrainDeliversBeforeItReturns) {
  ListenThere();
  const auto sender = OpenHere();
  for (uint32_t i = 1; i <= 200; ++i) sender->Send(EncodedControlPacket(i));
  const bfd::DrainReport report = there_.transport->Drain(loop_->clock().Now());
  EXPECT_EQ(there_.receiver.discriminators.size(), 200u);
  EXPECT_EQ(report.last_overflow, MonotonicTime::InfinitePast());
  EXPECT_EQ(there_.transport->counters().receive.received, 200u);
}

// Many sessions fall silent at once, and a flood keeps the queue full: each
// asks, and only what was received in its time counts.
TEST_F(BfdTransportTest, OneDrainServesAllWhoseTimeHadComeByThen) {
  ListenThere();
  const auto sender = OpenHere();
  sender->Send(EncodedControlPacket(1));
  const MonotonicTime first = loop_->clock().Now();
  there_.transport->Drain(first);
  EXPECT_EQ(there_.receiver.discriminators.size(), 1u);
  sender->Send(EncodedControlPacket(2));
  const MonotonicTime second = loop_->clock().Now();
  there_.transport->Drain(first - absl::Milliseconds(1));
  there_.transport->Drain(first);
  EXPECT_EQ(there_.receiver.discriminators.size(), 1u);
  there_.transport->Drain(second);
  EXPECT_EQ(there_.receiver.discriminators.size(), 2u);
}

TEST_F(BfdTransportTest, DrainReportsAnOverflow) {
  BfdTransport::Options options;
  options.port = 0;
  options.v4 = kThere;
  options.v6 = std::nullopt;
  options.receive_buffer = 4096;
  const auto small =
      *BfdTransport::Create(*loop_, there_.demultiplexer, options);
  const SocketAddress to =
      ToSocketAddress(IpEndpoint{kThere, small->port(), 0});
  const FileDescriptor fd(socket(AF_INET, SOCK_DGRAM, 0));
  for (int i = 0; i < 300; ++i) {
    ASSERT_GT(sendto(fd.get(), "x", 1, 0, to.get(), to.size), 0);
  }
  const MonotonicTime before = loop_->clock().Now();
  EXPECT_GE(small->Drain(before).last_overflow, before);
  // Also to one that need not read again.
  EXPECT_GE(small->Drain(before).last_overflow, before);
  EXPECT_GT(small->counters().receive.dropped_by_kernel, 0u);
}

TEST_F(BfdTransportTest, AnAddressThatIsNotOursIsAnErrorWithItsName) {
  const IpAddress foreign = IpAddress::V4(192, 0, 2, 1);
  const auto sender = here_.transport->OpenSender({foreign, kThere, 0});
  ASSERT_FALSE(sender.ok());
  EXPECT_TRUE(absl::StrContains(sender.status().message(), "192.0.2.1"))
      << sender.status();
}

TEST_F(BfdTransportTest, AnUnknownInterfaceIsAnError) {
  EXPECT_FALSE(here_.transport->OpenSender({kHere, kThere, 9999}).ok());
}

TEST_F(BfdTransportTest, AFamilyThatIsNotReceivedCannotBeSent) {
  const IpAddress v6 = *IpAddress::Parse("::1");
  EXPECT_TRUE(absl::IsFailedPrecondition(
      here_.transport->OpenSender({v6, v6, 0}).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(
      here_.transport->OpenSender({kHere, v6, 0}).status()));
}

TEST_F(BfdTransportTest, ARefusalByIcmpCostsNoPacket) {
  const FileDescriptor fd(socket(AF_INET, SOCK_DGRAM, 0));
  const IpAddress other = IpAddress::V4(127, 0, 0, 3);
  const auto sender = *here_.transport->OpenSender({kHere, other, 0});
  sender->Send(EncodedControlPacket(1));  // nobody listens: port unreachable
  const SocketAddress at =
      ToSocketAddress(IpEndpoint{other, here_.transport->port(), 0});
  ASSERT_TRUE(fd.valid());
  ASSERT_EQ(bind(fd.get(), at.get(), at.size), 0);
  sender->Send(EncodedControlPacket(2));
  uint8_t octets[64];
  EXPECT_EQ(recv(fd.get(), octets, sizeof(octets), MSG_DONTWAIT),
            static_cast<ssize_t>(bfd::kControlPacketSize));
  EXPECT_EQ(here_.transport->counters().sent, 2u);
}

TEST_F(BfdTransportTest, APacketThatCannotBeSentIsCounted) {
  const auto sender = OpenHere();
  const std::vector<uint8_t> too_long(70'000);
  sender->Send(too_long);
  EXPECT_EQ(here_.transport->counters().send_failures, 1u);
  EXPECT_EQ(here_.transport->last_send_error(), EMSGSIZE);
}

// Conformance: RFC5883-5-1 positive
TEST_F(BfdTransportTest, APortOfItsOwnTellsMultihopSessionsApart) {
  EXPECT_EQ(bfd::kMultihopControlPort, 4784);
  Node near(*loop_, IpAddress::V4(127, 0, 0, 4), 0, 0);
  Node far(*loop_, IpAddress::V4(127, 0, 0, 5), near.transport->port(),
           near.transport->multihop_port());
  const bfd::SessionKey there = {IpAddress::V4(127, 0, 0, 5),
                                 IpAddress::V4(127, 0, 0, 4)};
  bfd::SessionKey there_from_afar = there;
  there_from_afar.path = bfd::PathKind::kMultihop;
  ControlPacketRecorder multihop;
  ASSERT_TRUE(far.demultiplexer.Add(there, far.receiver).ok());
  // What is sent on a multihop path has a TTL of 255 too.
  ASSERT_TRUE(far.demultiplexer.Add(there_from_afar, multihop, 255).ok());
  const auto one_hop = *near.transport->OpenSender({there.remote, there.local});
  const auto many_hops = *near.transport->OpenSender(
      {there.remote, there.local, 0, bfd::PathKind::kMultihop});
  one_hop->Send(EncodedControlPacket(1));
  many_hops->Send(EncodedControlPacket(2));
  far.transport->Drain(loop_->clock().Now());
  EXPECT_EQ(far.receiver.discriminators, (std::vector<uint32_t>{1}));
  EXPECT_EQ(multihop.discriminators, (std::vector<uint32_t>{2}));
  EXPECT_EQ(far.transport->counters().receive.received, 2u);
}

// Conformance: RFC5883-5-1 negative
TEST_F(BfdTransportTest, MultihopPathsAreClosedUnlessAskedFor) {
  EXPECT_EQ(here_.transport->multihop_port(), 0);
  EXPECT_TRUE(absl::IsFailedPrecondition(
      here_.transport->OpenSender({kHere, kThere, 0, bfd::PathKind::kMultihop})
          .status()));
}

TEST_F(BfdTransportTest, MultihopPacketsOfIpv6ArriveWithTheirHopLimit) {
  bfd::Demultiplexer demultiplexer({}, here_.random);
  BfdTransport::Options options;
  options.port = 0;
  options.multihop_port = 0;
  options.v4 = std::nullopt;
  const auto transport = *BfdTransport::Create(*loop_, demultiplexer, options);
  const IpAddress v6 = *IpAddress::Parse("::1");
  const bfd::SessionKey key = {v6, v6, 0, bfd::PathKind::kMultihop};
  ControlPacketRecorder receiver;
  ASSERT_TRUE(demultiplexer.Add(key, receiver, 254).ok());
  (*transport->OpenSender(key))->Send(EncodedControlPacket(6));
  const FileDescriptor fd(socket(AF_INET6, SOCK_DGRAM, 0));
  const int hop_limit = 253;
  setsockopt(fd.get(), IPPROTO_IPV6, IPV6_UNICAST_HOPS, &hop_limit,
             sizeof(hop_limit));
  const SocketAddress to =
      ToSocketAddress(IpEndpoint{v6, transport->multihop_port(), 0});
  const auto packet = EncodedControlPacket(7);
  ASSERT_GT(
      sendto(fd.get(), packet.data(), packet.size(), 0, to.get(), to.size), 0);
  transport->Drain(loop_->clock().Now());
  EXPECT_EQ(receiver.discriminators, (std::vector<uint32_t>{6}));
  EXPECT_EQ(demultiplexer.counters().drops(bfd::DropReason::kBadTtl), 1u);
}

TEST_F(BfdTransportTest, BothFamiliesAtTheUnspecifiedAddress) {
  bfd::Demultiplexer demultiplexer({}, here_.random);
  BfdTransport::Options options;
  options.port = 0;
  const auto transport = BfdTransport::Create(*loop_, demultiplexer, options);
  ASSERT_TRUE(transport.ok()) << transport.status();
  const IpAddress v6 = *IpAddress::Parse("::1");
  ControlPacketRecorder receiver;
  ASSERT_TRUE(demultiplexer.Add({v6, v6, 0}, receiver).ok());
  ASSERT_TRUE(demultiplexer.Add({kHere, kHere, 1}, receiver).ok());
  (*(*transport)->OpenSender({v6, v6, 0}))->Send(EncodedControlPacket(6));
  (*(*transport)->OpenSender({kHere, kHere, 1}))->Send(EncodedControlPacket(4));
  (*transport)->Drain(loop_->clock().Now());
  EXPECT_EQ(receiver.discriminators, (std::vector<uint32_t>{4, 6}));
}

}  // namespace
}  // namespace waymark::posix
