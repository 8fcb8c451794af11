// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The sections of RFC 5880, 4.2 to 4.4, and the rules of 6.7, without a
// session. The digests in the vectors were computed by Python's hashlib.

#include "bfd/authentication.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/byte_writer.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/testing/reference_digest.h"
#include "bfd/code_points.h"
#include "bfd/control_packet.h"
#include "bfd/drop_reason.h"
#include "bfd/key_chain.h"
#include "gtest/gtest.h"

namespace waymark::bfd {
namespace {

struct ManualWallClock final : WallClock {
  absl::Time Now() const override { return now; }
  absl::Time now = absl::UnixEpoch();
};

std::shared_ptr<const KeyChain> Chain(const std::vector<KeyConfig>& keys) {
  return std::make_shared<const KeyChain>(KeyChain::Create(keys).value());
}

std::shared_ptr<const KeyChain> OneKey(AuthType type) {
  return Chain({{.id = 7, .type = type, .secret = "waymark"}});
}

// Version 1, no diagnostic, Up, Detect Mult 3, discriminators 0x01020304 and
// 0x0a0b0c0d, 50 ms, 60 ms.
ControlPacket Contents() {
  ControlPacket packet;
  packet.state = State::kUp;
  packet.detect_mult = 3;
  packet.my_discriminator = 0x01020304;
  packet.your_discriminator = 0x0a0b0c0d;
  packet.desired_min_tx_interval = 50'000;
  packet.required_min_rx_interval = 60'000;
  return packet;
}

std::array<uint8_t, kControlPacketSize> Encoded(const ControlPacket& packet) {
  std::array<uint8_t, kControlPacketSize> octets;
  ByteWriter writer(absl::MakeSpan(octets));
  EncodeControlPacket(packet, writer);
  return octets;
}

using Octets = std::vector<uint8_t>;

Octets FromHex(absl::string_view hex) {
  const std::string octets = absl::HexStringToBytes(hex);
  return Octets(octets.begin(), octets.end());
}

// Contents() with this section and the A bit.
Octets Packet(absl::string_view section) {
  const size_t length = kControlPacketSize + section.size() / 2;
  return FromHex(absl::StrCat("20c403", absl::Hex(length, absl::kZeroPad2),
                              "01020304", "0a0b0c0d", "0000c350", "0000ea60",
                              "00000000", section));
}

// What a type makes of Contents() with key 7, "waymark", and the sequence
// number 0xfffffffe where there is one.
struct Vector {
  AuthType type;
  bool has_sequence;
  bool meticulous;
  absl::string_view section;

