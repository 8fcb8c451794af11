// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// One connection of one neighbour, from the attempt to connect to its end:
// carries out what the FSM (fsm.h) asks for, owns the connection and the timers
// of RFC 4271, 8 and 10. It lives for one connection; trying again, and
// choosing between two connections, is the work of the peer (peer.h).
//
// Covers RFC 4271 sections 4, 6 and 8, RFC 6608, RFC 7606 (what an UPDATE with
// errors does to the session) and the send hold timer of RFC 9687.

#ifndef WAYMARK_BGP_SESSION_SESSION_H_
#define WAYMARK_BGP_SESSION_SESSION_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "base/byte_stream.h"
#include "base/dialer.h"
#include "base/runtime.h"
#include "bgp/notification.h"
#include "bgp/open_message.h"
#include "bgp/route_refresh.h"
#include "bgp/session/down_reason.h"
#include "bgp/session/fsm.h"
#include "bgp/session/fsm_state.h"
#include "bgp/session/message_counters.h"
#include "bgp/session/message_stream.h"
#include "bgp/session/negotiated.h"
#include "bgp/session/open_policy.h"
#include "bgp/session/session_config.h"
#include "bgp/session/session_timers.h"
#include "bgp/wire/decoded_update.h"
#include "bgp/wire/message_header.h"

namespace waymark::bgp {

// Either OnEstablished, then any number of OnUpdate, OnRouteRefresh and
// OnWritable, then OnDown; or OnAttemptFailed alone. All calls come from the
// loop, never from inside a call to the session, and each is the last thing the
// session does in its turn: the visitor may call Send or Stop, or destroy the
// session. After Stop nothing comes.
class SessionVisitor {
 public:
  virtual ~SessionVisitor() = default;
  // Borrowed until the session is destroyed.
  virtual void OnEstablished(const Negotiated& negotiated) = 0;
  // Never one that resets the session; one with a weaker action says itself
  // what is left of it. Borrowed until the call returns or the session is
  // destroyed. It may carry families that were not negotiated: ignore those.
  virtual void OnUpdate(const DecodedUpdate& update) = 0;
  // Of a negotiated family: the peer asks for it once more (RFC 2918), or, if
  // that was negotiated, says where its own refresh begins and ends (RFC 7313).
  virtual void OnRouteRefresh(const RouteRefresh& refresh) = 0;
  // CanWrite() has become true again.
  virtual void OnWritable() = 0;
  // Every route learned over the connection is to be deleted.
  virtual void OnDown(const DownReason& reason) = 0;
  virtual void OnAttemptFailed(const AttemptFailure& failure) = 0;
};

class Session final : private DialerVisitor,
                      private MessageStreamVisitor,
                      private SessionTimersVisitor {
 public:
  // Everything passed by reference or pointer is borrowed and must outlive the
  // session. `open_policy` may be null. REQUIRES: Validate(config) is OK.
  Session(const Runtime& runtime, const SessionConfig& config,
          OpenPolicy* open_policy, MessageCounters& counters,
          SessionVisitor& visitor);
  // An open connection is reset, an attempt to connect given up.
  ~Session() override;
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Connects to the peer. `dialer` is borrowed as the others are.
  // REQUIRES: neither Start nor Accept was called before.
  void Start(Dialer& dialer);

  // Takes a connection that the peer has made, and waits in Active, reading
  // nothing. REQUIRES: as Start.
  void Accept(std::unique_ptr<ByteStream> stream);
  // Lets an accepted connection go on: sends the OPEN.
  // REQUIRES: Accept was called. Does nothing the second time, or if the
  // connection has ended.
  void Admit();

  // Ends the session with reason.notification, for the purpose of
  // reason.kind. Calls nothing back: the caller knows.
  void Stop(const DownReason& reason);

  // Offers whole encoded messages (UPDATE, ROUTE-REFRESH) and returns how many
  // were taken, from the front; the others stay with the caller, who offers
  // them, or by then newer ones, after OnWritable. At most one message is kept
  // here in part. Nothing is taken unless CanWrite().
  size_t Send(absl::Span<const absl::Span<const uint8_t>> messages);
  bool CanWrite() const;
  // Octets taken that the peer's transport has not acknowledged; 0 without a
  // connection.
  size_t UndeliveredBytes() const;

  FsmState state() const { return state_; }
  // Ended, or about to: destroy it.
  bool over() const { return over_; }
  bool dialed() const { return dialer_ != nullptr; }
  // The peer's OPEN has been accepted; null before.
  const Negotiated* negotiated() const {
    return negotiated_.has_value() ? &*negotiated_ : nullptr;
  }
  // RFC 4271, 8: 1 if this session counts as a failed attempt.
  uint32_t connect_retry_counter() const { return connect_retry_counter_; }

  // Once over: what still has a NOTIFICATION to send, or null. To be kept
  // until it is finished, or dropped to give up.
  std::unique_ptr<MessageStream> TakeLingering() {
    return std::move(lingering_);
  }

 private:
  void OnConnected(std::unique_ptr<ByteStream> stream) override;
  void OnConnectFailed(const absl::Status& status) override;
  void OnMessage(const RawMessage& message) override;
  void OnHeaderError(const Notification& error) override;
  void OnDrained() override;
  void OnClosed(const absl::Status& status) override;
  void OnConnectRetryTimer() override;
  void OnHoldTimer() override;
  void OnKeepaliveTimer() override;
  void OnSendHoldTimer() override;

  void Adopt(std::unique_ptr<ByteStream> stream);
  void HandleOpen(const RawMessage& message);
  void HandleUpdate(const RawMessage& message);
  void HandleNotification(const RawMessage& message);
  void HandleRouteRefresh(const RawMessage& message);
  // RFC 6608, 4.
  void HandleUnexpected(FsmEvent event, MessageType type);
  void HandleOpenRefused(const Notification& error);

  // Steps the FSM, acts, and reports what came of it, last. `reason` is for
  // events that may end the session.
  void Handle(FsmEvent event, const DownReason& reason = {});
  // The same without the report; returns what the FSM asked for.
  ActionSet Apply(FsmEvent event, const DownReason& reason);
  void Act(ActionSet actions, FsmState before, const DownReason& reason);
  void ActOnTimers(ActionSet actions);

  DownReason Because(DownKind kind, std::optional<Notification> notification =
                                        std::nullopt) const;
  void DropTcpConnection();
  // Starts the send hold timer if output is blocked.
  void WatchOutput();

  Runtime runtime_;
  const SessionConfig& config_;
  OpenPolicy* const open_policy_;
  MessageCounters& counters_;
  SessionVisitor& visitor_;
  const OpenMessage local_open_;

  FsmState state_ = FsmState::kIdle;
  bool over_ = false;
  uint32_t connect_retry_counter_ = 0;
  Dialer* dialer_ = nullptr;
  Dialer* connecting_ = nullptr;  // dialer_ while its attempt is under way
  std::unique_ptr<MessageStream> stream_;
  std::unique_ptr<MessageStream> lingering_;
  std::optional<Negotiated> negotiated_;
  DecodedUpdate update_;  // the one being handled

  SessionTimers timers_;
};

}  // namespace waymark::bgp

#endif  // WAYMARK_BGP_SESSION_SESSION_H_
