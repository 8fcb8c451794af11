// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The way of a received route: Adj-RIB-In, import policy, Loc-RIB; for one
// neighbour and one address family.
//
// An external neighbour without a policy is listened to and everything it says
// is rejected (RFC 8212).

#ifndef WAYMARK_RIB_IMPORT_PIPELINE_H_
#define WAYMARK_RIB_IMPORT_PIPELINE_H_

#include <cstddef>
#include <cstdint>

#include "base/monotonic_time.h"
#include "bgp/nlri.h"
#include "bgp/path_attributes.h"
#include "rib/adj_rib_in.h"
#include "rib/attributes_pool.h"
#include "rib/loc_rib.h"
#include "rib/peer_info.h"
#include "rib/policy.h"

namespace waymark::rib {

class ImportPipeline {
 public:
  enum class Outcome : uint8_t {
    kAccepted,     // a candidate in the Loc-RIB, eligible or not
    kUnchanged,    // the same route again
    kRejected,     // by policy; kept in the Adj-RIB-In only
    kOverLimit,    // max_prefixes with kReject, or a limit of the Loc-RIB
    kOutOfMemory,  // the pool is full: the route counts as withdrawn
    kCease,        // max_prefixes with kCease: end the session
  };
  struct Result {
    Outcome outcome = Outcome::kAccepted;
    bool max_prefix_warning = false;  // AdjRibIn::Announced::warning
  };

  // All borrowed; `policy` may be null: see EffectivePolicy.
  ImportPipeline(PeerKind kind, const Policy* policy, AttributesPool& pool,
                 AdjRibIn& adj_rib_in, LocRib& loc_rib);
  ImportPipeline(const ImportPipeline&) = delete;
  ImportPipeline& operator=(const ImportPipeline&) = delete;

  // A session is established, and LocRib::AddPeer has been called with the same
  // source (once for all families).
  void Begin(const PathSource& source);

  // The attributes of one UPDATE as a pooled set, once for all of its routes.
  // LOCAL_PREF from an external neighbour is dropped (RFC 4271, 5.1.5). Null
  // when the pool is full; Announce takes that.
  AttributesRef Intern(bgp::PathAttributes attributes);

  // `attributes` come from Intern. Between Begin and End.
  Result Announce(const bgp::Nlri& nlri, const AttributesRef& attributes,
                  MonotonicTime received_at);
  // False if the neighbour had not announced it, as far as we know.
  bool Withdraw(const bgp::Nlri& nlri);

  // The neighbour begins, or has ended, to announce everything once more:
  // AdjRibIn::BeginRefresh and EndRefresh. What is stale then goes in DoWork.
  void BeginRefresh() { adj_rib_in_.BeginRefresh(); }
  void EndRefresh() { adj_rib_in_.EndRefresh(); }

  // The session is gone; LocRib::RemovePeer is the caller's. What is left to do
  // is in DoWork.
  void End();

  // Another policy; null as in the constructor. All routes are judged anew, in
  // DoWork; until then each keeps the verdict it had.
  void SetPolicy(const Policy* policy);

  bool has_work() const {
    return !cleared_ || adj_rib_in_.has_stale() || !judging_.done;
  }
  // About `budget` routes; ends the Loc-RIB's batch if it touched that. True
  // when no work is left.
  bool DoWork(size_t budget);

  // The verdict on a route as it would be now, for listings; the attributes are
  // those after policy, null if rejected.
  Verdict Judge(const bgp::Nlri& nlri, const AttributesRef& received,
                AttributesRef& accepted) const;

 private:
  Outcome Apply(const bgp::Nlri& nlri, const AttributesRef& received,
                MonotonicTime received_at);

  const PeerKind kind_;
  const Policy* policy_;  // never null
  AttributesPool& pool_;
  AdjRibIn& adj_rib_in_;
  LocRib& loc_rib_;
  PathSource source_;
  bool up_ = false;
  bool cleared_ = true;
  TableCursor judging_;
};

}  // namespace waymark::rib

#endif  // WAYMARK_RIB_IMPORT_PIPELINE_H_
