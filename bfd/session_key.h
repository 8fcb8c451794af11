// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What identifies a single-hop session before discriminators are known
// (RFC 5881, 3).

#ifndef WAYMARK_BFD_SESSION_KEY_H_
#define WAYMARK_BFD_SESSION_KEY_H_

#include <compare>
#include <cstdint>
#include <utility>

#include "base/ip_address.h"

namespace waymark::bfd {

struct SessionKey {
  // Of one family, which is the session's data protocol.
  IpAddress local;
  IpAddress remote;
  // The interface that the session is bound to; 0: whichever one packets come
  // in on. Link-local addresses need one.
  uint32_t interface_index = 0;

  friend constexpr auto operator<=>(const SessionKey&,
                                    const SessionKey&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const SessionKey& key) {
    return H::combine(std::move(h), key.local, key.remote, key.interface_index);
  }
};

}  // namespace waymark::bfd

#endif  // WAYMARK_BFD_SESSION_KEY_H_
