// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What announcerctl prints for people: the columns that GoBGP's users know, and
// ours beside them. Each function takes the rows of one answer; `now` is what
// ages are counted to.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_TABLES_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_TABLES_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "examples/proto/control.pb.h"

namespace waymark::examples {

using ControlAnswer = std::vector<proto::Response>;

// Peer, AS, Up/Down, State, BFD, #Received, Accepted, Advertised.
std::string NeighborTable(const ControlAnswer& rows, absl::Time now);
// Every field of every neighbour on a line of its own.
std::string NeighborDetail(const ControlAnswer& rows, absl::Time now);
// Network, Next Hop, AS_PATH, MED, Age, Attrs; a row for each neighbour.
std::string RibTable(const ControlAnswer& rows, absl::Time now);
// Neighbor, Group, Network, Next Hop, AS_PATH, MED, Communities, Age.
std::string AnnouncementTable(const ControlAnswer& rows, absl::Time now);
// Neighbor, State, Since, Transmit, Detection, Multiplier, Remote, Diagnostic.
std::string BfdTable(const ControlAnswer& rows, absl::Time now);
// Group, Role, Epoch, Lease, Announced as, Cause, Ready, Next.
std::string GroupTable(const ControlAnswer& rows, absl::Time now);
// Group, Check, Kind, State, Since, Run, Probes, Failures, Detail.
std::string HealthTable(const ControlAnswer& rows, absl::Time now);
// ID, Trigger, What, Detection, Decision, Write, Acknowledged, Total, End.
std::string IncidentTable(const ControlAnswer& rows);
// Change, Old, New, Impact.
std::string ChangeTable(const ControlAnswer& rows);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_TABLES_H_
