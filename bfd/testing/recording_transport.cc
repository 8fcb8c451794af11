// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bfd/testing/recording_transport.h"

#include <variant>

#include "absl/status/status.h"

namespace waymark::bfd::testing {

class RecordingTransport::Sender final : public PacketSender {
 public:
  explicit Sender(RecordingTransport& transport) : transport_(transport) {
    ++transport_.open_senders;
  }
  ~Sender() override { --transport_.open_senders; }

  void Send(absl::Span<const uint8_t> octets) override {
    ControlPacket packet = std::get<ControlPacket>(DecodeControlPacket(octets));
    packet.authentication = {};
    transport_.sent.push_back(
        {transport_.clock_.Now(),
         std::vector<uint8_t>(octets.begin(), octets.end()), packet});
  }

 private:
  RecordingTransport& transport_;
};

absl::StatusOr<std::unique_ptr<PacketSender>> RecordingTransport::OpenSender(
    const SessionKey& key) {
  const absl::Status status = std::exchange(open_status, absl::OkStatus());
  if (!status.ok()) return status;
  opened.push_back(key);
  return std::make_unique<Sender>(*this);
}

DrainReport RecordingTransport::Drain(MonotonicTime until) {
  ++drains;
  drained_until = until;
  while (!queue.empty()) {
    absl::AnyInvocable<void()> deliver = std::move(queue.front());
    queue.pop_front();
    deliver();
  }
  return {last_overflow};
}

}  // namespace waymark::bfd::testing