  Octets packet() const { return Packet(section); }
};

constexpr Vector kVectors[] = {
    {AuthType::kSimplePassword, false, false,
     "010a07"
     "7761796d61726b"},
    {AuthType::kKeyedMd5, true, false,
     "02180700"
     "fffffffe"
     "324a5e9c29dadee3ad7e59ea5cb6d7da"},
    {AuthType::kMeticulousKeyedMd5, true, true,
     "03180700"
     "fffffffe"
     "4220b3c30dc4b12876cedf7d5c72e931"},
    {AuthType::kKeyedSha1, true, false,
     "041c0700"
     "fffffffe"
     "095ff1a1951ad47c5e5870ed766d14ba6d05486c"},
    {AuthType::kMeticulousKeyedSha1, true, true,
     "051c0700"
     "fffffffe"
     "109263fa70c4d6404436439b00eab7afb39d304b"},
};
constexpr absl::Span<const Vector> kWithDigest =
    absl::MakeConstSpan(kVectors).subspan(1);

const Vector& VectorOf(AuthType type) {
  return kVectors[static_cast<size_t>(type) - 1];
}

uint32_t SequenceOf(absl::Span<const uint8_t> packet) {
  return uint32_t{packet[28]} << 24 | uint32_t{packet[29]} << 16 |
         uint32_t{packet[30]} << 8 | packet[31];
}

class AuthenticationTest : public ::testing::Test {
 protected:
  Authentication Make(std::shared_ptr<const KeyChain> keys) {
    return Authentication(std::move(keys), &digest_, wall_, random_);
  }
  static std::optional<DropReason> Verify(Authentication& authentication,
                                          const Octets& octets) {
    const auto decoded = DecodeControlPacket(octets);
    return authentication.Verify(std::get<ControlPacket>(decoded));
  }
  static Octets Seal(Authentication& authentication,
                     const ControlPacket& packet = Contents()) {
    const absl::Span<const uint8_t> sealed =
        authentication.Seal(Encoded(packet));
    return Octets(sealed.begin(), sealed.end());
  }
  // A packet with this sequence number, as the neighbour would sign it.
  Octets WithSequence(AuthType type, uint32_t sequence) {
    Octets octets = VectorOf(type).packet();
    for (int i = 0; i < 4; ++i) {
      octets[28 + i] = static_cast<uint8_t>(sequence >> (24 - 8 * i));
    }
    Resign(octets);
    return octets;
  }
  // With the key "waymark".
  void Resign(Octets& octets) {
    const size_t size = octets.size() - 32;
    constexpr absl::string_view kSecret = "waymark";
    std::fill(octets.begin() + 32, octets.end(), 0);
    std::copy(kSecret.begin(), kSecret.end(), octets.begin() + 32);
    Octets digest(size);
    ASSERT_TRUE(digest_.Compute(
        size == 16 ? DigestAlgorithm::kMd5 : DigestAlgorithm::kSha1, octets,
        absl::MakeSpan(digest)));
    std::copy(digest.begin(), digest.end(), octets.begin() + 32);
  }

