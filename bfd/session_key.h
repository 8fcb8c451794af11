// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What identifies a session before discriminators are known: for a single hop
// (RFC 5881, 3) or a path of several (RFC 5883, 4.1).

#ifndef WAYMARK_BFD_SESSION_KEY_H_
#define WAYMARK_BFD_SESSION_KEY_H_

#include <compare>
#include <cstdint>

#include "base/ip_address.h"

namespace waymark::bfd {

// The two are told apart by their UDP port (RFC 5883, 5): one session of each
// kind may run between the same two addresses.
enum class PathKind : uint8_t { kSingleHop, kMultihop };

struct SessionKey {
  // Of one family, which is the session's data protocol.
  IpAddress local;
  IpAddress remote;
  // The interface that the session is bound to; 0: whichever one packets come
  // in on. Link-local addresses need one. Always 0 with kMultihop, whose paths
  // may change.
  uint32_t interface_index = 0;
  PathKind path = PathKind::kSingleHop;

  friend constexpr auto operator<=>(const SessionKey&,
                                    const SessionKey&) = default;
};

}  // namespace waymark::bfd

#endif  // WAYMARK_BFD_SESSION_KEY_H_
