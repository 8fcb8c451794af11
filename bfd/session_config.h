// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Everything that is chosen for a session.

#ifndef WAYMARK_BFD_SESSION_CONFIG_H_
#define WAYMARK_BFD_SESSION_CONFIG_H_

#include <cstdint>
#include <memory>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/digest.h"
#include "bfd/key_chain.h"
#include "bfd/session_key.h"
#include "bfd/transmit_gate.h"
#include "bfd/transmit_group.h"

namespace waymark::bfd {

// RFC 5880, 6.1. RFC 5881, 3 asks for kActive on both sides of a single hop;
// kPassive is for a neighbour that is known to be active.
enum class Role : uint8_t { kActive, kPassive };

// The three parameters that the neighbour sees. Intervals go on the wire in
// whole microseconds, rounded down, from 1 us to 4294 s: the common intervals
// of RFC 7419 (3.3, 10, 20, 50 and 100 ms, 1 s and 10 s) and all others.
struct TimerConfig {
  // bfd.DesiredMinTxInterval while Up; at least one second is used below it.
  absl::Duration desired_min_tx = absl::Milliseconds(300);
  // bfd.RequiredMinRxInterval. Zero (no packets wanted) is refused: silence
  // would have no meaning.
  absl::Duration required_min_rx = absl::Milliseconds(300);
  // bfd.DetectMult, 1-255.
  int detect_multiplier = 3;
};

// How late our own timers may be before silence is blamed on us: the larger of
// the two. A stall shorter than an eighth of the detection time can hide at
// most one packet of a neighbour whose Detect Mult is between 2 and 6, so that
// the others were missed for another reason.
struct StallTolerance {
  absl::Duration floor = absl::Milliseconds(5);
  double fraction_of_detection_time = 0.125;
};

struct SessionConfig {
  SessionKey key = {};
  // With a multihop key, 1-255: packets that come in with a lower TTL or Hop
  // Limit are dropped. 255 less the routers between, if the neighbour sends
  // with 255; some do not, so that by default all are taken. It keeps out those
  // who are further away: authentication is the real protection (RFC 5883, 6).
  // A single hop asks for 255 whatever this says (RFC 5881, 5).
  int min_ttl = 1;
  Role role = Role::kActive;
  TimerConfig timers = {};
  // The C bit: set it if BFD goes on while BGP is restarted (RFC 5882, 4.3).
  bool control_plane_independent = false;
  StallTolerance stall_tolerance = {};
  // After a failure Up is reported only when the session has been Up for this
  // long (bfd/hold_down.h).
  absl::Duration hold_down = absl::ZeroDuration();
  // Sessions of one group with one interval send together, however many they
  // are, so that neighbours who lose us together notice it together. For a few:
  // each time all of them send a packet. Null: as many as
  // Demultiplexer::Config::most_in_step says, 128 by default. Those with a
  // Detect Mult of 1 are apart. Borrowed, outlives the session.
  TransmitGroup* transmit_group = nullptr;
  // Null: no authentication (RFC 5880, 6.7). May be changed while the session
  // runs (Session::SetKeyChain).
  std::shared_ptr<const KeyChain> key_chain = nullptr;
  // What the keyed types compute with; may be null without them. Borrowed,
  // outlives the session.
  Digest* digest = nullptr;
  // Optional; borrowed, outlives the session.
  const TransmitGate* gate = nullptr;
};

// INVALID_ARGUMENT with the field's name and limits, else OK.
absl::Status Validate(const TimerConfig& timers);
// Whether these keys can be used with this digest; either may be null.
absl::Status Validate(const KeyChain* key_chain, const Digest* digest);
absl::Status Validate(const SessionConfig& config);

}  // namespace waymark::bfd

#endif  // WAYMARK_BFD_SESSION_CONFIG_H_