  waymark::testing::ReferenceDigest digest_;
  ManualWallClock wall_;
  std::mt19937_64 random_{1};
};

// Conformance: RFC5880-6.7-1 positive
// Conformance: RFC5880-6.7.2-10 positive
// Conformance: RFC5880-6.7.3-15 positive
// Conformance: RFC5880-6.7.3-16 positive
// Conformance: RFC5880-6.7.4-15 positive
// Conformance: RFC5880-6.7.4-16 positive
// Conformance: RFC5880-6.7.2-6 positive
// Conformance: RFC5880-6.7.3-10 positive
// Conformance: RFC5880-6.7.4-10 positive
// Conformance: RFC5880-6.7.2-7 positive
// Conformance: RFC5880-6.7.3-11 positive
// Conformance: RFC5880-6.7.4-11 positive
// Conformance: RFC5880-6.7.2-8 positive
// Conformance: RFC5880-6.7.3-12 positive
// Conformance: RFC5880-6.7.4-12 positive
// Conformance: RFC5880-6.7.2-9 positive
// Conformance: RFC5880-6.7.3-17 positive
// Conformance: RFC5880-6.7.4-17 positive
// Conformance: RFC5880-6.8.1-13 positive
TEST_F(AuthenticationTest, KnownAnswersAreAccepted) {
  for (const Vector& vector : kVectors) {
    Authentication authentication = Make(OneKey(vector.type));
    EXPECT_EQ(Verify(authentication, vector.packet()), std::nullopt);
    const AuthenticationSnapshot snapshot = authentication.Snapshot();
    EXPECT_EQ(snapshot.type, vector.type);
    EXPECT_EQ(snapshot.auth_seq_known, vector.has_sequence);
    EXPECT_EQ(snapshot.rcv_auth_seq, vector.has_sequence ? 0xfffffffe : 0);
  }
}

// 00 to 13 with id 200 and sequence number 1, and 00 to 0f with id 0 and
// sequence number 0x7fffffff.
TEST_F(AuthenticationTest, KeysOfTheFullLengthAreUsedWhole) {
  std::string secret;
  for (char c = 0; c < 20; ++c) secret.push_back(c);
  Authentication authentication = Make(Chain(
      {{.id = 200, .type = AuthType::kMeticulousKeyedSha1, .secret = secret},
       {.id = 0,
        .type = AuthType::kMeticulousKeyedMd5,
        .secret = secret.substr(0, 16)}}));
  EXPECT_EQ(Verify(authentication,
                   Packet("051cc800"
                          "00000001"
                          "53f9cfe2307e3ff409f5684f98e6f9f39efe8bb9")),
            std::nullopt);
  authentication.ForgetSequence();
  EXPECT_EQ(Verify(authentication, Packet("03180000"
                                          "7fffffff"
                                          "25f5ce9c3e57c267b8ff73a268b04427")),
            std::nullopt);
}

// What we send is what the vectors are, up to the random sequence number.
// Conformance: RFC5880-4.2-2 positive
// Conformance: RFC5880-6.7.2-1 positive
// Conformance: RFC5880-6.7.2-2 positive
// Conformance: RFC5880-6.7.2-3 positive
TEST_F(AuthenticationTest, APasswordIsSentAsItIs) {
  Authentication authentication = Make(OneKey(AuthType::kSimplePassword));
  EXPECT_EQ(Seal(authentication), VectorOf(AuthType::kSimplePassword).packet());
}

// Conformance: RFC5880-4.3-1 positive
// Conformance: RFC5880-4.3-2 positive
// Conformance: RFC5880-4.4-1 positive
// Conformance: RFC5880-4.4-2 positive
// Conformance: RFC5880-6.7.3-1 positive
// Conformance: RFC5880-6.7.3-2 positive
// Conformance: RFC5880-6.7.3-3 positive
// Conformance: RFC5880-6.7.3-4 positive
// Conformance: RFC5880-6.7.3-5 positive
// Conformance: RFC5880-6.7.3-7 positive
// Conformance: RFC5880-6.7.3-8 positive
// Conformance: RFC5880-6.7.4-1 positive
// Conformance: RFC5880-6.7.4-2 positive
// Conformance: RFC5880-6.7.4-3 positive
// Conformance: RFC5880-6.7.4-4 positive
// Conformance: RFC5880-6.7.4-5 positive
// Conformance: RFC5880-6.7.4-7 positive
// Conformance: RFC5880-6.7.4-8 positive
TEST_F(AuthenticationTest, ASealedPacketHasTheSectionOfTheRfc) {
  for (const Vector& vector : kWithDigest) {
    const AuthType type = vector.type;
    Authentication authentication = Make(OneKey(type));
    const Octets sealed = Seal(authentication);
    const uint32_t sequence = authentication.Snapshot().xmit_auth_seq;
    EXPECT_EQ(sealed, WithSequence(type, sequence));
    EXPECT_EQ(SequenceOf(sealed), sequence);
    EXPECT_EQ(sealed[27], 0) << "Reserved";
    Authentication neighbor = Make(OneKey(type));
    EXPECT_EQ(Verify(neighbor, sealed), std::nullopt);
  }
}

// Conformance: RFC5880-6.8.1-12 positive
TEST_F(AuthenticationTest, TheFirstSequenceNumberIsRandom) {
  Authentication one = Make(OneKey(AuthType::kKeyedSha1));
  Authentication other = Make(OneKey(AuthType::kKeyedSha1));
  EXPECT_NE(one.Snapshot().xmit_auth_seq, other.Snapshot().xmit_auth_seq);
}

// Conformance: RFC5880-6.7.3-9 positive
// Conformance: RFC5880-6.7.4-9 positive
TEST_F(AuthenticationTest, MeticulousMeansANumberForEveryPacket) {
  for (const Vector& vector : kWithDigest) {
    if (!vector.meticulous) continue;
    Authentication authentication = Make(OneKey(vector.type));
    const uint32_t first = SequenceOf(Seal(authentication));
    EXPECT_EQ(SequenceOf(Seal(authentication)), first + 1);
    EXPECT_EQ(SequenceOf(Seal(authentication)), first + 2);
  }
}

// Conformance: RFC5880-6.7.3-9 negative
// Conformance: RFC5880-6.7.4-9 negative
TEST_F(AuthenticationTest, OtherwiseTheNumberGrowsWithTheContents) {
  for (const Vector& vector : kWithDigest) {
    if (vector.meticulous) continue;
    Authentication authentication = Make(OneKey(vector.type));
    const Octets first = Seal(authentication);
    const int computations = digest_.computations();
    EXPECT_EQ(Seal(authentication), first);
    EXPECT_EQ(digest_.computations(), computations) << "kept encoded";
    ControlPacket changed = Contents();
    changed.final = true;
    EXPECT_EQ(SequenceOf(Seal(authentication, changed)), SequenceOf(first) + 1);
    EXPECT_EQ(SequenceOf(Seal(authentication)), SequenceOf(first) + 2);
  }
}

// Conformance: RFC5880-6.7.2-6 negative
// Conformance: RFC5880-6.7.3-10 negative
// Conformance: RFC5880-6.7.4-10 negative
TEST_F(AuthenticationTest, AnotherTypeOrNoneIsDiscarded) {
  for (const Vector& used : kVectors) {
    Authentication authentication = Make(OneKey(used.type));
    EXPECT_EQ(authentication.Verify(Contents()),
              DropReason::kMissingAuthentication);
    for (const Vector& other : kVectors) {
      if (other.type == used.type) continue;
      EXPECT_EQ(Verify(authentication, other.packet()),
                DropReason::kWrongAuthenticationType);
    }
  }
}

TEST_F(AuthenticationTest, ATypeThatOnlyAnotherKeyHasIsDiscarded) {
  Authentication authentication = Make(
      Chain({{.id = 7, .type = AuthType::kKeyedSha1, .secret = "waymark"},
             {.id = 8, .type = AuthType::kKeyedMd5, .secret = "waymark"}}));
  EXPECT_EQ(Verify(authentication, VectorOf(AuthType::kKeyedMd5).packet()),
            DropReason::kWrongAuthenticationType);
}

// Conformance: RFC5880-6.7.2-7 negative
// Conformance: RFC5880-6.7.3-11 negative
// Conformance: RFC5880-6.7.4-11 negative
TEST_F(AuthenticationTest, AnUnknownKeyIsDiscarded) {
  for (const Vector& vector : kVectors) {
    Authentication authentication =
        Make(Chain({{.id = 8, .type = vector.type, .secret = "waymark"}}));
    EXPECT_EQ(Verify(authentication, vector.packet()), DropReason::kUnknownKey);
  }
}

// Conformance: RFC5880-6.7.2-8 negative
// Conformance: RFC5880-6.7.3-12 negative
// Conformance: RFC5880-6.7.4-12 negative
TEST_F(AuthenticationTest, AnotherLengthIsDiscarded) {
  for (const Vector& vector : kVectors) {
    const Octets good = vector.packet();
    Authentication authentication = Make(OneKey(vector.type));
    for (size_t size = 26; size <= good.size() + 4; ++size) {
      if (size == good.size()) continue;
      Octets octets = good;
      octets.resize(size);
      octets[3] = static_cast<uint8_t>(size);
      octets[25] = static_cast<uint8_t>(size - 24);
      EXPECT_EQ(Verify(authentication, octets),
                DropReason::kWrongAuthenticationLength)
          << size;
    }
  }
}

// Conformance: RFC5880-6.7.3-16 negative
// Conformance: RFC5880-6.7.4-16 negative
// Conformance: RFC5880-6.7.3-15 negative
// Conformance: RFC5880-6.7.4-15 negative
// Conformance: RFC5880-6.7.3-17 negative
// Conformance: RFC5880-6.7.4-17 negative
// Conformance: RFC5880-6.7.3-7 negative
// Conformance: RFC5880-6.7.4-7 negative
TEST_F(AuthenticationTest, EveryFlippedBitIsNoticedAndChangesNothing) {
  for (const Vector& vector : kWithDigest) {
    const Octets good = vector.packet();
    Authentication authentication = Make(OneKey(vector.type));
    for (size_t bit = 0; bit < good.size() * 8; ++bit) {
      Octets octets = good;
      octets[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
      const auto decoded = DecodeControlPacket(octets);
      const auto* packet = std::get_if<ControlPacket>(&decoded);
      if (packet == nullptr) continue;
      EXPECT_NE(authentication.Verify(*packet), std::nullopt) << bit;
      EXPECT_FALSE(authentication.Snapshot().auth_seq_known);
    }
    EXPECT_EQ(Verify(authentication, good), std::nullopt);
  }
}

// Conformance: RFC5880-6.7.2-9 negative
// Conformance: RFC5880-6.7.2-10 negative
TEST_F(AuthenticationTest, EveryFlippedBitOfAPasswordIsNoticed) {
  Authentication authentication = Make(OneKey(AuthType::kSimplePassword));
  for (size_t bit = 24 * 8; bit < 34 * 8; ++bit) {
    Octets octets = VectorOf(AuthType::kSimplePassword).packet();
    octets[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
    const auto decoded = DecodeControlPacket(octets);
    const auto* packet = std::get_if<ControlPacket>(&decoded);
    if (packet == nullptr) continue;
    EXPECT_NE(authentication.Verify(*packet), std::nullopt) << bit;
  }
}

// Conformance: RFC5880-4.3-1 negative
// Conformance: RFC5880-4.4-1 negative
TEST_F(AuthenticationTest, TheReservedOctetIsIgnoredButPartOfTheDigest) {
  for (const Vector& vector : kWithDigest) {
    const AuthType type = vector.type;
    Octets octets = WithSequence(type, 5);
    octets[27] = 0x5a;
    Authentication authentication = Make(OneKey(type));
    EXPECT_EQ(Verify(authentication, octets), DropReason::kBadDigest);
    Resign(octets);
    EXPECT_EQ(Verify(authentication, octets), std::nullopt);
  }
}

// Conformance: RFC5880-6.7.3-13 negative
// Conformance: RFC5880-6.7.3-14 negative
// Conformance: RFC5880-6.7.4-13 negative
// Conformance: RFC5880-6.7.4-14 negative
TEST_F(AuthenticationTest, OutsideOfTheWindowIsDiscarded) {
  for (const auto& [type, has_sequence, meticulous, section] : kWithDigest) {
    for (const uint32_t last : {100u, 0xfffffffbu, 0x7ffffffdu}) {
      Authentication authentication = Make(OneKey(type));
      ASSERT_EQ(Verify(authentication, WithSequence(type, last)), std::nullopt);
      // 3 * Detect Mult is 9.
      for (const uint32_t ahead :
           {10u, 11u, 0x7fffffffu, 0x80000000u, 0xfffffff0u, 0xffffffffu}) {
        EXPECT_EQ(Verify(authentication, WithSequence(type, last + ahead)),
                  DropReason::kReplayedSequence);
      }
      EXPECT_EQ(Verify(authentication, WithSequence(type, last)),
                meticulous ? std::optional(DropReason::kReplayedSequence)
                           : std::nullopt);
      EXPECT_EQ(authentication.Snapshot().rcv_auth_seq, last);
    }
  }
}

// Conformance: RFC5880-6.7.3-13 positive
// Conformance: RFC5880-6.7.3-14 positive
// Conformance: RFC5880-6.7.4-13 positive
// Conformance: RFC5880-6.7.4-14 positive
TEST_F(AuthenticationTest, WithinTheWindowIsAcceptedAcrossTheWrap) {
  for (const Vector& vector : kWithDigest) {
    const AuthType type = vector.type;
    Authentication authentication = Make(OneKey(type));
    uint32_t sequence = 0xfffffff0;
    ASSERT_EQ(Verify(authentication, WithSequence(type, sequence)),
              std::nullopt);
    for (const uint32_t ahead : {1u, 9u, 2u, 8u, 9u}) {
      sequence += ahead;
      EXPECT_EQ(Verify(authentication, WithSequence(type, sequence)),
                std::nullopt);
      EXPECT_EQ(authentication.Snapshot().rcv_auth_seq, sequence);
    }
  }
}

// Conformance: RFC5880-6.8.1-13 negative
TEST_F(AuthenticationTest, AForgottenSequenceBeginsAnew) {
  Authentication authentication = Make(OneKey(AuthType::kMeticulousKeyedMd5));
  const Octets first = WithSequence(AuthType::kMeticulousKeyedMd5, 100);
  EXPECT_EQ(Verify(authentication, first), std::nullopt);
  EXPECT_EQ(Verify(authentication, first), DropReason::kReplayedSequence);
  authentication.ForgetSequence();
  EXPECT_EQ(Verify(authentication, first), std::nullopt);
}

TEST_F(AuthenticationTest, KeysAndTypesRollOverWithTheirLifetimes) {
  const absl::Time change = absl::UnixEpoch() + absl::Hours(1);
  const std::shared_ptr<const KeyChain> keys =
      Chain({{.id = 1, .type = AuthType::kKeyedMd5, .secret = "old"},
             {.id = 2,
              .type = AuthType::kMeticulousKeyedSha1,
              .secret = "new",
              .send = {.start = change}}});
  Authentication sender = Make(keys);
  Authentication receiver = Make(keys);
  const Octets before = Seal(sender);
  EXPECT_EQ(before[26], 1);
  EXPECT_EQ(Verify(receiver, before), std::nullopt);
  wall_.now = change;
  const Octets after = Seal(sender);
  EXPECT_EQ(after[24], 5);
  EXPECT_EQ(after[26], 2);
  EXPECT_EQ(SequenceOf(after), SequenceOf(before) + 1);
  EXPECT_EQ(Verify(receiver, after), std::nullopt);
}

TEST_F(AuthenticationTest, SendingWithAnExpiredKeyIsCounted) {
  Authentication authentication =
      Make(Chain({{.id = 1,
                   .secret = "x",
                   .send = {.end = absl::UnixEpoch() + absl::Hours(1)}}}));
  EXPECT_FALSE(Seal(authentication).empty());
  EXPECT_EQ(authentication.Snapshot().sent_without_valid_key, 0u);
  wall_.now += absl::Hours(1);
  EXPECT_FALSE(Seal(authentication).empty());
  EXPECT_EQ(authentication.Snapshot().sent_without_valid_key, 1u);
  EXPECT_FALSE(authentication.Snapshot().send_key_valid);
}

TEST_F(AuthenticationTest, OtherKeysGoOnWithTheSequence) {
  Authentication authentication = Make(OneKey(AuthType::kKeyedSha1));
  const uint32_t sequence = SequenceOf(Seal(authentication));
  authentication.SetKeys(OneKey(AuthType::kKeyedSha1));
  EXPECT_EQ(SequenceOf(Seal(authentication)), sequence + 1);
}

// Conformance: RFC5880-6.7.3-8 negative
// Conformance: RFC5880-6.7.4-8 negative
TEST_F(AuthenticationTest, WithoutADigestNothingIsSentOrAccepted) {
  Authentication authentication = Make(OneKey(AuthType::kKeyedSha1));
  const Octets good = Seal(authentication);
  ControlPacket changed = Contents();
  changed.poll = true;
  digest_.set_working(false);
  EXPECT_TRUE(Seal(authentication, changed).empty());
  EXPECT_EQ(authentication.Snapshot().digest_failures, 1u);
  EXPECT_EQ(Verify(authentication, good), DropReason::kBadDigest);
  digest_.set_working(true);
  EXPECT_FALSE(Seal(authentication, changed).empty());
}

}  // namespace
}  // namespace waymark::bfd
