// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What becomes of a best path on its way to one neighbour (RFC 4271, 9.1.3):
// whether it goes there at all and with which attributes.

#ifndef WAYMARK_RIB_EXPORTER_H_
#define WAYMARK_RIB_EXPORTER_H_

#include <cstdint>

#include "absl/strings/string_view.h"
#include "base/ip_prefix.h"
#include "bgp/path_attributes.h"
#include "rib/attributes_pool.h"
#include "rib/path.h"
#include "rib/peer_info.h"
#include "rib/policy.h"

namespace waymark::rib {

struct Exported {
  // Null: not to be announced, and withdrawn if it was.
  AttributesRef attributes;
  // Why not, or the rule of the policy that accepted. Lives as long as the
  // policy.
  absl::string_view reason;
};

struct ExportOptions {
  // Announce ourselves as the next hop to internal neighbours as well; to
  // external ones we always do.
  bool next_hop_self = false;
  // To external neighbours as the route server of an exchange (RFC 7947, 2.2):
  // AS_PATH, NEXT_HOP and MED as received, our AS number nowhere.
  bool transparent = false;
};

// A speaker that passes routes on. In this order:
//   - not to the neighbour that sent the path; not from an internal one to
//     another (RFC 4271, 9.2); not with NO_ADVERTISE, not to an external one
//     with NO_EXPORT or NO_EXPORT_SUBCONFED (RFC 1997);
//   - to an external neighbour: our AS number in front of AS_PATH, our own next
//     hop, without MED, LOCAL_PREF, ORIGINATOR_ID, CLUSTER_LIST and
//     non-transitive extended communities; to an internal one: LOCAL_PREF is
//     the degree of preference, the rest unchanged;
//   - unknown attributes: transitive ones with the Partial bit set, others not
//     (RFC 4271, 5);
//   - the export policy, which may set MED or prepend; without one nothing goes
//     to an external neighbour (RFC 8212);
//   - not with the neighbour's own address as next hop.
class Exporter {
 public:
  // `policy` is borrowed and may be null: see EffectivePolicy. `pool` is
  // borrowed.
  Exporter(const EgressPeer& peer, const ExportOptions& options,
           const Policy* policy, AttributesPool& pool);

  Exported Export(const IpPrefix& prefix, const Path& best);

  const EgressPeer& peer() const { return peer_; }

 private:
  absl::string_view WhyNot(const IpPrefix& prefix, const Path& best) const;
  AttributesRef Transform(const Path& best);
  void ToExternal(bgp::PathAttributes& attributes) const;

  EgressPeer peer_;
  ExportOptions options_;
  const Policy* policy_;  // never null
  AttributesPool* pool_;
  // The last transformation before policy: neighbouring prefixes share sets.
  AttributesRef last_in_;
  uint32_t last_degree_ = 0;
  AttributesRef last_out_;
};

}  // namespace waymark::rib

#endif  // WAYMARK_RIB_EXPORTER_H_
