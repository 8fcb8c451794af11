// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// BFD control packets to send from tests, and who hears them.

#ifndef WAYMARK_POSIX_TESTING_CONTROL_PACKETS_H_
#define WAYMARK_POSIX_TESTING_CONTROL_PACKETS_H_

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "absl/types/span.h"
#include "base/byte_writer.h"
#include "base/monotonic_time.h"
#include "bfd/control_packet.h"
#include "bfd/control_packet_receiver.h"
#include "bfd/drop_reason.h"

namespace waymark::posix {

using ControlPacketOctets = std::array<uint8_t, bfd::kControlPacketSize>;

// One that every receiver accepts: the first of a session.
inline ControlPacketOctets EncodedControlPacket(uint32_t my_discriminator = 1) {
  bfd::ControlPacket packet;
  packet.detect_mult = 3;
  packet.my_discriminator = my_discriminator;
  ControlPacketOctets octets;
  ByteWriter writer(absl::MakeSpan(octets));
  bfd::EncodeControlPacket(packet, writer);
  return octets;
}

// Hears only what has passed the checks of TTL, addresses and interface.
class ControlPacketRecorder final : public bfd::ControlPacketReceiver {
 public:
  std::optional<bfd::DropReason> OnControlPacket(
      const bfd::ControlPacket& packet, MonotonicTime received_at) override {
    discriminators.push_back(packet.my_discriminator);
    arrivals.push_back(received_at);
    if (on_packet) on_packet();
    return std::nullopt;
  }

  std::vector<uint32_t> discriminators;
  std::vector<MonotonicTime> arrivals;
  std::function<void()> on_packet;  // may be empty
};

}  // namespace waymark::posix

#endif  // WAYMARK_POSIX_TESTING_CONTROL_PACKETS_H_
