// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// One neighbour of a speaker: its BGP peer, its BFD, what it is told and what
// it tells. Part of speaker.h, which makes and owns it.

#ifndef WAYMARK_SPEAKER_NEIGHBOR_H_
#define WAYMARK_SPEAKER_NEIGHBOR_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "base/alive_token.h"
#include "base/dialer.h"
#include "base/monotonic_time.h"
#include "base/runtime.h"
#include "base/timer.h"
#include "bfd/session_snapshot.h"
#include "bfd/transmit_group.h"
#include "bgp/family.h"
#include "bgp/session/peer.h"
#include "rib/attributes_pool.h"
#include "rib/loc_rib.h"
#include "rib/originated_set.h"
#include "rib/peer_info.h"
#include "rib/propagation.h"
#include "speaker/bfd_control.h"
#include "speaker/bfd_service.h"
#include "speaker/neighbor_config.h"
#include "speaker/neighbor_visitor.h"
#include "speaker/update_receiver.h"
#include "speaker/update_sender.h"

namespace waymark::speaker {

// A neighbour at one moment.
struct NeighborSnapshot {
  rib::PeerId id{};
  bgp::PeerSnapshot peer;
  IpAddress address;
  IpAddress local_address;
  // Absent without BFD of our own. Where BFD runs on a thread of its own it is
  // as of the last change of state, counters included, or of the last report
  // that was fetched (posix::BfdThread::FetchReport).
  std::optional<bfd::SessionSnapshot> bfd;
  size_t received = 0;           // routes stored before policy
  size_t accepted = 0;           // of them in the Loc-RIB
  size_t advertised = 0;         // routes that the neighbour holds from us
  uint64_t over_limit = 0;       // UpdateReceiver::over_limit
  uint64_t early_refreshes = 0;  // UpdateReceiver::early_refreshes
};

// Part of speaker.h, which implements it: a neighbour's own way to say that it,
// or the Loc-RIB because of it, has long work to do.
class NeighborWork {
 public:
  virtual ~NeighborWork() = default;
  // The first slice of it is done at once, for what happens once a session.
  virtual void OnWork() = 0;
  // All of it is done later, for what a neighbour can bring about with every
  // message: however many come in one turn, they cost one slice.
  virtual void OnLaterWork() = 0;
};

class Neighbor final : private bgp::PeerVisitor, private BfdObserver {
 public:
  // What the neighbour shares with others; borrowed. The RIB parts are null in
  // a speaker without a Loc-RIB, `bfd` in one without BFD.
  struct Surroundings {
    // For what neighbours announce, and for what we originate: no neighbour can
    // fill the latter.
    rib::AttributesPool& received_pool;
    rib::AttributesPool& originated_pool;
    rib::LocRib* loc_rib = nullptr;
    rib::Propagation* propagation = nullptr;
    BfdService* bfd = nullptr;
    bfd::TransmitGroup* bfd_group = nullptr;  // SpeakerConfig::bfd_group
  };

  // REQUIRES: Validate(config) is OK. `dialer` may be null for a passive peer.
  Neighbor(const Runtime& runtime, rib::PeerId id, const NeighborConfig& config,
           const Surroundings& surroundings, std::unique_ptr<Dialer> dialer,
           NeighborWork& work, NeighborVisitor& visitor);
  ~Neighbor() override;
  Neighbor(const Neighbor&) = delete;
  Neighbor& operator=(const Neighbor&) = delete;

  // Starts BFD, if configured, and the peer. Errors are those of BFD; nothing
  // is started then.
  absl::Status Start();
  // Ends everything with `cease`; BFD goes AdminDown, so that the neighbour
  // does not take the end for a failure (RFC 5880, 6.8.16).
  void Stop(const bgp::Notification& cease);
  // Stop after the turn: with a BFD of the same thread, Stop reports its change
  // of state from inside the call.
  void StopSoon(const bgp::Notification& cease);
  // Stop for good: gives up the BFD session too, so that another neighbour
  // may have one between the same addresses. Destruction is all that follows.
  void Retire(const bgp::Notification& cease);
  void Reset(bgp::DownKind kind, const bgp::Notification& cease) {
    peer_.Reset(kind, cease);
  }
  void OnIncoming(std::unique_ptr<ByteStream> stream) {
    peer_.OnIncoming(std::move(stream));
  }

  // What is changed there counts until this object is destroyed, whatever
  // config() says; AdminDown until the next Start. Null without BFD of our own,
  // and for good after Retire.
  BfdControl* bfd() { return bfd_.get(); }

  // What this speaker announces of its own accord; rules and errors as for
  // rib::OriginatedSet.
  absl::Status Announce(const IpPrefix& prefix,
                        const bgp::PathAttributes& attributes);
  bool Withdraw(const IpPrefix& prefix);
  // The same with attributes that go on the wire as they are.
  absl::Status AnnounceAsIs(const IpPrefix& prefix,
                            const bgp::PathAttributes& attributes);
  bool WithdrawAsIs(const IpPrefix& prefix);
  void SetReady(bool ready);

