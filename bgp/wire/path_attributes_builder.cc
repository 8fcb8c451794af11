// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/wire/path_attributes_builder.h"

#include <algorithm>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/types/span.h"
#include "base/byte_reader.h"
#include "base/ip_address.h"
#include "bgp/as_path.h"
#include "bgp/code_points.h"
#include "bgp/community.h"
#include "bgp/path_attributes.h"
#include "bgp/wire/as_path_codec.h"
#include "bgp/wire/attribute_table.h"
#include "bgp/wire/decoded_update.h"
#include "bgp/wire/raw_attribute.h"
#include "bgp/wire/session_context.h"

namespace waymark::bgp {
namespace {

// The bits that mean something in an attribute that is kept as it came.
constexpr uint8_t kKeptFlags = kFlagOptional | kFlagTransitive | kFlagPartial;

class Builder {
 public:
  explicit Builder(const SessionContext& context) : context_(context) {}

  void Add(const RawAttribute& attribute);
  PathAttributes Finish() &&;

 private:
  void AddNumber(AttributeType type, uint32_t value);
  void AddUnknown(const RawAttribute& attribute);
  void MergeFourOctetAs();

  const SessionContext& context_;
  PathAttributes result_;
  AsPath as4_path_;
  std::optional<Aggregator> as4_aggregator_;
};

Aggregator ReadAggregator(ByteReader& value, bool four_octet_as) {
  Aggregator aggregator;
  aggregator.as_number = four_octet_as ? value.ReadU32() : value.ReadU16();
  aggregator.router_id = IpAddress::V4(value.ReadU32());
  return aggregator;
}

ExtendedCommunity ReadExtendedCommunity(ByteReader& value) {
  ExtendedCommunity community;
  const absl::Span<const uint8_t> octets =
      value.ReadSpan(community.octets.size());
  std::copy(octets.begin(), octets.end(), community.octets.begin());
  return community;
}

LargeCommunity ReadLargeCommunity(ByteReader& value) {
  LargeCommunity community;
  community.global_administrator = value.ReadU32();
  community.local_data_1 = value.ReadU32();
  community.local_data_2 = value.ReadU32();
  return community;
}

// RFC 8092, 3: what is redundant goes, the order stays.
void RemoveRepeated(std::vector<LargeCommunity>& communities) {
  absl::flat_hash_set<LargeCommunity> seen;
  seen.reserve(communities.size());
  communities.erase(std::remove_if(communities.begin(), communities.end(),
                                   [&](const LargeCommunity& community) {
                                     return !seen.insert(community).second;
                                   }),
                    communities.end());
}

void Builder::Add(const RawAttribute& attribute) {
  const AttributeDescriptor* const known = FindDescriptor(attribute.type);
  if (known == nullptr) return AddUnknown(attribute);
  const bool may_be_partial = (known->flags & kFlagOptional) != 0 &&
                              (known->flags & kFlagTransitive) != 0;
  if (may_be_partial && (attribute.flags & kFlagPartial) != 0) {
    result_.partial |= uint64_t{1} << static_cast<uint8_t>(attribute.type);
  }

  ByteReader value(attribute.value);
  const size_t size = attribute.value.size();
  switch (known->format) {
    case AttributeFormat::kOrigin:
      result_.origin = static_cast<Origin>(value.ReadU8());
      break;
    case AttributeFormat::kAsPath:
      result_.as_path = DecodeAsPath(attribute.value, context_.four_octet_as);
      break;
    case AttributeFormat::kAs4Path:
      as4_path_ = DecodeAsPath(attribute.value, /*four_octet_as=*/true);
      break;
    case AttributeFormat::kNumber:
      AddNumber(attribute.type, value.ReadU32());
      break;
    case AttributeFormat::kFlag:
      result_.atomic_aggregate = true;
      break;
    case AttributeFormat::kAggregator:
      result_.aggregator = ReadAggregator(value, context_.four_octet_as);
      break;
    case AttributeFormat::kAs4Aggregator:
      as4_aggregator_ = ReadAggregator(value, /*four_octet_as=*/true);
      break;
    case AttributeFormat::kAddress:
      result_.originator_id = IpAddress::V4(value.ReadU32());
      break;
    case AttributeFormat::kCommunities:
      result_.communities.resize(size / 4);
      for (Community& c : result_.communities) c.value = value.ReadU32();
      break;
    case AttributeFormat::kClusterList:
      result_.cluster_list.resize(size / 4);
      for (uint32_t& cluster : result_.cluster_list) cluster = value.ReadU32();
      break;
    case AttributeFormat::kExtendedCommunities:
      result_.extended_communities.resize(size / 8);
      for (ExtendedCommunity& c : result_.extended_communities) {
        c = ReadExtendedCommunity(value);
      }
      break;
    case AttributeFormat::kLargeCommunities:
      result_.large_communities.resize(size / 12);
      for (LargeCommunity& c : result_.large_communities) {
        c = ReadLargeCommunity(value);
      }
      if (size > 12) RemoveRepeated(result_.large_communities);
      break;
    case AttributeFormat::kNextHop:
    case AttributeFormat::kMpReach:
    case AttributeFormat::kMpUnreach:
      break;  // read through DecodedUpdate
  }
}

void Builder::AddNumber(AttributeType type, uint32_t value) {
  if (type == AttributeType::kMultiExitDisc) result_.med = value;
  if (type == AttributeType::kLocalPref) result_.local_pref = value;
  if (type == AttributeType::kOnlyToCustomer) {
    result_.only_to_customer = value;
  }
}

void Builder::AddUnknown(const RawAttribute& attribute) {
  // RFC 4271, 5: a non-transitive one is ignored.
  if ((attribute.flags & kFlagTransitive) == 0) return;
  result_.unknown.push_back(
      {.flags = static_cast<uint8_t>(attribute.flags & kKeptFlags),
       .type = attribute.type,
       .value = {attribute.value.begin(), attribute.value.end()}});
}

// RFC 6793, 4.2.3.
void Builder::MergeFourOctetAs() {
  if (result_.aggregator && as4_aggregator_) {
    // The route was aggregated again by a speaker that knows two octets only:
    // both attributes tell of what was before.
    if (result_.aggregator->as_number != kAsTrans) return;
    result_.aggregator = as4_aggregator_;
  }
  if (!as4_path_.empty()) {
    result_.as_path = MergeAs4Path(result_.as_path, as4_path_);
  }
}

PathAttributes Builder::Finish() && {
  MergeFourOctetAs();
  constexpr auto kByType = [](const UnknownAttribute& a,
                              const UnknownAttribute& b) {
    return a.type < b.type;
  };
  std::sort(result_.unknown.begin(), result_.unknown.end(), kByType);
  // The bits are of attributes that are in the result.
  result_.partial &=
      ~(uint64_t{1} << static_cast<uint8_t>(AttributeType::kAs4Path) |
        uint64_t{1} << static_cast<uint8_t>(AttributeType::kAs4Aggregator));
  return std::move(result_);
}

}  // namespace

PathAttributes BuildPathAttributes(const DecodedUpdate& update,
                                   const SessionContext& context) {
  Builder builder(context);
  // RFC 7606, 3 (g): only the first of each type counts.
  std::bitset<256> seen;
  for (const RawAttribute& attribute : update.attributes()) {
    const size_t type = static_cast<uint8_t>(attribute.type);
    if (seen[type]) continue;
    seen.set(type);
    if (!update.IsDiscarded(attribute.type)) builder.Add(attribute);
  }
  PathAttributes attributes = std::move(builder).Finish();
  attributes.next_hop =
      update.nlri().empty() ? update.mp_next_hop() : update.next_hop();
  return attributes;
}

}  // namespace waymark::bgp
