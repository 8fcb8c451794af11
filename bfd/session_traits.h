// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What of a SessionConfig stays as it is while the session exists, in as little
// memory as it takes.

#ifndef WAYMARK_BFD_SESSION_TRAITS_H_
#define WAYMARK_BFD_SESSION_TRAITS_H_

#include <algorithm>
#include <cstdint>
#include <limits>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/digest.h"
#include "bfd/session_config.h"
#include "bfd/session_key.h"
#include "bfd/transmit_gate.h"
#include "bfd/transmit_group.h"

namespace waymark::bfd {

struct SessionTraits {
  // More than 71 minutes are as good as for ever.
  static uint32_t ToMicroseconds(absl::Duration floor) {
    return static_cast<uint32_t>(
        std::min<int64_t>(absl::ToInt64Microseconds(floor),
                          std::numeric_limits<uint32_t>::max()));
  }

  explicit SessionTraits(const SessionConfig& config)
      : status(Validate(config)),
        gate(config.gate),
        transmit_group(config.transmit_group),
        digest(config.digest),
        key(config.key),
        stall_fraction(static_cast<float>(
            config.stall_tolerance.fraction_of_detection_time)),
        stall_floor_us(ToMicroseconds(config.stall_tolerance.floor)),
        min_ttl(static_cast<uint8_t>(config.min_ttl)),
        role(config.role),
        control_plane_independent(config.control_plane_independent) {}

  // Whether the session may be Up as far as we are concerned.
  bool IsGateOpen() const { return gate == nullptr || gate->Alive(); }
  // How late a timer of ours may be.
  absl::Duration StallTolerance(absl::Duration detection_time) const {
    return std::max(absl::Microseconds(stall_floor_us),
                    detection_time * stall_fraction);
  }

  const absl::Status status;  // of the whole configuration
  const TransmitGate* const gate;
  TransmitGroup* const transmit_group;
  Digest* const digest;
  const SessionKey key;
  const float stall_fraction;
  const uint32_t stall_floor_us;
  const uint8_t min_ttl;
  const Role role;
  const bool control_plane_independent;
};

}  // namespace waymark::bfd

#endif  // WAYMARK_BFD_SESSION_TRAITS_H_
