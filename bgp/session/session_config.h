// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What one session is configured with.

#ifndef WAYMARK_BGP_SESSION_SESSION_CONFIG_H_
#define WAYMARK_BGP_SESSION_SESSION_CONFIG_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "bgp/capability.h"
#include "bgp/family.h"
#include "bgp/open_message.h"

namespace waymark::bgp {

struct SessionConfig {
  uint32_t local_as = 0;
  uint32_t peer_as = 0;
  uint32_t bgp_identifier = 0;  // ours; host order, not 0

  // Announced; at least one. A session with which the peer shares none of them
  // is refused. (Not from a list in braces: at -O2, g++ 12 would warn its users
  // of an uninitialized value.)
  std::vector<Family> families = std::vector<Family>(1, kIpv4Unicast);
  bool route_refresh = true;
  // RFC 7313: marks where the answer to a request begins and ends, and knows
  // the marks of the peer.
  bool enhanced_route_refresh = true;
  bool extended_message = true;
  // Announced as they stand, beside those above and 4-octet AS numbers.
  std::vector<RawCapability> other_capabilities;

  // Proposed in our OPEN: whole seconds, 0 or 3 to 65535 (RFC 4271, 4.2).
  absl::Duration hold_time = absl::Seconds(90);
  // HoldTimer while the peer's OPEN is awaited (RFC 4271, 8.2.2: "a large
  // value").
  absl::Duration open_hold_time = absl::Minutes(4);
  // ConnectRetryTime: how long one attempt to connect may take before the next
  // is made in its place. RFC 4271, 10 suggests 120 s, with which a SYN that
  // was lost in a fault would cost minutes after the fault has healed. Must
  // exceed the time that TCP needs to connect.
  absl::Duration connect_retry_time = absl::Seconds(1);
  // How long our output may be blocked while Established; twice the negotiated
  // hold time if that is longer (RFC 9687). Not observed with hold time 0.
  absl::Duration send_hold_time = absl::Minutes(8);
};

// OK, or what is wrong.
absl::Status Validate(const SessionConfig& config);

// The OPEN that a session sends.
OpenMessage MakeOpen(const SessionConfig& config);

}  // namespace waymark::bgp

#endif  // WAYMARK_BGP_SESSION_SESSION_CONFIG_H_
