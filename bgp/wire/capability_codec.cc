// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/wire/capability_codec.h"

#include <cstddef>
#include <cstdint>
#include <optional>

#include "absl/types/span.h"
#include "base/byte_reader.h"
#include "base/byte_writer.h"
#include "bgp/capability.h"
#include "bgp/code_points.h"
#include "bgp/family.h"
#include "bgp/notification.h"

namespace waymark::bgp {
namespace {

constexpr size_t kHeaderOctets = 2;
constexpr size_t kMultiprotocolOctets = 4;  // RFC 4760, 8
constexpr size_t kFourOctetAsOctets = 4;    // RFC 6793, 3

Notification Malformed(absl::Span<const uint8_t> capability) {
  return {ErrorCode::kOpenMessage,
          subcode::kUnspecific,
          {capability.begin(), capability.end()}};
}

// AFI (2) | Reserved (1) | SAFI (1).
Family ReadFamily(ByteReader& value) {
  Family family;
  family.afi = static_cast<Afi>(value.ReadU16());
  value.Skip(1);
  family.safi = static_cast<Safi>(value.ReadU8());
  return family;
}

// False if the value of a known capability has a wrong length.
bool Add(CapabilityCode code, absl::Span<const uint8_t> value,
         Capabilities& capabilities) {
  ByteReader reader(value);
  switch (code) {
    case CapabilityCode::kMultiprotocol: {
      const Family family = ReadFamily(reader);
      if (!reader.ok() || !reader.empty()) return false;
      if (!capabilities.HasFamily(family)) {
        capabilities.families.push_back(family);
      }
      return true;
    }
    case CapabilityCode::kRouteRefresh:
      capabilities.route_refresh = true;
      return value.empty();
    case CapabilityCode::kExtendedMessage:
      capabilities.extended_message = true;
      return value.empty();
    case CapabilityCode::kEnhancedRouteRefresh:
      capabilities.enhanced_route_refresh = true;
      return value.empty();
    case CapabilityCode::kFourOctetAs: {
      const uint32_t as_number = reader.ReadU32();
      if (!reader.ok() || !reader.empty()) return false;
      if (!capabilities.four_octet_as) capabilities.four_octet_as = as_number;
      return true;
    }
    default:
      capabilities.others.push_back({code, {value.begin(), value.end()}});
      return true;
  }
}

void WriteHeader(CapabilityCode code, size_t size, ByteWriter& writer) {
  writer.WriteU8(static_cast<uint8_t>(code));
  writer.WriteU8(static_cast<uint8_t>(size));
}

}  // namespace

std::optional<Notification> DecodeCapabilities(
    absl::Span<const uint8_t> parameter, Capabilities& capabilities) {
  ByteReader reader(parameter);
  while (!reader.empty()) {
    const size_t begin = parameter.size() - reader.remaining();
    const CapabilityCode code = static_cast<CapabilityCode>(reader.ReadU8());
    const absl::Span<const uint8_t> value = reader.ReadSpan(reader.ReadU8());
    if (!reader.ok()) return Malformed(parameter.subspan(begin));
    if (!Add(code, value, capabilities)) {
      return Malformed(parameter.subspan(begin, kHeaderOctets + value.size()));
    }
  }
  return std::nullopt;
}

size_t EncodedSize(const Capabilities& capabilities) {
  size_t size =
      capabilities.families.size() * (kHeaderOctets + kMultiprotocolOctets);
  if (capabilities.route_refresh) size += kHeaderOctets;
  if (capabilities.extended_message) size += kHeaderOctets;
  if (capabilities.enhanced_route_refresh) size += kHeaderOctets;
  if (capabilities.four_octet_as) size += kHeaderOctets + kFourOctetAsOctets;
  for (const RawCapability& other : capabilities.others) {
    size += kHeaderOctets + other.value.size();
  }
  return size;
}

void EncodeCapabilities(const Capabilities& capabilities, ByteWriter& writer) {
  for (const Family& family : capabilities.families) {
    WriteHeader(CapabilityCode::kMultiprotocol, kMultiprotocolOctets, writer);
    writer.WriteU16(static_cast<uint16_t>(family.afi));
    writer.WriteU8(0);
    writer.WriteU8(static_cast<uint8_t>(family.safi));
  }
  if (capabilities.route_refresh) {
    WriteHeader(CapabilityCode::kRouteRefresh, 0, writer);
  }
  if (capabilities.extended_message) {
    WriteHeader(CapabilityCode::kExtendedMessage, 0, writer);
  }
  if (capabilities.enhanced_route_refresh) {
    WriteHeader(CapabilityCode::kEnhancedRouteRefresh, 0, writer);
  }
  if (capabilities.four_octet_as) {
    WriteHeader(CapabilityCode::kFourOctetAs, kFourOctetAsOctets, writer);
    writer.WriteU32(*capabilities.four_octet_as);
  }
  for (const RawCapability& other : capabilities.others) {
    WriteHeader(other.code, other.value.size(), writer);
    writer.WriteSpan(other.value);
  }
}

}  // namespace waymark::bgp
