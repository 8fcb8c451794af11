// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The way of routes from received UPDATE messages into the RIB, for one
// neighbour. A neighbour whose routes nobody wants has none: it is listened to
// and nothing is stored.

#ifndef WAYMARK_SPEAKER_UPDATE_RECEIVER_H_
#define WAYMARK_SPEAKER_UPDATE_RECEIVER_H_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "base/ip_address.h"
#include "base/monotonic_time.h"
#include "bgp/family.h"
#include "bgp/path_attributes.h"
#include "bgp/route_refresh.h"
#include "bgp/session/negotiated.h"
#include "bgp/wire/decoded_update.h"
#include "rib/adj_rib_in.h"
#include "rib/import_pipeline.h"
#include "rib/loc_rib.h"
#include "rib/peer_info.h"
#include "rib/policy.h"

namespace waymark::speaker {

// Whether the routes of a session that ends stay in the Loc-RIB, as candidates
// like any other, until LocRib::ReleaseRetained: for whoever would rather send
// traffic where it went than nowhere.
class RouteRetention {
 public:
  virtual ~RouteRetention() = default;
  // Asked once at the end of each session, before
  // NeighborVisitor::OnSessionDown and before anything has happened to the
  // routes. Calls nothing.
  virtual bool KeepsRoutesOf(rib::PeerId peer) = 0;
};

class UpdateReceiver {
 public:
  struct Options {
    // For each address family.
    rib::AdjRibIn::Options adj_rib_in;
    // Routes that are stored, of all families together; what is done beyond it
    // is adj_rib_in.limit_action.
    size_t max_routes = std::numeric_limits<size_t>::max();
    // Borrowed; null: no routes are kept.
    RouteRetention* retention = nullptr;
    // An external neighbour's AS_PATH must begin with its AS number (RFC 4271,
    // 6.3). A route server leaves itself out: false for one.
    bool enforce_first_as = true;
    const rib::Policy* policy = nullptr;  // borrowed; see rib::EffectivePolicy
  };

  // How many routes came to what end in one UPDATE.
  struct Result {
    size_t announced = 0;
    size_t withdrawn = 0;
    // The neighbour is beyond its maximum of prefixes and the session is to end
    // (Cease, kMaximumPrefixesReached). Nothing after the route that exceeded
    // it was taken.
    bool cease = false;
    bool max_prefix_warning = false;
  };

  // `pool` and `loc_rib` are borrowed.
  UpdateReceiver(rib::PeerId peer, rib::PeerKind kind, const Options& options,
                 rib::AttributesPool& pool, rib::LocRib& loc_rib);
  UpdateReceiver(const UpdateReceiver&) = delete;
  UpdateReceiver& operator=(const UpdateReceiver&) = delete;

  // REQUIRES: no session is up. False if the Loc-RIB takes no further peer.
  bool Start(const bgp::Negotiated& negotiated);
  // Between Start and Stop. Routes of families that were not negotiated are
  // ignored (RFC 4760, 6).
  Result OnUpdate(const bgp::DecodedUpdate& update, MonotonicTime now);
  // The neighbour begins a refresh of its own or has ended it (RFC 7313, 4):
  // what it has not announced meanwhile goes in DoWork. A request for ours is
  // ignored.
  void OnRouteRefresh(const bgp::RouteRefresh& refresh);
  // The session is gone; its routes go in DoWork.
  void Stop();

  // What is left of Stop and OnRouteRefresh in the Adj-RIBs-In; the Loc-RIB has
  // work of its own.
  bool has_work() const;
  // About `budget` routes of each family.
  bool DoWork(size_t budget);

  // Routes stored, of all families.
  size_t received() const;
  // Of them, those that policy accepted.
  size_t accepted() const { return loc_rib_.paths_of(peer_); }
  // Announcements that a maximum turned away since this object was made.
  uint64_t over_limit() const { return over_limit_; }
  // Beginnings of a refresh that came before End-of-RIB and were ignored for it
  // (RFC 7313, 4), since this object was made.
  uint64_t early_refreshes() const { return early_refreshes_; }

 private:
  struct Input {
    Input(const bgp::Family& family, rib::PeerKind kind, const Options& options,
          rib::AttributesPool& pool, rib::LocRib& loc_rib)
        : family(family),
          adj_rib_in(options.adj_rib_in),
          pipeline(kind, options.policy, pool, adj_rib_in, loc_rib) {}
    const bgp::Family family;
    bool negotiated = false;
    bool end_of_rib_received = false;
    rib::AdjRibIn adj_rib_in;
    rib::ImportPipeline pipeline;
  };

  Input* Find(const bgp::Family& family) const;
  void Withdraw(const bgp::NlriView& field, Result& result);
  void TakeAnnounced(const bgp::DecodedUpdate& update, MonotonicTime now,
                     Result& result);
  void Announce(const bgp::NlriView& field,
                const bgp::PathAttributes& attributes, MonotonicTime now,
                Result& result);
  // Counts a route that would be one too many. True if it is.
  bool ExceedsMaximum(const Input& input, const bgp::Nlri& nlri,
                      Result& result);
  bool IsAcceptable(const bgp::PathAttributes& attributes) const;

  const rib::PeerId peer_;
  const rib::PeerKind kind_;
  const Options options_;
  rib::AttributesPool& pool_;
  rib::LocRib& loc_rib_;
  std::vector<std::unique_ptr<Input>> inputs_;
  bgp::SessionContext context_;
  uint32_t peer_as_ = 0;
  IpAddress local_address_;
  bool restarts_gracefully_ = false;  // the neighbour does, by its OPEN
  bool up_ = false;
  uint64_t early_refreshes_ = 0;
  uint64_t over_limit_ = 0;
};

}  // namespace waymark::speaker

#endif  // WAYMARK_SPEAKER_UPDATE_RECEIVER_H_
