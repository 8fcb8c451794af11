// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// An address with a port, and the interface where the address needs one.

#ifndef WAYMARK_BASE_IP_ENDPOINT_H_
#define WAYMARK_BASE_IP_ENDPOINT_H_

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "base/ip_address.h"

namespace waymark {

struct IpEndpoint {
  IpAddress address;
  uint16_t port = 0;
  // Interface index of a link-local IPv6 address; 0 elsewhere.
  uint32_t scope_id = 0;

  // "10.0.0.1:179", "[2001:db8::1]:179", "[fe80::1%2]:179".
  std::string ToString() const;
  // The same forms; the scope only as a number.
  static std::optional<IpEndpoint> Parse(absl::string_view text);

  friend constexpr auto operator<=>(const IpEndpoint&,
                                    const IpEndpoint&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const IpEndpoint& e) {
    return H::combine(std::move(h), e.address, e.port, e.scope_id);
  }
};

}  // namespace waymark

#endif  // WAYMARK_BASE_IP_ENDPOINT_H_
