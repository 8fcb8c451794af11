// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// From the attributes of an UPDATE, borrowed, to an owned value.

#ifndef WAYMARK_BGP_WIRE_PATH_ATTRIBUTES_BUILDER_H_
#define WAYMARK_BGP_WIRE_PATH_ATTRIBUTES_BUILDER_H_

#include "bgp/path_attributes.h"
#include "bgp/wire/decoded_update.h"
#include "bgp/wire/session_context.h"

namespace waymark::bgp {

// AS4_PATH and AS4_AGGREGATOR are merged (RFC 6793, 4.2.3), repeated large
// communities removed (RFC 8092, 3), discarded and unknown non-transitive
// attributes left out. `context` is the one that `update` was decoded with.
//
// The next hop is that of the announced routes: NEXT_HOP if nlri() has any,
// else that of MP_REACH_NLRI. An UPDATE that announces both ways, which RFC
// 7606, 5.1 forbids to send, needs `next_hop` replaced by mp_next_hop() for
// mp_reach().
//
// REQUIRES: update.action() is below kTreatAsWithdraw. Of a withdrawal, which
// needs no attributes, those that are missing have their defaults.
PathAttributes BuildPathAttributes(const DecodedUpdate& update,
                                   const SessionContext& context);

}  // namespace waymark::bgp

#endif  // WAYMARK_BGP_WIRE_PATH_ATTRIBUTES_BUILDER_H_
