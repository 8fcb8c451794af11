// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A BGP speaker with BFD: neighbours, the RIB between them, and the coupling of
// liveness and sessions, behind one object.
//
//   Speaker speaker(runtime, {.bfd = &bfd, ...}, observer);
//   absl::StatusOr<rib::PeerId> id = speaker.AddNeighbor(config, dialer);
//   speaker.Announce(*id, prefix, attributes);
//   speaker.Start(*id);
//
// It has no sockets: connections come from the dialers given with the
// neighbours and from OnAccepted, BFD packets from a bfd::Transport; posix/
// provides all of them. What a lost neighbour leaves behind is worked off in
// slices of at most a millisecond between which the loop turns.
//
// A verdict of BFD ends the BGP session, removes its routes and reports what is
// best now in one go: Loc-RIB observers hear of it before the observer of the
// speaker hears of the verdict. For a neighbour with few routes that all
// happens inside the callback of the detection timer.

#ifndef WAYMARK_SPEAKER_SPEAKER_H_
#define WAYMARK_SPEAKER_SPEAKER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/alive_token.h"
#include "base/dialer.h"
#include "base/listener.h"
#include "base/runtime.h"
#include "base/timer.h"
#include "bfd/transmit_group.h"
#include "bgp/notification.h"
#include "bgp/path_attributes.h"
#include "rib/attributes_pool.h"
#include "rib/loc_rib.h"
#include "rib/next_hop_resolver.h"
#include "rib/peer_info.h"
#include "rib/propagation.h"
#include "rib/rib_observer.h"
#include "speaker/bfd_service.h"
#include "speaker/neighbor.h"
#include "speaker/neighbor_config.h"
#include "speaker/neighbor_visitor.h"

namespace waymark::speaker {

struct SpeakerConfig {
  // Neighbours at one time, at most LocRib::Options::max_peers.
  size_t max_neighbors = 1024;

  // A Loc-RIB and what selects in it; absent: nothing that neighbours announce
  // is stored (an announcer).
  std::optional<rib::LocRib::Options> loc_rib;
  // Borrowed; null: every next hop resolves (rib::AlwaysResolves).
  rib::NextHopResolver* next_hop_resolver = nullptr;
  // Distinct attribute sets of what neighbours announce (and of what policies
  // make of it), for all neighbours together. A route whose set finds no room
  // is treated as withdrawn and counted.
  rib::AttributesPool::Limits received_pool;
  // The same for what is originated here: apart, so that no neighbour, however
  // many sets it invents, keeps us from announcing. Announce says
  // RESOURCE_EXHAUSTED when it is full.
  rib::AttributesPool::Limits originated_pool = {.max_sets = 100'000,
                                                 .max_bytes = 64 << 20};

