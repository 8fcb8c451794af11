// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The routing database as an answer on the control socket, whole or a page of
// it.
//
// A page that is not the last ends with a token in which its last route is
// named, and the next begins behind that one: nothing is remembered for who
// asks, and it does not matter what has come or gone meanwhile.

#ifndef WAYMARK_EXAMPLES_ROUTE_SERVER_ROUTING_DATABASE_LISTING_H_
#define WAYMARK_EXAMPLES_ROUTE_SERVER_ROUTING_DATABASE_LISTING_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/ip_prefix.h"
#include "examples/proto/control.pb.h"
#include "examples/proto/route_server_rows.pb.h"
#include "examples/route_server/route_server.h"

namespace waymark::examples {

// ControlRows (examples/daemon/control_server.h): each prefix as it is when its
// turn comes, found from the one before.
class RoutingDatabaseListing {
 public:
  // `server` is borrowed. INVALID_ARGUMENT if the number of routes is out of
  // range, or the token none of this route server.
  static absl::StatusOr<RoutingDatabaseListing> Create(
      RouteServer& server, const proto::ListRoutingDatabase& request);

  // Fills in the next row; false after the last.
  bool operator()(proto::Response& response);

 private:
  // A route's place in the order of the listing.
  struct Position {
    IpPrefix prefix;
    size_t peer;  // by place in the configuration
  };

  RoutingDatabaseListing(RouteServer& server, size_t max_results,
                         const std::optional<Position>& after);

  static std::optional<Position> Parse(const RouteServer& server,
                                       const std::string& token);
  std::optional<IpPrefix> NextPrefix() const;
  // Whether there is another route; rows_[next_row_] then.
  bool FindNext();
  void SkipUpTo(const Position& position);

  RouteServer* server_;
  std::optional<Position> after_;
  std::optional<IpPrefix> prefix_;                 // nullopt: not begun
  std::vector<proto::RoutingDatabaseRoute> rows_;  // of it
  size_t next_row_ = 0;
  size_t left_;  // of the page
  std::string next_token_;
  bool has_begun_ = false;
  bool has_ended_ = false;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ROUTE_SERVER_ROUTING_DATABASE_LISTING_H_
