// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What a session knows of the neighbour (RFC 5880, 6.8.1). Its intervals are in
// bfd/timer_negotiation.h.

#ifndef WAYMARK_BFD_REMOTE_SYSTEM_H_
#define WAYMARK_BFD_REMOTE_SYSTEM_H_

#include <cstdint>

#include "bfd/code_points.h"
#include "bfd/control_packet.h"

namespace waymark::bfd {

// As its last packet says.
struct RemoteSystem {
  uint32_t discr = 0;                  // bfd.RemoteDiscr; 0: not known
  State session_state = State::kDown;  // bfd.RemoteSessionState
  Diagnostic diag = Diagnostic::kNone;
  bool demand_mode = false;  // bfd.RemoteDemandMode
  bool control_plane_independent = false;

  // RFC 5880, 6.8.6: "Set bfd.RemoteDiscr [...]".
  void Learn(const ControlPacket& packet) {
    discr = packet.my_discriminator;
    session_state = packet.state;
    diag = packet.diagnostic;
    demand_mode = packet.demand;
    control_plane_independent = packet.control_plane_independent;
  }

  // RFC 5882, 4.1: "if known".
  bool IsAdminDown() const {
    return session_state == State::kAdminDown && discr != 0;
  }
};

}  // namespace waymark::bfd

#endif  // WAYMARK_BFD_REMOTE_SYSTEM_H_
