// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Opens connections to one place that was fixed when the dialer was made.

#ifndef WAYMARK_BASE_DIALER_H_
#define WAYMARK_BASE_DIALER_H_

#include <memory>

#include "absl/status/status.h"
#include "base/byte_stream.h"

namespace waymark {

// Exactly one call answers each StartConnect that is not cancelled. Both come
// from the loop, never from inside StartConnect. The visitor may start the next
// attempt or destroy the dialer from inside either.
class DialerVisitor {
 public:
  virtual ~DialerVisitor() = default;
  // Set the stream's visitor before returning to the loop.
  virtual void OnConnected(std::unique_ptr<ByteStream> stream) = 0;
  virtual void OnConnectFailed(const absl::Status& status) = 0;
};

class Dialer {
 public:
  // Destroying a dialer cancels its attempt; streams it made live on.
  virtual ~Dialer() = default;

  // REQUIRES: no attempt is under way. `visitor` is borrowed until the attempt
  // is answered or cancelled. The dialer sets no time limit of its own: whoever
  // waits (the ConnectRetryTimer of RFC 4271, 8.1.3) cancels.
  virtual void StartConnect(DialerVisitor& visitor) = 0;

  // The attempt under way, if any, is given up; no call answers it.
  virtual void CancelConnect() = 0;
};

}  // namespace waymark

#endif  // WAYMARK_BASE_DIALER_H_
