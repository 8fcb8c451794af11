// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// How many messages of each type went over a neighbour's connections.

#ifndef WAYMARK_BGP_SESSION_MESSAGE_COUNTERS_H_
#define WAYMARK_BGP_SESSION_MESSAGE_COUNTERS_H_

#include <cstdint>

#include "bgp/code_points.h"

namespace waymark::bgp {

struct MessageCount {
  uint64_t open = 0;
  uint64_t update = 0;
  uint64_t notification = 0;
  uint64_t keepalive = 0;
  uint64_t route_refresh = 0;

  void Add(MessageType type) {
    switch (type) {
      case MessageType::kOpen:
        ++open;
        return;
      case MessageType::kUpdate:
        ++update;
        return;
      case MessageType::kNotification:
        ++notification;
        return;
      case MessageType::kKeepalive:
        ++keepalive;
        return;
      case MessageType::kRouteRefresh:
        ++route_refresh;
        return;
    }
  }
  uint64_t total() const {
    return open + update + notification + keepalive + route_refresh;
  }
};

struct MessageCounters {
  MessageCount received;
  MessageCount sent;
  // Received UPDATEs with errors, by the action taken (RFC 7606, 2); a session
  // reset is in neither.
  uint64_t updates_with_discarded_attributes = 0;
  uint64_t updates_treated_as_withdraw = 0;
  // Received and ignored (RFC 7313, 5).
  uint64_t route_refreshes_of_unknown_subtype = 0;
};

}  // namespace waymark::bgp

#endif  // WAYMARK_BGP_SESSION_MESSAGE_COUNTERS_H_
