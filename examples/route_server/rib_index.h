// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What listings want to know of a Loc-RIB and would have to walk it for: its
// prefixes in order, and how many paths each peer has. It follows the RIB, so
// that a listing costs what it lists.
//
// Pure.

#ifndef WAYMARK_EXAMPLES_ROUTE_SERVER_RIB_INDEX_H_
#define WAYMARK_EXAMPLES_ROUTE_SERVER_RIB_INDEX_H_

#include <cstddef>
#include <map>

#include "base/ip_prefix.h"
#include "rib/peer_info.h"
#include "rib/rib_observer.h"

namespace waymark::examples {

// To observe from when the RIB is empty.
class RibIndex final : public rib::PathObserver {
 public:
  RibIndex() = default;
  RibIndex(const RibIndex&) = delete;
  RibIndex& operator=(const RibIndex&) = delete;

  void OnPathChanged(const rib::PathChange& change) override;

  // Those with a path, and how many each has.
  const std::map<IpPrefix, size_t>& prefixes() const { return prefixes_; }
  // Those that were kept of an ended session are among them.
  size_t paths_of(rib::PeerId peer) const;

 private:
  std::map<IpPrefix, size_t> prefixes_;
  std::map<rib::PeerId, size_t> paths_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ROUTE_SERVER_RIB_INDEX_H_
