// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Authentication as a session uses it (RFC 5880, 6.8.1 and 6.8.6), against a
// neighbour that seals its packets itself.

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <variant>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/byte_writer.h"
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

std::shared_ptr<const KeyChain> Key(AuthType type, const std::string& secret) {
  return std::make_shared<const KeyChain>(
      KeyChain::Create(
          std::vector<KeyConfig>{{.id = 7, .type = type, .secret = secret}})
          .value());
}

// A session that authenticates with the type, and its neighbour's side of it.
class AuthenticationConformanceTest
    : public ::testing::TestWithParam<AuthType> {
 protected:
  SessionConfig Config() {
    SessionConfig config = TestConfig();
    config.key_chain = Key(GetParam(), "waymark");
    config.digest = &digest_;
    return config;
  }
  // With sequence numbers of its own from `seed` on.
  Authentication Neighbor(uint64_t seed, const std::string& secret) {
    std::mt19937_64 random(seed);
    return Authentication(Key(GetParam(), secret), &digest_,
                          harness_.runtime.runtime().wall, random);
  }
  void ReceiveSealed(Authentication& neighbor, const ControlPacket& packet) {
    std::array<uint8_t, kControlPacketSize> octets;
    ByteWriter writer(absl::MakeSpan(octets));
    EncodeControlPacket(packet, writer);
    harness_.demultiplexer.Receive(
        {.octets = neighbor.Seal(octets),
         .source = {.address = harness_.config.key.remote, .port = 49152},
         .destination = harness_.config.key.local,
         .interface_index = 1,
         .ttl = 255,
         .received_at = harness_.Now()});
  }
  void ReceiveSealed(Authentication& neighbor, State state) {
    ReceiveSealed(neighbor, harness_.FromRemote(state));
  }
  uint64_t Drops(DropReason reason) const {
    return harness_.demultiplexer.counters().drops(reason);
  }

  waymark::testing::ReferenceDigest digest_;
  SessionHarness harness_{Config()};
};

INSTANTIATE_TEST_SUITE_P(Types, AuthenticationConformanceTest,
                         ::testing::Values(AuthType::kSimplePassword,
                                           AuthType::kKeyedMd5,
                                           AuthType::kMeticulousKeyedMd5,
                                           AuthType::kKeyedSha1,
                                           AuthType::kMeticulousKeyedSha1),
                         [](const auto& info) {
                           return std::to_string(static_cast<int>(info.param));
                         });

// Conformance: RFC5880-6.8.6-14 positive
// Conformance: RFC5880-6.8.6-15 positive
TEST_P(AuthenticationConformanceTest, WithTheRightKeyTheSessionComesUp) {
  harness_.Start();
  Authentication neighbor = Neighbor(5, "waymark");
  ReceiveSealed(neighbor, State::kDown);
  EXPECT_EQ(harness_.session->state(), State::kInit);
  ReceiveSealed(neighbor, State::kInit);
  EXPECT_EQ(harness_.session->state(), State::kUp);
  // And what we send stands up to the same judgment.
  const std::vector<uint8_t>& sent = harness_.transport.sent.back().octets;
  const auto decoded = DecodeControlPacket(sent);
  EXPECT_EQ(neighbor.Verify(std::get<ControlPacket>(decoded)), std::nullopt);
}

// Conformance: RFC5880-6.8.6-15 negative
TEST_P(AuthenticationConformanceTest, WithAnotherKeyThePacketChangesNothing) {
  harness_.Start();
  harness_.ForgetSent();
  Authentication stranger = Neighbor(5, "another");
  ControlPacket packet = harness_.FromRemote(State::kDown);
  packet.poll = true;
  ReceiveSealed(stranger, packet);
  const SessionSnapshot snapshot = harness_.session->Snapshot();
  EXPECT_EQ(snapshot.session_state, State::kDown);
  EXPECT_EQ(snapshot.remote_discr, 0u);
  EXPECT_EQ(snapshot.last_received, MonotonicTime::InfinitePast());
  EXPECT_TRUE(harness_.transport.sent.empty());
}

// Conformance: RFC5880-6.8.6-14 negative
TEST_P(AuthenticationConformanceTest, APacketInTheClearChangesNothing) {
  harness_.Start();
  harness_.Receive(State::kDown);
  EXPECT_EQ(harness_.session->state(), State::kDown);
  EXPECT_EQ(Drops(DropReason::kMissingAuthentication), 1u);
}

using SequenceConformanceTest = AuthenticationConformanceTest;

INSTANTIATE_TEST_SUITE_P(Types, SequenceConformanceTest,
                         ::testing::Values(AuthType::kKeyedMd5,
                                           AuthType::kMeticulousKeyedMd5,
                                           AuthType::kKeyedSha1,
                                           AuthType::kMeticulousKeyedSha1),
                         [](const auto& info) {
                           return std::to_string(static_cast<int>(info.param));
                         });

// The Detection Time is 150 ms. A neighbour that has restarted begins with
// another number, which is outside of the window.
// Conformance: RFC5880-6.8.1-14 positive
TEST_P(SequenceConformanceTest, AfterTwiceTheDetectionTimeAnyNumberIsTaken) {
  harness_.Start();
  Authentication neighbor = Neighbor(5, "waymark");
  ReceiveSealed(neighbor, State::kDown);
  harness_.RunFor(absl::Milliseconds(300));
  Authentication restarted = Neighbor(6, "waymark");
  ReceiveSealed(restarted, State::kDown);
  EXPECT_EQ(harness_.session->state(), State::kInit);
  EXPECT_EQ(Drops(DropReason::kReplayedSequence), 0u);
}

// Conformance: RFC5880-6.8.1-14 negative
TEST_P(SequenceConformanceTest, BeforeThatANumberOutsideTheWindowIsNot) {
  harness_.Start();
  Authentication neighbor = Neighbor(5, "waymark");
  ReceiveSealed(neighbor, State::kDown);
  harness_.RunFor(absl::Milliseconds(299));
  Authentication restarted = Neighbor(6, "waymark");
  ReceiveSealed(restarted, State::kDown);
  EXPECT_EQ(Drops(DropReason::kReplayedSequence), 1u);
  ReceiveSealed(neighbor, State::kDown);
  EXPECT_EQ(Drops(DropReason::kReplayedSequence), 1u) << "the old one is heard";
}

}  // namespace
}  // namespace waymark::bfd
