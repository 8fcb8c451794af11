// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Who a path came from and who it goes to, as the RIB needs to know it.

#ifndef WAYMARK_RIB_PEER_INFO_H_
#define WAYMARK_RIB_PEER_INFO_H_

#include <cstdint>
#include <optional>

#include "base/ip_address.h"
#include "bgp/path_attributes.h"

namespace waymark::rib {

// A neighbour of this speaker: a small number chosen by whoever owns the peers,
// the same for all sessions and address families of the neighbour. Tables are
// indexed by it, so number from 0 upwards.
enum class PeerId : uint32_t {};

enum class PeerKind : uint8_t {
  kInternal,  // same AS: IBGP
  kExternal,  // EBGP
};

// One session with a neighbour, as a source of paths. A value; the next session
// with the same neighbour is another source, perhaps with another identifier.
struct PathSource {
  PeerId peer{};
  PeerKind kind = PeerKind::kExternal;
  uint32_t peer_as = 0;
  uint32_t bgp_identifier = 0;  // from the neighbour's OPEN, host order
  IpAddress peer_address{};

  friend bool operator==(const PathSource&, const PathSource&) = default;
};

// A neighbour as a destination of routes, for one address family.
struct EgressPeer {
  PeerId peer{};
  PeerKind kind = PeerKind::kExternal;
  uint32_t local_as = 0;  // the AS number that this neighbour knows us by
  uint32_t peer_as = 0;
  IpAddress peer_address{};
  // Our own next hop toward this neighbour in the family of the routes: the
  // address of the interface that reaches it (RFC 4271, 5.1.3). nullopt while
  // it is not known: routes that need it wait.
  std::optional<bgp::NextHop> own_next_hop{};

  friend bool operator==(const EgressPeer&, const EgressPeer&) = default;
};

}  // namespace waymark::rib

#endif  // WAYMARK_RIB_PEER_INFO_H_
