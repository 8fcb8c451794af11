// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/session/message_stream.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/alive_token.h"
#include "base/byte_stream.h"
#include "base/byte_writer.h"
#include "base/runtime.h"
#include "bgp/code_points.h"
#include "bgp/notification.h"
#include "bgp/open_message.h"
#include "bgp/session/message_counters.h"
#include "bgp/wire/keepalive_codec.h"
#include "bgp/wire/message_header.h"
#include "bgp/wire/notification_codec.h"
#include "bgp/wire/open_codec.h"
#include "bgp/wire/session_context.h"

namespace waymark::bgp {

MessageStream::MessageStream(const Runtime& runtime,
                             std::unique_ptr<ByteStream> stream,
                             MessageCounters& counters,
                             MessageStreamVisitor& visitor)
    : runtime_(runtime),
      visitor_(&visitor),
      stream_(std::move(stream)),
      counters_(counters) {
  stream_->SetVisitor(this);
}

size_t MessageStream::Send(
    absl::Span<const absl::Span<const uint8_t>> messages) {
  if (blocked_ || stream_ == nullptr || messages.empty()) return 0;
  size_t octets = stream_->Write(messages);
  size_t taken = 0;
  for (const absl::Span<const uint8_t> message : messages) {
    if (octets < message.size()) {
      blocked_ = true;
      if (octets == 0) break;
      pending_.assign(message.begin() + octets, message.end());
      octets = message.size();
    }
    octets -= message.size();
    ++taken;
    counters_.sent.Add(static_cast<MessageType>(message[kHeaderSize - 1]));
    if (blocked_) break;
  }
  return taken;
}

void MessageStream::SendOpen(const OpenMessage& open) {
  std::array<uint8_t, kMaxMessageSize> octets;
  ByteWriter writer(absl::MakeSpan(octets));
  EncodeOpen(open, writer);
  Append(writer);
  ++counters_.sent.open;
}

void MessageStream::SendKeepalive() {
  keepalive_due_ = blocked_;
  if (blocked_) return;
  std::array<uint8_t, kHeaderSize> octets;
  ByteWriter writer(absl::MakeSpan(octets));
  EncodeKeepalive(writer);
  Append(writer);
  ++counters_.sent.keepalive;
}

void MessageStream::SendNotification(const Notification& notification) {
  // Whatever was negotiated, the peer can take a message of 4096 octets.
  std::array<uint8_t, kMaxMessageSize> octets;
  ByteWriter writer(absl::MakeSpan(octets));
  EncodeNotification(notification, SessionContext{}, writer);
  Append(writer);
  ++counters_.sent.notification;
}

void MessageStream::Append(const ByteWriter& message) {
  if (stream_ == nullptr) return;
  const absl::Span<const uint8_t> octets = message.written();
  pending_.insert(pending_.end(), octets.begin(), octets.end());
  if (!blocked_) Flush();
}

size_t MessageStream::UndeliveredBytes() const {
  if (stream_ == nullptr) return 0;
  return pending_.size() + stream_->UnackedBytes();
}

void MessageStream::Finish(absl::Duration deadline) {
  visitor_ = nullptr;
  if (stream_ == nullptr) return;
  finish_deadline_ = deadline;
  if (!blocked_) {
    CloseInOrder();
    return;
  }
  finish_timer_ = runtime_.timers.CreateTimer([this] { stream_.reset(); });
  finish_timer_->Arm(runtime_.clock.Now() + deadline);
}

void MessageStream::OnBytes(absl::Span<const uint8_t> octets) {
  if (visitor_ == nullptr || framer_.error().has_value()) return;
  framer_.Append(octets);
  const AliveToken::Watcher alive = alive_.Watch();
  RawMessage message;
  while (framer_.Next(message)) {
    counters_.received.Add(message.type);
    visitor_->OnMessage(message);
    if (!alive || visitor_ == nullptr) return;
  }
  if (framer_.error().has_value()) visitor_->OnHeaderError(*framer_.error());
}

void MessageStream::OnWritable() {
  blocked_ = false;
  Flush();
  if (blocked_) return;
  if (visitor_ == nullptr) {
    CloseInOrder();
    return;
  }
  if (keepalive_due_) SendKeepalive();
  if (!blocked_) visitor_->OnDrained();
}

void MessageStream::OnClosed(const absl::Status& status) {
  if (visitor_ != nullptr) {
    visitor_->OnClosed(status);
  } else {
    stream_.reset();
  }
}

void MessageStream::Flush() {
  if (pending_.empty()) return;
  const absl::Span<const uint8_t> rest = pending_;
  const size_t taken = stream_->Write({&rest, 1});
  pending_.erase(pending_.begin(),
                 pending_.begin() + static_cast<ptrdiff_t>(taken));
  blocked_ = !pending_.empty();
}

void MessageStream::CloseInOrder() {
  finish_timer_.reset();
  stream_->CloseAfterFlush(finish_deadline_);
  // The flush goes on without us.
  stream_.reset();
}

}  // namespace waymark::bgp
