// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The NOTIFICATION for what the FSM did not expect (RFC 4271, 6.6; RFC 6608).

#ifndef WAYMARK_BGP_SESSION_FSM_ERROR_H_
#define WAYMARK_BGP_SESSION_FSM_ERROR_H_

#include <optional>

#include "bgp/code_points.h"
#include "bgp/notification.h"
#include "bgp/session/fsm_state.h"

namespace waymark::bgp {

// `type` is that of the message to blame, which becomes the data; nullopt, and
// subcode 0, if the event was none.
Notification FsmError(FsmState state, std::optional<MessageType> type);

}  // namespace waymark::bgp

#endif  // WAYMARK_BGP_SESSION_FSM_ERROR_H_
