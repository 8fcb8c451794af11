// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bfd/control_packet.h"

#include "base/byte_reader.h"

namespace waymark::bfd {
namespace {

constexpr uint8_t kPollBit = 0x20;
constexpr uint8_t kFinalBit = 0x10;
constexpr uint8_t kControlPlaneIndependentBit = 0x08;
constexpr uint8_t kAuthenticationPresentBit = 0x04;
constexpr uint8_t kDemandBit = 0x02;
constexpr uint8_t kMultipointBit = 0x01;

constexpr size_t kMinAuthenticationSize = 2;

}  // namespace

// The checks come in the order of RFC 5880, 6.8.6.
std::variant<ControlPacket, DropReason> DecodeControlPacket(
    absl::Span<const uint8_t> payload) {
  if (payload.empty()) return DropReason::kBadLength;
  if (payload[0] >> 5 != kProtocolVersion) return DropReason::kBadVersion;
  if (payload.size() < kControlPacketSize) return DropReason::kBadLength;

  ByteReader reader(payload);
  ControlPacket packet;
  packet.diagnostic = static_cast<Diagnostic>(reader.ReadU8() & 0x1f);
  const uint8_t flags = reader.ReadU8();
  packet.state = static_cast<State>(flags >> 6);
  packet.poll = flags & kPollBit;
  packet.final = flags & kFinalBit;
  packet.control_plane_independent = flags & kControlPlaneIndependentBit;
  packet.demand = flags & kDemandBit;
  packet.detect_mult = reader.ReadU8();
  const size_t length = reader.ReadU8();
  packet.my_discriminator = reader.ReadU32();
  packet.your_discriminator = reader.ReadU32();
  packet.desired_min_tx_interval = reader.ReadU32();
  packet.required_min_rx_interval = reader.ReadU32();
  packet.required_min_echo_rx_interval = reader.ReadU32();

  const bool authenticated = flags & kAuthenticationPresentBit;
  const size_t min_length =
      kControlPacketSize + (authenticated ? kMinAuthenticationSize : 0);
  if (length < min_length) return DropReason::kBadLength;
  if (length > payload.size()) return DropReason::kBadLength;
  if (packet.detect_mult == 0) return DropReason::kZeroDetectMult;
  if (flags & kMultipointBit) return DropReason::kMultipoint;
  if (packet.my_discriminator == 0) return DropReason::kZeroMyDiscriminator;
  if (packet.your_discriminator == 0 && packet.state != State::kDown &&
      packet.state != State::kAdminDown) {
    return DropReason::kStateNeedsDiscriminator;
  }
  if (authenticated) {
    packet.authentication = reader.ReadSpan(length - kControlPacketSize);
    // RFC 5880, 4.1: Auth Len covers the section, and Length the header and the
    // section (6.8.7). A section that does not fill the packet is malformed.
    if (packet.authentication[1] != packet.authentication.size()) {
      return DropReason::kBadAuthenticationLength;
    }
  }
  return packet;
}

void EncodeControlPacket(const ControlPacket& packet, ByteWriter& writer) {
  uint8_t flags = static_cast<uint8_t>(static_cast<uint8_t>(packet.state) << 6);
  if (packet.poll) flags |= kPollBit;
  if (packet.final) flags |= kFinalBit;
  if (packet.control_plane_independent) flags |= kControlPlaneIndependentBit;
  if (packet.authentication_present()) flags |= kAuthenticationPresentBit;
  if (packet.demand) flags |= kDemandBit;

  writer.WriteU8(static_cast<uint8_t>(kProtocolVersion << 5 |
                                      static_cast<uint8_t>(packet.diagnostic)));
  writer.WriteU8(flags);
  writer.WriteU8(packet.detect_mult);
  writer.WriteU8(
      static_cast<uint8_t>(kControlPacketSize + packet.authentication.size()));
  writer.WriteU32(packet.my_discriminator);
  writer.WriteU32(packet.your_discriminator);
  writer.WriteU32(packet.desired_min_tx_interval);
  writer.WriteU32(packet.required_min_rx_interval);
  writer.WriteU32(packet.required_min_echo_rx_interval);
  writer.WriteSpan(packet.authentication);
}

}  // namespace waymark::bfd
