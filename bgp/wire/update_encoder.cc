// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/wire/update_encoder.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "absl/types/span.h"
#include "base/byte_writer.h"
#include "bgp/code_points.h"
#include "bgp/family.h"
#include "bgp/nlri.h"
#include "bgp/path_attributes.h"
#include "bgp/wire/attribute_encoder.h"
#include "bgp/wire/message_header.h"
#include "bgp/wire/nlri_view.h"
#include "bgp/wire/session_context.h"

namespace waymark::bgp {
namespace {

constexpr size_t kMaxShortLength = 255;
constexpr size_t kFamilySize = 3;  // AFI and SAFI
constexpr size_t kPathIdSize = 4;
constexpr size_t kLargestNlri = kPathIdSize + 1 + 16;

bool AddPath(const Family& family, const SessionContext& context) {
  return family == kIpv4Unicast ? context.add_path_ipv4_unicast
                                : context.add_path_ipv6_unicast;
}

size_t PrefixOctets(const Nlri& nlri) {
  return static_cast<size_t>(nlri.prefix.length() + 7) / 8;
}

size_t NlriSize(const Nlri& nlri, bool add_path) {
  return (add_path ? kPathIdSize : 0) + 1 + PrefixOctets(nlri);
}

size_t NlriSize(absl::Span<const Nlri> nlri, bool add_path) {
  size_t size = 0;
  for (const Nlri& one : nlri) size += NlriSize(one, add_path);
  return size;
}

// Those of `nlri`, from the front, that fit into `room` octets.
absl::Span<const Nlri> FittingNlri(absl::Span<const Nlri> nlri, bool add_path,
                                   size_t room) {
  if (nlri.size() <= room / kLargestNlri) return nlri;
  size_t count = 0;
  for (const Nlri& one : nlri) {
    const size_t size = NlriSize(one, add_path);
    if (size > room) break;
    room -= size;
    ++count;
  }
  return nlri.first(count);
}

// Copies what every address has and moves on by what the prefix needs: for so
// few octets that is faster than copying just them.
void WriteNlri(absl::Span<const Nlri> nlri, bool add_path, ByteWriter& writer) {
  std::array<uint8_t, 512> chunk;
  size_t size = 0;
  for (const Nlri& one : nlri) {
    if (size + kLargestNlri > chunk.size()) {
      writer.WriteSpan({chunk.data(), size});
      size = 0;
    }
    if (add_path) {
      ByteWriter(absl::MakeSpan(&chunk[size], kPathIdSize))
          .WriteU32(one.path_id);
      size += kPathIdSize;
    }
    chunk[size++] = static_cast<uint8_t>(one.prefix.length());
    const absl::Span<const uint8_t> octets = one.prefix.address().octets();
    if (octets.size() == 4) {
      std::memcpy(&chunk[size], octets.data(), 4);
    } else {
      std::memcpy(&chunk[size], octets.data(), 16);
    }
    size += PrefixOctets(one);
  }
  writer.WriteSpan({chunk.data(), size});
}

void WriteFamily(const Family& family, ByteWriter& writer) {
  writer.WriteU16(static_cast<uint16_t>(family.afi));
  writer.WriteU8(static_cast<uint8_t>(family.safi));
}

size_t HeaderSize(size_t value_size) {
  return value_size > kMaxShortLength ? 4 : 3;
}

// How much NLRI an MP attribute can hold whose value begins with `fixed`
// octets, if the attribute may have `room` octets in all.
size_t MpNlriRoom(size_t fixed, size_t room) {
  // An attribute of 3 + 255 octets is the largest with a short header. One
  // octet more of room is of no use.
  const size_t header = room > 3 + kMaxShortLength ? 4 : 3;
  const size_t needed = header + fixed;
  return room > needed ? room - needed : 0;
}

bool HasNextHop(const Family& family, const PathAttributes& attributes) {
  if (!attributes.next_hop) return false;
  return 8 * attributes.next_hop->address.octets().size() ==
         static_cast<size_t>(AddressBits(family));
}

// AFI | SAFI | length of next hop | next hop | reserved.
std::vector<uint8_t> MpReachHead(const Family& family,
                                 const NextHop& next_hop) {
  std::array<uint8_t, kFamilySize + 1 + 32 + 1> octets;
  ByteWriter writer(absl::MakeSpan(octets));
  WriteFamily(family, writer);
  const size_t length = writer.ReserveU8();
  writer.WriteSpan(next_hop.address.octets());
  if (next_hop.link_local) writer.WriteSpan(next_hop.link_local->octets());
  writer.PatchU8(length, static_cast<uint8_t>(writer.size() - length - 1));
  writer.WriteU8(0);
  return {writer.written().begin(), writer.written().end()};
}

// False if they exceed `max_size` octets.
bool EncodeInto(const PathAttributes& attributes, bool with_next_hop,
                const SessionContext& context, absl::Span<uint8_t> buffer,
                std::vector<uint8_t>& out) {
  ByteWriter writer(buffer);
  WriteAttributes(attributes, with_next_hop, context, writer);
  if (!writer.ok()) return false;
  out.assign(writer.written().begin(), writer.written().end());
  return true;
}

}  // namespace

EncodedAttributes UpdateEncoder::Encode(
    const Family& family, const PathAttributes& attributes) const {
  EncodedAttributes encoded;
  encoded.family_ = family;
  if (!HasNextHop(family, attributes)) return encoded;
  const bool classic = family == kIpv4Unicast;
  if (!classic) {
    encoded.mp_reach_ = MpReachHead(family, *attributes.next_hop);
  }

  encoded.status_ = EncodeStatus::kTooLarge;
  std::array<uint8_t, kMaxMessageSize> buffer;
  if (!EncodeInto(attributes, classic, context_, absl::MakeSpan(buffer),
                  encoded.octets_)) {
    if (!context_.extended_message) return encoded;
    std::vector<uint8_t> large(kMaxExtendedMessageSize);
    if (!EncodeInto(attributes, classic, context_, absl::MakeSpan(large),
                    encoded.octets_)) {
      return encoded;
    }
  }
  const size_t shortest_nlri = AddPath(family, context_) ? 5 : 1;
  const size_t mp_reach =
      classic ? 0
              : HeaderSize(encoded.mp_reach_.size() + shortest_nlri) +
                    encoded.mp_reach_.size();
  if (kMinUpdateSize + encoded.octets_.size() + mp_reach + shortest_nlri <=
      context_.max_message_size()) {
    encoded.status_ = EncodeStatus::kOk;
  }
  return encoded;
}

size_t UpdateEncoder::Room(size_t fixed, const ByteWriter& writer) const {
  const size_t room = std::min(writer.remaining(), context_.max_message_size());
  return room > fixed ? room - fixed : 0;
}

size_t UpdateEncoder::Announce(const EncodedAttributes& attributes,
                               absl::Span<const Nlri> nlri,
                               ByteWriter& writer) const {
  if (attributes.status() != EncodeStatus::kOk) return 0;
  const bool add_path = AddPath(attributes.family(), context_);
  const size_t room = Room(kMinUpdateSize + attributes.octets_.size(), writer);
  const size_t head = attributes.mp_reach_.size();
  const bool classic = head == 0;
  nlri = FittingNlri(nlri, add_path, classic ? room : MpNlriRoom(head, room));
  if (nlri.empty()) return 0;

  const size_t begin = BeginMessage(MessageType::kUpdate, writer);
  writer.WriteU16(0);
  const size_t length = writer.ReserveU16();
  if (!classic) {
    WriteAttributeHeader(kFlagOptional, AttributeType::kMpReachNlri,
                         head + NlriSize(nlri, add_path), writer);
    writer.WriteSpan(attributes.mp_reach_);
    WriteNlri(nlri, add_path, writer);
  }
  writer.WriteSpan(attributes.octets_);
  writer.PatchU16(length, static_cast<uint16_t>(writer.size() - length - 2));
  if (classic) WriteNlri(nlri, add_path, writer);
  EndMessage(begin, writer);
  return nlri.size();
}

size_t UpdateEncoder::Withdraw(const Family& family,
                               absl::Span<const Nlri> nlri,
                               ByteWriter& writer) const {
  const bool add_path = AddPath(family, context_);
  const bool classic = family == kIpv4Unicast;
  const size_t room = Room(kMinUpdateSize, writer);
  nlri = FittingNlri(nlri, add_path,
                     classic ? room : MpNlriRoom(kFamilySize, room));
  if (nlri.empty()) return 0;

  const size_t begin = BeginMessage(MessageType::kUpdate, writer);
  if (classic) {
    writer.WriteU16(static_cast<uint16_t>(NlriSize(nlri, add_path)));
    WriteNlri(nlri, add_path, writer);
    writer.WriteU16(0);
  } else {
    const size_t value = kFamilySize + NlriSize(nlri, add_path);
    writer.WriteU16(0);
    writer.WriteU16(static_cast<uint16_t>(HeaderSize(value) + value));
    WriteAttributeHeader(kFlagOptional, AttributeType::kMpUnreachNlri, value,
                         writer);
    WriteFamily(family, writer);
    WriteNlri(nlri, add_path, writer);
  }
  EndMessage(begin, writer);
  return nlri.size();
}

bool UpdateEncoder::EndOfRib(const Family& family, ByteWriter& writer) const {
  const bool classic = family == kIpv4Unicast;
  const size_t attribute = classic ? 0 : 3 + kFamilySize;
  if (writer.remaining() < kMinUpdateSize + attribute) return false;
  const size_t begin = BeginMessage(MessageType::kUpdate, writer);
  writer.WriteU16(0);
  writer.WriteU16(static_cast<uint16_t>(attribute));
  if (!classic) {
    WriteAttributeHeader(kFlagOptional, AttributeType::kMpUnreachNlri,
                         kFamilySize, writer);
    WriteFamily(family, writer);
  }
  EndMessage(begin, writer);
  return true;
}

}  // namespace waymark::bgp
