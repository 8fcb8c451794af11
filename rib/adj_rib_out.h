// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Adj-RIB-Out: what one neighbour is to know in one address family, and what of
// it has been sent (RFC 4271, 3.2, 9.2).
//
// Output is pulled: when the transport has room, the session asks for the next
// batch of routes that share one UPDATE. Until then changes only alter state,
// so the latest state of a prefix replaces what was not yet sent, and what has
// gone back to the state last sent is not sent at all. That is also how
// MinRouteAdvertisementInterval would be met (RFC 4271, 9.2.1.1).
//
// Order of output: default and host routes before all others; among equals
// withdrawals, then changes by attribute set in the order in which the sets
// came up, then what a new session or a route refresh has still to repeat; at
// last End-of-RIB (RFC 4724, 2), once per session. Where the neighbour wants to
// know (RFC 7313), a mark before everything else begins a refresh, and one
// after everything else ends it.
//
// A prefix has two layers: what this speaker originates (originated_set.h)
// hides what it passes on (propagation.h).
//
// Steps are short whatever the size: a session that ends or starts, and a route
// refresh, join lists; the end of one also takes a moment for each attribute
// set with changes pending. Destroying a full table is not sliced.

#ifndef WAYMARK_RIB_ADJ_RIB_OUT_H_
#define WAYMARK_RIB_ADJ_RIB_OUT_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/functional/function_ref.h"
#include "base/ip_prefix.h"
#include "bgp/nlri.h"
#include "rib/attributes_pool.h"
#include "rib/out_queue.h"
#include "rib/route_table.h"
#include "rib/slab.h"

namespace waymark::rib {

// What the next UPDATE may carry. Reuse one object: its memory is kept.
struct OutBatch {
  enum class Kind : uint8_t {
    kNothing,             // all is sent
    kWithdraw,            // `nlri` is withdrawn; `attributes` is null
    kAnnounce,            // `nlri` is announced with `attributes`
    kEndOfRib,            // the marker of the family; `nlri` is empty
    kBeginningOfRefresh,  // BoRR and
    kEndOfRefresh,        // EoRR of the family; `nlri` is empty
  };
  Kind kind = Kind::kNothing;
  AttributesRef attributes;
  std::vector<bgp::Nlri> nlri;
  uint64_t session = 0;  // which session it was made for
};

class AdjRibOut {
 public:
  // Who wants a prefix announced; the later hides the earlier.
  enum class Layer : uint8_t { kPropagated, kOriginated };

  struct Options {
    size_t max_prefixes = 2'000'000;
    uint64_t hash_seed = 0;  // unpredictable outside of tests
  };

  explicit AdjRibOut(const Options& options);
  AdjRibOut(const AdjRibOut&) = delete;
  AdjRibOut& operator=(const AdjRibOut&) = delete;

  // --- What the neighbour is to know; at any time, session or not. ---

  // `attributes` are complete as they go on the wire, not null. False if the
  // prefix is new and the table full: it is not announced and refused() counts.
  bool Announce(const IpPrefix& prefix, AttributesRef attributes, Layer layer);
  // False if the layer does not announce the prefix.
  bool Withdraw(const IpPrefix& prefix, Layer layer);

  // The intended set is complete: gates End-of-RIB, nothing else. False in the
  // beginning. Withdrawing it later has no effect on a session whose End-of-RIB
  // is out.
  void SetReady(bool ready) { ready_ = ready; }

  // --- The session. ---

  // The session is established with this family: everything is to be sent, and
  // then End-of-RIB. REQUIRES: no session is up.
  void Start();
  // The session is gone, and the neighbour has forgotten everything.
  void Reset();
  // ROUTE-REFRESH (RFC 2918, 3): everything is to be sent once more, between
  // whatever changes. Nothing without a session. With `marked` (RFC 7313, 4)
  // after a BoRR and before an EoRR; one that comes before the EoRR of another
  // begins anew, and one EoRR ends both.
  void RequestRefresh(bool marked = false);

  // --- Output. ---

  // Something is to be sent. REQUIRES nothing; false without a session.
  bool HasOutput() const;

  // Fills `batch` with up to `max` routes, at least 1; the kind is kNothing if
  // and only if HasOutput() is false. The routes stay to be sent until MarkSent
  // says otherwise: call that before NextBatch again.
  void NextBatch(size_t max, OutBatch& batch);
  // The first `count` routes of the batch were handed to the transport, or the
  // mark was (`count` does not matter then). A prefix that has changed
  // since NextBatch is to be sent again; a batch of an earlier session counts
  // for nothing.
  void MarkSent(const OutBatch& batch, size_t count);
  // The first route of an announcing batch does not fit a message even alone:
  // it is not announced until it changes (RFC 4271, 9.2); withdrawn if it was.
  void MarkUnsendable(const OutBatch& batch);

  // --- Observation. ---

  // Prefixes that are to be announced.
  size_t wanted() const { return wanted_; }
  // Prefixes that the neighbour holds by now, as far as we sent it.
  size_t advertised() const { return advertised_; }
  uint64_t refused() const { return refused_; }
  bool end_of_rib_sent() const { return end_of_rib_sent_; }

  // What is to be announced for `prefix`; null if nothing is.
  AttributesRef Wanted(const IpPrefix& prefix) const;
  // What the neighbour has been told; null if nothing or withdrawn.
  AttributesRef Sent(const IpPrefix& prefix) const;

  // Walks over what is to be announced, like LocRib::VisitSome. `sent` says
  // that the neighbour holds exactly this.
  bool VisitSome(
      TableCursor& cursor, size_t budget,
      absl::FunctionRef<void(const IpPrefix&, const AttributesRef&, bool sent)>
          visit) const;

 private:
  // What is to be marked of a refresh.
  enum class Refresh : uint8_t { kNone, kToBegin, kToEnd };

  OutQueue& QueueOf(const IpPrefix& prefix) {
    return queues_[IsUrgent(prefix) ? 0 : 1];
  }
  void SetLayer(uint32_t index, Layer layer, AttributesRef attributes);
  void Requeue(uint32_t index);
  bool IsHeld(const OutRoute& route) const;
  uint32_t Remember(const IpPrefix& prefix);
  uint32_t Locate(OutBatch::Kind kind, const IpPrefix& prefix);
  void Forget(uint32_t index);
  void CollectGarbage();
  void TakeUpBacklog(OutQueue& queue);
  void NoteMarkSent(OutBatch::Kind kind);
  void Fill(const OutQueue& queue, uint32_t first, size_t max, OutBatch& batch);

  const Options options_;
  RouteTable<IpPrefix, uint32_t> index_;  // into routes_
  Slab<OutRoute> routes_;
  std::array<OutQueue, 2> queues_;  // urgent routes, others
  bool up_ = false;
  bool ready_ = false;
  bool end_of_rib_sent_ = false;
  Refresh refresh_ = Refresh::kNone;
  // Counts sessions and refreshes; a route is up to date if it was sent in the
  // present epoch, and known to the neighbour if sent since session_epoch_.
  uint64_t epoch_ = 1;
  uint64_t session_epoch_ = 1;
  size_t wanted_ = 0;
  size_t advertised_ = 0;
  uint64_t refused_ = 0;
};

}  // namespace waymark::rib

#endif  // WAYMARK_RIB_ADJ_RIB_OUT_H_
