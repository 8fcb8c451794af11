// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/route_server/routing_database_listing.h"

#include <cstdint>
#include <limits>
#include <map>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "examples/route_server/route_server_rows.h"
#include "examples/route_server/route_server_setup.h"

namespace waymark::examples {
namespace {

constexpr uint32_t kMinResults = 5;
constexpr uint32_t kMaxResults = 1000;

std::optional<size_t> PlaceOf(const RouteServer& server,
                              absl::string_view peer) {
  const std::vector<PeerSetup>& peers = server.setup().peers;
  const auto found = absl::c_find_if(peers, [peer](const PeerSetup& candidate) {
    return candidate.speaker.peer.name == peer;
  });
  if (found == peers.end()) return std::nullopt;
  return static_cast<size_t>(found - peers.begin());
}

// Names, which outlive a restart with another configuration.
std::string TokenOf(const proto::RoutingDatabaseRoute& route) {
  return absl::WebSafeBase64Escape(
      absl::StrCat(route.prefix(), " ", route.route_server_peer_id()));
}

}  // namespace

absl::StatusOr<RoutingDatabaseListing> RoutingDatabaseListing::Create(
    RouteServer& server, const proto::ListRoutingDatabase& request) {
  size_t max_results = std::numeric_limits<size_t>::max();
  if (request.has_max_results()) {
    max_results = request.max_results();
    if (max_results < kMinResults || max_results > kMaxResults) {
      return absl::InvalidArgumentError(
          absl::StrCat("max_results: ", max_results, " is out of range; give ",
                       kMinResults, " to ", kMaxResults));
    }
  }
  std::optional<Position> after;
  if (request.has_next_token()) {
    after = Parse(server, request.next_token());
    if (!after.has_value()) {
      return absl::InvalidArgumentError(
          "next_token: is none of this route server; give that of the page "
          "before, or begin without");
    }
  }
  return RoutingDatabaseListing(server, max_results, after);
}

std::optional<RoutingDatabaseListing::Position> RoutingDatabaseListing::Parse(
    const RouteServer& server, const std::string& token) {
  std::string text;
  if (!absl::WebSafeBase64Unescape(token, &text)) return std::nullopt;
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(text, absl::MaxSplits(' ', 1));
  const std::optional<IpPrefix> prefix = IpPrefix::Parse(parts.first);
  const std::optional<size_t> peer = PlaceOf(server, parts.second);
  if (!prefix.has_value() || !peer.has_value()) return std::nullopt;
  return Position{*prefix, *peer};
}

RoutingDatabaseListing::RoutingDatabaseListing(
    RouteServer& server, size_t max_results,
    const std::optional<Position>& after)
    : server_(&server), after_(after), left_(max_results) {}

bool RoutingDatabaseListing::operator()(proto::Response& response) {
  if (!std::exchange(has_begun_, true)) {
    *response.mutable_route_server_state() = StateRow(*server_);
    return true;
  }
  if (has_ended_ || !FindNext()) return false;
  if (left_ == 0) {
    has_ended_ = true;
    response.mutable_next_page()->set_next_token(next_token_);
    return true;
  }
  proto::RoutingDatabaseRoute& route = rows_[next_row_++];
  if (--left_ == 0) next_token_ = TokenOf(route);
  *response.mutable_routing_database_route() = std::move(route);
  return true;
}

std::optional<IpPrefix> RoutingDatabaseListing::NextPrefix() const {
  const std::map<IpPrefix, size_t>& all = server_->rib_index().prefixes();
  auto next = all.begin();
  if (prefix_.has_value()) {
    next = all.upper_bound(*prefix_);
  } else if (after_.has_value()) {
    // Its own prefix may have routes behind it.
    next = all.lower_bound(after_->prefix);
  }
  return next == all.end() ? std::nullopt : std::optional(next->first);
}

bool RoutingDatabaseListing::FindNext() {
  while (next_row_ == rows_.size()) {
    prefix_ = NextPrefix();
    if (!prefix_.has_value()) {
      has_ended_ = true;
      return false;
    }
    rows_ = RouteRows(*server_, *prefix_);
    next_row_ = 0;
    if (after_.has_value() && *prefix_ == after_->prefix) SkipUpTo(*after_);
  }
  return true;
}

void RoutingDatabaseListing::SkipUpTo(const Position& position) {
  while (next_row_ < rows_.size() &&
         PlaceOf(*server_, rows_[next_row_].route_server_peer_id()) <=
             position.peer) {
    ++next_row_;
  }
}

}  // namespace waymark::examples
