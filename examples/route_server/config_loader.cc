// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/route_server/config_loader.h"

#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "base/ip_address.h"
#include "bgp/family.h"
#include "bgp/session/peer_config.h"
#include "examples/proto/bgp_config.h"
#include "examples/proto/config_node.h"
#include "examples/proto/route_server.pb.h"
#include "examples/proto/text_config.h"
#include "google/protobuf/text_format.h"

namespace waymark::examples {
namespace {

using proto::Endpoint;
using proto::Peer;
using proto::RouteServerConfig;
using proto::RouteTable;

void ReadEndpoints(const ConfigNode& root, RouteServerSetup& setup) {
  constexpr int kField = RouteServerConfig::kEndpointFieldNumber;
  UniqueValues names;
  UniqueValues addresses;
  if (root.Count(kField) == 0) {
    root.Reject(kField, "is missing", "say where to listen");
  }
  for (int i = 0; i < root.Count(kField); ++i) {
    const ConfigNode node = root.Child(kField, i);
    EndpointSetup endpoint;
    endpoint.name = node.RequiredText(Endpoint::kNameFieldNumber);
    names.Add(node, Endpoint::kNameFieldNumber, endpoint.name);
    endpoint.listen.port = static_cast<uint16_t>(
        node.Number(Endpoint::kPortFieldNumber, {1, 65535}, 179));
    if (const auto address =
            RequireUnicast(node, Endpoint::kAddressFieldNumber)) {
      endpoint.listen.address = *address;
      addresses.Add(node, Endpoint::kAddressFieldNumber,
                    endpoint.listen.ToString());
    }
    setup.endpoints.push_back(std::move(endpoint));
  }
}

// Sets the addresses of both ends.
void ReadAddresses(const ConfigNode& node, const RouteServerSetup& setup,
                   PeerSetup& peer) {
  peer.endpoint = node.RequiredText(Peer::kEndpointFieldNumber);
  const auto endpoint =
      absl::c_find_if(setup.endpoints, [&](const EndpointSetup& candidate) {
        return candidate.name == peer.endpoint;
      });
  const bool known = endpoint != setup.endpoints.end();
  if (known) {
    peer.speaker.local_address = endpoint->listen.address;
  } else if (!peer.endpoint.empty()) {
    node.Reject(Peer::kEndpointFieldNumber, "is the name of no endpoint",
                "correct one of the two");
  }
  const auto address = RequireUnicast(node, Peer::kAddressFieldNumber);
  if (!address.has_value()) return;
  peer.speaker.address = *address;
  if (!known || endpoint->listen.address.IsUnspecified()) return;
  if (address->family() != endpoint->listen.address.family()) {
    node.Reject(
        Peer::kAddressFieldNumber,
        absl::StrCat("is not of the family of ",
                     endpoint->listen.address.ToString(), ", its endpoint"),
        "give both as IPv4 or both as IPv6");
  } else if (*address == endpoint->listen.address) {
    node.Reject(Peer::kAddressFieldNumber, "is the endpoint's own address",
                "give the address that the peer connects from");
  }
}

PeerSetup ReadPeer(const ConfigNode& node, const RouteServerSetup& setup,
                   const std::string& file) {
  PeerSetup peer;
  bgp::PeerConfig& config = peer.speaker.peer;
  config.name = node.RequiredText(Peer::kNameFieldNumber);
  config.opening = bgp::OpeningMode::kPassive;
  bgp::SessionConfig& session = config.session;
  session.local_as = setup.as_number;
  session.bgp_identifier = setup.router_id;
  session.families = {bgp::kIpv4Unicast, bgp::kIpv6Unicast};
  session.peer_as = ReadAsNumber(node, Peer::kPeerAsFieldNumber, std::nullopt);
  if (node.Has(Peer::kPeerAsFieldNumber) &&
      session.peer_as == setup.as_number) {
    node.Reject(Peer::kPeerAsFieldNumber, "is the route server's own AS number",
                "peers are of another AS");
  }
  session.hold_time = ReadHoldTime(node, Peer::kHoldTimeSFieldNumber, 15);
  ReadAddresses(node, setup, peer);
  ReadBfd(node, Peer::kBfdFieldNumber, file, peer.speaker);
  peer.tcp = ReadTcpPeer(node, Peer::kPasswordFileFieldNumber,
                         Peer::kTtlSecurityFieldNumber, file);
  return peer;
}

void ReadPeers(const ConfigNode& root, const std::string& file,
               RouteServerSetup& setup) {
  constexpr int kField = RouteServerConfig::kPeerFieldNumber;
  UniqueValues names;
  UniqueValues addresses;
  if (root.Count(kField) == 0) {
    root.Reject(kField, "is missing", "name at least one peer");
  }
  for (int i = 0; i < root.Count(kField); ++i) {
    const ConfigNode node = root.Child(kField, i);
    PeerSetup peer = ReadPeer(node, setup, file);
    names.Add(node, Peer::kNameFieldNumber, peer.speaker.peer.name);
    if (!peer.speaker.address.IsUnspecified()) {
      addresses.Add(
          node, Peer::kAddressFieldNumber,
          absl::StrCat(peer.speaker.address.ToString(), " to ", peer.endpoint));
    }
    setup.peers.push_back(std::move(peer));
  }
}

void ReadRouteTables(const ConfigNode& root, RouteServerSetup& setup) {
  constexpr int kField = RouteServerConfig::kRouteTableFieldNumber;
  constexpr uint32_t kMainTable = 254;
  UniqueValues names;
  UniqueValues tables;
  for (int i = 0; i < root.Count(kField); ++i) {
    const ConfigNode node = root.Child(kField, i);
    RouteTableSetup table;
    table.name = node.RequiredText(RouteTable::kNameFieldNumber);
    names.Add(node, RouteTable::kNameFieldNumber, table.name);
    table.table =
        node.Number(RouteTable::kTableFieldNumber, {1, 0xFFFFFFFF}, kMainTable);
    tables.Add(node, RouteTable::kTableFieldNumber, absl::StrCat(table.table));
    setup.route_tables.push_back(std::move(table));
  }
}

}  // namespace

std::optional<RouteServerSetup> LoadRouteServerConfig(
    const std::string& path, ConfigProblems* problems) {
  std::string text;
  if (!ReadConfigFile(path, &text, problems)) return std::nullopt;
  return ParseRouteServerConfig(text, problems);
}

std::optional<RouteServerSetup> ParseRouteServerConfig(
    absl::string_view text, ConfigProblems* problems) {
  RouteServerConfig config;
  google::protobuf::TextFormat::ParseInfoTree places;
  if (!ParseTextConfig(text, &config, &places, problems)) return std::nullopt;
  const ConfigNode root(config, places, *problems);
  RouteServerSetup setup;
  setup.as_number =
      ReadAsNumber(root, RouteServerConfig::kAsFieldNumber, std::nullopt);
  setup.router_id = ReadRouterId(root, RouteServerConfig::kRouterIdFieldNumber);
  setup.announce_to_all = config.announce_to_all();
  setup.transparent = config.style() == RouteServerConfig::TRANSPARENT;
  ReadEndpoints(root, setup);
  ReadPeers(root, problems->file(), setup);
  ReadRouteTables(root, setup);
  if (!problems->empty()) return std::nullopt;
  return setup;
}

}  // namespace waymark::examples
