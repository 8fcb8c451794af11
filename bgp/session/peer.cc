// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/session/peer.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/alive_token.h"
#include "base/byte_stream.h"
#include "base/monotonic_time.h"
#include "base/runtime.h"
#include "bgp/code_points.h"
#include "bgp/notification.h"
#include "bgp/open_message.h"
#include "bgp/session/collision.h"
#include "bgp/session/down_reason.h"
#include "bgp/session/fsm_state.h"
#include "bgp/session/liveness_source.h"
#include "bgp/session/message_stream.h"
#include "bgp/session/negotiated.h"
#include "bgp/session/open_policy.h"
#include "bgp/session/peer_config.h"
#include "bgp/session/peer_connection.h"
#include "bgp/session/peer_snapshot.h"
#include "bgp/session/restart_backoff.h"
#include "bgp/session/session.h"
#include "bgp/session/session_config.h"

namespace waymark::bgp {
namespace {

// Connections with a last NOTIFICATION to deliver; beyond it the oldest is cut.
constexpr size_t kMaxLingering = 4;

DownReason Ceased(const Runtime& runtime, DownKind kind, Notification cease) {
  DownReason reason;
  reason.kind = kind;
  reason.notification = std::move(cease);
  reason.time = runtime.clock.Now();
  return reason;
}

DownReason Collision(const Runtime& runtime) {
  return Ceased(runtime, DownKind::kCollision,
                Notification::Cease(subcode::kConnectionCollisionResolution));
}

// RFC 9384, 3.
DownReason BfdDown(const Runtime& runtime,
                   const std::optional<LivenessReport>& report) {
  DownReason reason = Ceased(runtime, DownKind::kBfdDown,
                             Notification::Cease(subcode::kBfdDown));
  reason.liveness = report;
  return reason;
}

}  // namespace

Peer::Peer(const Runtime& runtime, const PeerConfig& config,
           const PeerDependencies& dependencies, PeerVisitor& visitor)
    : runtime_(runtime),
      config_(config),
      dialer_(dependencies.dialer),
      open_policy_(dependencies.open_policy),
      liveness_source_(config.liveness == LivenessMode::kNone
                           ? nullptr
                           : dependencies.liveness),
      visitor_(visitor),
      backoff_(config.restart),
      restart_timer_(runtime.timers.CreateTimer([this] { OnRestartTimer(); })) {
}

Peer::~Peer() {
  if (started_ && liveness_source_ != nullptr) liveness_source_->Stop();
}

void Peer::Start() {
  if (started_) return;
  started_ = true;
  backoff_.Reset();
  totals_.connect_retry_counter = 0;
  liveness_ = {};
  if (liveness_source_ != nullptr) liveness_source_->Start(*this);
  Dial();
}

void Peer::Stop(const Notification& cease) {
  if (!started_) return;
  started_ = false;
  backing_off_ = false;
  restart_timer_->Cancel();
  if (liveness_source_ != nullptr) liveness_source_->Stop();
  std::vector<Ending> endings;
  while (!connections_.empty()) {
    endings.push_back(End(*connections_.back(),
                          Ceased(runtime_, DownKind::kAdminShutdown, cease)));
  }
  totals_.connect_retry_counter = 0;
  ReportLater(std::move(endings));
}

void Peer::Reset(DownKind kind, const Notification& cease) {
  Connection* const connection = established();
  if (connection == nullptr) return;
  ReportLater({End(*connection, Ceased(runtime_, kind, cease))});
}

void Peer::OnIncoming(std::unique_ptr<ByteStream> stream) {
  if (!started_ || backing_off_ || config_.opening == OpeningMode::kActive) {
    return;
  }
  // The neighbour makes a new connection when it has given up the last one,
  // whether or not we have heard of it. What is Established stays until the new
  // connection's OPEN comes (RFC 4271, 8.2.2, Established).
  for (const std::unique_ptr<Connection>& older : connections_) {
    if (older->established() || older->session().dialed()) continue;
    ReportLater({End(*older, Collision(runtime_))});
    break;
  }
  Connection& connection = AddConnection();
  connection.session().Accept(std::move(stream));
  if (MayOpen()) connection.session().Admit();
}

size_t Peer::Send(absl::Span<const absl::Span<const uint8_t>> messages) {
  Connection* const connection = established();
  return connection == nullptr ? 0 : connection->session().Send(messages);
}

bool Peer::CanWrite() const {
  Connection* const connection = established();
  return connection != nullptr && connection->session().CanWrite();
}

size_t Peer::UndeliveredBytes() const {
  Connection* const connection = established();
  return connection == nullptr ? 0 : connection->session().UndeliveredBytes();
}

FsmState Peer::state() const {
  if (connections_.empty()) {
    const bool welcome =
        started_ && !backing_off_ && config_.opening != OpeningMode::kActive;
    return welcome ? FsmState::kActive : FsmState::kIdle;
  }
  FsmState state = FsmState::kIdle;
  for (const std::unique_ptr<Connection>& connection : connections_) {
    state = std::max(state, connection->state());
  }
  return state;
}

const Negotiated* Peer::negotiated() const {
  Connection* const connection = established();
  return connection == nullptr ? nullptr : connection->session().negotiated();
}

uint64_t Peer::incarnation() const {
  Connection* const connection = established();
  return connection == nullptr ? 0 : connection->incarnation();
}

PeerSnapshot Peer::Snapshot() const {
  const MonotonicTime now = runtime_.clock.Now();
  PeerSnapshot snapshot = totals_;
  snapshot.name = config_.name;
  snapshot.peer_as = config_.session.peer_as;
  snapshot.started = started_;
  snapshot.state = state();
  snapshot.messages = messages_;
  snapshot.incarnation = incarnation();
  if (const Negotiated* const agreed = negotiated()) {
    snapshot.negotiated = *agreed;
    snapshot.uptime = now - agreed->established;
  }
  if (restart_timer_->armed()) {
    snapshot.next_attempt = restart_timer_->deadline() - now;
  }
  snapshot.liveness = liveness_.liveness;
  return snapshot;
}

void Peer::OnLiveness(const LivenessReport& report) {
  if (report.sequence <= liveness_.sequence) return;  // overtaken
  liveness_ = report;
  if (report.liveness == Liveness::kDown) {
    std::vector<Connection*> concerned;
    for (const std::unique_ptr<Connection>& connection : connections_) {
      if (Concerns(report, *connection)) concerned.push_back(connection.get());
    }
    std::vector<Ending> endings;
    for (Connection* const connection : concerned) {
      endings.push_back(End(*connection, BfdDown(runtime_, report)));
    }
    Report(std::move(endings));
    return;
  }
  // AdminDown as well: RFC 5882, 4.1 and 4.2.
  if (!MayOpen()) return;
  for (const std::unique_ptr<Connection>& connection : connections_) {
    connection->session().Admit();
  }
  if (!restart_timer_->armed()) Dial();
}

bool Peer::Concerns(const LivenessReport& report,
                    const Connection& connection) const {
  const bool strict = config_.liveness == LivenessMode::kStrict;
  if (connection.waiting()) return false;
  if (connection.connecting()) return strict;
  if (report.verdict_time >= connection.since()) return true;
  // A session that strict mode would not have let come up, had the verdict been
  // here in time.
  return strict && liveness_source_->liveness() == Liveness::kDown;
}

bool Peer::MayOpen() const {
  if (config_.liveness != LivenessMode::kStrict) return true;
  const Liveness liveness = liveness_source_->liveness();
  return liveness == Liveness::kUp || liveness == Liveness::kAdminDown;
}

void Peer::Dial() {
  if (!started_ || config_.opening == OpeningMode::kPassive || !MayOpen()) {
    return;
  }
  for (const std::unique_ptr<Connection>& connection : connections_) {
    if (connection->session().dialed() ||
        connection->state() >= FsmState::kOpenConfirm) {
      return;
    }
  }
  AddConnection().session().Start(*dialer_);
}

void Peer::OnRestartTimer() {
  backing_off_ = false;
  Dial();
}

Peer::Connection& Peer::AddConnection() {
  connections_.push_back(
      std::make_unique<Connection>(*this, ++last_incarnation_));
  return *connections_.back();
}

Peer::Connection* Peer::established() const {
  for (const std::unique_ptr<Connection>& connection : connections_) {
    if (connection->established()) return connection.get();
  }
  return nullptr;
}

std::optional<Notification> Peer::CheckOpen(Connection& fresh,
                                            const OpenMessage& open) {
  if (open_policy_ != nullptr) {
    std::optional<Notification> refusal = open_policy_->Check(open);
    if (refusal.has_value()) return refusal;
  }
  const OpenMessage local = MakeOpen(config_.session);
  std::vector<Connection*> losers;
  for (const std::unique_ptr<Connection>& existing : connections_) {
    if (existing.get() == &fresh) continue;
    switch (ResolveCollision({fresh.state(), fresh.session().dialed()},
                             {existing->state(), existing->session().dialed()},
                             local, open)) {
      case CollisionVerdict::kCloseNew:
        return Collision(runtime_).notification;
      case CollisionVerdict::kCloseExisting:
        losers.push_back(existing.get());
        break;
      case CollisionVerdict::kNoCollision:
        break;
    }
  }
  for (Connection* const loser : losers) {
    ReportLater({End(*loser, Collision(runtime_))});
  }
  return std::nullopt;
}

void Peer::OnConnectionEstablished(Connection& connection) {
  // Strict mode: the path may have gone while the OPENs were under way.
  if (!MayOpen()) {
    Report({End(connection, BfdDown(runtime_, std::nullopt))});
    return;
  }
  connection.set_established();
  ++totals_.established_count;
  restart_timer_->Cancel();
  backing_off_ = false;
  DropUnopened();
  visitor_.OnEstablished(connection.incarnation(),
                         *connection.session().negotiated());
}

void Peer::OnConnectionEnded(Connection& connection,
                             const AttemptFailure& failure) {
  Report({Forget(connection, failure)});
}

Peer::Ending Peer::End(Connection& connection, const DownReason& reason) {
  const AttemptFailure failure = {reason, connection.state(),
                                  connection.session().dialed()};
  connection.session().Stop(reason);
  return Forget(connection, failure);
}

Peer::Ending Peer::Forget(Connection& connection,
                          const AttemptFailure& failure) {
  const DownReason& reason = failure.reason;
  Ending ending = {connection.incarnation(), connection.established(), failure};
  totals_.connect_retry_counter += connection.session().connect_retry_counter();
  if (ending.was_established) {
    ++totals_.down_count;
    totals_.last_down = reason;
    backoff_.OnSessionEnded(reason.time - connection.since());
  } else {
    ++totals_.failed_attempts;
    totals_.last_failure = failure;
  }
  Linger(connection.session().TakeLingering());
  Erase(connection);
  ScheduleRestart(reason);
  return ending;
}

void Peer::Linger(std::unique_ptr<MessageStream> stream) {
  std::erase_if(lingering_, [](const std::unique_ptr<MessageStream>& other) {
    return other->finished();
  });
  if (stream == nullptr || stream->finished()) return;
  if (lingering_.size() == kMaxLingering) lingering_.erase(lingering_.begin());
  lingering_.push_back(std::move(stream));
}

void Peer::Erase(const Connection& connection) {
  std::erase_if(connections_,
                [&connection](const std::unique_ptr<Connection>& other) {
                  return other.get() == &connection;
                });
}

void Peer::DropUnopened() {
  std::erase_if(connections_, [](const std::unique_ptr<Connection>& other) {
    return other->connecting() || other->waiting();
  });
}

void Peer::ScheduleRestart(const DownReason& reason) {
  if (!started_ || established() != nullptr) return;
  // The other connection of a mutual opening, with the same mistake: one error.
  if (backing_off_ && restart_timer_->armed()) return;
  const MonotonicTime next =
      runtime_.clock.Now() + backoff_.NextDelay(reason, runtime_.random);
  if (IsProtocolError(reason)) {
    // Nor may the neighbour open sooner. What has begun to exchange OPENs may
    // finish: if it comes up, the neighbour has mended its ways.
    backing_off_ = true;
    DropUnopened();
    restart_timer_->Arm(next);
  } else if (!restart_timer_->armed()) {
    restart_timer_->Arm(next);
  }
}

void Peer::Report(std::vector<Ending> endings) {
  const AliveToken::Watcher alive = alive_.Watch();
  for (const Ending& ending : endings) {
    if (ending.was_established) {
      visitor_.OnDown(ending.incarnation, ending.failure.reason);
    } else {
      visitor_.OnAttemptFailed(ending.incarnation, ending.failure);
    }
    if (!alive) return;
  }
}

void Peer::ReportLater(std::vector<Ending> endings) {
  runtime_.defer.Defer(
      [this, alive = alive_.Watch(), endings = std::move(endings)]() mutable {
        if (alive) Report(std::move(endings));
      });
}

}  // namespace waymark::bgp
