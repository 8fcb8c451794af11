// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/route_server/config_loader.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "bgp/family.h"
#include "bgp/session/peer_config.h"
#include "examples/proto/bgp_config.h"
#include "examples/proto/config_node.h"
#include "examples/proto/route_server.pb.h"
#include "examples/proto/text_config.h"
#include "examples/route_server/config_vpc.h"
#include "examples/route_server/vpc.h"
#include "google/protobuf/text_format.h"

namespace waymark::examples {
namespace {

using proto::Endpoint;
using proto::Peer;
using proto::PeerEventLog;
using proto::PersistRoutes;
using proto::Quotas;
using proto::RouteServerConfig;

void ReadSubnet(const ConfigNode& node, EndpointSetup& endpoint) {
  constexpr int kSubnet = Endpoint::kSubnetFieldNumber;
  if (!node.Has(kSubnet)) return;
  endpoint.subnet = node.Prefix(kSubnet);
  const IpAddress& address = endpoint.listen.address;
  if (endpoint.subnet.has_value() && !address.IsUnspecified() &&
      !endpoint.subnet->Contains(address)) {
    node.Reject(kSubnet, absl::StrCat("does not contain ", address.ToString()),
                "correct one of the two");
  }
}

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
    ReadSubnet(node, endpoint);
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

// How many of `field` there are, against a quota of its own.
void CheckCount(const ConfigNode& root, const ConfigNode& quotas, int field,
                int quota_field, uint32_t fallback) {
  const uint32_t quota = quotas.Number(quota_field, {1, 1000}, fallback);
  const auto count = static_cast<uint32_t>(root.Count(field));
  if (count <= quota) return;
  root.RejectAt(field, static_cast<int>(quota),
                absl::StrCat("is beyond the quota of ", quota),
                "remove what is too much, or raise the quota in `quotas`");
}

void CheckEndpointsPerSubnet(const ConfigNode& root, const ConfigNode& quotas,
                             const RouteServerSetup& setup) {
  const uint32_t quota =
      quotas.Number(Quotas::kEndpointsPerSubnetFieldNumber, {1, 1000}, 2);
  std::map<IpPrefix, uint32_t> endpoints;
  for (int i = 0; i < root.Count(RouteServerConfig::kEndpointFieldNumber);
       ++i) {
    const std::optional<IpPrefix>& subnet = setup.endpoints[i].subnet;
    if (!subnet.has_value() || ++endpoints[*subnet] <= quota) continue;
    root.Child(RouteServerConfig::kEndpointFieldNumber, i)
        .Reject(Endpoint::kSubnetFieldNumber,
                absl::StrCat("has more endpoints than the quota of ", quota),
                "remove this endpoint, or raise quotas.endpoints_per_subnet");
  }
}

// Of the peer's interface: that of an endpoint is the route server's own.
void CheckSessionsPerInterface(const ConfigNode& root, const ConfigNode& quotas,
                               const RouteServerSetup& setup) {
  const uint32_t quota =
      quotas.Number(Quotas::kSessionsPerInterfaceFieldNumber, {1, 1000}, 20);
  const Vpc vpc(setup);
  std::map<std::string, uint32_t> sessions;  // by name of the interface
  for (int i = 0; i < root.Count(RouteServerConfig::kPeerFieldNumber); ++i) {
    const IpAddress& address = setup.peers[i].speaker.address;
    if (address.IsUnspecified()) continue;
    if (++sessions[vpc.InterfaceOf(address)] <= quota) continue;
    root.Child(RouteServerConfig::kPeerFieldNumber, i)
        .Reject(Peer::kAddressFieldNumber,
                absl::StrCat("is of an interface with more sessions than the "
                             "quota of ",
                             quota),
                "remove this peer, or raise quotas.sessions_per_interface");
  }
}

QuotaSetup ReadQuotas(const ConfigNode& root, const RouteServerSetup& setup) {
  constexpr NumberRange kRoutes = {1, 1'000'000};
  constexpr uint32_t kDefault = 100;
  const ConfigNode node = root.Child(RouteServerConfig::kQuotasFieldNumber);
  QuotaSetup quotas;
  quotas.routes_per_peer =
      node.Number(Quotas::kRoutesPerPeerFieldNumber, kRoutes, kDefault);
  quotas.routes_per_fib =
      node.Number(Quotas::kRoutesPerFibFieldNumber, kRoutes, kDefault);
  quotas.routes_per_table =
      node.Number(Quotas::kRoutesPerTableFieldNumber, kRoutes, kDefault);
  quotas.ends_session = node.As<Quotas>().excess() == Quotas::END_SESSION;
  quotas.route_servers_per_vpc =
      node.Number(Quotas::kRouteServersPerVpcFieldNumber, {1, 1000}, 5);
  CheckCount(root, node, RouteServerConfig::kEndpointFieldNumber,
             Quotas::kEndpointsFieldNumber, 10);
  CheckEndpointsPerSubnet(root, node, setup);
  CheckSessionsPerInterface(root, node, setup);
  return quotas;
}

PersistRoutesSetup ReadPersistRoutes(const ConfigNode& root) {
  const ConfigNode node =
      root.Child(RouteServerConfig::kPersistRoutesFieldNumber);
  PersistRoutesSetup persist;
  persist.enabled = node.As<PersistRoutes>().action() == PersistRoutes::ENABLE;
  persist.duration = ReadMilliseconds(
      node, PersistRoutes::kDurationMsFieldNumber, {1, 300'000}, 60'000);
  persist.transition = ReadMilliseconds(
      node, PersistRoutes::kTransitionMsFieldNumber, {0, 60'000}, 0);
  return persist;
}

std::optional<PeerEventLogSetup> ReadPeerEventLog(const ConfigNode& root,
                                                  const std::string& file) {
  constexpr int kField = RouteServerConfig::kPeerEventLogFieldNumber;
  if (!root.Has(kField)) return std::nullopt;
  const ConfigNode node = root.Child(kField);
  PeerEventLogSetup log;
  log.file = std::filesystem::path(file).parent_path() /
             node.RequiredText(PeerEventLog::kFileFieldNumber);
  log.max_bytes = node.Number(PeerEventLog::kMaxBytesFieldNumber,
                              {4096, 1 << 30}, 16 << 20);
  return log;
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
  setup.name = config.name().empty() ? "rs" : config.name();
  setup.always_compare_med = config.always_compare_med();
  setup.route_tables = ReadRouteTables(root);
  setup.vpc = ReadVpc(root);
  setup.persist_routes = ReadPersistRoutes(root);
  setup.quotas = ReadQuotas(root, setup);
  setup.install_delay = ReadMilliseconds(
      root, RouteServerConfig::kInstallDelayMsFieldNumber, {0, 600'000}, 0);
  setup.peer_event_log = ReadPeerEventLog(root, problems->file());
  if (!problems->empty()) return std::nullopt;
  return setup;
}

}  // namespace waymark::examples
