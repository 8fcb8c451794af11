// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/wire/open_codec.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "absl/types/span.h"
#include "base/byte_reader.h"
#include "base/byte_writer.h"
#include "bgp/capability.h"
#include "bgp/code_points.h"
#include "bgp/notification.h"
#include "bgp/open_message.h"
#include "bgp/wire/capability_codec.h"
#include "bgp/wire/decoded.h"
#include "bgp/wire/message_header.h"

namespace waymark::bgp {
namespace {

constexpr uint8_t kCapabilitiesParameter = 2;  // RFC 5492, 4
// RFC 9072, 2: where the type of the first parameter would stand.
constexpr uint8_t kExtendedLength = 255;
constexpr size_t kMaxShortLength = 255;

Notification Error(uint8_t subcode, std::vector<uint8_t> data = {}) {
  return {ErrorCode::kOpenMessage, subcode, std::move(data)};
}

// RFC 4271, 6.2, and AS 0, which RFC 7607 forbids.
std::optional<Notification> CheckFields(const OpenMessage& open) {
  if (open.my_as == 0) return Error(subcode::kBadPeerAs);
  if (open.hold_time == 1 || open.hold_time == 2) {
    return Error(subcode::kUnacceptableHoldTime,
                 {0, static_cast<uint8_t>(open.hold_time)});
  }
  // Deviation: RFC 4271, 6.2 asks for a unicast host address; since RFC 6286 it
  // is any number but 0.
  if (open.bgp_identifier == 0) return Error(subcode::kBadBgpIdentifier);
  return std::nullopt;
}

// The parameters, after their length. `extended`: RFC 9072.
std::optional<Notification> DecodeParameters(ByteReader reader, bool extended,
                                             Capabilities& capabilities) {
  while (!reader.empty()) {
    const uint8_t type = reader.ReadU8();
    const size_t size = extended ? reader.ReadU16() : reader.ReadU8();
    const absl::Span<const uint8_t> value = reader.ReadSpan(size);
    if (!reader.ok()) return Error(subcode::kUnspecific);
    if (type != kCapabilitiesParameter) {
      // RFC 9072, 3: type 255 as well, anywhere but in front.
      return Error(subcode::kUnsupportedOptionalParameter, {type});
    }
    const std::optional<Notification> error =
        DecodeCapabilities(value, capabilities);
    if (error) return error;
  }
  return std::nullopt;
}

// From the Optional Parameters Length on.
std::optional<Notification> DecodeOptional(ByteReader reader,
                                           Capabilities& capabilities) {
  size_t length = reader.ReadU8();
  bool extended = false;
  if (length != 0) {
    // RFC 9072, 2: the type tells, whatever the length is.
    ByteReader peek = reader;
    extended = peek.ReadU8() == kExtendedLength;
    if (extended) {
      length = peek.ReadU16();
      reader = peek;
    }
  }
  if (!reader.ok() || length != reader.remaining()) {
    return Error(subcode::kUnspecific);
  }
  return DecodeParameters(reader, extended, capabilities);
}

}  // namespace

Decoded<OpenMessage> DecodeOpen(absl::Span<const uint8_t> body) {
  ByteReader reader(body);
  OpenMessage open;
  open.version = reader.ReadU8();
  // RFC 4271, 6.2: the data is the version to bid instead.
  if (open.version != kBgpVersion) {
    return Error(subcode::kUnsupportedVersionNumber, {0, kBgpVersion});
  }
  open.my_as = reader.ReadU16();
  open.hold_time = reader.ReadU16();
  open.bgp_identifier = reader.ReadU32();
  if (!reader.ok()) return Error(subcode::kUnspecific);
  std::optional<Notification> error = CheckFields(open);
  if (!error) error = DecodeOptional(reader, open.capabilities);
  if (error) return *std::move(error);
  if (open.as_number() == 0) return Error(subcode::kBadPeerAs);
  return open;
}

void EncodeOpen(const OpenMessage& open, ByteWriter& writer) {
  const size_t begin = BeginMessage(MessageType::kOpen, writer);
  writer.WriteU8(open.version);
  writer.WriteU16(open.my_as);
  writer.WriteU16(open.hold_time);
  writer.WriteU32(open.bgp_identifier);

  const size_t capabilities = EncodedSize(open.capabilities);
  if (capabilities == 0) {
    writer.WriteU8(0);
  } else if (2 + capabilities <= kMaxShortLength) {
    writer.WriteU8(static_cast<uint8_t>(2 + capabilities));
    writer.WriteU8(kCapabilitiesParameter);
    writer.WriteU8(static_cast<uint8_t>(capabilities));
  } else {
    writer.WriteU8(kExtendedLength);
    writer.WriteU8(kExtendedLength);
    writer.WriteU16(static_cast<uint16_t>(3 + capabilities));
    writer.WriteU8(kCapabilitiesParameter);
    writer.WriteU16(static_cast<uint16_t>(capabilities));
  }
  EncodeCapabilities(open.capabilities, writer);
  EndMessage(begin, writer);
}

}  // namespace waymark::bgp
