// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// One TCP connection as a sequence of BGP messages in both directions.
//
// Of what is to be sent it keeps only the rest of a message whose beginning the
// transport has taken, and an OPEN, one KEEPALIVE and a NOTIFICATION behind it;
// everything else stays with the caller. It survives the session for
// as long as a last NOTIFICATION takes to leave.

#ifndef WAYMARK_BGP_SESSION_MESSAGE_STREAM_H_
#define WAYMARK_BGP_SESSION_MESSAGE_STREAM_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/alive_token.h"
#include "base/byte_stream.h"
#include "base/byte_writer.h"
#include "base/ip_endpoint.h"
#include "base/runtime.h"
#include "base/timer.h"
#include "bgp/notification.h"
#include "bgp/open_message.h"
#include "bgp/session/message_counters.h"
#include "bgp/wire/message_framer.h"
#include "bgp/wire/message_header.h"

namespace waymark::bgp {

// Any number of OnMessage and OnDrained, then OnHeaderError or OnClosed at most
// once. All calls come from the loop, never from inside a call to the stream;
// the visitor may finish or destroy the stream in each, and none follows.
class MessageStreamVisitor {
 public:
  virtual ~MessageStreamVisitor() = default;
  // A whole message whose header is right; borrowed until the call returns.
  virtual void OnMessage(const RawMessage& message) = 0;
  // The next header is wrong (RFC 4271, 6.1): the NOTIFICATION to send.
  virtual void OnHeaderError(const Notification& error) = 0;
  // drained() has become true.
  virtual void OnDrained() = 0;
  virtual void OnClosed(const absl::Status& status) = 0;
};

class MessageStream final : public ByteStreamVisitor {
 public:
  // `visitor` is borrowed until Finish or destruction, `counters` until
  // destruction. Destroying a stream that was not finished resets the
  // connection.
  MessageStream(const Runtime& runtime, std::unique_ptr<ByteStream> stream,
                MessageCounters& counters, MessageStreamVisitor& visitor);
  MessageStream(const MessageStream&) = delete;
  MessageStream& operator=(const MessageStream&) = delete;

  // Offers whole messages, in order; returns how many were taken, from the
  // front. 0 unless drained(). The last one taken may be kept here in part.
  size_t Send(absl::Span<const absl::Span<const uint8_t>> messages);

  // Taken in any case. A KEEPALIVE is sent as soon as there is room; several
  // that wait are one.
  void SendOpen(const OpenMessage& open);
  void SendKeepalive();
  // Once, before Finish.
  void SendNotification(const Notification& notification);

  // The transport had room for everything that it was offered.
  bool drained() const { return !blocked_; }
  // Octets taken that the peer's transport has not acknowledged.
  size_t UndeliveredBytes() const;

  // No more events come and nothing more is read. What is pending is sent; then
  // the connection is closed in order. After `deadline` it is reset. Keep the
  // object until finished(), or destroy it to give up on what is pending: what
  // the transport has taken is flushed all the same.
  void Finish(absl::Duration deadline);
  // Finished, and nothing left to send.
  bool finished() const { return stream_ == nullptr; }

  void AllowExtendedMessages(bool allow) {
    framer_.AllowExtendedMessages(allow);
  }
  void PauseReads(bool paused) { stream_->PauseReads(paused); }
  // REQUIRES: !finished().
  IpEndpoint local() const { return stream_->local(); }
  IpEndpoint remote() const { return stream_->remote(); }

 private:
  void OnBytes(absl::Span<const uint8_t> octets) override;
  void OnWritable() override;
  void OnClosed(const absl::Status& status) override;

  void Append(const ByteWriter& message);
  // Offers pending_ to the transport.
  void Flush();
  void CloseInOrder();

  Runtime runtime_;
  MessageStreamVisitor* visitor_;       // null once finishing
  std::unique_ptr<ByteStream> stream_;  // null once there is nothing left to do
  MessageCounters& counters_;
  MessageFramer framer_;
  std::vector<uint8_t> pending_;  // empty unless blocked_
  bool blocked_ = false;          // until the transport has room again
  bool keepalive_due_ = false;
  absl::Duration finish_deadline_;
  std::unique_ptr<Timer> finish_timer_;  // only while finishing
  AliveToken alive_;
};

}  // namespace waymark::bgp

#endif  // WAYMARK_BGP_SESSION_MESSAGE_STREAM_H_
