// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bfd/fuzz_control_packet.h"

#include <array>
#include <cstddef>
#include <cstdlib>
#include <variant>

#include "base/byte_writer.h"
#include "bfd/code_points.h"
#include "bfd/control_packet.h"
#include "bfd/drop_reason.h"

namespace waymark::bfd {
namespace {

void Require(bool condition) {
  if (!condition) std::abort();
}

void RequireDecoderReason(DropReason reason) {
  Require(reason >= DropReason::kBadVersion &&
          reason <= DropReason::kBadAuthenticationLength);
}

void RequireValid(const ControlPacket& packet,
                  absl::Span<const uint8_t> octets) {
  Require(packet.detect_mult != 0);
  Require(packet.my_discriminator != 0);
  Require(packet.your_discriminator != 0 || packet.state == State::kDown ||
          packet.state == State::kAdminDown);
  Require(kControlPacketSize + packet.authentication.size() <= octets.size());
}

}  // namespace

void FuzzControlPacket(absl::Span<const uint8_t> octets) {
  const auto decoded = DecodeControlPacket(octets);
  if (const DropReason* reason = std::get_if<DropReason>(&decoded)) {
    return RequireDecoderReason(*reason);
  }
  const ControlPacket& packet = std::get<ControlPacket>(decoded);
  RequireValid(packet, octets);

  std::array<uint8_t, kMaxControlPacketSize> written;
  ByteWriter writer(absl::MakeSpan(written));
  EncodeControlPacket(packet, writer);
  Require(writer.ok());
  const size_t size = kControlPacketSize + packet.authentication.size();
  Require(writer.size() == size);
  Require(written[3] == size);
  for (size_t i = 0; i < size; ++i) {
    // A Length that covers octets beyond the mandatory section although the A
    // bit is clear is legal, and not reproduced.
    Require(i == 3 || written[i] == octets[i]);
  }
  const auto again = DecodeControlPacket(writer.written());
  Require(std::holds_alternative<ControlPacket>(again));
  Require(std::get<ControlPacket>(again) == packet);
}

}  // namespace waymark::bfd
