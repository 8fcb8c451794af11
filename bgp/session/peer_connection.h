// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Part of peer.cc alone: one session of a peer, and what is left of it.

#ifndef WAYMARK_BGP_SESSION_PEER_CONNECTION_H_
#define WAYMARK_BGP_SESSION_PEER_CONNECTION_H_

#include <cstdint>
#include <optional>

#include "base/monotonic_time.h"
#include "bgp/notification.h"
#include "bgp/open_message.h"
#include "bgp/route_refresh.h"
#include "bgp/session/down_reason.h"
#include "bgp/session/fsm_state.h"
#include "bgp/session/negotiated.h"
#include "bgp/session/open_policy.h"
#include "bgp/session/peer.h"
#include "bgp/session/session.h"
#include "bgp/wire/decoded_update.h"

namespace waymark::bgp {

// One session. Numbers its events with its incarnation and hands them on; its
// end goes to the peer, which destroys it.
class Peer::Connection final : private SessionVisitor, private OpenPolicy {
 public:
  Connection(Peer& peer, uint64_t incarnation)
      : peer_(peer),
        incarnation_(incarnation),
        began_(peer.runtime_.clock.Now()),
        session_(peer.runtime_, peer.config_.session, this, peer.messages_,
                 *this) {}

  Session& session() { return session_; }
  FsmState state() const { return session_.state(); }
  uint64_t incarnation() const { return incarnation_; }
  // When it became Established, otherwise when it began.
  MonotonicTime since() const {
    return established() ? session_.negotiated()->established : began_;
  }
  // The visitor knows of it.
  bool established() const { return established_; }
  void set_established() { established_ = true; }
  bool connecting() const { return state() == FsmState::kConnect; }
  bool waiting() const { return state() == FsmState::kActive; }

 private:
  std::optional<Notification> Check(const OpenMessage& open) override {
    return peer_.CheckOpen(*this, open);
  }
  void OnEstablished(const Negotiated&) override {
    peer_.OnConnectionEstablished(*this);
  }
  void OnUpdate(const DecodedUpdate& update) override {
    peer_.visitor_.OnUpdate(incarnation_, update);
  }
  void OnRouteRefresh(const RouteRefresh& refresh) override {
    peer_.visitor_.OnRouteRefresh(incarnation_, refresh);
  }
  void OnWritable() override { peer_.visitor_.OnWritable(incarnation_); }
  void OnDown(const DownReason& reason) override {
    peer_.OnConnectionEnded(
        *this, {reason, FsmState::kEstablished, session_.dialed()});
  }
  void OnAttemptFailed(const AttemptFailure& failure) override {
    peer_.OnConnectionEnded(*this, failure);
  }

  Peer& peer_;
  const uint64_t incarnation_;
  const MonotonicTime began_;
  bool established_ = false;
  Session session_;
};

// What the visitor is to be told of a connection that is gone.
struct Peer::Ending {
  uint64_t incarnation = 0;
  bool was_established = false;
  AttemptFailure failure;
};

}  // namespace waymark::bgp

#endif  // WAYMARK_BGP_SESSION_PEER_CONNECTION_H_
