// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/status_sections.h"

#include "examples/proto/control.pb.h"

namespace waymark::examples {

std::vector<StatusSection> AnnouncerSections(ControlHandler& rows,
                                             const EventLog& events) {
  proto::Request groups, health, rib, neighbors, bfd, incidents;
  groups.mutable_groups();
  health.mutable_health();
  rib.mutable_rib();
  neighbors.mutable_neighbors();
  bfd.mutable_bfd();
  incidents.mutable_incidents();
  return {
      ControlSection("groups", kMaxStatusRows, rows, groups),
      ControlSection("health", kMaxStatusRows, rows, health),
      ControlSection("rib", kMaxStatusRows, rows, rib),
      ControlSection("neighbors", kMaxStatusRows, rows, neighbors),
      ControlSection("bfd", kMaxStatusRows, rows, bfd),
      ControlSection("incidents", kMaxStatusRows, rows, incidents),
      EventSection(kMaxStatusEvents, events),
  };
}

}  // namespace waymark::examples
