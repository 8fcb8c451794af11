// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A second opinion on a peer's OPEN, after it was found valid.

#ifndef WAYMARK_BGP_SESSION_OPEN_POLICY_H_
#define WAYMARK_BGP_SESSION_OPEN_POLICY_H_

#include <optional>

#include "bgp/notification.h"
#include "bgp/open_message.h"

namespace waymark::bgp {

class OpenPolicy {
 public:
  virtual ~OpenPolicy() = default;

  // A value refuses the peer: it is sent, and the connection closed. An OPEN
  // Message Error says that the OPEN is at fault (RFC 4271, 6.2); a Cease that
  // it is not, but that this connection is unwanted. Must not call the session
  // or the peer.
  virtual std::optional<Notification> Check(const OpenMessage& open) = 0;
};

}  // namespace waymark::bgp

#endif  // WAYMARK_BGP_SESSION_OPEN_POLICY_H_
