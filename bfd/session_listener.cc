// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bfd/session_listener.h"

namespace waymark::bfd {

absl::string_view Name(StateChangeReason reason) {
  switch (reason) {
    case StateChangeReason::kHandshake:
      return "handshake";
    case StateChangeReason::kDetectionTimeExpired:
      return "detection_time_expired";
    case StateChangeReason::kNeighborSignaledDown:
      return "neighbor_signaled_down";
    case StateChangeReason::kNeighborAdminDown:
      return "neighbor_admin_down";
    case StateChangeReason::kAdministrative:
      return "administrative";
    case StateChangeReason::kPathDown:
      return "path_down";
    case StateChangeReason::kTransmitGateLapsed:
      return "transmit_gate_lapsed";
    case StateChangeReason::kForwardingPlaneReset:
      return "forwarding_plane_reset";
  }
  return "";
}

}  // namespace waymark::bfd
