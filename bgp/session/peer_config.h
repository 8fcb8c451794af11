// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What one neighbour is configured with.

#ifndef WAYMARK_BGP_SESSION_PEER_CONFIG_H_
#define WAYMARK_BGP_SESSION_PEER_CONFIG_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "bgp/session/restart_backoff.h"
#include "bgp/session/session_config.h"

namespace waymark::bgp {

// Who makes the connection.
enum class OpeningMode : uint8_t {
  kBoth,     // whoever comes first; collisions are resolved
  kActive,   // we do; what the peer makes is refused
  kPassive,  // the peer does (PassiveTcpEstablishment)
};

// What a peer's LivenessSource is used for.
enum class LivenessMode : uint8_t {
  kNone,
  // It brings the session down. Whether the session may come up it does not
  // say: the neighbour may have no BFD, or start it later.
  // Deviation: RFC 5882, 4.1 would have establishment blocked where both sides
  // are known to run BFD; kStrict does that.
  kWatch,
  // It also has to be up, or switched off by one of the sides, before an OPEN
  // is sent on any connection (RFC 5882, 4.1). The neighbour's switch counts
  // while it is known: a neighbour that was AdminDown and is silent for a
  // detection time may have gone. A session that is Established outlives that
  // silence; once it has ended, none opens until BFD is heard again. Where BFD
  // is taken away from a neighbour for good, kWatch comes first.
  kStrict,
};

struct PeerConfig {
  std::string name;  // for people; not interpreted
  SessionConfig session;
  OpeningMode opening = OpeningMode::kBoth;
  LivenessMode liveness = LivenessMode::kNone;
  RestartConfig restart;
};

// OK, or what is wrong.
absl::Status Validate(const PeerConfig& config);

}  // namespace waymark::bgp

#endif  // WAYMARK_BGP_SESSION_PEER_CONFIG_H_
