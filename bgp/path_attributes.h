// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The attributes of a route as an owned value: what the RIB stores and policies
// edit. Next hop included, NLRI not.

#ifndef WAYMARK_BGP_PATH_ATTRIBUTES_H_
#define WAYMARK_BGP_PATH_ATTRIBUTES_H_

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "base/ip_address.h"
#include "bgp/as_path.h"
#include "bgp/code_points.h"
#include "bgp/community.h"

namespace waymark::bgp {

namespace internal {

// Abseil's hash knows std::optional only where absl::optional is the same type.
template <typename T>
struct HashedOptional {
  const std::optional<T>& value;
  template <typename H>
  friend H AbslHashValue(H h, const HashedOptional& o) {
    if (!o.value.has_value()) return H::combine(std::move(h), false);
    return H::combine(std::move(h), true, *o.value);
  }
};
template <typename T>
HashedOptional(const std::optional<T>&) -> HashedOptional<T>;

}  // namespace internal

// RFC 4271, 5.1.7, with the 4-octet AS number of RFC 6793.
struct Aggregator {
  uint32_t as_number = 0;
  IpAddress router_id;  // IPv4

  friend bool operator==(const Aggregator&, const Aggregator&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const Aggregator& a) {
    return H::combine(std::move(h), a.as_number, a.router_id);
  }
};

// RFC 4271, 5.1.3; RFC 2545, 3: an IPv6 next hop may carry a link-local
// address beside the global one.
struct NextHop {
  IpAddress address;
  std::optional<IpAddress> link_local;

  friend bool operator==(const NextHop&, const NextHop&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const NextHop& n) {
    return H::combine(std::move(h), n.address,
                      internal::HashedOptional{n.link_local});
  }
};

// An attribute that this library does not interpret: octets as received.
struct UnknownAttribute {
  uint8_t flags = 0;  // as received; kFlagExtendedLength is not significant
  AttributeType type{};
  std::vector<uint8_t> value;

  friend bool operator==(const UnknownAttribute&,
                         const UnknownAttribute&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const UnknownAttribute& a) {
    return H::combine(std::move(h), a.flags, a.type, a.value);
  }
};

// A value; equality and hash cover every member, so that equal sets can share
// one stored copy and one UPDATE. An attribute that is absent on the wire is
// nullopt or empty here: absent MED and MED 0 differ.
struct PathAttributes {
  Origin origin = Origin::kIgp;
  AsPath as_path;
  // Absent only in what a local source originates before the neighbour's
  // default is filled in (RFC 4271, 5.1.3).
  std::optional<NextHop> next_hop;
  std::optional<uint32_t> med;         // MULTI_EXIT_DISC
  std::optional<uint32_t> local_pref;  // on internal sessions only
  bool atomic_aggregate = false;
  std::optional<Aggregator> aggregator;
  std::vector<Community> communities;  // as received, in order
  std::vector<ExtendedCommunity> extended_communities;
  std::vector<LargeCommunity> large_communities;
  std::optional<IpAddress> originator_id;    // RFC 4456; IPv4
  std::vector<uint32_t> cluster_list;        // RFC 4456
  std::optional<uint32_t> only_to_customer;  // RFC 9234
  // Optional attributes of unknown type, in ascending order of type. Only
  // transitive ones are passed on, with the Partial bit set (RFC 4271, 5).
  std::vector<UnknownAttribute> unknown;
  // Those of the recognised optional transitive attributes above that came with
  // the Partial bit, bit N for type N: it stays set on the wire (RFC 4271, 5).
  uint64_t partial = 0;

  friend bool operator==(const PathAttributes&,
                         const PathAttributes&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const PathAttributes& a) {
    using internal::HashedOptional;
    return H::combine(
        std::move(h), a.origin, a.as_path, HashedOptional{a.next_hop},
        HashedOptional{a.med}, HashedOptional{a.local_pref}, a.atomic_aggregate,
        HashedOptional{a.aggregator}, a.communities, a.extended_communities,
        a.large_communities, HashedOptional{a.originator_id}, a.cluster_list,
        HashedOptional{a.only_to_customer}, a.unknown);
  }
};

}  // namespace waymark::bgp

#endif  // WAYMARK_BGP_PATH_ATTRIBUTES_H_
