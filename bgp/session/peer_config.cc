// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/session/peer_config.h"

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "bgp/session/session_config.h"

namespace waymark::bgp {

absl::Status Validate(const PeerConfig& config) {
  if (config.restart.delay <= absl::ZeroDuration() ||
      config.restart.max_delay < config.restart.delay) {
    return absl::InvalidArgumentError(
        "restart delay must be positive and not above its maximum");
  }
  return Validate(config.session);
}

}  // namespace waymark::bgp
