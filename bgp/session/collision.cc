// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/session/collision.h"

#include <tuple>

#include "bgp/open_message.h"
#include "bgp/session/fsm_state.h"

namespace waymark::bgp {

CollisionVerdict ResolveCollision(const CollidingConnection& fresh,
                                  const CollidingConnection& existing,
                                  const OpenMessage& local,
                                  const OpenMessage& peer) {
  // RFC 4271, 6.8: a collision with an Established connection "causes closing
  // of the newly created connection".
  if (existing.state == FsmState::kEstablished) {
    return CollisionVerdict::kCloseNew;
  }
  // Not with connections in Idle, Connect or Active; those in OpenSent are left
  // until the peer's OPEN says who it is.
  if (existing.state != FsmState::kOpenConfirm) {
    return CollisionVerdict::kNoCollision;
  }
  // Two that the same side made do not cross: the peer has given up on its
  // older one.
  if (existing.dialed == fresh.dialed) return CollisionVerdict::kCloseExisting;

  // RFC 4271, 6.8, 1) to 3): the connection is retained that was initiated by
  // the speaker with the higher BGP Identifier; RFC 6286, 2.3: where they are
  // equal, by the one with the larger AS number.
  const bool ours_stays =
      std::make_tuple(local.bgp_identifier, local.as_number()) >
      std::make_tuple(peer.bgp_identifier, peer.as_number());
  return fresh.dialed == ours_stays ? CollisionVerdict::kCloseExisting
                                    : CollisionVerdict::kCloseNew;
}

}  // namespace waymark::bgp
