// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bfd/control_packet.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "absl/types/span.h"
#include "base/byte_writer.h"
#include "bfd/code_points.h"
#include "bfd/drop_reason.h"
#include "gtest/gtest.h"

namespace waymark::bfd {
namespace {

using Octets = std::vector<uint8_t>;

// An Up packet that polls.
Octets UpPoll() {
  return {
      0x20,                    // version 1, no diagnostic
      0xe0,                    // Up, P
      0x03, 0x18,              // Detect Mult 3, Length 24
      0x12, 0x34, 0x56, 0x78,  // My Discriminator
      0x9a, 0xbc, 0xde, 0xf0,  // Your Discriminator
      0x00, 0x00, 0xc3, 0x50,  // Desired Min TX 50 ms
      0x00, 0x04, 0x93, 0xe0,  // Required Min RX 300 ms
      0x00, 0x00, 0x00, 0x00,  // Required Min Echo RX 0
  };
}

// The first packet after a failure, from a system that loops Echo packets and
// whose BFD does not share fate with its control plane.
Octets DownAfterExpiry() {
  return {
      0x21,                    // version 1, diagnostic 1
      0x48,                    // Down, C
      0xff, 0x18,              // Detect Mult 255, Length 24
      0x00, 0x00, 0x00, 0x01,  // My Discriminator 1
      0x00, 0x00, 0x00, 0x00,  // Your Discriminator unknown
      0x00, 0x0f, 0x42, 0x40,  // Desired Min TX 1 s
      0x00, 0x00, 0x00, 0x00,  // Required Min RX 0
      0x00, 0x00, 0x03, 0xe8,  // Required Min Echo RX 1 ms
  };
}

// Simple password, key 7, "secret".
Octets Authenticated() {
  return {
      0x23,                    // version 1, diagnostic 3
      0x96,                    // Init, F, A, D
      0x01, 0x21,              // Detect Mult 1, Length 33
      0xff, 0xff, 0xff, 0xff,  // My Discriminator
      0x00, 0x00, 0x00, 0x02,  // Your Discriminator
      0x00, 0x00, 0x00, 0x01,  // Desired Min TX 1 us
      0xff, 0xff, 0xff, 0xff,  // Required Min RX
      0x00, 0x00, 0x00, 0x00,  // Required Min Echo RX
      0x01, 0x09, 0x07,        // simple password, Auth Len 9, key 7
      's',  'e',  'c',  'r',  'e', 't',
  };
}

Octets Encode(const ControlPacket& packet) {
  std::array<uint8_t, kMaxControlPacketSize> octets;
  ByteWriter writer(absl::MakeSpan(octets));
  EncodeControlPacket(packet, writer);
  EXPECT_TRUE(writer.ok());
  return Octets(writer.written().begin(), writer.written().end());
}

ControlPacket Decode(const Octets& octets) {
  const auto decoded = DecodeControlPacket(octets);
  EXPECT_TRUE(std::holds_alternative<ControlPacket>(decoded));
  return std::get<ControlPacket>(decoded);
}

std::optional<DropReason> Refusal(const Octets& octets) {
  const auto decoded = DecodeControlPacket(octets);
  const DropReason* reason = std::get_if<DropReason>(&decoded);
  return reason == nullptr ? std::nullopt : std::optional(*reason);
}

Octets With(Octets octets, size_t offset, uint8_t value) {
  octets.at(offset) = value;
  return octets;
}

// Conformance: RFC5880-6.8.7-11 positive
// Conformance: RFC5880-6.8.6-7 positive
// Conformance: RFC5880-6.8.6-8 positive
// Conformance: RFC5880-4.1-b positive
TEST(ControlPacketTest, AnUpPacketThatPollsIsReadAndWritten) {
  ControlPacket expected;
  expected.state = State::kUp;
  expected.poll = true;
  expected.detect_mult = 3;
  expected.my_discriminator = 0x12345678;
  expected.your_discriminator = 0x9abcdef0;
  expected.desired_min_tx_interval = 50'000;
  expected.required_min_rx_interval = 300'000;
  EXPECT_EQ(Decode(UpPoll()), expected);
  EXPECT_EQ(Encode(expected), UpPoll());
}

// Conformance: RFC5880-4.1-b positive
TEST(ControlPacketTest, AFirstPacketWithADiagnosticIsReadAndWritten) {
  ControlPacket expected;
  expected.diagnostic = Diagnostic::kControlDetectionTimeExpired;
  expected.state = State::kDown;
  expected.control_plane_independent = true;
  expected.detect_mult = 255;
  expected.my_discriminator = 1;
  expected.desired_min_tx_interval = 1'000'000;
  expected.required_min_echo_rx_interval = 1'000;
  EXPECT_EQ(Decode(DownAfterExpiry()), expected);
  EXPECT_EQ(Encode(expected), DownAfterExpiry());
}

// Conformance: RFC5880-4.1-a positive
// Conformance: RFC5880-4.1-b positive
TEST(ControlPacketTest, AnAuthenticationSectionIsBorrowedAndWritten) {
  const Octets octets = Authenticated();
  const ControlPacket packet = Decode(octets);
  EXPECT_EQ(packet.diagnostic, Diagnostic::kNeighborSignaledSessionDown);
  EXPECT_EQ(packet.state, State::kInit);
  EXPECT_FALSE(packet.poll);
  EXPECT_TRUE(packet.final);
  EXPECT_TRUE(packet.demand);
  ASSERT_TRUE(packet.authentication_present());
  EXPECT_EQ(packet.authentication.data(), octets.data() + kControlPacketSize);
  EXPECT_EQ(packet.authentication.size(), 9u);
  EXPECT_EQ(Encode(packet), octets);
}

// Conformance: RFC5880-4.1-b positive
TEST(ControlPacketTest, AReservedDiagnosticRoundTrips) {
  const Octets octets = With(UpPoll(), 0, 0x3f);
  EXPECT_EQ(static_cast<int>(Decode(octets).diagnostic), 31);
  EXPECT_EQ(Encode(Decode(octets)), octets);
}

// Conformance: RFC5880-4.1-1 positive
// Conformance: RFC5880-6.8.7-11 positive
TEST(ControlPacketTest, MultipointIsNeverWritten) {
  EXPECT_EQ(Encode(Decode(UpPoll()))[1] & 0x01, 0);
}

TEST(ControlPacketTest, AWriterThatIsTooSmallIsPoisoned) {
  std::array<uint8_t, kControlPacketSize - 1> octets;
  ByteWriter writer(absl::MakeSpan(octets));
  EncodeControlPacket(ControlPacket(), writer);
  EXPECT_FALSE(writer.ok());
}

// Conformance: RFC5880-6.8.6-3 negative
// Conformance: RFC5880-6.8.6-3 positive
TEST(ControlPacketTest, EveryVersionButOneIsRefused) {
  for (int version = 0; version < 8; ++version) {
    const Octets octets = With(UpPoll(), 0, static_cast<uint8_t>(version << 5));
    EXPECT_EQ(Refusal(octets), version == 1
                                   ? std::nullopt
                                   : std::optional(DropReason::kBadVersion))
        << version;
  }
}

// Conformance: RFC5880-6.8.6-1 positive
// Conformance: RFC5880-6.8.6-2 positive
// Conformance: RFC5880-6.8.6-1 negative
TEST(ControlPacketTest, TheFirstFaultInTheOrderOfTheRfcIsTheOneReported) {
  Octets octets = UpPoll();
  octets[0] = 0x00;
  octets[1] |= 0x01;
  octets[2] = 0;
  octets[3] = 23;
  std::fill(octets.begin() + 4, octets.begin() + 12, 0);
  EXPECT_EQ(Refusal(octets), DropReason::kBadVersion);
  octets[0] = 0x20;
  EXPECT_EQ(Refusal(octets), DropReason::kBadLength);
  octets[3] = 24;
  EXPECT_EQ(Refusal(octets), DropReason::kZeroDetectMult);
  octets[2] = 3;
  EXPECT_EQ(Refusal(octets), DropReason::kMultipoint);
  octets[1] &= 0xfe;
  EXPECT_EQ(Refusal(octets), DropReason::kZeroMyDiscriminator);
  octets[4] = 1;
  EXPECT_EQ(Refusal(octets), DropReason::kStateNeedsDiscriminator);
  octets[8] = 1;
  EXPECT_EQ(Refusal(octets), std::nullopt);
}

// Conformance: RFC5880-6.8.6-4 negative
TEST(ControlPacketTest, ALengthBelow24IsRefused) {
  EXPECT_EQ(Refusal(With(UpPoll(), 3, 23)), DropReason::kBadLength);
  EXPECT_EQ(Refusal(With(UpPoll(), 3, 0)), DropReason::kBadLength);
}

// Conformance: RFC5880-6.8.6-4 negative
TEST(ControlPacketTest, ALengthBelow26WithAuthenticationIsRefused) {
  EXPECT_EQ(Refusal(With(Authenticated(), 3, 24)), DropReason::kBadLength);
  EXPECT_EQ(Refusal(With(Authenticated(), 3, 25)), DropReason::kBadLength);
}

// Conformance: RFC5880-6.8.6-4 positive
TEST(ControlPacketTest, ALengthOf26WithAuthenticationIsLongEnough) {
  const Octets octets = With(With(Authenticated(), 3, 26), 25, 2);
  EXPECT_EQ(Decode(octets).authentication.size(), 2u);
}

// Conformance: RFC5880-6.8.6-5 negative
TEST(ControlPacketTest, ALengthBeyondThePayloadIsRefused) {
  EXPECT_EQ(Refusal(With(UpPoll(), 3, 25)), DropReason::kBadLength);
  EXPECT_EQ(Refusal(With(Authenticated(), 3, 34)), DropReason::kBadLength);
}

// Conformance: RFC5880-6.8.6-5 positive
TEST(ControlPacketTest, OctetsBeyondTheLengthAreIgnored) {
  Octets octets = UpPoll();
  octets.push_back(0xff);
  EXPECT_EQ(Decode(octets), Decode(UpPoll()));
}

// Conformance: RFC5880-6.8.6-6 negative
TEST(ControlPacketTest, ADetectMultOfZeroIsRefused) {
  EXPECT_EQ(Refusal(With(UpPoll(), 2, 0)), DropReason::kZeroDetectMult);
}

// Conformance: RFC5880-6.8.6-6 positive
TEST(ControlPacketTest, ADetectMultOfOneIsAccepted) {
  EXPECT_EQ(Decode(With(UpPoll(), 2, 1)).detect_mult, 1);
}

// Conformance: RFC5880-6.8.6-7 negative
// Conformance: RFC5880-4.1-1 negative
TEST(ControlPacketTest, TheMultipointBitIsRefused) {
  EXPECT_EQ(Refusal(With(UpPoll(), 1, 0xe1)), DropReason::kMultipoint);
}

// Conformance: RFC5880-6.8.6-8 negative
TEST(ControlPacketTest, AMyDiscriminatorOfZeroIsRefused) {
  EXPECT_EQ(Refusal(With(DownAfterExpiry(), 7, 0)),
            DropReason::kZeroMyDiscriminator);
}

// Conformance: RFC5880-6.8.6-11 negative
TEST(ControlPacketTest, YourDiscriminatorZeroInInitOrUpIsRefused) {
  EXPECT_EQ(Refusal(With(DownAfterExpiry(), 1, 0x80)),
            DropReason::kStateNeedsDiscriminator);
  EXPECT_EQ(Refusal(With(DownAfterExpiry(), 1, 0xc0)),
            DropReason::kStateNeedsDiscriminator);
}

// Conformance: RFC5880-6.8.6-11 positive
TEST(ControlPacketTest, YourDiscriminatorZeroInDownOrAdminDownIsAccepted) {
  EXPECT_EQ(Decode(With(DownAfterExpiry(), 1, 0x40)).state, State::kDown);
  EXPECT_EQ(Decode(With(DownAfterExpiry(), 1, 0x00)).state, State::kAdminDown);
}

// Not among the checks of RFC 5880, 6.8.6, which therefore accepts it.
TEST(ControlPacketTest, PollAndFinalTogetherAreAccepted) {
  const ControlPacket packet = Decode(With(UpPoll(), 1, 0xf0));
  EXPECT_TRUE(packet.poll);
  EXPECT_TRUE(packet.final);
}

// Conformance: RFC5880-4.1-a negative
TEST(ControlPacketTest, AnAuthLenThatDoesNotFillThePacketIsRefused) {
  for (const uint8_t length : {0, 1, 2, 8, 10, 255}) {
    EXPECT_EQ(Refusal(With(Authenticated(), 25, length)),
              DropReason::kBadAuthenticationLength)
        << int{length};
  }
}

TEST(ControlPacketTest, EveryTruncationIsRefused) {
  for (const Octets& whole : {UpPoll(), DownAfterExpiry(), Authenticated()}) {
    for (size_t size = 0; size < whole.size(); ++size) {
      // A heap block of this very size, so that a read beyond it is found.
      const Octets octets(whole.begin(), whole.begin() + size);
      EXPECT_EQ(Refusal(octets), DropReason::kBadLength) << size;
    }
  }
}

TEST(ControlPacketTest, EveryChangedOctetIsRefusedOrWrittenBackAsItWas) {
  for (const Octets& whole : {UpPoll(), DownAfterExpiry(), Authenticated()}) {
    for (size_t offset = 0; offset < whole.size(); ++offset) {
      for (int value = 0; value < 256; ++value) {
        const Octets octets = With(whole, offset, static_cast<uint8_t>(value));
        const auto decoded = DecodeControlPacket(octets);
        const auto* packet = std::get_if<ControlPacket>(&decoded);
        if (packet == nullptr) continue;
        // With the A bit cleared, what followed is no longer part of it.
        Octets expected = octets;
        if (!packet->authentication_present()) {
          expected.resize(kControlPacketSize);
          expected[3] = kControlPacketSize;
        }
        EXPECT_EQ(Encode(*packet), expected) << offset << " " << value;
      }
    }
  }
}

}  // namespace
}  // namespace waymark::bfd
