// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/route_server/peer_event.h"

#include "absl/strings/str_cat.h"
#include "nlohmann/json.hpp"

namespace waymark::examples {
namespace {

using Json = nlohmann::ordered_json;

std::string Line(absl::string_view peer, absl::Time time,
                 absl::string_view type, absl::string_view status,
                 const Json& message) {
  // The account is no one's: documentation uses such numbers.
  const Json line = {
      {"resource_arn",
       absl::StrCat("arn:aws:ec2:local:000000000000:route-server-peer/", peer)},
      {"event_timestamp", absl::ToUnixMillis(time)},
      {"type", std::string(type)},
      {"status", std::string(status)},
      {"message", message},
  };
  return line.dump(/*indent=*/-1, /*indent_char=*/' ', /*ensure_ascii=*/false,
                   Json::error_handler_t::replace);
}

}  // namespace

std::string SessionEventLine(absl::string_view peer, absl::Time time,
                             absl::string_view type, bool up) {
  return Line(peer, time, type, up ? "UP" : "DOWN", nullptr);
}

std::string RouteEventLine(absl::string_view peer, absl::Time time,
                           absl::string_view status, const IpPrefix& prefix,
                           const bgp::PathAttributes& path) {
  Json message = {
      {"prefix", prefix.ToString()},
      {"asPath", path.as_path.ToString()},
      {"med", nullptr},
      {"nextHopIp", nullptr},
  };
  if (path.med.has_value()) message["med"] = *path.med;
  if (path.next_hop.has_value()) {
    message["nextHopIp"] = path.next_hop->address.ToString();
  }
  return Line(peer, time, "RouteStatus", status, message);
}

}  // namespace waymark::examples
