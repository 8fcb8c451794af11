// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// One TCP connection, as the protocols see it.

#ifndef WAYMARK_BASE_BYTE_STREAM_H_
#define WAYMARK_BASE_BYTE_STREAM_H_

#include <cstddef>
#include <cstdint>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/ip_endpoint.h"

namespace waymark {

// Events of one ByteStream. Order: any number of OnBytes and OnWritable, then
// OnClosed at most once, then nothing. All calls come from the loop, never from
// inside a call to the stream. The visitor may destroy the stream (and itself)
// in every one of them; nothing is delivered after that.
class ByteStreamVisitor {
 public:
  virtual ~ByteStreamVisitor() = default;

  // Octets in the order sent; borrowed until the call returns. Never empty.
  virtual void OnBytes(absl::Span<const uint8_t> octets) = 0;

  // Room to write again, after Write took less than it was offered. One call
  // answers every such Write made before it.
  virtual void OnWritable() = 0;

  // The connection is over: OK when the peer closed in order and everything it
  // sent was handed over, otherwise the reason (reset, timed out, ...). The
  // stream takes nothing more; destroy it.
  virtual void OnClosed(const absl::Status& status) = 0;
};

class ByteStream {
 public:
  // Destroying a stream that is open resets the connection, as Abort does.
  // Destroying it after CloseAfterFlush lets the flush go on in the background
  // until its deadline, without a visitor.
  virtual ~ByteStream() = default;

  // Borrowed; set it once, before the loop runs again: events wait for it.
  // It must outlive the stream or destroy it first.
  virtual void SetVisitor(ByteStreamVisitor* visitor) = 0;

  // Offers the chunks as one sequence and returns how many octets were taken,
  // from the front; what was not taken stays with the caller, who offers it
  // again after OnWritable. The stream keeps little itself (TCP_NOTSENT_LOWAT),
  // so that what is sent is decided late. Takes nothing after OnClosed,
  // CloseAfterFlush or Abort. Never calls back.
  virtual size_t Write(absl::Span<const absl::Span<const uint8_t>> chunks) = 0;

  // While paused no OnBytes comes and the peer's window closes: back-pressure.
  // A close by the peer may stay unnoticed until reads resume; a reset may end
  // the stream without the octets that were held back.
  virtual void PauseReads(bool paused) = 0;

  // Octets taken by Write that the peer's transport has not acknowledged.
  virtual size_t UnackedBytes() const = 0;

  // No more is written or read; what was taken is sent, then the connection is
  // closed in order. OnClosed(OK) comes when the peer has acknowledged all of
  // it; if that takes longer than `deadline` the connection is reset and
  // OnClosed(DEADLINE_EXCEEDED) comes.
  virtual void CloseAfterFlush(absl::Duration deadline) = 0;

  // Resets the connection at once. No OnClosed follows.
  virtual void Abort() = 0;

  virtual IpEndpoint local() const = 0;
  virtual IpEndpoint remote() const = 0;
};

}  // namespace waymark

#endif  // WAYMARK_BASE_BYTE_STREAM_H_
