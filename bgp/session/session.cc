// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/session/session.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/byte_stream.h"
#include "base/dialer.h"
#include "base/runtime.h"
#include "bgp/code_points.h"
#include "bgp/notification.h"
#include "bgp/open_message.h"
#include "bgp/route_refresh.h"
#include "bgp/session/down_reason.h"
#include "bgp/session/fsm.h"
#include "bgp/session/fsm_error.h"
#include "bgp/session/fsm_state.h"
#include "bgp/session/message_counters.h"
#include "bgp/session/message_stream.h"
#include "bgp/session/negotiated.h"
#include "bgp/session/open_check.h"
#include "bgp/session/open_policy.h"
#include "bgp/session/session_config.h"
#include "bgp/session/session_timers.h"
#include "bgp/wire/decoded.h"
#include "bgp/wire/message_header.h"
#include "bgp/wire/notification_codec.h"
#include "bgp/wire/open_codec.h"
#include "bgp/wire/route_refresh_codec.h"
#include "bgp/wire/update_codec.h"
#include "bgp/wire/update_error.h"

namespace waymark::bgp {
namespace {

// How long a last NOTIFICATION may take to reach the peer's transport.
constexpr absl::Duration kCloseDeadline = absl::Seconds(5);

// What kSendNotification sends in `state`.
Notification NotificationFor(FsmState state, const DownReason& reason) {
  // A NOTIFICATION that comes in OpenSent is answered as other unexpected
  // messages are (RFC 4271, 8.2.2, OpenSent, "any other event").
  if (reason.kind == DownKind::kNotificationReceived) {
    return FsmError(state, MessageType::kNotification);
  }
  return reason.notification.value_or(FsmError(state, std::nullopt));
}

}  // namespace

Session::Session(const Runtime& runtime, const SessionConfig& config,
                 OpenPolicy* open_policy, MessageCounters& counters,
                 SessionVisitor& visitor)
    : runtime_(runtime),
      config_(config),
      open_policy_(open_policy),
      counters_(counters),
      visitor_(visitor),
      local_open_(MakeOpen(config)),
      timers_(runtime, *this) {}

Session::~Session() {
  if (connecting_ != nullptr) connecting_->CancelConnect();
}

void Session::Start(Dialer& dialer) {
  dialer_ = &dialer;
  Handle(FsmEvent::kManualStart);
}

void Session::Accept(std::unique_ptr<ByteStream> stream) {
  Adopt(std::move(stream));
  stream_->PauseReads(true);
  Handle(FsmEvent::kManualStartWithPassiveTcpEstablishment);
}

void Session::Adopt(std::unique_ptr<ByteStream> stream) {
  MessageStreamVisitor& self = *this;
  stream_ = std::make_unique<MessageStream>(runtime_, std::move(stream),
                                            counters_, self);
}

void Session::Admit() {
  if (state_ != FsmState::kActive || stream_ == nullptr) return;
  stream_->PauseReads(false);
  Handle(FsmEvent::kTcpConnectionConfirmed);
}

void Session::Stop(const DownReason& reason) {
  // RFC 4271, 8.1.2: what is not an operator's wish is an AutomaticStop, which
  // acts as OpenCollisionDump does: with a Cease, and counted.
  const bool manual = reason.kind == DownKind::kAdminShutdown;
  Apply(manual ? FsmEvent::kManualStop : FsmEvent::kOpenCollisionDump, reason);
}

size_t Session::Send(absl::Span<const absl::Span<const uint8_t>> messages) {
  if (!CanWrite()) return 0;
  const size_t taken = stream_->Send(messages);
  // RFC 4271, 8.2.2, Established: sending an UPDATE restarts the timer.
  if (taken > 0) timers_.StartKeepalive(negotiated_->keepalive_time);
  WatchOutput();
  return taken;
}

bool Session::CanWrite() const {
  return state_ == FsmState::kEstablished && stream_->drained();
}

size_t Session::UndeliveredBytes() const {
  return stream_ == nullptr ? 0 : stream_->UndeliveredBytes();
}

void Session::OnConnected(std::unique_ptr<ByteStream> stream) {
  connecting_ = nullptr;
  Adopt(std::move(stream));
  Handle(FsmEvent::kTcpCrAcked);
}

void Session::OnConnectFailed(const absl::Status& status) {
  connecting_ = nullptr;
  DownReason reason = Because(DownKind::kTransportClosed);
  reason.text = std::string(status.message());
  Handle(FsmEvent::kTcpConnectionFails, reason);
}

void Session::OnMessage(const RawMessage& message) {
  switch (message.type) {
    case MessageType::kOpen:
      return HandleOpen(message);
    case MessageType::kUpdate:
      return HandleUpdate(message);
    case MessageType::kNotification:
      return HandleNotification(message);
    case MessageType::kKeepalive:
      if (state_ == FsmState::kOpenSent) {
        return HandleUnexpected(FsmEvent::kKeepAliveMsg, message.type);
      }
      return Handle(FsmEvent::kKeepAliveMsg);
    case MessageType::kRouteRefresh:
      return HandleRouteRefresh(message);
  }
}

void Session::OnHeaderError(const Notification& error) {
  // RFC 4271, 8.2.2 asks for a Finite State Machine Error in Established; 6.1
  // and RFC 7606 know only the Message Header Error.
  Handle(FsmEvent::kBgpHeaderErr, Because(DownKind::kNotificationSent, error));
}

void Session::OnDrained() {
  timers_.StopSendHold();
  if (state_ == FsmState::kEstablished) visitor_.OnWritable();
}

void Session::OnClosed(const absl::Status& status) {
  DownReason reason = Because(DownKind::kTransportClosed);
  reason.text =
      status.ok() ? "closed by the peer" : std::string(status.message());
  stream_.reset();
  Handle(FsmEvent::kTcpConnectionFails, reason);
}

void Session::HandleOpen(const RawMessage& message) {
  if (state_ == FsmState::kEstablished) {
    return HandleUnexpected(FsmEvent::kBgpOpen, message.type);
  }
  const Decoded<OpenMessage> open = DecodeOpen(message.body());
  if (!open.ok()) return HandleOpenRefused(open.error());
  if (state_ != FsmState::kOpenSent) {
    return HandleUnexpected(FsmEvent::kBgpOpen, message.type);
  }
  std::optional<Notification> refusal = CheckOpen(config_, *open);
  if (!refusal.has_value() && open_policy_ != nullptr) {
    refusal = open_policy_->Check(*open);
  }
  if (refusal.has_value()) return HandleOpenRefused(*refusal);

  negotiated_ = Negotiate(local_open_, *open);
  negotiated_->local = stream_->local();
  negotiated_->remote = stream_->remote();
  negotiated_->dialed = dialed();
  stream_->AllowExtendedMessages(negotiated_->receive.extended_message);
  Handle(FsmEvent::kBgpOpen);
}

void Session::HandleOpenRefused(const Notification& error) {
  if (error.code != ErrorCode::kCease) {
    return Handle(FsmEvent::kBgpOpenMsgErr,
                  Because(DownKind::kNotificationSent, error));
  }
  const bool collision =
      error.subcode == subcode::kConnectionCollisionResolution;
  Handle(FsmEvent::kOpenCollisionDump,
         Because(collision ? DownKind::kCollision : DownKind::kNotificationSent,
                 error));
}

void Session::HandleUpdate(const RawMessage& message) {
  if (state_ != FsmState::kEstablished) {
    return HandleUnexpected(FsmEvent::kUpdateMsg, message.type);
  }
  switch (DecodeUpdate(message.body(), negotiated_->receive, update_)) {
    case UpdateAction::kSessionReset:
      return Handle(
          FsmEvent::kUpdateMsgErr,
          Because(DownKind::kNotificationSent, update_.ResetNotification()));
    case UpdateAction::kTreatAsWithdraw:
      ++counters_.updates_treated_as_withdraw;
      break;
    case UpdateAction::kAttributeDiscard:
      ++counters_.updates_with_discarded_attributes;
      break;
    case UpdateAction::kNone:
      break;
  }
  Handle(FsmEvent::kUpdateMsg);
}

void Session::HandleNotification(const RawMessage& message) {
  const Notification received = DecodeNotification(message.body());
  const bool version_error =
      received.code == ErrorCode::kOpenMessage &&
      received.subcode == subcode::kUnsupportedVersionNumber;
  Handle(version_error ? FsmEvent::kNotifMsgVerErr : FsmEvent::kNotifMsg,
         Because(DownKind::kNotificationReceived, received));
}

void Session::HandleRouteRefresh(const RawMessage& message) {
  // RFC 4271 has no event for this message. Before Established it is as
  // unexpected as an UPDATE (RFC 6608, 4) and handled as one.
  if (state_ != FsmState::kEstablished) {
    return HandleUnexpected(FsmEvent::kUpdateMsg, message.type);
  }
  const Decoded<RouteRefresh> refresh =
      DecodeRouteRefresh(message, negotiated_->enhanced_route_refresh);
  if (!refresh.ok()) return OnHeaderError(refresh.error());
  // RFC 7313, 5: any other subtype is ignored.
  if (!IsKnown(refresh->subtype)) {
    ++counters_.route_refreshes_of_unknown_subtype;
    return;
  }
  // RFC 2918, 4: a family that we did not announce is ignored.
  if (!negotiated_->HasFamily(refresh->family)) return;
  switch (refresh->subtype) {
    case RouteRefreshSubtype::kNormal:
      if (config_.route_refresh) visitor_.OnRouteRefresh(*refresh);
      return;
    case RouteRefreshSubtype::kBeginningOfRefresh:
    case RouteRefreshSubtype::kEndOfRefresh:
      return visitor_.OnRouteRefresh(*refresh);
  }
}

void Session::HandleUnexpected(FsmEvent event, MessageType type) {
  Handle(event, Because(DownKind::kNotificationSent, FsmError(state_, type)));
}

void Session::OnConnectRetryTimer() {
  Handle(FsmEvent::kConnectRetryTimerExpires);
}

void Session::OnHoldTimer() {
  Handle(FsmEvent::kHoldTimerExpires,
         Because(DownKind::kHoldTimerExpired,
                 Notification{ErrorCode::kHoldTimerExpired, 0, {}}));
}

void Session::OnKeepaliveTimer() { Handle(FsmEvent::kKeepaliveTimerExpires); }

void Session::OnSendHoldTimer() {
  // RFC 9687: an event of its own that does what HoldTimer_Expires does.
  Handle(FsmEvent::kHoldTimerExpires,
         Because(DownKind::kSendHoldTimerExpired,
                 Notification{ErrorCode::kSendHoldTimerExpired, 0, {}}));
}

void Session::Handle(FsmEvent event, const DownReason& reason) {
  const FsmState before = state_;
  const ActionSet actions = Apply(event, reason);
  if (actions.Has(FsmAction::kReportEstablished)) {
    visitor_.OnEstablished(*negotiated_);
  } else if (actions.Has(FsmAction::kProcessUpdate)) {
    visitor_.OnUpdate(update_);
  } else if (!over_) {
    return;
  } else if (before == FsmState::kEstablished) {
    visitor_.OnDown(reason);
  } else {
    visitor_.OnAttemptFailed({reason, before, dialed()});
  }
}

ActionSet Session::Apply(FsmEvent event, const DownReason& reason) {
  const FsmState before = state_;
  const Transition transition =
      Step(before, event, {.passive = dialer_ == nullptr});
  state_ = transition.next;
  Act(transition.actions, before, reason);
  // From OpenSent the text goes back to Active, to connect again: the peer does
  // that, with a session of its own.
  over_ = over_ || (before != FsmState::kIdle && state_ == FsmState::kIdle) ||
          (before == FsmState::kOpenSent && state_ == FsmState::kActive);
  return transition.actions;
}

// In the order of FsmAction. kListen is the peer's business, which accepts for
// all its sessions; kDeleteRoutes, kProcessUpdate and kReportEstablished are
// the visitor's, told by Handle.
void Session::Act(ActionSet actions, FsmState before,
                  const DownReason& reason) {
  if (actions.Has(FsmAction::kResetConnectRetryCounter)) {
    connect_retry_counter_ = 0;
  }
  if (actions.Has(FsmAction::kIncrementConnectRetryCounter)) {
    ++connect_retry_counter_;
  }
  if (actions.Has(FsmAction::kSendNotification) && stream_ != nullptr) {
    stream_->SendNotification(NotificationFor(before, reason));
  }
  if (actions.Has(FsmAction::kDropTcpConnection)) DropTcpConnection();
  ActOnTimers(actions);
  if (actions.Has(FsmAction::kInitiateTcpConnection)) {
    connecting_ = dialer_;
    connecting_->StartConnect(*this);
  }
  // A connection is never both dropped and written to.
  if (stream_ != nullptr) {
    if (actions.Has(FsmAction::kSendOpen)) stream_->SendOpen(local_open_);
    if (actions.Has(FsmAction::kSendKeepalive)) stream_->SendKeepalive();
    WatchOutput();
  }
  if (actions.Has(FsmAction::kReportEstablished)) {
    negotiated_->established = runtime_.clock.Now();
  }
}

void Session::ActOnTimers(ActionSet actions) {
  if (actions.Has(FsmAction::kStopConnectRetryTimer)) {
    timers_.StopConnectRetry();
  }
  if (actions.Has(FsmAction::kStartConnectRetryTimer)) {
    timers_.StartConnectRetry(config_.connect_retry_time);
  }
  if (actions.Has(FsmAction::kStartLargeHoldTimer)) {
    timers_.StartHold(config_.open_hold_time);
  }
  if (actions.Has(FsmAction::kStartHoldTimer)) {
    timers_.StartHold(negotiated_->hold_time);
  }
  if (actions.Has(FsmAction::kStopHoldTimer)) timers_.StopHold();
  if (actions.Has(FsmAction::kStartKeepaliveTimer)) {
    timers_.StartKeepalive(negotiated_->keepalive_time);
  }
  if (actions.Has(FsmAction::kStopKeepaliveTimer)) timers_.StopKeepalive();
}

DownReason Session::Because(DownKind kind,
                            std::optional<Notification> notification) const {
  DownReason reason;
  reason.kind = kind;
  reason.notification = std::move(notification);
  reason.time = runtime_.clock.Now();
  return reason;
}

void Session::DropTcpConnection() {
  if (connecting_ != nullptr) {
    connecting_->CancelConnect();
    connecting_ = nullptr;
  }
  timers_.StopSendHold();
  if (stream_ == nullptr) return;
  stream_->Finish(kCloseDeadline);
  lingering_ = std::exchange(stream_, nullptr);
}

void Session::WatchOutput() {
  // RFC 9687: not where the negotiated hold time is zero.
  if (state_ != FsmState::kEstablished || stream_->drained() ||
      negotiated_->hold_time == absl::ZeroDuration()) {
    return;
  }
  timers_.StartSendHold(
      std::max(config_.send_hold_time, 2 * negotiated_->hold_time));
}

}  // namespace waymark::bgp
