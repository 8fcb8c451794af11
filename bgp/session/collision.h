// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Which of two connections to one neighbour survives (RFC 4271, 6.8). Only
// connections of one peer, that is of one pair of addresses, are ever compared:
// two endpoints of one route server may carry the same BGP identifier.

#ifndef WAYMARK_BGP_SESSION_COLLISION_H_
#define WAYMARK_BGP_SESSION_COLLISION_H_

#include "bgp/open_message.h"
#include "bgp/session/fsm_state.h"

namespace waymark::bgp {

struct CollidingConnection {
  FsmState state{};
  bool dialed = false;  // by us
};

enum class CollisionVerdict { kNoCollision, kCloseNew, kCloseExisting };

// `fresh` is the connection over which the peer's OPEN has just come,
// `existing` another one. kNoCollision unless `existing` is in OpenConfirm or
// Established.
CollisionVerdict ResolveCollision(const CollidingConnection& fresh,
                                  const CollidingConnection& existing,
                                  const OpenMessage& local,
                                  const OpenMessage& peer);

}  // namespace waymark::bgp

#endif  // WAYMARK_BGP_SESSION_COLLISION_H_
