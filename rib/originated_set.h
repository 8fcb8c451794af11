// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What this speaker announces of its own accord to one neighbour in one address
// family (RFC 4271, 9.4). It goes straight to the Adj-RIB-Out, and no best path
// of the Loc-RIB has a say in it: the standby of a pair keeps announcing
// whatever it hears.
//
// Naming a neighbour's routes here is the explicit export policy that RFC 8212
// asks for; no Policy is applied.

#ifndef WAYMARK_RIB_ORIGINATED_SET_H_
#define WAYMARK_RIB_ORIGINATED_SET_H_

#include <cstddef>
#include <optional>

#include "absl/container/btree_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/ip_prefix.h"
#include "bgp/path_attributes.h"
#include "rib/adj_rib_out.h"
#include "rib/attributes_pool.h"
#include "rib/peer_info.h"

namespace waymark::rib {

class OriginatedSet {
 public:
  struct Options {
    IpFamily family = IpFamily::kV4;
    size_t max_prefixes = 10'000;
  };

  // `pool` and `out` are borrowed and must outlive this; `out` is the
  // neighbour's for the family.
  OriginatedSet(const EgressPeer& peer, const Options& options,
                AttributesPool& pool, AdjRibOut& out);
  // Leaves what was announced in `out`.
  ~OriginatedSet() = default;
  OriginatedSet(const OriginatedSet&) = delete;
  OriginatedSet& operator=(const OriginatedSet&) = delete;

  // Announces `prefix`, or changes its attributes. They are given as the route
  // begins here and completed for the neighbour:
  //   - AS_PATH: our AS number is put in front for an external neighbour (RFC
  //     4271, 5.1.2); what is given comes behind it, such as copies of our AS
  //     number that make the path longer;
  //   - NEXT_HOP: our own toward the neighbour if absent (5.1.3); while that is
  //     not known the route waits;
  //   - LOCAL_PREF: removed for an external neighbour, 100 if absent for an
  //     internal one (5.1.5);
  //   - MED and all others as given. An absent MED stays absent, and receivers
  //     take it for 0: give one where it matters.
  // Errors, after which what was announced before stands:
  //   kInvalidArgument   null attributes; prefix or next hop of another family;
  //                      the neighbour's own address as next hop (RFC 4271,
  //                      5.1.3)
  //   kResourceExhausted a limit of this set, of `out` or of the pool
  absl::Status Announce(const IpPrefix& prefix,
                        const AttributesRef& attributes);

  // False if it was not announced.
  bool Withdraw(const IpPrefix& prefix);
  void Clear();

  // Our own next hop toward the neighbour has become known or another one: all
  // routes that use it are announced anew. It is checked like one given to
  // Announce; on error those routes are withdrawn and wait.
  absl::Status SetOwnNextHop(const std::optional<bgp::NextHop>& next_hop);

  size_t size() const { return routes_.size(); }
  // Routes that are not announced because our own next hop is not known.
  size_t waiting() const { return waiting_; }

 private:
  struct Route {
    AttributesRef given;
    bool waiting = false;
  };

  absl::Status CheckNextHop(const bgp::NextHop& next_hop) const;
  // Null: the route waits for our own next hop.
  absl::StatusOr<AttributesRef> Complete(const bgp::PathAttributes& given);
  absl::Status Place(const IpPrefix& prefix, const AttributesRef& attributes);

  EgressPeer peer_;
  const Options options_;
  AttributesPool& pool_;
  AdjRibOut& out_;
  // In order of prefix, so that whatever is announced anew goes out in the same
  // order every time.
  absl::btree_map<IpPrefix, Route> routes_;
  size_t waiting_ = 0;
};

}  // namespace waymark::rib

#endif  // WAYMARK_RIB_ORIGINATED_SET_H_
