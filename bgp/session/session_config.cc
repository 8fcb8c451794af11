// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/session/session_config.h"

#include <cstddef>
#include <cstdint>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "bgp/code_points.h"

namespace waymark::bgp {
namespace {

constexpr size_t kMaxCapabilityValue = 255;
// All of them, with room to spare in an OPEN of 4096 octets.
constexpr size_t kMaxCapabilitySize = 3500;

bool IsValidHoldTime(absl::Duration hold_time) {
  const int64_t seconds = absl::ToInt64Seconds(hold_time);
  return hold_time == absl::Seconds(seconds) &&
         (seconds == 0 || (seconds >= 3 && seconds <= 65535));
}

absl::Status ValidateCapabilities(const SessionConfig& config) {
  size_t size = 0;
  for (const RawCapability& capability : config.other_capabilities) {
    if (capability.value.size() > kMaxCapabilityValue) {
      return absl::InvalidArgumentError("capability longer than 255 octets");
    }
    size += 2 + capability.value.size();
  }
  if (size > kMaxCapabilitySize) {
    return absl::InvalidArgumentError("capabilities do not fit an OPEN");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status Validate(const SessionConfig& config) {
  if (config.local_as == 0 || config.peer_as == 0) {
    return absl::InvalidArgumentError("AS 0 (RFC 7607)");
  }
  if (config.bgp_identifier == 0) {
    return absl::InvalidArgumentError("BGP identifier 0 (RFC 6286, 2.1)");
  }
  if (config.families.empty()) {
    return absl::InvalidArgumentError("no address family");
  }
  if (!IsValidHoldTime(config.hold_time)) {
    return absl::InvalidArgumentError(
        "hold time must be 0 or 3 to 65535 whole seconds (RFC 4271, 4.2)");
  }
  for (const absl::Duration time :
       {config.open_hold_time, config.connect_retry_time,
        config.send_hold_time}) {
    if (time <= absl::ZeroDuration()) {
      return absl::InvalidArgumentError("a timer that is not positive");
    }
  }
  return ValidateCapabilities(config);
}

OpenMessage MakeOpen(const SessionConfig& config) {
  OpenMessage open;
  // RFC 6793, 4.2.2: AS_TRANS for a number that needs four octets.
  open.my_as = config.local_as <= 0xFFFF
                   ? static_cast<uint16_t>(config.local_as)
                   : static_cast<uint16_t>(kAsTrans);
  open.hold_time =
      static_cast<uint16_t>(absl::ToInt64Seconds(config.hold_time));
  open.bgp_identifier = config.bgp_identifier;
  open.capabilities.families = config.families;
  open.capabilities.route_refresh = config.route_refresh;
  open.capabilities.extended_message = config.extended_message;
  open.capabilities.enhanced_route_refresh = config.enhanced_route_refresh;
  open.capabilities.four_octet_as = config.local_as;
  open.capabilities.others = config.other_capabilities;
  return open;
}

}  // namespace waymark::bgp
