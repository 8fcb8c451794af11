// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// One neighbour: a pair of addresses, and the sessions that come and go between
// them. It dials and accepts, resolves collisions (RFC 4271, 6.8), tries again
// after each end (restart_backoff.h) and lets a LivenessSource bring the
// session down or, in strict mode, keep it from coming up (RFC 5882, 4; RFC
// 9384).
//
// Coupling with liveness. A verdict Down resets the session that it is about:
// an Established one only if the verdict was made after it became Established,
// any other connection if made after that began. A verdict that was overtaken
// by a later one, or that is older than the session, is dropped. AdminDown
// never brings anything down (RFC 5882, 3.2). In strict mode one predicate
// stands before both kinds of opening: what we would dial is not dialled, what
// the peer dials is kept waiting, unread, until the path is up.
//
// Graceful restart is not offered: on a peer with BFD it keeps routes through a
// path that BFD has just declared dead.

#ifndef WAYMARK_BGP_SESSION_PEER_H_
#define WAYMARK_BGP_SESSION_PEER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "absl/types/span.h"
#include "base/alive_token.h"
#include "base/byte_stream.h"
#include "base/dialer.h"
#include "base/monotonic_time.h"
#include "base/runtime.h"
#include "base/timer.h"
#include "bgp/notification.h"
#include "bgp/open_message.h"
#include "bgp/route_refresh.h"
#include "bgp/session/down_reason.h"
#include "bgp/session/fsm_state.h"
#include "bgp/session/liveness_source.h"
#include "bgp/session/message_counters.h"
#include "bgp/session/message_stream.h"
#include "bgp/session/negotiated.h"
#include "bgp/session/open_policy.h"
#include "bgp/session/peer_config.h"
#include "bgp/session/peer_snapshot.h"
#include "bgp/session/restart_backoff.h"
#include "bgp/wire/decoded_update.h"

namespace waymark::bgp {

// OnEstablished and OnDown alternate; between them, and only there, come
// OnUpdate, OnRouteRefresh and OnWritable. OnAttemptFailed may come at any
// time, also while another connection is Established. `incarnation` numbers the
// neighbour's connections, upwards and with gaps: whatever is kept for later
// should remember it, so that news of an old session never touches a newer one.
//
// All calls come from the loop, never from inside a call to the peer. The
// visitor may call the peer, or destroy it, in every one of them.
class PeerVisitor {
 public:
  virtual ~PeerVisitor() = default;
  // Borrowed as long as incarnation() is this one: no longer in OnDown.
  virtual void OnEstablished(uint64_t incarnation,
                             const Negotiated& negotiated) = 0;
  // As SessionVisitor::OnUpdate.
  virtual void OnUpdate(uint64_t incarnation, const DecodedUpdate& update) = 0;
  virtual void OnRouteRefresh(uint64_t incarnation,
                              const RouteRefresh& refresh) = 0;
  // CanWrite() has become true again. (After OnEstablished it is true.)
  virtual void OnWritable(uint64_t incarnation) = 0;
  virtual void OnDown(uint64_t incarnation, const DownReason& reason) = 0;
  virtual void OnAttemptFailed(uint64_t incarnation,
                               const AttemptFailure& failure) = 0;
};

// What else a peer needs; borrowed, and must outlive it.
struct PeerDependencies {
  Dialer* dialer = nullptr;            // null for a passive peer only
  LivenessSource* liveness = nullptr;  // not used with LivenessMode::kNone
  OpenPolicy* open_policy = nullptr;   // optional
};

class Peer final : private LivenessVisitor {
 public:
  // REQUIRES: Validate(config) is OK. `visitor` is borrowed.
  Peer(const Runtime& runtime, const PeerConfig& config,
       const PeerDependencies& dependencies, PeerVisitor& visitor);
  // Resets what is open, without a word: call Stop first.
  ~Peer() override;
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  // Dials, or waits for the neighbour. Does nothing if started.
  void Start();

  // Ends everything with `cease` and refuses the neighbour until Start. OnDown
  // follows soon.
  void Stop(const Notification& cease);

  // Ends the Established session, if there is one, with `cease`, then goes on
  // as after any other end: for kAdminShutdown after about a second, for
  // kMaxPrefixes with back-off. OnDown follows soon.
  void Reset(DownKind kind, const Notification& cease);

  // A connection that the neighbour made to us. Refused (destroyed) unless the
  // peer is started, opens passively and is not backing off.
  void OnIncoming(std::unique_ptr<ByteStream> stream);

  // As Session::Send; 0 and false without an Established session.
  size_t Send(absl::Span<const absl::Span<const uint8_t>> messages);
  bool CanWrite() const;
  // Octets taken by Send that the neighbour's TCP has not acknowledged.
  size_t UndeliveredBytes() const;

  const PeerConfig& config() const { return config_; }
  bool started() const { return started_; }
  FsmState state() const;
  // Of the Established session; null and 0 without one.
  const Negotiated* negotiated() const;
  uint64_t incarnation() const;
  PeerSnapshot Snapshot() const;

 private:
  class Connection;
  struct Ending;

  void OnLiveness(const LivenessReport& report) override;

  // The one predicate of both openings.
  bool MayOpen() const;
  void Dial();
  void OnRestartTimer();
  Connection& AddConnection();
  Connection* established() const;

  // Called by connections.
  std::optional<Notification> CheckOpen(Connection& fresh,
                                        const OpenMessage& open);
  void OnConnectionEstablished(Connection& connection);
  void OnConnectionEnded(Connection& connection, const AttemptFailure& failure);

  // Stops the session of `connection` and forgets it.
  Ending End(Connection& connection, const DownReason& reason);
  // Forgets a connection that is over, and sees to the next attempt.
  Ending Forget(Connection& connection, const AttemptFailure& failure);
  void Linger(std::unique_ptr<MessageStream> stream);
  void Erase(const Connection& connection);
  // What has not sent an OPEN yet: dialled in vain, or kept waiting.
  void DropUnopened();
  void ScheduleRestart(const DownReason& reason);
  // Reports, last. The peer may be gone afterwards.
  void Report(std::vector<Ending> endings);
  void ReportLater(std::vector<Ending> endings);
  bool Concerns(const LivenessReport& report,
                const Connection& connection) const;

  Runtime runtime_;
  const PeerConfig config_;
  Dialer* const dialer_;
  OpenPolicy* const open_policy_;
  LivenessSource* const liveness_source_;  // null: none is used
  PeerVisitor& visitor_;

  bool started_ = false;
  bool backing_off_ = false;  // after a protocol error: nobody may open
  uint64_t last_incarnation_ = 0;
  LivenessReport liveness_;  // the latest seen
  RestartBackoff backoff_;
  // At most three: one Established, one dialled, one accepted.
  std::vector<std::unique_ptr<Connection>> connections_;
  // Connections that are over but have a NOTIFICATION to deliver.
  std::vector<std::unique_ptr<MessageStream>> lingering_;
  MessageCounters messages_;
  PeerSnapshot totals_;  // what is counted over all connections
  std::unique_ptr<Timer> restart_timer_;
  AliveToken alive_;
};

}  // namespace waymark::bgp

#endif  // WAYMARK_BGP_SESSION_PEER_H_
