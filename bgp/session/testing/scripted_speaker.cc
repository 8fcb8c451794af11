// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/session/testing/scripted_speaker.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "base/byte_stream.h"
#include "base/byte_writer.h"
#include "base/clock.h"
#include "base/ip_endpoint.h"
#include "base/testing/simulated_node.h"
#include "base/testing/stream_network.h"
#include "bgp/code_points.h"
#include "bgp/notification.h"
#include "bgp/open_message.h"
#include "bgp/wire/keepalive_codec.h"
#include "bgp/wire/message_header.h"
#include "bgp/wire/notification_codec.h"
#include "bgp/wire/open_codec.h"
#include "bgp/wire/session_context.h"

namespace waymark::bgp::testing {

ScriptedConnection::ScriptedConnection(const Clock& clock,
                                       std::unique_ptr<ByteStream> stream,
                                       bool dialed)
    : clock_(clock),
      stream_(std::move(stream)),
      dialed_(dialed),
      began_(clock.Now()) {
  framer_.AllowExtendedMessages(true);
  stream_->SetVisitor(this);
}

void ScriptedConnection::Send(absl::Span<const uint8_t> octets) {
  pending_.insert(pending_.end(), octets.begin(), octets.end());
  Flush();
}

void ScriptedConnection::SendOpen(const OpenMessage& open) {
  std::array<uint8_t, kMaxMessageSize> octets;
  ByteWriter writer(absl::MakeSpan(octets));
  EncodeOpen(open, writer);
  Send(writer.written());
}

void ScriptedConnection::SendKeepalive() {
  std::array<uint8_t, kMaxMessageSize> octets;
  ByteWriter writer(absl::MakeSpan(octets));
  EncodeKeepalive(writer);
  Send(writer.written());
}

void ScriptedConnection::SendNotification(const Notification& notification) {
  std::array<uint8_t, kMaxMessageSize> octets;
  ByteWriter writer(absl::MakeSpan(octets));
  EncodeNotification(notification, SessionContext{}, writer);
  Send(writer.written());
}

size_t ScriptedConnection::Count(MessageType type) const {
  return std::count_if(
      received_.begin(), received_.end(),
      [type](const ReceivedMessage& message) { return message.type == type; });
}

std::optional<Notification> ScriptedConnection::notification() const {
  for (const ReceivedMessage& message : received_) {
    if (message.type == MessageType::kNotification) {
      return DecodeNotification(
          absl::MakeConstSpan(message.octets).subspan(kHeaderSize));
    }
  }
  return std::nullopt;
}

void ScriptedConnection::OnBytes(absl::Span<const uint8_t> octets) {
  framer_.Append(octets);
  RawMessage message;
  while (framer_.Next(message)) {
    received_.push_back({clock_.Now(),
                         message.type,
                         {message.octets.begin(), message.octets.end()}});
  }
}

void ScriptedConnection::OnClosed(const absl::Status& status) {
  closed_ = true;
  closed_in_order_ = status.ok();
  closed_at_ = clock_.Now();
  stream_.reset();
}

void ScriptedConnection::Flush() {
  if (stream_ == nullptr || pending_.empty()) return;
  const absl::Span<const uint8_t> rest = pending_;
  const size_t taken = stream_->Write({&rest, 1});
  pending_.erase(pending_.begin(), pending_.begin() + taken);
}

ScriptedSpeaker::ScriptedSpeaker(waymark::testing::StreamNetwork& network,
                                 waymark::testing::SimulatedNode& node,
                                 const IpEndpoint& local,
                                 const IpEndpoint& remote)
    : network_(network),
      node_(node),
      local_(local),
      dialer_(network.CreateDialer(
          node, {local.address, /*port=*/0, local.scope_id}, remote)) {
  Listen();
}

void ScriptedSpeaker::Listen() {
  listener_ = network_.CreateListener(node_, local_);
  listener_->SetVisitor(this);
}

void ScriptedSpeaker::OnAccepted(std::unique_ptr<ByteStream> stream) {
  Add(std::move(stream), /*dialed=*/false);
}

void ScriptedSpeaker::OnConnected(std::unique_ptr<ByteStream> stream) {
  Add(std::move(stream), /*dialed=*/true);
}

void ScriptedSpeaker::Add(std::unique_ptr<ByteStream> stream, bool dialed) {
  connections_.push_back(std::make_unique<ScriptedConnection>(
      node_.clock(), std::move(stream), dialed));
  if (on_connection_) on_connection_(*connections_.back());
}

}  // namespace waymark::bgp::testing
