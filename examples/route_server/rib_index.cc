// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/route_server/rib_index.h"

#include "rib/path.h"

namespace waymark::examples {

void RibIndex::OnPathChanged(const rib::PathChange& change) {
  if (change.old_path == nullptr) {
    ++prefixes_[change.prefix];
    ++paths_[change.new_path->source->peer];
  } else if (change.new_path == nullptr) {
    const auto prefix = prefixes_.find(change.prefix);
    if (--prefix->second == 0) prefixes_.erase(prefix);
    --paths_[change.old_path->source->peer];
  }
}

size_t RibIndex::paths_of(rib::PeerId peer) const {
  const auto found = paths_.find(peer);
  return found == paths_.end() ? 0 : found->second;
}

}  // namespace waymark::examples
