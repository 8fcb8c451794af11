// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A transport without a network: it keeps what sessions send, and hands over at
// Drain what a test has put into its receive queue.

#ifndef WAYMARK_BFD_TESTING_RECORDING_TRANSPORT_H_
#define WAYMARK_BFD_TESTING_RECORDING_TRANSPORT_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <utility>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "base/clock.h"
#include "base/monotonic_time.h"
#include "bfd/control_packet.h"
#include "bfd/packet_sender.h"
#include "bfd/session_key.h"
#include "bfd/transport.h"

namespace waymark::bfd::testing {

struct SentPacket {
  MonotonicTime time;
  std::vector<uint8_t> octets;
  ControlPacket packet;  // decoded, without the authentication section
};

class RecordingTransport final : public Transport {
 public:
  // `clock` is borrowed.
  explicit RecordingTransport(const Clock& clock) : clock_(clock) {}

  absl::StatusOr<std::unique_ptr<PacketSender>> OpenSender(
      const SessionKey& key) override;
  DrainReport Drain(MonotonicTime until) override;

  // The next OpenSender fails with it.
  void FailNextOpen(absl::Status status) { open_status = std::move(status); }

  // What OpenSender was asked for and granted.
  std::vector<SessionKey> opened;
  // Everything sent, by all sessions, oldest first.
  std::vector<SentPacket> sent;
  // Called once each by the next Drain.
  std::deque<absl::AnyInvocable<void()>> queue;
  MonotonicTime last_overflow = MonotonicTime::InfinitePast();
  int drains = 0;
  // What the last of them was asked for.
  MonotonicTime drained_until = MonotonicTime::InfinitePast();
  int open_senders = 0;
  absl::Status open_status;

 private:
  class Sender;

  const Clock& clock_;
};

}  // namespace waymark::bfd::testing

#endif  // WAYMARK_BFD_TESTING_RECORDING_TRANSPORT_H_
