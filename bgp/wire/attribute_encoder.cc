// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/wire/attribute_encoder.h"

#include <cstddef>
#include <cstdint>
#include <limits>

#include "absl/container/flat_hash_set.h"
#include "absl/types/span.h"
#include "base/byte_writer.h"
#include "bgp/as_path.h"
#include "bgp/code_points.h"
#include "bgp/community.h"
#include "bgp/path_attributes.h"
#include "bgp/wire/as_path_codec.h"
#include "bgp/wire/attribute_table.h"
#include "bgp/wire/session_context.h"

namespace waymark::bgp {
namespace {

constexpr size_t kMaxShortLength = 255;

bool FitsTwoOctets(uint32_t as_number) {
  return as_number <= std::numeric_limits<uint16_t>::max();
}

class AttributeWriter {
 public:
  AttributeWriter(const PathAttributes& attributes,
                  const SessionContext& context, ByteWriter& writer)
      : attributes_(attributes),
        context_(context),
        writer_(writer),
        unknown_(attributes.unknown) {}

  void Write(bool with_next_hop);

 private:
  // The header of a known attribute, after the unknown ones of lower type.
  void Begin(AttributeType type, size_t size);
  void WriteUnknownBelow(unsigned type);
  void WriteNumber(AttributeType type, uint32_t value);
  void WriteAsPath();
  void WriteAs4Path();
  void WriteAggregator();
  void WriteAs4Aggregator();
  void WriteCommunities();
  void WriteReflection();
  void WriteExtendedCommunities();
  void WriteLargeCommunities();

