// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What two OPENs agreed on: fixed for the life of a session.

#ifndef WAYMARK_BGP_SESSION_NEGOTIATED_H_
#define WAYMARK_BGP_SESSION_NEGOTIATED_H_

#include <cstdint>
#include <vector>

#include "absl/time/time.h"
#include "base/ip_endpoint.h"
#include "base/monotonic_time.h"
#include "bgp/family.h"
#include "bgp/open_message.h"
#include "bgp/wire/session_context.h"

namespace waymark::bgp {

struct Negotiated {
  // Families that both sides announced, in our order. A side without any
  // multiprotocol capability announces IPv4 unicast (RFC 4760, 8).
  std::vector<Family> families;
  // What we receive is to be decoded, what we send to be encoded, with these.
  SessionContext receive;
  SessionContext transmit;
  // The peer understands ROUTE-REFRESH (RFC 2918, 4).
  bool route_refresh = false;
  // Both sides mark the beginning and the end of a refresh (RFC 7313, 4).
  bool enhanced_route_refresh = false;
  // The smaller of the two (RFC 4271, 4.2). Zero: neither timer runs.
  absl::Duration hold_time;
  // A third of the hold time before jitter, at least one second (RFC 4271,
  // 4.4); zero with it.
  absl::Duration keepalive_time;

  OpenMessage local_open;
  OpenMessage peer_open;
  // Of the connection; filled in by the session.
  IpEndpoint local;
  IpEndpoint remote;
  bool dialed = false;        // by us
  MonotonicTime established;  // when the session became Established

  uint32_t local_as() const { return local_open.as_number(); }
  uint32_t peer_as() const { return peer_open.as_number(); }
  // Both in one AS (RFC 4271, 8.2.2).
  bool internal() const { return receive.internal; }
  bool HasFamily(const Family& family) const;
};

// Both OPENs are valid (open_check.h). `families` may come out empty: whether
// that will do is for the caller to say.
Negotiated Negotiate(const OpenMessage& local, const OpenMessage& peer);

}  // namespace waymark::bgp

#endif  // WAYMARK_BGP_SESSION_NEGOTIATED_H_
