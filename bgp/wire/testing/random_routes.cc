// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/wire/testing/random_routes.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <set>
#include <utility>
#include <vector>

#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "bgp/as_path.h"
#include "bgp/code_points.h"
#include "bgp/community.h"
#include "bgp/family.h"
#include "bgp/nlri.h"
#include "bgp/path_attributes.h"
#include "bgp/wire/session_context.h"

namespace waymark::bgp::testing {

SessionContext RandomRoutes::Context() {
  return {.four_octet_as = OneIn(2),
          .extended_message = OneIn(2),
          .add_path_ipv4_unicast = OneIn(2),
          .add_path_ipv6_unicast = OneIn(2),
          .internal = OneIn(2)};
}

uint32_t RandomRoutes::AsNumber() {
  return OneIn(2) ? 1 + Below(65535) : 1 + Below(4200000000);
}

AsPath RandomRoutes::Path(bool confederations) {
  std::vector<AsPathSegment> segments(Below(4));
  for (AsPathSegment& segment : segments) {
    segment.type =
        static_cast<AsPathSegmentType>(1 + Below(confederations ? 4 : 2));
    // One in many as long as a segment can be.
    segment.as_numbers.resize(OneIn(20) ? 255 : 1 + Below(6));
    for (uint32_t& as_number : segment.as_numbers) as_number = AsNumber();
  }
  return AsPath(std::move(segments));
}

IpAddress RandomRoutes::Ipv4Host() {
  return IpAddress::V4(0x01000000 + Below(0xdf000000 - 0x01000000));
}

IpAddress RandomRoutes::Ipv6Host() {
  std::array<uint8_t, 16> octets{0x20};
  for (size_t i = 1; i < octets.size(); ++i) {
    octets[i] = static_cast<uint8_t>(Below(256));
  }
  return IpAddress::V6(octets);
}

IpAddress RandomRoutes::Ipv6() {
  std::array<uint8_t, 16> octets;
  for (uint8_t& octet : octets) octet = static_cast<uint8_t>(Below(256));
  return IpAddress::V6(octets);
}

void RandomRoutes::AddCommunities(PathAttributes& attributes) {
  attributes.communities.resize(OneIn(30) ? 70 : Below(4));
  for (Community& community : attributes.communities) {
    community.value = Any();
  }
  attributes.extended_communities.resize(Below(4));
  for (ExtendedCommunity& community : attributes.extended_communities) {
    for (uint8_t& octet : community.octets) {
      octet = static_cast<uint8_t>(Below(256));
    }
  }
  std::set<LargeCommunity> large;
  for (uint32_t i = OneIn(30) ? 30 : Below(4); i > 0; --i) {
    large.insert({Any(), Below(3), Below(3)});
  }
  attributes.large_communities.assign(large.begin(), large.end());
  std::shuffle(attributes.large_communities.begin(),
               attributes.large_communities.end(), random_);
}

void RandomRoutes::AddUnknown(PathAttributes& attributes) {
  // Types that no table knows, around those that it knows.
  for (const uint8_t type : {11, 13, 19, 31, 33, 34, 36, 63, 64, 128, 255}) {
    if (!OneIn(8)) continue;
    UnknownAttribute& unknown = attributes.unknown.emplace_back();
    unknown.flags = kFlagOptional | kFlagTransitive | kFlagPartial;
    unknown.type = static_cast<AttributeType>(type);
    unknown.value.resize(OneIn(10) ? 300 : Below(5));
    for (uint8_t& octet : unknown.value) {
      octet = static_cast<uint8_t>(Below(256));
    }
  }
}

void RandomRoutes::AddPartial(PathAttributes& attributes) {
  const auto add = [&](bool present, AttributeType type) {
    if (present && OneIn(4)) {
      attributes.partial |= uint64_t{1} << static_cast<uint8_t>(type);
    }
  };
  add(attributes.aggregator.has_value(), AttributeType::kAggregator);
  add(!attributes.communities.empty(), AttributeType::kCommunities);
  add(!attributes.extended_communities.empty(),
      AttributeType::kExtendedCommunities);
  add(!attributes.large_communities.empty(), AttributeType::kLargeCommunities);
  add(attributes.only_to_customer.has_value(), AttributeType::kOnlyToCustomer);
}

PathAttributes RandomRoutes::Attributes(const Family& family,
                                        const SessionContext& context) {
  PathAttributes attributes;
  attributes.origin = static_cast<Origin>(Below(3));
  attributes.as_path = Path(/*confederations=*/context.four_octet_as);
  NextHop& next_hop = attributes.next_hop.emplace();
  next_hop.address = family == kIpv4Unicast ? Ipv4Host() : Ipv6Host();
  if (family == kIpv6Unicast && OneIn(2)) next_hop.link_local = Ipv6();
  if (OneIn(2)) attributes.med = Any();
  if (context.internal) {
    if (OneIn(2)) attributes.local_pref = Any();
    if (OneIn(2)) attributes.originator_id = Ipv4Host();
    attributes.cluster_list.resize(Below(3));
    for (uint32_t& cluster : attributes.cluster_list) cluster = Any();
  }
  attributes.atomic_aggregate = OneIn(4);
  if (OneIn(3)) attributes.aggregator = Aggregator{AsNumber(), Ipv4Host()};
  if (OneIn(4)) attributes.only_to_customer = AsNumber();
  AddCommunities(attributes);
  AddUnknown(attributes);
  AddPartial(attributes);
  return attributes;
}

std::vector<Nlri> RandomRoutes::Routes(const Family& family,
                                       const SessionContext& context,
                                       size_t count) {
  const bool ipv4 = family == kIpv4Unicast;
  const bool add_path =
      ipv4 ? context.add_path_ipv4_unicast : context.add_path_ipv6_unicast;
  std::vector<Nlri> routes(count);
  for (Nlri& nlri : routes) {
    const int bits = static_cast<int>(Below(ipv4 ? 33 : 129));
    nlri.prefix = *IpPrefix::Create(ipv4 ? IpAddress::V4(Any()) : Ipv6(), bits);
    if (add_path) nlri.path_id = Any();
  }
  return routes;
}

}  // namespace waymark::bgp::testing