  // Borrowed; null: neighbours cannot have BFD.
  BfdService* bfd = nullptr;
  // BFD packets to all neighbours with one interval leave together, as the
  // group says (bfd/transmit_group.h): when we fail, neighbours who stand for
  // two sides of us notice it together. For tens of neighbours, not for
  // thousands. Borrowed, outlives the service's sessions; null: together as
  // long as there are at most 128 (bfd::Demultiplexer::Config::most_in_step).
  bfd::TransmitGroup* bfd_group = nullptr;
};

class Speaker final : public ListenerVisitor,
                      private NeighborVisitor,
                      private NeighborWork,
                      private rib::RibObserver {
 public:
  // `visitor` is borrowed; it hears of every neighbour.
  Speaker(const Runtime& runtime, const SpeakerConfig& config,
          NeighborVisitor& visitor);
  // Resets all sessions without a word: Stop the neighbours first. Not from
  // inside a callback of the Loc-RIB.
  ~Speaker() override;
  Speaker(const Speaker&) = delete;
  Speaker& operator=(const Speaker&) = delete;

  // Makes a neighbour, stopped. `dialer` connects to it; null for a passive
  // one. INVALID_ARGUMENT from Validate(config); ALREADY_EXISTS for a pair of
  // addresses that is taken; RESOURCE_EXHAUSTED at max_neighbors. A number is
  // given again after its neighbour was removed.
  absl::StatusOr<rib::PeerId> AddNeighbor(const NeighborConfig& config,
                                          std::unique_ptr<Dialer> dialer);
  // Ends the session with Cease / Peer De-configured and forgets the neighbour;
  // no event of it follows, its routes go as after any loss. Its number and its
  // addresses are free at once. Nothing for an unknown number, here and below.
  // Deviation: RFC 5880, 6.8.16 has AdminDown sent for a detection time; here
  // it is sent once. A neighbour that misses it takes the end of BFD for a
  // failure: Stop first, and remove a detection time of the neighbour later,
  // where that matters.
  void RemoveNeighbor(rib::PeerId id);

  // As Neighbor::Start, Stop and Reset.
  absl::Status Start(rib::PeerId id);
  void Stop(rib::PeerId id, const bgp::Notification& cease);
  void Reset(rib::PeerId id, bgp::DownKind kind,
             const bgp::Notification& cease);

  // ListenerVisitor: a connection goes to the neighbour whose addresses it has,
  // one with just this local address before one with any; others are refused at
  // once and counted.
  void OnAccepted(std::unique_ptr<ByteStream> stream) override;
  uint64_t refused_connections() const { return refused_connections_; }

  // What this speaker announces to one neighbour of its own accord: kept across
  // sessions, sent when one is up. Rules and errors as for rib::OriginatedSet;
  // NOT_FOUND for an unknown number.
  absl::Status Announce(rib::PeerId id, const IpPrefix& prefix,
                        const bgp::PathAttributes& attributes);
  bool Withdraw(rib::PeerId id, const IpPrefix& prefix);
  // NeighborConfig::initially_ready.
  void SetReady(rib::PeerId id, bool ready);

  // As LocRib::ReleaseRetained; the routes go in slices, as after a loss. For
  // who has a RouteRetention.
  void ReleaseRetainedRoutes();

  // Null for an unknown number; borrowed until the neighbour is removed.
  Neighbor* Find(rib::PeerId id);
  const Neighbor* Find(rib::PeerId id) const;
  // In ascending order. `visit` adds and removes none.
  void ForEachNeighbor(absl::FunctionRef<void(const Neighbor&)> visit) const;

  // Null without one.
  rib::LocRib* loc_rib() { return loc_rib_.get(); }
  // For operators: how full, and how often refused.
  const rib::AttributesPool& received_pool() const { return received_pool_; }
  const rib::AttributesPool& originated_pool() const {
    return originated_pool_;
  }

 private:
  void OnSessionUp(Neighbor& neighbor, uint64_t incarnation,
                   const bgp::Negotiated& negotiated) override;
  void OnSessionDown(Neighbor& neighbor, uint64_t incarnation,
                     const bgp::DownReason& reason) override;
  void OnAttemptFailed(Neighbor& neighbor, uint64_t incarnation,
                       const bgp::AttemptFailure& failure) override;
  void OnBfdStateChange(Neighbor& neighbor,
                        const bfd::StateChange& change) override;
  void OnBfdLocalStall(Neighbor& neighbor,
                       const bfd::LocalStall& stall) override;
  void OnBfdRemoteDiagnostic(Neighbor& neighbor,
                             bfd::Diagnostic diagnostic) override;
  void OnBfdRemoteAdminChange(Neighbor& neighbor,
                              const bfd::RemoteAdminChange& change) override;
  void OnMaxPrefixWarning(Neighbor& neighbor) override;
  void OnWork() override;
  void OnLaterWork() override;

  void OnBestChanged(const rib::BestChange&) override {}
  void OnBatchEnd() override;

  Neighbor* FindByAddresses(const IpEndpoint& local,
                            const IpEndpoint& remote) const;
  bool HasWork() const;
  // Works for at most a slice; comes again if work is left.
  void Work();
  bool WorkOnce(size_t budget);

  const Runtime runtime_;
  const SpeakerConfig config_;
  NeighborVisitor& visitor_;
  rib::AttributesPool received_pool_;
  rib::AttributesPool originated_pool_;
  rib::AlwaysResolves always_resolves_;
  std::unique_ptr<rib::LocRib> loc_rib_;
  std::unique_ptr<rib::Propagation> propagation_;
  // By number; null where it is free.
  std::vector<std::unique_ptr<Neighbor>> neighbors_;
  // Removed, but with work left or on the stack.
  std::vector<std::unique_ptr<Neighbor>> removed_;
  std::unique_ptr<Timer> work_timer_;
  uint64_t refused_connections_ = 0;
  AliveToken alive_;
};

}  // namespace waymark::speaker

#endif  // WAYMARK_SPEAKER_SPEAKER_H_
