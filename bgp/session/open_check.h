// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// An OPEN against what is configured: the part of RFC 4271, 6.2 that the codec
// cannot know.

#ifndef WAYMARK_BGP_SESSION_OPEN_CHECK_H_
#define WAYMARK_BGP_SESSION_OPEN_CHECK_H_

#include <optional>

#include "bgp/notification.h"
#include "bgp/open_message.h"
#include "bgp/session/session_config.h"

namespace waymark::bgp {

// The NOTIFICATION to send, or nullopt if the OPEN will do: the AS number is
// the configured one, the BGP identifier is not ours on an internal session
// (RFC 6286, 2.2), and at least one family is shared (RFC 5492, 5).
std::optional<Notification> CheckOpen(const SessionConfig& config,
                                      const OpenMessage& open);

}  // namespace waymark::bgp

#endif  // WAYMARK_BGP_SESSION_OPEN_CHECK_H_
