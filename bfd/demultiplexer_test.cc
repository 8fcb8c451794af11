// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bfd/demultiplexer.h"

#include <array>
#include <cstdint>
#include <optional>
#include <random>
#include <set>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "base/byte_writer.h"
#include "base/ip_address.h"
#include "base/monotonic_time.h"
#include "bfd/code_points.h"
#include "bfd/control_packet.h"
#include "bfd/control_packet_receiver.h"
#include "bfd/drop_reason.h"
#include "bfd/received_packet.h"
#include "bfd/session_key.h"
#include "gtest/gtest.h"

namespace waymark::bfd {
namespace {

constexpr IpAddress kLocal = IpAddress::V4(192, 0, 2, 1);
constexpr IpAddress kRemote = IpAddress::V4(192, 0, 2, 2);
constexpr IpAddress kStranger = IpAddress::V4(192, 0, 2, 3);

constexpr SessionKey kMultihopKey = {
    .local = kLocal, .remote = kRemote, .path = PathKind::kMultihop};

class Receiver final : public ControlPacketReceiver {
 public:
  std::optional<DropReason> OnControlPacket(const ControlPacket&,
                                            MonotonicTime time) override {
    ++packets;
    received_at = time;
    return answer;
  }

  int packets = 0;
  MonotonicTime received_at;
  std::optional<DropReason> answer;
};

class DemultiplexerTest : public ::testing::Test {
 protected:
  // A first packet (Down, Your Discriminator 0) from kRemote on interface 2.
  void Receive(ReceivedPacket received = {}, ControlPacket packet = {}) {
    if (packet.detect_mult == 0) packet.detect_mult = 3;
    packet.my_discriminator = 99;
    ByteWriter writer(absl::MakeSpan(octets_));
    EncodeControlPacket(packet, writer);
    if (received.octets.empty()) received.octets = writer.written();
    demultiplexer_.Receive(received);
  }
  static ReceivedPacket From(const IpAddress& source, uint32_t interface = 2,
                             int ttl = 255) {
    return {.octets = {},
            .source = {.address = source, .port = 49152},
            .destination = kLocal,
            .interface_index = interface,
            .ttl = ttl,
            .received_at = MonotonicTime::FromNanoseconds(7)};
  }
  static ReceivedPacket FromAfar(const IpAddress& source, int ttl) {
    ReceivedPacket received = From(source, /*interface=*/5, ttl);
    received.path = PathKind::kMultihop;
    return received;
  }
  static ControlPacket To(uint32_t discriminator) {
    ControlPacket packet;
    packet.state = State::kUp;
    packet.your_discriminator = discriminator;
    return packet;
  }
  uint64_t Drops(DropReason reason) const {
    return demultiplexer_.counters().drops(reason);
  }

