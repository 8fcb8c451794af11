// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// One session on simulated time, with the test in the neighbour's place.

#ifndef WAYMARK_BFD_TESTING_SESSION_HARNESS_H_
#define WAYMARK_BFD_TESTING_SESSION_HARNESS_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "absl/time/time.h"
#include "base/monotonic_time.h"
#include "base/testing/simulated_runtime.h"
#include "bfd/control_packet.h"
#include "bfd/demultiplexer.h"
#include "bfd/session.h"
#include "bfd/session_config.h"
#include "bfd/session_key.h"
#include "bfd/testing/recording_listener.h"
#include "bfd/testing/recording_transport.h"

namespace waymark::bfd::testing {

inline constexpr uint32_t kRemoteDiscriminator = 0x0a0b0c0d;

// 192.0.2.1 (local) and 192.0.2.2 on any interface.
SessionKey TestKey();
// Both intervals 50 ms, multiplier 3, on TestKey().
SessionConfig TestConfig();

class SessionHarness {
 public:
  explicit SessionHarness(const SessionConfig& config = TestConfig(),
                          uint64_t seed = 1);

  // Start(), which must succeed, and the turn of the loop after it.
  void Start();
  // Start() and the handshake by packets as of FromRemote: Up, with the Poll
  // Sequence under way that reaching Up asks for.
  void Handshake();
  // The same, and the Poll Sequence is answered and settled.
  void BringUp();

  // A packet as the neighbour would send it now: its discriminator, ours once
  // it is known (0 for a first packet), 50 ms, 50 ms, multiplier 3.
  ControlPacket FromRemote(State state) const;

  // The neighbour, Up, asks for Demand mode by the packet that is returned;
  // what was sent until then is forgotten.
  ControlPacket AskForDemandMode();

  // Delivers through the demultiplexer; received now, or at `received_at`.
  void Receive(const ControlPacket& packet);
  void Receive(const ControlPacket& packet, MonotonicTime received_at);
  void Receive(State state) { Receive(FromRemote(state)); }
  // Puts it into the receive queue, for the next Drain.
  void Queue(const ControlPacket& packet, MonotonicTime received_at);

  // For `duration` the neighbour sends a packet in `state` every `interval`.
  void KeepReceiving(State state, absl::Duration interval,
                     absl::Duration duration);

  MonotonicTime Now() const { return runtime.Now(); }
  void RunFor(absl::Duration duration) { runtime.RunFor(duration); }

  // The last packet sent. REQUIRES: there is one.
  const ControlPacket& LastSent() const { return transport.sent.back().packet; }
  void ForgetSent() { transport.sent.clear(); }

  waymark::testing::SimulatedRuntime runtime;
  Demultiplexer demultiplexer;
  RecordingTransport transport;
  RecordingListener listener;
  SessionConfig config;
  std::unique_ptr<Session> session;
};

}  // namespace waymark::bfd::testing

#endif  // WAYMARK_BFD_TESTING_SESSION_HARNESS_H_
