// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Authentication in a session: RFC 5880, 6.7 and 6.8.6 from the A bit on. What
// needs no session is in authentication_test.cc.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <random>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/byte_writer.h"
#include "base/digest.h"
#include "base/monotonic_time.h"
#include "base/testing/reference_digest.h"
#include "bfd/authentication.h"
#include "bfd/code_points.h"
#include "bfd/control_packet.h"
#include "bfd/drop_reason.h"
#include "bfd/key_chain.h"
#include "bfd/session.h"
#include "bfd/session_config.h"
#include "bfd/session_snapshot.h"
#include "bfd/testing/session_harness.h"
#include "gtest/gtest.h"

namespace waymark::bfd {
namespace {

using testing::SessionHarness;
using testing::TestConfig;

using Octets = std::vector<uint8_t>;

constexpr std::initializer_list<AuthType> kTypes = {
    AuthType::kSimplePassword, AuthType::kKeyedMd5,
    AuthType::kMeticulousKeyedMd5, AuthType::kKeyedSha1,
    AuthType::kMeticulousKeyedSha1};

std::shared_ptr<const KeyChain> Chain(const std::vector<KeyConfig>& keys) {
  return std::make_shared<const KeyChain>(KeyChain::Create(keys).value());
}

std::shared_ptr<const KeyChain> OneKey(AuthType type) {
  return Chain({{.id = 7, .type = type, .secret = "waymark"}});
}

// A session, and a neighbour that signs.
struct Pair {
  explicit Pair(std::shared_ptr<const KeyChain> keys)
      : harness(Config(keys, digest)), neighbor(Neighbor(std::move(keys))) {}

  static SessionConfig Config(std::shared_ptr<const KeyChain> keys,
                              Digest& digest) {
    SessionConfig config = TestConfig();
    config.key_chain = std::move(keys);
    config.digest = &digest;
    return config;
  }
  std::unique_ptr<Authentication> Neighbor(
      std::shared_ptr<const KeyChain> keys) {
    return std::make_unique<Authentication>(
        std::move(keys), &digest, harness.runtime.node().wall(), random);
  }

  Octets Sealed(const ControlPacket& packet) {
    std::array<uint8_t, kControlPacketSize> contents;
    ByteWriter writer(absl::MakeSpan(contents));
    EncodeControlPacket(packet, writer);
    const absl::Span<const uint8_t> sealed = neighbor->Seal(contents);
    return Octets(sealed.begin(), sealed.end());
  }
  void ReceiveOctets(const Octets& octets) {
    harness.demultiplexer.Receive(
        {.octets = octets,
         .source = {.address = harness.config.key.remote, .port = 49152},
         .destination = harness.config.key.local,
         .interface_index = 1,
         .ttl = 255,
         .received_at = harness.Now()});
  }
  void Receive(const ControlPacket& packet) { ReceiveOctets(Sealed(packet)); }
  void Receive(State state) { Receive(harness.FromRemote(state)); }

  void BringUp() {
    harness.Start();
    Receive(State::kDown);
    Receive(State::kInit);
    harness.RunFor(absl::Milliseconds(50));
    ControlPacket final = harness.FromRemote(State::kUp);
    final.final = true;
    Receive(final);
    Receive(State::kUp);
  }
  void KeepUp(absl::Duration duration) {
    const MonotonicTime end = harness.Now() + duration;
    while (harness.Now() < end) {
      harness.RunFor(absl::Milliseconds(50));
      Receive(State::kUp);
    }
  }

  SessionSnapshot Snapshot() const { return harness.session->Snapshot(); }
  uint32_t drops(DropReason reason) const {
    return Snapshot().counters.drops(reason);
  }
  // Whether the neighbour takes everything that was sent, in this order.
  bool NeighborAcceptsAllSent() {
    return std::all_of(harness.transport.sent.begin(),
                       harness.transport.sent.end(), [this](const auto& sent) {
                         const auto decoded = DecodeControlPacket(sent.octets);
                         return !neighbor
                                     ->Verify(std::get<ControlPacket>(decoded))
                                     .has_value();
                       });
  }

