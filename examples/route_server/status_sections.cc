// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/route_server/status_sections.h"

#include <string>
#include <utility>

#include "examples/proto/control.pb.h"

namespace waymark::examples {
namespace {

// The routes alone: the state of the whole has a section of its own.
StatusSection RoutesSection(ControlHandler& rows) {
  proto::Request request;
  request.mutable_routing_database();
  StatusSection section =
      ControlSection("routing_database", kMaxStatusRows, rows, request);
  section.begin = [begin = std::move(section.begin)] {
    JsonRows all = begin();
    std::string state;
    (void)all(state);
    return all;
  };
  return section;
}

}  // namespace

std::vector<StatusSection> RouteServerSections(ControlHandler& rows,
                                               const EventLog& events) {
  proto::Request state, tables, peers, neighbors, bfd;
  state.mutable_persist_routes();  // without an action it only answers
  tables.mutable_route_tables()->set_first_rows_only(true);
  peers.mutable_route_server_peers();
  neighbors.mutable_neighbors();
  bfd.mutable_bfd();
  return {
      ControlSection("route_server", 1, rows, state),
      ControlSection("route_tables", kMaxStatusRows, rows, tables),
      RoutesSection(rows),
      ControlSection("route_server_peers", kMaxStatusRows, rows, peers),
      ControlSection("neighbors", kMaxStatusRows, rows, neighbors),
      ControlSection("bfd", kMaxStatusRows, rows, bfd),
      EventSection(kMaxStatusEvents, events),
  };
}

}  // namespace waymark::examples
