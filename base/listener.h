// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Accepts connections at one local endpoint.

#ifndef WAYMARK_BASE_LISTENER_H_
#define WAYMARK_BASE_LISTENER_H_

#include <memory>

#include "base/byte_stream.h"
#include "base/ip_endpoint.h"

namespace waymark {

class ListenerVisitor {
 public:
  virtual ~ListenerVisitor() = default;
  // A connection that nobody wants is refused by destroying it. Set the
  // stream's visitor before returning to the loop. May destroy the listener.
  virtual void OnAccepted(std::unique_ptr<ByteStream> stream) = 0;
};

class Listener {
 public:
  // Stops listening; accepted streams live on.
  virtual ~Listener() = default;
  // Borrowed; must outlive the listener or destroy it first. Connections wait
  // (in a queue of limited length, the oldest first) until it is set.
  virtual void SetVisitor(ListenerVisitor* visitor) = 0;
  virtual IpEndpoint local() const = 0;
};

}  // namespace waymark

#endif  // WAYMARK_BASE_LISTENER_H_