  waymark::testing::ReferenceDigest digest;
  std::mt19937_64 random{7};
  SessionHarness harness;
  std::unique_ptr<Authentication> neighbor;
};

// Conformance: RFC5880-6.8.6-15 positive
// Conformance: RFC5880-6.8.6-14 positive
TEST(SessionAuthenticationTest, EveryTypeComesUpAndStaysUp) {
  for (const AuthType type : kTypes) {
    Pair pair(OneKey(type));
    pair.BringUp();
    pair.KeepUp(absl::Seconds(10));
    EXPECT_EQ(pair.harness.session->state(), State::kUp);
    EXPECT_EQ(pair.Snapshot().counters.packets_discarded, 0u);
    ASSERT_TRUE(pair.Snapshot().authentication.has_value());
    EXPECT_EQ(pair.Snapshot().authentication->type, type);
    EXPECT_GT(pair.harness.transport.sent.size(), 200u);
    EXPECT_TRUE(pair.NeighborAcceptsAllSent());
  }
}

TEST(SessionAuthenticationTest,
     InSteadyStateKeyedTypesComputeForReceptionOnly) {
  Pair pair(OneKey(AuthType::kKeyedSha1));
  pair.BringUp();
  pair.KeepUp(absl::Seconds(1));
  const int before = pair.digest.computations();
  pair.harness.RunFor(absl::Milliseconds(140));
  EXPECT_EQ(pair.digest.computations(), before);
}

// Conformance: RFC5880-6.8.6-14 negative
TEST(SessionAuthenticationTest, WithoutAuthenticationAPacketChangesNothing) {
  for (const AuthType type : kTypes) {
    Pair pair(OneKey(type));
    pair.BringUp();
    pair.harness.ForgetSent();
    ControlPacket packet = pair.harness.FromRemote(State::kDown);
    packet.poll = true;
    pair.harness.Receive(packet);
    EXPECT_EQ(pair.harness.session->state(), State::kUp);
    EXPECT_TRUE(pair.harness.transport.sent.empty());
    EXPECT_EQ(pair.drops(DropReason::kMissingAuthentication), 1u);
    EXPECT_EQ(pair.harness.demultiplexer.counters().drops(
                  DropReason::kMissingAuthentication),
              1u);
  }
}

// Conformance: RFC5880-6.8.6-15 negative
TEST(SessionAuthenticationTest, AnyFlippedBitChangesNothingAndIsCounted) {
  for (const AuthType type : kTypes) {
    Pair pair(OneKey(type));
    pair.BringUp();
    pair.harness.ForgetSent();
    ControlPacket packet = pair.harness.FromRemote(State::kDown);
    packet.poll = true;
    const Octets good = pair.Sealed(packet);
    // A password covers nothing but itself.
    const size_t first = type == AuthType::kSimplePassword ? 24 : 0;
    for (size_t bit = first * 8; bit < good.size() * 8; ++bit) {
      Octets octets = good;
      octets[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
      pair.ReceiveOctets(octets);
      ASSERT_EQ(pair.harness.session->state(), State::kUp) << bit;
    }
    EXPECT_TRUE(pair.harness.transport.sent.empty());
    const SessionCounters counters = pair.Snapshot().counters;
    EXPECT_GT(counters.drops(DropReason::kBadDigest), 0u);
    uint64_t sum = 0;
    for (const uint32_t count : counters.discarded) sum += count;
    EXPECT_EQ(sum, counters.packets_discarded);
    pair.ReceiveOctets(good);
    EXPECT_EQ(pair.harness.session->state(), State::kDown);
  }
}

TEST(SessionAuthenticationTest, WhatIsReplayedChangesNothing) {
  for (const AuthType type :
       {AuthType::kMeticulousKeyedMd5, AuthType::kMeticulousKeyedSha1}) {
    Pair pair(OneKey(type));
    std::vector<Octets> recorded;
    const auto receive = [&](const ControlPacket& packet) {
      recorded.push_back(pair.Sealed(packet));
      pair.ReceiveOctets(recorded.back());
    };
    pair.harness.Start();
    receive(pair.harness.FromRemote(State::kDown));
    receive(pair.harness.FromRemote(State::kInit));
    for (int i = 0; i < 20; ++i) {
      pair.harness.RunFor(absl::Milliseconds(50));
      receive(pair.harness.FromRemote(State::kUp));
    }
    pair.harness.ForgetSent();
    const SessionSnapshot before = pair.Snapshot();
    pair.harness.RunFor(absl::Milliseconds(10));
    for (int round = 0; round < 3; ++round) {
      for (const Octets& octets : recorded) pair.ReceiveOctets(octets);
    }
    const SessionSnapshot after = pair.Snapshot();
    EXPECT_EQ(after.session_state, State::kUp);
    EXPECT_EQ(after.last_received, before.last_received);
    EXPECT_EQ(after.remote_session_state, State::kUp);
    EXPECT_EQ(after.poll_active, before.poll_active);
    EXPECT_EQ(after.counters.packets_received,
              before.counters.packets_received);
    EXPECT_EQ(after.authentication->rcv_auth_seq,
              before.authentication->rcv_auth_seq);
    EXPECT_EQ(after.counters.drops(DropReason::kReplayedSequence),
              3 * recorded.size());
    // A replay keeps nothing alive.
    for (int i = 0; i < 20; ++i) {
      pair.harness.RunFor(absl::Milliseconds(10));
      for (const Octets& octets : recorded) {
        if (pair.harness.session->state() == State::kUp) {
          pair.ReceiveOctets(octets);
        }
      }
    }
    EXPECT_EQ(pair.harness.session->state(), State::kDown);
  }
}

// Conformance: RFC5880-6.8.1-14 positive
TEST(SessionAuthenticationTest, TwiceTheDetectionTimeForgetsTheSequence) {
  Pair pair(OneKey(AuthType::kMeticulousKeyedSha1));
  pair.BringUp();
  EXPECT_TRUE(pair.Snapshot().authentication->auth_seq_known);
  // Restarted: another random number.
  pair.neighbor = pair.Neighbor(OneKey(AuthType::kMeticulousKeyedSha1));
  pair.harness.RunFor(2 * pair.Snapshot().detection_time);
  EXPECT_FALSE(pair.Snapshot().authentication->auth_seq_known);
  pair.Receive(State::kDown);
  EXPECT_EQ(pair.drops(DropReason::kReplayedSequence), 0u);
  EXPECT_EQ(pair.harness.session->state(), State::kInit);
}

// Conformance: RFC5880-6.8.1-14 negative
TEST(SessionAuthenticationTest, BeforeThatTheSequenceIsKnown) {
  Pair pair(OneKey(AuthType::kMeticulousKeyedSha1));
  pair.BringUp();
  pair.neighbor = pair.Neighbor(OneKey(AuthType::kMeticulousKeyedSha1));
  pair.harness.RunFor(2 * pair.Snapshot().detection_time -
                      absl::Nanoseconds(1));
  EXPECT_TRUE(pair.Snapshot().authentication->auth_seq_known);
  pair.Receive(State::kDown);
  EXPECT_EQ(pair.drops(DropReason::kReplayedSequence), 1u);
  EXPECT_EQ(pair.harness.session->state(), State::kDown);
}

TEST(SessionAuthenticationTest, RefusedPacketsDoNotKeepTheSequenceKnown) {
  Pair pair(OneKey(AuthType::kMeticulousKeyedSha1));
  pair.BringUp();
  pair.neighbor = pair.Neighbor(OneKey(AuthType::kMeticulousKeyedSha1));
  for (int i = 0; i < 10; ++i) {
    pair.harness.RunFor(absl::Milliseconds(40));
    pair.Receive(State::kDown);
  }
  EXPECT_GT(pair.drops(DropReason::kReplayedSequence), 0u);
  EXPECT_NE(pair.harness.session->state(), State::kUp);
  EXPECT_GT(pair.Snapshot().counters.packets_received, 4u);
}

TEST(SessionAuthenticationTest, LossAsLongAsTheSessionLivesStaysInTheWindow) {
  Pair pair(OneKey(AuthType::kMeticulousKeyedSha1));
  pair.BringUp();
  for (int i = 0; i < 100; ++i) {
    // Two of three are lost.
    pair.Sealed(pair.harness.FromRemote(State::kUp));
    pair.Sealed(pair.harness.FromRemote(State::kUp));
    pair.harness.RunFor(absl::Milliseconds(140));
    pair.Receive(State::kUp);
  }
  EXPECT_EQ(pair.harness.session->state(), State::kUp);
  EXPECT_EQ(pair.Snapshot().counters.packets_discarded, 0u);
}

TEST(SessionAuthenticationTest, AFinalIsSignedInSequence) {
  for (const AuthType type : kTypes) {
    Pair pair(OneKey(type));
    pair.BringUp();
    for (int i = 0; i < 5; ++i) {
      ControlPacket poll = pair.harness.FromRemote(State::kUp);
      poll.poll = true;
      pair.Receive(poll);
      EXPECT_TRUE(pair.harness.LastSent().final);
      pair.harness.RunFor(absl::Milliseconds(50));
    }
    EXPECT_TRUE(pair.NeighborAcceptsAllSent());
  }
}

TEST(SessionAuthenticationTest, KeysRollOverWithoutAFlap) {
  const absl::Time start = SessionHarness().runtime.node().wall().Now();
  const std::shared_ptr<const KeyChain> keys =
      Chain({{.id = 1,
              .type = AuthType::kMeticulousKeyedSha1,
              .secret = "old",
              .send = {.end = start + absl::Seconds(20)},
              .accept = {.end = start + absl::Seconds(30)}},
             {.id = 2,
              .type = AuthType::kMeticulousKeyedSha1,
              .secret = "new",
              .send = {.start = start + absl::Seconds(10)},
              .accept = {.start = start + absl::Seconds(5)}}});
  Pair pair(keys);
  pair.BringUp();
  const size_t changes = pair.harness.listener.changes.size();
  EXPECT_EQ(pair.harness.transport.sent.back().octets[26], 1);
  for (int second = 1; second <= 35; ++second) {
    pair.KeepUp(absl::Seconds(1));
    EXPECT_EQ(pair.harness.transport.sent.back().octets[26],
              second < 10 ? 1 : 2)
        << second;
    EXPECT_TRUE(pair.NeighborAcceptsAllSent());
    pair.harness.ForgetSent();
  }
  EXPECT_EQ(pair.Snapshot().authentication->send_key_id, 2);
  EXPECT_EQ(pair.harness.listener.changes.size(), changes);
  EXPECT_EQ(pair.Snapshot().counters.packets_discarded, 0u);
}

TEST(SessionAuthenticationTest, ANewChainWithASharedKeyDoesNotFlap) {
  Pair pair(OneKey(AuthType::kMeticulousKeyedMd5));
  pair.BringUp();
  const std::vector<KeyConfig> both = {
      {.id = 7, .type = AuthType::kMeticulousKeyedMd5, .secret = "waymark"},
      {.id = 8,
       .type = AuthType::kKeyedSha1,
       .secret = "another type, too",
       .send = {.start = pair.harness.runtime.node().wall().Now()}}};
  ASSERT_TRUE(pair.harness.session->SetKeyChain(Chain(both)).ok());
  pair.KeepUp(absl::Seconds(1));
  pair.neighbor->SetKeys(Chain({both[1]}));
  pair.KeepUp(absl::Seconds(1));
  ASSERT_TRUE(pair.harness.session->SetKeyChain(Chain({both[1]})).ok());
  pair.KeepUp(absl::Seconds(1));
  EXPECT_EQ(pair.harness.session->state(), State::kUp);
  EXPECT_EQ(pair.Snapshot().counters.packets_discarded, 0u);
}

// RFC 5880, 6.7.1.
TEST(SessionAuthenticationTest, ItCanBeTurnedOnAndOffWhileUp) {
  Pair pair(nullptr);
  pair.harness.BringUp();
  EXPECT_FALSE(pair.Snapshot().authentication.has_value());
  const std::shared_ptr<const KeyChain> keys = OneKey(AuthType::kKeyedSha1);
  ASSERT_TRUE(pair.harness.session->SetKeyChain(keys).ok());
  pair.harness.RunFor(absl::Milliseconds(50));
  EXPECT_EQ(pair.harness.transport.sent.back().octets.size(), 52u);
  pair.harness.Receive(State::kUp);
  EXPECT_EQ(pair.drops(DropReason::kMissingAuthentication), 1u);
  pair.neighbor = pair.Neighbor(keys);
  pair.Receive(State::kUp);
  EXPECT_EQ(pair.harness.session->state(), State::kUp);
  ASSERT_TRUE(pair.harness.session->SetKeyChain(nullptr).ok());
  pair.Receive(State::kUp);
  EXPECT_EQ(pair.drops(DropReason::kUnexpectedAuthentication), 1u);
  pair.harness.Receive(State::kUp);
  pair.harness.RunFor(absl::Milliseconds(50));
  EXPECT_EQ(pair.harness.transport.sent.back().octets.size(), 24u);
  EXPECT_EQ(pair.harness.session->state(), State::kUp);
}

// RFC 5880, 6.8.1: sequence numbers outlive the keys.
TEST(SessionAuthenticationTest, WhileItIsTurnedOffNoSequenceNumberIsForgotten) {
  const std::shared_ptr<const KeyChain> keys =
      OneKey(AuthType::kMeticulousKeyedSha1);
  Pair pair(keys);
  pair.BringUp();
  const Octets recorded = pair.Sealed(pair.harness.FromRemote(State::kDown));
  pair.KeepUp(absl::Seconds(2));
  EXPECT_TRUE(pair.NeighborAcceptsAllSent());
  const AuthenticationSnapshot before = *pair.Snapshot().authentication;
  pair.harness.ForgetSent();
  ASSERT_TRUE(pair.harness.session->SetKeyChain(nullptr).ok());
  pair.harness.KeepReceiving(State::kUp, absl::Milliseconds(50),
                             absl::Seconds(1));
  EXPECT_FALSE(pair.Snapshot().authentication.has_value());
  EXPECT_EQ(pair.harness.transport.sent.back().octets.size(), 24u);
  pair.harness.ForgetSent();
  ASSERT_TRUE(pair.harness.session->SetKeyChain(keys).ok());
  const AuthenticationSnapshot after = *pair.Snapshot().authentication;
  EXPECT_TRUE(after.auth_seq_known);
  EXPECT_EQ(after.rcv_auth_seq, before.rcv_auth_seq);
  EXPECT_EQ(after.xmit_auth_seq, before.xmit_auth_seq);
  pair.ReceiveOctets(recorded);
  EXPECT_EQ(pair.harness.session->state(), State::kUp);
  EXPECT_EQ(pair.drops(DropReason::kReplayedSequence), 1u);
  pair.KeepUp(absl::Seconds(1));
  EXPECT_EQ(pair.harness.session->state(), State::kUp);
  EXPECT_TRUE(pair.NeighborAcceptsAllSent());
}

// Conformance: RFC5880-6.8.1-14 positive
TEST(SessionAuthenticationTest, SilenceWhileItIsTurnedOffForgetsTheSequence) {
  const std::shared_ptr<const KeyChain> keys =
      OneKey(AuthType::kMeticulousKeyedSha1);
  Pair pair(keys);
  pair.BringUp();
  ASSERT_TRUE(pair.harness.session->SetKeyChain(nullptr).ok());
  pair.harness.RunFor(2 * pair.Snapshot().detection_time);
  pair.harness.Receive(State::kDown);
  ASSERT_TRUE(pair.harness.session->SetKeyChain(keys).ok());
  EXPECT_FALSE(pair.Snapshot().authentication->auth_seq_known);
}

TEST(SessionAuthenticationTest, KeysThatTheDigestDoesNotServeAreRefused) {
  waymark::testing::ReferenceDigest digest;
  digest.set_md5_allowed(false);
  SessionConfig config = TestConfig();
  config.key_chain = OneKey(AuthType::kKeyedSha1);
  EXPECT_FALSE(Validate(config).ok()) << "no digest";
  EXPECT_EQ(SessionHarness(config).session->Start().code(),
            absl::StatusCode::kInvalidArgument);
  config.digest = &digest;
  EXPECT_TRUE(Validate(config).ok());
  SessionHarness harness(config);
  harness.Start();
  EXPECT_EQ(harness.session->SetKeyChain(OneKey(AuthType::kKeyedMd5)).message(),
            "key_chain: keyed_md5 needs a digest");
  EXPECT_EQ(harness.session->Snapshot().authentication->type,
            AuthType::kKeyedSha1);
  config.digest = nullptr;
  config.key_chain = OneKey(AuthType::kSimplePassword);
  EXPECT_TRUE(Validate(config).ok()) << "a password needs none";
}

TEST(SessionAuthenticationTest, WithoutAWorkingDigestNothingIsSent) {
  Pair pair(OneKey(AuthType::kMeticulousKeyedSha1));
  pair.BringUp();
  pair.harness.ForgetSent();
  pair.digest.set_working(false);
  pair.harness.RunFor(absl::Milliseconds(100));
  EXPECT_TRUE(pair.harness.transport.sent.empty());
  EXPECT_GT(pair.Snapshot().authentication->digest_failures, 0u);
}

}  // namespace
}  // namespace waymark::bfd
