// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Lines of the peer event log, in the shape of the cloud's: one JSON object
// each with resource_arn, event_timestamp (milliseconds since 1970), type,
// status and message.

#ifndef WAYMARK_EXAMPLES_ROUTE_SERVER_PEER_EVENT_H_
#define WAYMARK_EXAMPLES_ROUTE_SERVER_PEER_EVENT_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/ip_prefix.h"
#include "bgp/path_attributes.h"

namespace waymark::examples {

// "BGPStatus" or "BFDStatus", "UP" or "DOWN". `peer` is the name of the peer,
// in which ARN the cloud has its identifier.
std::string SessionEventLine(absl::string_view peer, absl::Time time,
                             absl::string_view type, bool up);

// "RouteStatus" with "ADVERTISED", "UPDATED" or "WITHDRAWN"; of a route that is
// withdrawn, the attributes are those that it had. A MED that is absent is
// null.
std::string RouteEventLine(absl::string_view peer, absl::Time time,
                           absl::string_view status, const IpPrefix& prefix,
                           const bgp::PathAttributes& path);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ROUTE_SERVER_PEER_EVENT_H_