  // Calls back once, when all that is to be announced and withdrawn has been
  // sent and acknowledged by the neighbour's TCP. An earlier request is
  // replaced. Forgotten when the session ends.
  void NotifyWhenFlushed(absl::AnyInvocable<void()> callback);

  // Calls back once, when the neighbour has answered a ROUTE-REFRESH that was
  // sent after everything else, with a BoRR and an EoRR: it has read and
  // accepted what came before, though its best paths and its forwarding may
  // still lag. The request is for the family of the last withdrawal where that
  // has had its End-of-RIB, for neighbours that keep families apart. An earlier
  // request is replaced. Forgotten when the session ends. False, and nothing,
  // if it cannot answer: without enhanced route refresh, or before its
  // End-of-RIB of any family. (RFC 7313, 4 has who restarts gracefully send
  // that first. FRR keeps to it also where it sends none: it ignores the
  // request.)
  //
  // A refresh that the neighbour begins of its own accord while the request is
  // on its way is taken for the answer; nothing in RFC 7313 tells them apart.
  bool NotifyWhenProcessed(absl::AnyInvocable<void()> callback);

  // Work of the neighbour's own tables; the Loc-RIB and the propagation have
  // work of their own.
  bool has_work() const;
  bool DoWork(size_t budget);
  // The propagation has no work left: what it passes on is complete.
  void OnPropagationLoaded();
  // Sends what can be sent, soon: coalesces the calls of one turn.
  void SendSoon();

  rib::PeerId id() const { return id_; }
  const NeighborConfig& config() const { return config_; }
  // Null without an Established session.
  const bgp::Negotiated* negotiated() const { return peer_.negotiated(); }
  const UpdateSender& sender() const { return sender_; }
  NeighborSnapshot Snapshot() const;

 private:
  void OnEstablished(uint64_t incarnation,
                     const bgp::Negotiated& negotiated) override;
  void OnUpdate(uint64_t incarnation,
                const bgp::DecodedUpdate& update) override;
  void OnRouteRefresh(uint64_t incarnation,
                      const bgp::RouteRefresh& refresh) override;
  void OnWritable(uint64_t incarnation) override;
  void OnDown(uint64_t incarnation, const bgp::DownReason& reason) override;
  void OnAttemptFailed(uint64_t incarnation,
                       const bgp::AttemptFailure& failure) override;
  void OnBfdStateChange(const bfd::StateChange& change) override;
  void OnBfdLocalStall(const bfd::LocalStall& stall) override;
  void OnBfdRemoteDiagnostic(bfd::Diagnostic diagnostic) override;
  void OnBfdRemoteAdminChange(const bfd::RemoteAdminChange& change) override;

  // Our own next hop for a family; nullopt while it is not known.
  std::optional<bgp::NextHop> OwnNextHop(IpFamily family) const;
  rib::EgressPeer AsEgress() const;
  rib::OriginatedSet& originated(IpFamily family);
  void LearnNextHops(const bgp::Negotiated& negotiated);
  void GateEndOfRib();
  void Send();
  void CheckFlushed();
  void CheckProcessed(const bgp::RouteRefresh& refresh);
  void NoteEndOfRib(const bgp::DecodedUpdate& update);

  const Runtime runtime_;
  const rib::PeerId id_;
  const NeighborConfig config_;
  const Surroundings surroundings_;
  NeighborWork& work_;
  NeighborVisitor& visitor_;

  std::unique_ptr<Dialer> dialer_;
  std::unique_ptr<BfdSource> bfd_;  // null without
  std::optional<UpdateReceiver> receiver_;
  UpdateSender sender_;
  std::unique_ptr<rib::OriginatedSet> originated_ipv4_;
  std::unique_ptr<rib::OriginatedSet> originated_ipv6_;
  AliveToken starts_;   // renewed by Stop: a start under way is off
  bool ready_;          // as SetReady says
  bool loaded_ = true;  // nothing is missing of what is passed on
  bool send_scheduled_ = false;
  std::unique_ptr<Timer> send_timer_;      // for what one turn did not send
  absl::AnyInvocable<void()> on_flushed_;  // null: nobody asked
  MonotonicTime flush_asked_;
  std::unique_ptr<Timer> flush_timer_;
  absl::AnyInvocable<void()> on_processed_;  // null: nobody asked
  std::optional<bgp::Family> withdrawn_;     // the last in this session
  bgp::Family asked_for_;                    // what the request is for
  bool answer_begun_ = false;                // the BoRR to it has come
  std::vector<bgp::Family> end_of_ribs_;     // received in this session
  bgp::Peer peer_;
  AliveToken alive_;
};

}  // namespace waymark::speaker

#endif  // WAYMARK_SPEAKER_NEIGHBOR_H_
