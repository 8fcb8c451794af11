// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The parts of a configuration that the announcer and the route server share,
// read and checked (examples/proto/neighbor.proto says what each may be). All
// of them report to the node's problems, and return something harmless where
// there is one.

#ifndef WAYMARK_EXAMPLES_PROTO_BGP_CONFIG_H_
#define WAYMARK_EXAMPLES_PROTO_BGP_CONFIG_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "base/ip_address.h"
#include "bgp/session/peer_config.h"
#include "examples/proto/config_node.h"
#include "posix/tcp_socket.h"
#include "speaker/neighbor_config.h"

namespace waymark::examples {

// An AS number that may be used; without `fallback` it is required.
uint32_t ReadAsNumber(const ConfigNode& node, int field,
                      std::optional<uint32_t> fallback);

// A BGP identifier in the form of an IPv4 address, in host order. Required.
uint32_t ReadRouterId(const ConfigNode& node, int field);

// The address of a neighbour or of our own: unicast, not link-local. Absent if
// it is not given. Element `index` of a repeated field.
std::optional<IpAddress> ReadUnicast(const ConfigNode& node, int field,
                                     int index = -1);
// The same, required.
std::optional<IpAddress> RequireUnicast(const ConfigNode& node, int field);

// Zero, or 3 s to 65535 s (RFC 4271, 4.2).
absl::Duration ReadHoldTime(const ConfigNode& node, int field,
                            uint32_t fallback_s);

// Milliseconds.
absl::Duration ReadMilliseconds(const ConfigNode& node, int field,
                                NumberRange range, uint32_t fallback_ms);

// Sets `neighbor.bfd` and `neighbor.peer.liveness` from the Bfd message in
// `field`, or to no BFD. Key files count from the folder of `config_file`; what
// computes the digests is left open.
void ReadBfd(const ConfigNode& node, int field, const std::string& config_file,
             speaker::NeighborConfig& neighbor);

// Reads the key file, relative to the folder of `config_file`.
posix::TcpPeerOptions ReadTcpPeer(const ConfigNode& node, int password_field,
                                  int ttl_field,
                                  const std::string& config_file);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_PROTO_BGP_CONFIG_H_
