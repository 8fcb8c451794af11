// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The far end of a session under test: sends the octets it is told to send, at
// the wrong time or malformed if need be, and remembers what comes.

#ifndef WAYMARK_BGP_SESSION_TESTING_SCRIPTED_SPEAKER_H_
#define WAYMARK_BGP_SESSION_TESTING_SCRIPTED_SPEAKER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/types/span.h"
#include "base/byte_stream.h"
#include "base/clock.h"
#include "base/dialer.h"
#include "base/ip_endpoint.h"
#include "base/listener.h"
#include "base/monotonic_time.h"
#include "base/testing/simulated_node.h"
#include "base/testing/stream_network.h"
#include "bgp/code_points.h"
#include "bgp/notification.h"
#include "bgp/open_message.h"
#include "bgp/wire/message_framer.h"

namespace waymark::bgp::testing {

struct ReceivedMessage {
  MonotonicTime time;
  MessageType type{};
  std::vector<uint8_t> octets;  // header included
};

// One connection of the speaker.
class ScriptedConnection final : public ByteStreamVisitor {
 public:
  ScriptedConnection(const Clock& clock, std::unique_ptr<ByteStream> stream,
                     bool dialed);

  // Everything is queued behind what the transport has not taken yet.
  void Send(absl::Span<const uint8_t> octets);
  void SendOpen(const OpenMessage& open);
  void SendKeepalive();
  void SendNotification(const Notification& notification);
  void PauseReads(bool paused) {
    if (stream_ != nullptr) stream_->PauseReads(paused);
  }
  void Abort() { stream_.reset(); }

  // Made by the speaker, as opposed to accepted.
  bool dialed() const { return dialed_; }
  MonotonicTime began() const { return began_; }
  bool closed() const { return closed_; }
  MonotonicTime closed_at() const { return closed_at_; }
  // Whether the peer closed in order.
  bool closed_in_order() const { return closed_in_order_; }
  const std::vector<ReceivedMessage>& received() const { return received_; }
  size_t Count(MessageType type) const;
  // The NOTIFICATION that came, if one did.
  std::optional<Notification> notification() const;

 private:
  void OnBytes(absl::Span<const uint8_t> octets) override;
  void OnWritable() override { Flush(); }
  void OnClosed(const absl::Status& status) override;
  void Flush();

  const Clock& clock_;
  std::unique_ptr<ByteStream> stream_;
  const bool dialed_;
  const MonotonicTime began_;
  MessageFramer framer_;
  std::vector<uint8_t> pending_;
  std::vector<ReceivedMessage> received_;
  bool closed_ = false;
  bool closed_in_order_ = false;
  MonotonicTime closed_at_;
};

class ScriptedSpeaker final : private ListenerVisitor, private DialerVisitor {
 public:
  // The test's own behaviour on each connection; may do nothing.
  using OnConnection = absl::AnyInvocable<void(ScriptedConnection&)>;

  // `network` and `node` are borrowed. Listens at `local`; Connect goes to
  // `remote`.
  ScriptedSpeaker(waymark::testing::StreamNetwork& network,
                  waymark::testing::SimulatedNode& node,
                  const IpEndpoint& local, const IpEndpoint& remote);

  void set_on_connection(OnConnection callback) {
    on_connection_ = std::move(callback);
  }
  void Connect() { dialer_->StartConnect(*this); }
  void StopListening() { listener_.reset(); }
  void Listen();

  // In the order in which they came about; closed ones included.
  size_t connection_count() const { return connections_.size(); }
  ScriptedConnection& connection(size_t index) { return *connections_[index]; }
  ScriptedConnection& last() { return *connections_.back(); }

 private:
  void OnAccepted(std::unique_ptr<ByteStream> stream) override;
  void OnConnected(std::unique_ptr<ByteStream> stream) override;
  void OnConnectFailed(const absl::Status&) override {}
  void Add(std::unique_ptr<ByteStream> stream, bool dialed);

  waymark::testing::StreamNetwork& network_;
  waymark::testing::SimulatedNode& node_;
  const IpEndpoint local_;
  std::unique_ptr<Dialer> dialer_;
  std::unique_ptr<Listener> listener_;
  OnConnection on_connection_;
  std::vector<std::unique_ptr<ScriptedConnection>> connections_;
};

}  // namespace waymark::bgp::testing

#endif  // WAYMARK_BGP_SESSION_TESTING_SCRIPTED_SPEAKER_H_
