// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/route_server/config_vpc.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "examples/proto/bgp_config.h"
#include "examples/proto/route_server.pb.h"

namespace waymark::examples {
namespace {

using proto::NetworkInterface;
using proto::RouteServerConfig;
using proto::RouteTable;
using proto::StaticRoute;

std::optional<IpAddress> ReadGateway(const ConfigNode& node) {
  constexpr int kGateway = StaticRoute::kGatewayFieldNumber;
  const bool blackhole = node.As<StaticRoute>().blackhole();
  if (blackhole && node.Has(kGateway)) {
    node.Reject(kGateway, "stands beside blackhole", "remove one of the two");
  }
  if (blackhole) return std::nullopt;
  if (!node.Has(kGateway)) {
    node.Reject(kGateway, "is missing",
                "say where the route leads, or set blackhole");
    return std::nullopt;
  }
  return ReadUnicast(node, kGateway);
}

std::vector<StaticRouteSetup> ReadStaticRoutes(const ConfigNode& table) {
  constexpr int kField = RouteTable::kStaticRouteFieldNumber;
  std::vector<StaticRouteSetup> routes;
  UniqueValues prefixes;
  for (int i = 0; i < table.Count(kField); ++i) {
    const ConfigNode node = table.Child(kField, i);
    const std::optional<IpPrefix> prefix =
        node.Prefix(StaticRoute::kPrefixFieldNumber);
    const std::optional<IpAddress> gateway = ReadGateway(node);
    if (!prefix.has_value()) continue;
    prefixes.Add(node, StaticRoute::kPrefixFieldNumber, prefix->ToString());
    if (gateway.has_value() && gateway->family() != prefix->family()) {
      node.Reject(StaticRoute::kGatewayFieldNumber,
                  absl::StrCat("is not of the family of ", prefix->ToString()),
                  "give both as IPv4 or both as IPv6");
    }
    routes.push_back({*prefix, gateway});
  }
  return routes;
}

TableKind KindOf(const RouteTable& table) {
  switch (table.kind()) {
    case RouteTable::INTERNET_GATEWAY:
      return TableKind::kInternetGateway;
    case RouteTable::UNASSOCIATED:
      return TableKind::kUnassociated;
    default:
      return TableKind::kSubnet;
  }
}

// The kernel's number of the table.
std::optional<uint32_t> ReadNumber(const ConfigNode& node) {
  constexpr int kTable = RouteTable::kTableFieldNumber;
  constexpr uint32_t kMainTable = 254;
  if (!node.As<RouteTable>().in_process()) {
    return node.Number(kTable, {1, 0xFFFFFFFF}, kMainTable);
  }
  if (node.Has(kTable)) {
    node.Reject(kTable, "stands beside in_process", "remove one of the two");
  }
  return std::nullopt;
}

// Of those that are listed; none are: all.
void ReadPropagation(const ConfigNode& root,
                     std::vector<RouteTableSetup>& tables) {
  constexpr int kField = RouteServerConfig::kPropagationFieldNumber;
  const RouteServerConfig& config = root.As<RouteServerConfig>();
  if (config.propagation_size() == 0) return;
  for (RouteTableSetup& table : tables) table.propagated = false;
  UniqueValues names;
  for (int i = 0; i < config.propagation_size(); ++i) {
    const std::string& name = config.propagation(i);
    names.Add(root, kField, name, i);
    const auto table =
        absl::c_find_if(tables, [&](const RouteTableSetup& candidate) {
          return candidate.name == name;
        });
    if (table == tables.end()) {
      root.RejectAt(kField, i, "is the name of no route table",
                    "correct one of the two");
    } else {
      table->propagated = true;
    }
  }
}

NextHopCheck CheckOf(const RouteServerConfig& config) {
  switch (config.next_hop_check()) {
    case RouteServerConfig::PEER_INTERFACE:
      return NextHopCheck::kPeerInterface;
    case RouteServerConfig::UNCHECKED:
      return NextHopCheck::kUnchecked;
    default:
      return NextHopCheck::kVpcInterface;
  }
}

}  // namespace

std::vector<RouteTableSetup> ReadRouteTables(const ConfigNode& root) {
  constexpr int kField = RouteServerConfig::kRouteTableFieldNumber;
  std::vector<RouteTableSetup> tables;
  UniqueValues names;
  UniqueValues numbers;
  for (int i = 0; i < root.Count(kField); ++i) {
    const ConfigNode node = root.Child(kField, i);
    RouteTableSetup table;
    table.name = node.RequiredText(RouteTable::kNameFieldNumber);
    names.Add(node, RouteTable::kNameFieldNumber, table.name);
    table.kind = KindOf(node.As<RouteTable>());
    table.kernel_table = ReadNumber(node);
    if (table.kernel_table.has_value()) {
      numbers.Add(node, RouteTable::kTableFieldNumber,
                  absl::StrCat(*table.kernel_table));
    }
    table.static_routes = ReadStaticRoutes(node);
    tables.push_back(std::move(table));
  }
  ReadPropagation(root, tables);
  return tables;
}

VpcSetup ReadVpc(const ConfigNode& root) {
  constexpr int kCidr = RouteServerConfig::kVpcCidrFieldNumber;
  constexpr int kInterface = RouteServerConfig::kNetworkInterfaceFieldNumber;
  constexpr int kAddress = NetworkInterface::kAddressFieldNumber;
  VpcSetup vpc;
  vpc.next_hop_check = CheckOf(root.As<RouteServerConfig>());
  for (int i = 0; i < root.Count(kCidr); ++i) {
    if (const auto cidr = root.Prefix(kCidr, i)) vpc.cidrs.push_back(*cidr);
  }
  UniqueValues names;
  UniqueValues addresses;
  for (int i = 0; i < root.Count(kInterface); ++i) {
    const ConfigNode node = root.Child(kInterface, i);
    NetworkInterfaceSetup interface;
    interface.name = node.RequiredText(NetworkInterface::kNameFieldNumber);
    names.Add(node, NetworkInterface::kNameFieldNumber, interface.name);
    if (node.Count(kAddress) == 0) {
      node.Reject(kAddress, "is missing", "give at least one");
    }
    for (int j = 0; j < node.Count(kAddress); ++j) {
      const auto address = ReadUnicast(node, kAddress, j);
      if (!address.has_value()) continue;
      addresses.Add(node, kAddress, address->ToString(), j);
      interface.addresses.push_back(*address);
    }
    vpc.interfaces.push_back(std::move(interface));
  }
  return vpc;
}

}  // namespace waymark::examples
