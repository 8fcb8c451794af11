// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bfd/testing/session_harness.h"

#include <array>
#include <cstdlib>

#include "absl/types/span.h"
#include "base/byte_writer.h"
#include "base/ip_address.h"
#include "bfd/received_packet.h"

namespace waymark::bfd::testing {

SessionKey TestKey() {
  return {.local = IpAddress::V4(192, 0, 2, 1),
          .remote = IpAddress::V4(192, 0, 2, 2)};
}

SessionConfig TestConfig() {
  SessionConfig config;
  config.key = TestKey();
  config.timers = {.desired_min_tx = absl::Milliseconds(50),
                   .required_min_rx = absl::Milliseconds(50),
                   .detect_multiplier = 3};
  return config;
}

SessionHarness::SessionHarness(const SessionConfig& config, uint64_t seed)
    : runtime(seed),
      demultiplexer({}, runtime.runtime().random),
      transport(runtime.node().clock()),
      config(config),
      session(std::make_unique<Session>(runtime.runtime(), demultiplexer,
                                        transport, config, listener)) {}

void SessionHarness::Start() {
  if (!session->Start().ok()) std::abort();
  RunFor(absl::ZeroDuration());
}

void SessionHarness::Handshake() {
  Start();
  Receive(State::kDown);
  Receive(State::kInit);
}

void SessionHarness::BringUp() {
  Handshake();
  // The packet that says Up is the Poll.
  ControlPacket final = FromRemote(State::kUp);
  final.final = true;
  Receive(final);
  Receive(State::kUp);
  if (session->state() != State::kUp || session->Snapshot().poll_active) {
    std::abort();
  }
}

ControlPacket SessionHarness::FromRemote(State state) const {
  ControlPacket packet;
  packet.state = state;
  packet.detect_mult = 3;
  packet.my_discriminator = kRemoteDiscriminator;
  packet.your_discriminator = session->local_discriminator();
  packet.desired_min_tx_interval = 50'000;
  packet.required_min_rx_interval = 50'000;
  return packet;
}

ControlPacket SessionHarness::AskForDemandMode() {
  ControlPacket demand = FromRemote(State::kUp);
  demand.demand = true;
  Receive(demand);
  ForgetSent();
  return demand;
}

void SessionHarness::Receive(const ControlPacket& packet) {
  Receive(packet, Now());
}

void SessionHarness::Receive(const ControlPacket& packet,
                             MonotonicTime received_at) {
  std::array<uint8_t, kMaxControlPacketSize> octets;
  ByteWriter writer(absl::MakeSpan(octets));
  EncodeControlPacket(packet, writer);
  demultiplexer.Receive(
      {.octets = writer.written(),
       .source = {.address = config.key.remote, .port = 49152},
       .destination = config.key.local,
       .interface_index = 1,
       .ttl = 255,
       .received_at = received_at,
       .path = config.key.path});
}

void SessionHarness::Queue(const ControlPacket& packet,
                           MonotonicTime received_at) {
  transport.queue.push_back(
      [this, packet, received_at] { Receive(packet, received_at); });
}

void SessionHarness::KeepReceiving(State state, absl::Duration interval,
                                   absl::Duration duration) {
  const MonotonicTime end = Now() + duration;
  while (Now() + interval <= end) {
    RunFor(interval);
    Receive(state);
  }
  runtime.RunUntil(end);
}

}  // namespace waymark::bfd::testing