  const PathAttributes& attributes_;
  const SessionContext& context_;
  ByteWriter& writer_;
  absl::Span<const UnknownAttribute> unknown_;  // not yet written
};

void AttributeWriter::Begin(AttributeType type, size_t size) {
  WriteUnknownBelow(static_cast<unsigned>(type));
  uint8_t flags = FindDescriptor(type)->flags;
  // RFC 4271, 5: the Partial bit, once set, stays.
  if ((attributes_.partial >> static_cast<unsigned>(type) & 1) != 0) {
    flags |= kFlagPartial;
  }
  WriteAttributeHeader(flags, type, size, writer_);
}

void AttributeWriter::WriteUnknownBelow(unsigned type) {
  while (!unknown_.empty() &&
         static_cast<unsigned>(unknown_.front().type) < type) {
    const UnknownAttribute& unknown = unknown_.front();
    unknown_.remove_prefix(1);
    if ((unknown.flags & kFlagTransitive) == 0) continue;
    // RFC 4271, 5: passed on with the Partial bit.
    WriteAttributeHeader(kFlagOptional | kFlagTransitive | kFlagPartial,
                         unknown.type, unknown.value.size(), writer_);
    writer_.WriteSpan(unknown.value);
  }
}

void AttributeWriter::WriteNumber(AttributeType type, uint32_t value) {
  Begin(type, 4);
  writer_.WriteU32(value);
}

void AttributeWriter::WriteAsPath() {
  Begin(AttributeType::kAsPath,
        EncodedSize(attributes_.as_path, context_.four_octet_as));
  EncodeAsPath(attributes_.as_path, context_.four_octet_as, writer_);
}

void AttributeWriter::WriteAs4Path() {
  // RFC 6793, 4.2.2: only if a number does not fit two octets, and without
  // confederation segments.
  if (context_.four_octet_as || !attributes_.as_path.NeedsFourOctets()) return;
  const AsPath path = WithoutConfederations(attributes_.as_path);
  if (!path.NeedsFourOctets()) return;
  Begin(AttributeType::kAs4Path, EncodedSize(path, /*four_octet_as=*/true));
  EncodeAsPath(path, /*four_octet_as=*/true, writer_);
}

void AttributeWriter::WriteAggregator() {
  const Aggregator& aggregator = *attributes_.aggregator;
  if (context_.four_octet_as) {
    Begin(AttributeType::kAggregator, 8);
    writer_.WriteU32(aggregator.as_number);
  } else {
    Begin(AttributeType::kAggregator, 6);
    writer_.WriteU16(static_cast<uint16_t>(
        FitsTwoOctets(aggregator.as_number) ? aggregator.as_number : kAsTrans));
  }
  writer_.WriteU32(aggregator.router_id.v4_host_order());
}

void AttributeWriter::WriteAs4Aggregator() {
  // RFC 6793, 4.2.2.
  const Aggregator& aggregator = *attributes_.aggregator;
  if (context_.four_octet_as || FitsTwoOctets(aggregator.as_number)) return;
  Begin(AttributeType::kAs4Aggregator, 8);
  writer_.WriteU32(aggregator.as_number);
  writer_.WriteU32(aggregator.router_id.v4_host_order());
}

void AttributeWriter::WriteCommunities() {
  if (attributes_.communities.empty()) return;
  Begin(AttributeType::kCommunities, 4 * attributes_.communities.size());
  for (const Community community : attributes_.communities) {
    writer_.WriteU32(community.value);
  }
}

void AttributeWriter::WriteReflection() {
  if (attributes_.originator_id) {
    WriteNumber(AttributeType::kOriginatorId,
                attributes_.originator_id->v4_host_order());
  }
  if (attributes_.cluster_list.empty()) return;
  Begin(AttributeType::kClusterList, 4 * attributes_.cluster_list.size());
  for (const uint32_t cluster : attributes_.cluster_list) {
    writer_.WriteU32(cluster);
  }
}

void AttributeWriter::WriteExtendedCommunities() {
  if (attributes_.extended_communities.empty()) return;
  Begin(AttributeType::kExtendedCommunities,
        8 * attributes_.extended_communities.size());
  for (const ExtendedCommunity& community : attributes_.extended_communities) {
    writer_.WriteSpan(community.octets);
  }
}

void AttributeWriter::WriteLargeCommunities() {
  const auto& communities = attributes_.large_communities;
  if (communities.empty()) return;
  // RFC 8092, 3: none twice. Sets are small and mostly come without repetition.
  const absl::flat_hash_set<LargeCommunity> distinct(communities.begin(),
                                                     communities.end());
  Begin(AttributeType::kLargeCommunities, 12 * distinct.size());
  absl::flat_hash_set<LargeCommunity> left = distinct;
  for (const LargeCommunity& community : communities) {
    if (left.erase(community) == 0) continue;
    writer_.WriteU32(community.global_administrator);
    writer_.WriteU32(community.local_data_1);
    writer_.WriteU32(community.local_data_2);
  }
}

void AttributeWriter::Write(bool with_next_hop) {
  Begin(AttributeType::kOrigin, 1);
  writer_.WriteU8(static_cast<uint8_t>(attributes_.origin));
  WriteAsPath();
  if (with_next_hop) {
    WriteNumber(AttributeType::kNextHop,
                attributes_.next_hop->address.v4_host_order());
  }
  if (attributes_.med) {
    WriteNumber(AttributeType::kMultiExitDisc, *attributes_.med);
  }
  if (context_.internal && attributes_.local_pref) {
    WriteNumber(AttributeType::kLocalPref, *attributes_.local_pref);
  }
  if (attributes_.atomic_aggregate) Begin(AttributeType::kAtomicAggregate, 0);
  if (attributes_.aggregator) WriteAggregator();
  WriteCommunities();
  if (context_.internal) WriteReflection();
  WriteExtendedCommunities();
  WriteAs4Path();
  if (attributes_.aggregator) WriteAs4Aggregator();
  WriteLargeCommunities();
  if (attributes_.only_to_customer) {
    WriteNumber(AttributeType::kOnlyToCustomer, *attributes_.only_to_customer);
  }
  WriteUnknownBelow(256);
}

}  // namespace

void WriteAttributeHeader(uint8_t flags, AttributeType type, size_t size,
                          ByteWriter& writer) {
  const bool extended = size > kMaxShortLength;
  writer.WriteU8(extended ? flags | kFlagExtendedLength : flags);
  writer.WriteU8(static_cast<uint8_t>(type));
  if (extended) {
    writer.WriteU16(static_cast<uint16_t>(size));
  } else {
    writer.WriteU8(static_cast<uint8_t>(size));
  }
}

void WriteAttributes(const PathAttributes& attributes, bool with_next_hop,
                     const SessionContext& context, ByteWriter& writer) {
  AttributeWriter(attributes, context, writer).Write(with_next_hop);
}

}  // namespace waymark::bgp
