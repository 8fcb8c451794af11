// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Neighbours and paths as rows of the control protocol.

#ifndef WAYMARK_EXAMPLES_DAEMON_ROWS_H_
#define WAYMARK_EXAMPLES_DAEMON_ROWS_H_

#include "base/runtime.h"
#include "bgp/path_attributes.h"
#include "examples/proto/control.pb.h"
#include "speaker/neighbor.h"

namespace waymark::examples {

// The time of day at which `time` was.
void SetTimestamp(const Runtime& runtime, MonotonicTime time,
                  google::protobuf::Timestamp& out);

proto::NeighborRow ToRow(const Runtime& runtime,
                         const speaker::NeighborSnapshot& snapshot);

// REQUIRES: the neighbour has BFD.
proto::BfdRow ToBfdRow(const Runtime& runtime,
                       const speaker::NeighborSnapshot& snapshot);

// Everything of the row that comes from the attributes.
void FillAttributes(const bgp::PathAttributes& attributes, proto::RibRow& row);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_DAEMON_ROWS_H_
