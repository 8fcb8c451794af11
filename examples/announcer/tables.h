// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What announcerctl prints for people: the columns that GoBGP's users know.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_TABLES_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_TABLES_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "examples/proto/control.pb.h"

namespace waymark::examples {

// Peer, AS, Up/Down, State, BFD, #Received, Accepted, Advertised. `now` is what
// the ages are counted to.
std::string NeighborTable(const std::vector<proto::NeighborRow>& rows,
                          absl::Time now);
// Network, Next Hop, AS_PATH, MED, Age, Attrs; a row for each neighbour.
std::string RibTable(const std::vector<proto::RibRow>& rows, absl::Time now);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_TABLES_H_
