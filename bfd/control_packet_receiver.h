// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// One session, as the demultiplexer sees it.

#ifndef WAYMARK_BFD_CONTROL_PACKET_RECEIVER_H_
#define WAYMARK_BFD_CONTROL_PACKET_RECEIVER_H_

#include <optional>

#include "base/monotonic_time.h"
#include "bfd/control_packet.h"
#include "bfd/drop_reason.h"

namespace waymark::bfd {

class ControlPacketReceiver {
 public:
  virtual ~ControlPacketReceiver() = default;

  // A packet selected for this session (RFC 5880, 6.8.6); borrowed until the
  // call returns. Answers why it was discarded, nullopt if it was not. May
  // remove or destroy the receiver.
  virtual std::optional<DropReason> OnControlPacket(
      const ControlPacket& packet, MonotonicTime received_at) = 0;
};

}  // namespace waymark::bfd

#endif  // WAYMARK_BFD_CONTROL_PACKET_RECEIVER_H_
