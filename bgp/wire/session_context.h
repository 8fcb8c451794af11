// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What a decoder or encoder must know about the session to read its octets.

#ifndef WAYMARK_BGP_WIRE_SESSION_CONTEXT_H_
#define WAYMARK_BGP_WIRE_SESSION_CONTEXT_H_

#include <cstddef>

namespace waymark::bgp {

inline constexpr size_t kHeaderSize = 19;                 // RFC 4271, 4.1
inline constexpr size_t kMaxMessageSize = 4096;           // RFC 4271, 4.1
inline constexpr size_t kMaxExtendedMessageSize = 65535;  // RFC 8654, 3

// A value; one for each direction, fixed when the OPENs have been exchanged.
struct SessionContext {
  // Both speakers sent the 4-octet AS capability (RFC 6793, 4.1).
  bool four_octet_as = false;
  // This direction may use messages above 4096 octets (RFC 8654): the receiver
  // of the direction announced it.
  bool extended_message = false;
  // NLRI of the family carry a path identifier in this direction (RFC 7911).
  bool add_path_ipv4_unicast = false;
  bool add_path_ipv6_unicast = false;
  // An internal session: LOCAL_PREF, ORIGINATOR_ID and CLUSTER_LIST count;
  // from an external peer they are discarded (RFC 7606, 7.5, 7.9, 7.10).
  bool internal = false;

  size_t max_message_size() const {
    return extended_message ? kMaxExtendedMessageSize : kMaxMessageSize;
  }
};

}  // namespace waymark::bgp

#endif  // WAYMARK_BGP_WIRE_SESSION_CONTEXT_H_