  std::mt19937_64 random_{1};
  Demultiplexer demultiplexer_{{.max_sessions = 4}, random_};
  std::array<uint8_t, kMaxControlPacketSize> octets_;
  Receiver receiver_;
  Receiver other_;
};

// Conformance: RFC5880-6.8.6-12 positive
// Conformance: RFC5881-3-1 positive
TEST_F(DemultiplexerTest, AFirstPacketGoesToTheSessionOfItsAddresses) {
  ASSERT_TRUE(demultiplexer_.Add({kLocal, kRemote, 0}, receiver_).ok());
  ASSERT_TRUE(demultiplexer_.Add({kLocal, kStranger, 0}, other_).ok());
  Receive(From(kRemote));
  EXPECT_EQ(receiver_.packets, 1);
  EXPECT_EQ(receiver_.received_at, MonotonicTime::FromNanoseconds(7));
  EXPECT_EQ(other_.packets, 0);
  EXPECT_EQ(demultiplexer_.counters().received, 1u);
  EXPECT_EQ(demultiplexer_.counters().accepted, 1u);
}

// Conformance: RFC5881-3-1 positive
// Conformance: RFC5881-3-a positive
// Conformance: RFC5881-3-a negative
// Conformance: RFC5881-2-1 positive
TEST_F(DemultiplexerTest, AFirstPacketGoesToTheSessionBoundToItsInterface) {
  ASSERT_TRUE(demultiplexer_.Add({kLocal, kRemote, 2}, receiver_).ok());
  ASSERT_TRUE(demultiplexer_.Add({kLocal, kRemote, 3}, other_).ok());
  Receive(From(kRemote, 3));
  EXPECT_EQ(receiver_.packets, 0);
  EXPECT_EQ(other_.packets, 1);
  Receive(From(kRemote, 4));
  EXPECT_EQ(Drops(DropReason::kUnknownPeer), 1u);
}

TEST_F(DemultiplexerTest, ASessionOfTheInterfaceIsPreferredToOneOfAny) {
  ASSERT_TRUE(demultiplexer_.Add({kLocal, kRemote, 0}, other_).ok());
  ASSERT_TRUE(demultiplexer_.Add({kLocal, kRemote, 2}, receiver_).ok());
  Receive(From(kRemote, 2));
  EXPECT_EQ(receiver_.packets, 1);
  Receive(From(kRemote, 5));
  EXPECT_EQ(other_.packets, 1);
}

// Conformance: RFC5880-6.8.6-12 negative
// Conformance: RFC5881-3-1 negative
TEST_F(DemultiplexerTest, AFirstPacketOfAStrangerIsDropped) {
  ASSERT_TRUE(demultiplexer_.Add({kLocal, kRemote, 0}, receiver_).ok());
  Receive(From(kStranger));
  EXPECT_EQ(receiver_.packets, 0);
  EXPECT_EQ(Drops(DropReason::kUnknownPeer), 1u);
}

// Conformance: RFC5880-6.8.6-9 positive
// Conformance: RFC5880-6.8.6-10 positive
// Conformance: RFC5880-6.3-a positive
TEST_F(DemultiplexerTest, YourDiscriminatorAloneDecidesIfItIsThere) {
  const auto discriminator =
      demultiplexer_.Add({kLocal, kRemote, 2}, receiver_);
  ASSERT_TRUE(demultiplexer_.Add({kLocal, kStranger, 3}, other_).ok());
  Receive(From(kStranger, 3), To(*discriminator));
  EXPECT_EQ(receiver_.packets, 1);
  EXPECT_EQ(other_.packets, 0);
}

// Conformance: RFC5880-6.8.6-10 negative
// Conformance: RFC5880-6.8.6-9 negative
// Conformance: RFC5880-6.3-a negative
TEST_F(DemultiplexerTest, AnUnknownDiscriminatorIsDroppedWhateverTheAddresses) {
  const auto discriminator =
      demultiplexer_.Add({kLocal, kRemote, 0}, receiver_);
  Receive(From(kRemote), To(*discriminator ^ 0x80000000));
  EXPECT_EQ(receiver_.packets, 0);
  EXPECT_EQ(Drops(DropReason::kUnknownDiscriminator), 1u);
}

// Conformance: RFC5881-5-2 negative
// Conformance: RFC5880-9-1 negative
TEST_F(DemultiplexerTest, ATtlOtherThan255OrUnknownIsDropped) {
  const auto discriminator =
      demultiplexer_.Add({kLocal, kRemote, 0}, receiver_);
  for (const int ttl : {-1, 0, 1, 64, 254}) {
    Receive(From(kRemote, 2, ttl));
    Receive(From(kRemote, 2, ttl), To(*discriminator));
  }
  EXPECT_EQ(receiver_.packets, 0);
  EXPECT_EQ(Drops(DropReason::kBadTtl), 10u);
}

// It is the first thing looked at: whatever else is wrong costs no look-up.
// Conformance: RFC5880-9-1 negative
TEST_F(DemultiplexerTest, ABadTtlIsCountedAsOneWhateverElseIsWrong) {
  ASSERT_TRUE(demultiplexer_.Add({kLocal, kRemote, 0}, receiver_).ok());
  Receive(From(kStranger, 2, 254));
  Receive(From(kRemote, 2, 254), To(0x01020304));
  ControlPacket malformed = To(0);
  malformed.detect_mult = 0;
  Receive(From(kRemote, 2, 254), malformed);
  EXPECT_EQ(Drops(DropReason::kBadTtl), 3u);
  EXPECT_EQ(demultiplexer_.counters().received, 3u);
}

// Conformance: RFC5881-5-2 positive
// Conformance: RFC5880-9-1 positive
TEST_F(DemultiplexerTest, ATtlOf255IsAccepted) {
  ASSERT_TRUE(demultiplexer_.Add({kLocal, kRemote, 0}, receiver_).ok());
  Receive(From(kRemote, 2, 255));
  EXPECT_EQ(receiver_.packets, 1);
  EXPECT_EQ(demultiplexer_.counters().accepted, 1u);
}

TEST_F(DemultiplexerTest, MalformedPacketsAreCountedByKind) {
  const std::array<uint8_t, 3> garbage = {0x20, 0, 0};
  const std::array<uint8_t, 3> version = {0x40, 0, 0};
  ReceivedPacket received = From(kRemote);
  received.octets = garbage;
  Receive(received);
  received.octets = version;
  Receive(received);
  EXPECT_EQ(Drops(DropReason::kBadLength), 1u);
  EXPECT_EQ(Drops(DropReason::kBadVersion), 1u);
  EXPECT_EQ(demultiplexer_.counters().received, 2u);
  EXPECT_EQ(demultiplexer_.counters().accepted, 0u);
}

TEST_F(DemultiplexerTest, WhatTheSessionDiscardsIsCountedByItsReason) {
  ASSERT_TRUE(demultiplexer_.Add({kLocal, kRemote, 0}, receiver_).ok());
  receiver_.answer = DropReason::kAdminDown;
  Receive(From(kRemote));
  EXPECT_EQ(Drops(DropReason::kAdminDown), 1u);
  EXPECT_EQ(demultiplexer_.counters().accepted, 0u);
}

TEST_F(DemultiplexerTest, OneSessionForEachKey) {
  ASSERT_TRUE(demultiplexer_.Add({kLocal, kRemote, 2}, receiver_).ok());
  EXPECT_EQ(demultiplexer_.Add({kLocal, kRemote, 2}, other_).status().code(),
            absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(demultiplexer_.size(), 1u);
}

TEST_F(DemultiplexerTest, TheLimitOfSessionsHolds) {
  for (uint32_t i = 1; i <= 4; ++i) {
    ASSERT_TRUE(demultiplexer_.Add({kLocal, kRemote, i}, receiver_).ok());
  }
  EXPECT_EQ(demultiplexer_.Add({kLocal, kStranger, 1}, other_).status().code(),
            absl::StatusCode::kResourceExhausted);
  Receive(From(kStranger, 1));
  EXPECT_EQ(Drops(DropReason::kUnknownPeer), 1u);
}

TEST_F(DemultiplexerTest, ARemovedSessionHearsNothing) {
  const SessionKey key = {kLocal, kRemote, 0};
  const auto discriminator = demultiplexer_.Add(key, receiver_);
  ASSERT_TRUE(demultiplexer_.Add({kLocal, kRemote, 2}, other_).ok());
  demultiplexer_.Remove(key, *discriminator);
  Receive(From(kRemote, 7));
  Receive(From(kRemote), To(*discriminator));
  EXPECT_EQ(receiver_.packets, 0);
  Receive(From(kRemote, 2));
  EXPECT_EQ(other_.packets, 1);
  EXPECT_TRUE(demultiplexer_.Add(key, receiver_).ok());
}

// As many seeds as sessions, or fewer by chance.
TEST_F(DemultiplexerTest, HowManyAreInStepCanBeLimited) {
  for (const size_t most_in_step : {0, 1}) {
    Demultiplexer demultiplexer(
        {.max_sessions = 64, .most_in_step = most_in_step}, random_);
    std::set<uint32_t> seeds;
    std::vector<uint32_t> sessions;
    for (uint32_t i = 1; i <= 64; ++i) {
      sessions.push_back(*demultiplexer.Add({kLocal, kRemote, i}, receiver_));
    }
    for (const uint32_t session : sessions) {
      seeds.insert(demultiplexer.CadenceSeed(session));
    }
    EXPECT_GT(seeds.size(), 32u);
  }
}

// What was looked up by address is forgotten with its last session: neighbours
// that come and go do not fill the table.
TEST_F(DemultiplexerTest, RemovedSessionsLeaveNothingBehind) {
  const SessionKey any = {kLocal, kRemote, 0};
  const SessionKey one = {kLocal, kRemote, 2};
  const auto first = demultiplexer_.Add(any, receiver_);
  const auto second = demultiplexer_.Add(one, receiver_);
  EXPECT_EQ(demultiplexer_.bound_keys(), 2u);
  demultiplexer_.Remove(any, *first);
  EXPECT_EQ(demultiplexer_.bound_keys(), 1u);
  demultiplexer_.Remove(one, *second);
  EXPECT_EQ(demultiplexer_.bound_keys(), 0u);
  EXPECT_EQ(demultiplexer_.size(), 0u);
}

TEST_F(DemultiplexerTest, RefusedSessionsLeaveNothingBehind) {
  for (uint32_t i = 1; i <= 4; ++i) {
    ASSERT_TRUE(demultiplexer_.Add({kLocal, kRemote, i}, receiver_).ok());
  }
  EXPECT_FALSE(demultiplexer_.Add({kLocal, kStranger, 1}, other_).ok());
  EXPECT_FALSE(demultiplexer_.Add({kLocal, kRemote, 5}, other_).ok());
  EXPECT_EQ(demultiplexer_.bound_keys(), 4u);
}

TEST_F(DemultiplexerTest, SessionsOfOneSystemAreInStepAndThoseOfTwoAreNot) {
  const uint32_t first = *demultiplexer_.Add({kLocal, kRemote, 0}, receiver_);
  const uint32_t second = *demultiplexer_.Add({kLocal, kStranger, 0}, other_);
  EXPECT_EQ(demultiplexer_.CadenceSeed(first),
            demultiplexer_.CadenceSeed(second));
  const Demultiplexer another({.max_sessions = 4}, random_);
  EXPECT_NE(demultiplexer_.CadenceSeed(first), another.CadenceSeed(first));
}

// Conformance: RFC5883-4.1-a positive
// Conformance: RFC5883-4.1-a negative
// Conformance: RFC5880-9-1 negative
TEST_F(DemultiplexerTest, AMultihopSessionIsFoundByItsAddressesAlone) {
  ASSERT_TRUE(demultiplexer_.Add(kMultihopKey, receiver_).ok());
  for (const int ttl : {255, 200, 1}) Receive(FromAfar(kRemote, ttl));
  EXPECT_EQ(receiver_.packets, 3);
  Receive(FromAfar(kStranger, 255));
  EXPECT_EQ(receiver_.packets, 3);
  EXPECT_EQ(Drops(DropReason::kUnknownPeer), 1u);
}

// Conformance: RFC5883-5-1 positive
TEST_F(DemultiplexerTest, BothKindsOfPathMayHaveASessionBetweenTwoAddresses) {
  const SessionKey near = {kLocal, kRemote, 0};
  ASSERT_TRUE(demultiplexer_.Add(near, receiver_).ok());
  const auto discriminator = demultiplexer_.Add(kMultihopKey, other_);
  ASSERT_TRUE(discriminator.ok());
  EXPECT_FALSE(demultiplexer_.Add(kMultihopKey, other_).ok());
  Receive(From(kRemote));
  EXPECT_EQ(receiver_.packets, 1);
  EXPECT_EQ(other_.packets, 0);
  Receive(FromAfar(kRemote, 255));
  EXPECT_EQ(other_.packets, 1);
  demultiplexer_.Remove(kMultihopKey, *discriminator);
  Receive(FromAfar(kRemote, 255));
  EXPECT_EQ(receiver_.packets, 1);
  EXPECT_EQ(other_.packets, 1);
}

// Who may send to the multihop port from afar, with any TTL, must not get past
// the check of a single hop, whatever discriminator he has seen.
// Conformance: RFC5883-5-1 negative
// Conformance: RFC5881-5-2 negative
TEST_F(DemultiplexerTest, NoDiscriminatorLeadsFromOneKindOfPathToTheOther) {
  const auto near = demultiplexer_.Add({kLocal, kRemote, 0}, receiver_);
  const auto far = demultiplexer_.Add(kMultihopKey, other_);
  Receive(FromAfar(kRemote, 255), To(*near));
  Receive(From(kRemote), To(*far));
  EXPECT_EQ(receiver_.packets, 0);
  EXPECT_EQ(other_.packets, 0);
  EXPECT_EQ(Drops(DropReason::kUnknownDiscriminator), 2u);
}

TEST_F(DemultiplexerTest, TheLeastTtlOfAMultihopSessionHolds) {
  const auto discriminator = demultiplexer_.Add(kMultihopKey, receiver_, 253);
  for (const int ttl : {-1, 0, 64, 252}) {
    Receive(FromAfar(kRemote, ttl));
    Receive(FromAfar(kRemote, ttl), To(*discriminator));
  }
  EXPECT_EQ(receiver_.packets, 0);
  EXPECT_EQ(Drops(DropReason::kBadTtl), 8u);
  for (const int ttl : {253, 254, 255}) {
    Receive(FromAfar(kRemote, ttl));
    Receive(FromAfar(kRemote, ttl), To(*discriminator));
  }
  EXPECT_EQ(receiver_.packets, 6);
}

TEST_F(DemultiplexerTest, AnUnknownTtlIsTooLowForAnyMultihopSession) {
  ASSERT_TRUE(demultiplexer_.Add(kMultihopKey, receiver_).ok());
  Receive(FromAfar(kRemote, -1));
  EXPECT_EQ(Drops(DropReason::kBadTtl), 1u);
}

TEST_F(DemultiplexerTest, NoLeastTtlLoosensTheCheckOfASingleHop) {
  ASSERT_TRUE(demultiplexer_.Add({kLocal, kRemote, 0}, receiver_, 1).ok());
  Receive(From(kRemote, 2, 254));
  EXPECT_EQ(Drops(DropReason::kBadTtl), 1u);
}

}  // namespace
}  // namespace waymark::bfd
