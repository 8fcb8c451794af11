// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/wire/update_codec.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "absl/types/span.h"
#include "bgp/code_points.h"
#include "bgp/family.h"
#include "bgp/wire/as_path_codec.h"
#include "bgp/wire/attribute_table.h"
#include "bgp/wire/decoded_update.h"
#include "bgp/wire/nlri_view.h"
#include "bgp/wire/raw_attribute.h"
#include "bgp/wire/session_context.h"
#include "bgp/wire/update_error.h"

namespace waymark::bgp {
namespace {

constexpr uint64_t TypeBit(AttributeType type) {
  return uint64_t{1} << static_cast<uint8_t>(type);
}

constexpr uint64_t kMandatoryWithMpReach =
    TypeBit(AttributeType::kOrigin) | TypeBit(AttributeType::kAsPath);
constexpr uint64_t kMandatoryWithNlri =
    kMandatoryWithMpReach | TypeBit(AttributeType::kNextHop);

constexpr uint8_t kMaxOrigin = static_cast<uint8_t>(Origin::kIncomplete);

// The Data field of a missing attribute is its type code (RFC 4271, 6.3), which
// is nowhere in the message.
constexpr uint8_t kMandatoryTypes[] = {1, 2, 3};

size_t Load16(const uint8_t* p) { return size_t{p[0]} << 8 | p[1]; }
uint32_t Load32(const uint8_t* p) {
  return static_cast<uint32_t>(Load16(p) << 16 | Load16(p + 2));
}

// Flags, type and length as one number, for one comparison.
constexpr uint32_t Head(uint8_t flags, AttributeType type, uint8_t size) {
  return uint32_t{flags} << 16 | uint32_t{static_cast<uint8_t>(type)} << 8 |
         size;
}
constexpr uint32_t kOriginHead =
    Head(kFlagTransitive, AttributeType::kOrigin, 1);
constexpr uint32_t kAsPathHead =
    Head(kFlagTransitive, AttributeType::kAsPath, 0);
constexpr uint32_t kNextHopHead =
    Head(kFlagTransitive, AttributeType::kNextHop, 4);
constexpr uint32_t kMedHead =
    Head(kFlagOptional, AttributeType::kMultiExitDisc, 4);
constexpr uint32_t kLocalPrefHead =
    Head(kFlagTransitive, AttributeType::kLocalPref, 4);

bool AddPath(const Family& family, const SessionContext& context) {
  if (family == kIpv4Unicast) return context.add_path_ipv4_unicast;
  if (family == kIpv6Unicast) return context.add_path_ipv6_unicast;
  return false;
}

// RFC 4760, 3; RFC 2545, 3: global, or global and link-local.
bool NextHopSizeIsValid(const Family& family, size_t size) {
  if (family == kIpv4Unicast) return size == 4;
  if (family == kIpv6Unicast) return size == 16 || size == 32;
  return true;
}

// RFC 4271, 6.3: a valid IP host address.
bool IsHostAddress(absl::Span<const uint8_t> octets) {
  if (octets.size() == 4) {
    const uint32_t address = Load32(octets.data());
    const bool multicast = address >> 28 == 0xe;
    return address != 0 && address != 0xffffffff && !multicast;
  }
  const bool multicast = octets[0] == 0xff;
  return !multicast && std::any_of(octets.begin(), octets.end(),
                                   [](uint8_t octet) { return octet != 0; });
}

}  // namespace

class UpdateDecoder {
 public:
  UpdateDecoder(const SessionContext& context, DecodedUpdate& update)
      : context_(context), update_(update) {}

  void Decode(absl::Span<const uint8_t> body) {
    Clear();
    DecodeBody(body);
    // What was found before the fatal error must not be used.
    if (resets()) ClearFields();
  }

 private:
  using Field = DecodedUpdate::Field;

  void Clear();
  void ClearFields() {
    for (NlriView& field : update_.fields_) field = NlriView();
  }
  void DecodeBody(absl::Span<const uint8_t> body);
  void Report(UpdateAction action, uint8_t subcode, AttributeType attribute,
              absl::Span<const uint8_t> data);
  void Reset(uint8_t subcode, AttributeType attribute = {},
             absl::Span<const uint8_t> data = {}) {
    Report(UpdateAction::kSessionReset, subcode, attribute, data);
  }
  bool resets() const { return update_.action_ == UpdateAction::kSessionReset; }

  // False if the octets are not NLRI of the family.
  bool SetField(Field field, const Family& family,
                absl::Span<const uint8_t> octets);

  void DecodeAttributes(absl::Span<const uint8_t> octets);
  // The attributes that nearly every announcement begins with, as long as they
  // are correct and in ascending order; returns how many octets they have.
  size_t DecodeLeading(absl::Span<const uint8_t> octets);
  // Takes a correct attribute whose value need not be looked at, as most of the
  // others are. Whatever is different is left to DecodeAttribute().
  bool TakePlain(uint8_t flags, AttributeType type, size_t size);
  void DecodeTruncated(absl::Span<const uint8_t> rest);
  void DecodeAttribute(const RawAttribute& attribute);
  void DecodeRepeated(const RawAttribute& attribute);
  // What is wrong with the value of an attribute whose flags and length are
  // right; kUnspecific if nothing is.
  uint8_t CheckValue(AttributeFormat format, absl::Span<const uint8_t> value);
  bool DecodeMpReach(absl::Span<const uint8_t> value);
  bool DecodeMpUnreach(absl::Span<const uint8_t> value);

  void CheckMandatory();
  void CheckNextHops();
  void CheckNextHop(absl::Span<const uint8_t> octets, AttributeType type,
                    uint8_t subcode);
  void Escalate();

  const SessionContext& context_;
  DecodedUpdate& update_;
  absl::Span<const uint8_t> next_hop_;  // of a correct NEXT_HOP
};

// What is `inline` below has one caller, on the way of every message.

inline void UpdateDecoder::Clear() {
  ClearFields();
  update_.attributes_ = {};
  update_.mp_next_hop_ = {};
  update_.seen_ = {};
  update_.discarded_ = 0;
  update_.action_ = UpdateAction::kNone;
  update_.kept_errors_ = 0;
  update_.error_count_ = 0;
}

void UpdateDecoder::Report(UpdateAction action, uint8_t subcode,
                           AttributeType attribute,
                           absl::Span<const uint8_t> data) {
  ++update_.error_count_;
  if (update_.kept_errors_ < DecodedUpdate::kMaxErrors) {
    ++update_.kept_errors_;
  } else if (action <= update_.action_) {
    return;  // a stronger one takes the place of the last
  }
  update_.errors_[update_.kept_errors_ - 1] = {action, subcode, attribute,
                                               data};
  if (action > update_.action_) update_.action_ = action;
}

inline bool UpdateDecoder::SetField(Field field, const Family& family,
                                    absl::Span<const uint8_t> octets) {
  const bool add_path = AddPath(family, context_);
  if (!NlriIsValid(family, add_path, octets)) return false;
  update_.fields_[field].Assign(family, add_path, octets);
  return true;
}

void UpdateDecoder::DecodeBody(absl::Span<const uint8_t> body) {
  // RFC 4271, 6.3: the two lengths must not exceed the message.
  if (body.size() < 4) return Reset(subcode::kMalformedAttributeList);
  const size_t withdrawn_size = Load16(body.data());
  if (withdrawn_size + 4 > body.size()) {
    return Reset(subcode::kMalformedAttributeList);
  }
  const size_t attributes_size = Load16(body.data() + 2 + withdrawn_size);
  const size_t nlri_begin = 4 + withdrawn_size + attributes_size;
  if (nlri_begin > body.size()) {
    return Reset(subcode::kMalformedAttributeList);
  }

  DecodeAttributes(body.subspan(4 + withdrawn_size, attributes_size));
  if (resets()) return;
  // RFC 7606, 3 (i), (j): NLRI that cannot be read resets the session.
  if ((withdrawn_size > 0 && !SetField(Field::kWithdrawnRoutes, kIpv4Unicast,
                                       body.subspan(2, withdrawn_size))) ||
      (nlri_begin < body.size() &&
       !SetField(Field::kNlri, kIpv4Unicast, body.subspan(nlri_begin)))) {
    return Reset(subcode::kInvalidNetworkField);
  }
  CheckMandatory();
  CheckNextHops();
  Escalate();
}

inline size_t UpdateDecoder::DecodeLeading(absl::Span<const uint8_t> octets) {
  const uint8_t* const begin = octets.data();
  size_t at = 0;
  const auto is_next = [&](uint32_t head) {
    return octets.size() - at >= 7 && Load32(begin + at) >> 8 == head;
  };
  const auto take = [&](AttributeType type, size_t size) {
    update_.seen_[0] |= TypeBit(type);
    at += size;
  };
  if (is_next(kOriginHead) && begin[3] <= kMaxOrigin) {
    take(AttributeType::kOrigin, 4);
  }
  if (octets.size() - at >= 4 && Load16(begin + at) == kAsPathHead >> 8) {
    const size_t size = begin[at + 2];
    if (octets.size() - at - 3 < size ||
        !AsPathIsValid({begin + at + 3, size}, context_.four_octet_as)) {
      return at;
    }
    take(AttributeType::kAsPath, 3 + size);
  }
  if (is_next(kNextHopHead)) {
    next_hop_ = {begin + at + 3, 4};
    take(AttributeType::kNextHop, 7);
  }
  if (is_next(kMedHead)) take(AttributeType::kMultiExitDisc, 7);
  if (context_.internal && is_next(kLocalPrefHead)) {
    take(AttributeType::kLocalPref, 7);
  }
  return at;
}

inline void UpdateDecoder::DecodeAttributes(absl::Span<const uint8_t> octets) {
  const size_t leading = DecodeLeading(octets);
  const uint8_t* cursor = octets.data() + leading;
  size_t left = octets.size() - leading;
  while (left > 0) {
    const size_t header =
        (cursor[0] & kFlagExtendedLength) != 0 ? size_t{4} : size_t{3};
    if (left < header) break;
    const size_t size = header == 4 ? Load16(cursor + 2) : cursor[2];
    if (left - header < size) break;
    const AttributeType type = static_cast<AttributeType>(cursor[1]);
    if (TakePlain(cursor[0], type, size)) [[likely]] {
      if (type == AttributeType::kNextHop) next_hop_ = {cursor + header, size};
    } else {
      DecodeAttribute({.flags = cursor[0],
                       .type = type,
                       .value = {cursor + header, size},
                       .octets = {cursor, header + size}});
      if (resets()) return;
    }
    cursor += header + size;
    left -= header + size;
  }
  update_.attributes_ = octets.first(octets.size() - left);
  if (left > 0) DecodeTruncated(octets.last(left));
}

inline bool UpdateDecoder::TakePlain(uint8_t flags, AttributeType type,
                                     size_t size) {
  const AttributeDescriptor* const known = FindDescriptor(type);
  if (known == nullptr || !AnyValueIsValid(known->format) ||
      !known->FlagsAreValid(flags) || !known->LengthIsValid(size) ||
      !known->HasPlaceIn(context_)) {
    return false;
  }
  const uint64_t bit = TypeBit(type);
  if ((update_.seen_[0] & bit) != 0) return false;
  update_.seen_[0] |= bit;
  return true;
}

void UpdateDecoder::DecodeTruncated(absl::Span<const uint8_t> rest) {
  // RFC 7606, 4: treat-as-withdraw, unless it hides routes (RFC 7606, 3 (j)).
  const AttributeType type =
      rest.size() < 2 ? AttributeType{} : static_cast<AttributeType>(rest[1]);
  if (type == AttributeType::kMpReachNlri ||
      type == AttributeType::kMpUnreachNlri) {
    return Reset(subcode::kOptionalAttributeError, type, rest);
  }
  Report(UpdateAction::kTreatAsWithdraw, subcode::kMalformedAttributeList, type,
         rest);
}

void UpdateDecoder::DecodeRepeated(const RawAttribute& attribute) {
  // RFC 7606, 3 (g).
  const bool multiprotocol = attribute.type == AttributeType::kMpReachNlri ||
                             attribute.type == AttributeType::kMpUnreachNlri;
  Report(multiprotocol ? UpdateAction::kSessionReset
                       : UpdateAction::kAttributeDiscard,
         subcode::kMalformedAttributeList, attribute.type, attribute.octets);
}

void UpdateDecoder::DecodeAttribute(const RawAttribute& attribute) {
  const uint8_t number = static_cast<uint8_t>(attribute.type);
  const uint64_t bit = uint64_t{1} << (number % 64);
  uint64_t& seen = update_.seen_[number / 64];
  if ((seen & bit) != 0) return DecodeRepeated(attribute);
  seen |= bit;

  const AttributeDescriptor* const known = FindDescriptor(attribute.type);
  if (known == nullptr) {
    if ((attribute.flags & kFlagOptional) != 0) return;
    // RFC 4271, 6.3, which RFC 7606 leaves as it is.
    return Reset(subcode::kUnrecognizedWellKnownAttribute, attribute.type,
                 attribute.octets);
  }
  UpdateAction action = known->malformed;
  uint8_t subcode = subcode::kUnspecific;
  if (!known->HasPlaceIn(context_)) {
    action = UpdateAction::kAttributeDiscard;
  } else if (!known->FlagsAreValid(attribute.flags)) {
    action = known->wrong_flags;
    subcode = subcode::kAttributeFlagsError;
  } else if (!known->LengthIsValid(attribute.value.size())) {
    subcode = subcode::kAttributeLengthError;
  } else {
    subcode = CheckValue(known->format, attribute.value);
    if (subcode == subcode::kUnspecific) return;
  }
  // RFC 4760, 7: whatever is wrong with the attributes that carry routes.
  if (action == UpdateAction::kSessionReset) {
    subcode = subcode::kOptionalAttributeError;
  }
  if (action == UpdateAction::kAttributeDiscard) update_.discarded_ |= bit;
  Report(action, subcode, attribute.type, attribute.octets);
}

uint8_t UpdateDecoder::CheckValue(AttributeFormat format,
                                  absl::Span<const uint8_t> value) {
  switch (format) {
    case AttributeFormat::kOrigin:
      if (value[0] > kMaxOrigin) {
        return subcode::kInvalidOriginAttribute;
      }
      break;
    case AttributeFormat::kAsPath:
      if (!AsPathIsValid(value, context_.four_octet_as)) {
        return subcode::kMalformedAsPath;
      }
      break;
    case AttributeFormat::kAs4Path:
      if (!AsPathIsValid(value, /*four_octet_as=*/true)) {
        return subcode::kOptionalAttributeError;
      }
      break;
    case AttributeFormat::kAggregator:
      // RFC 7606, 7.7.
      if (value.size() != (context_.four_octet_as ? 8 : 6)) {
        return subcode::kAttributeLengthError;
      }
      // RFC 7607: AS 0.
      if ((context_.four_octet_as ? Load32(value.data())
                                  : Load16(value.data())) == 0) {
        return subcode::kOptionalAttributeError;
      }
      break;
    case AttributeFormat::kAs4Aggregator:
      if (Load32(value.data()) == 0) return subcode::kOptionalAttributeError;
      break;
    case AttributeFormat::kMpReach:
      if (!DecodeMpReach(value)) return subcode::kOptionalAttributeError;
      break;
    case AttributeFormat::kMpUnreach:
      if (!DecodeMpUnreach(value)) return subcode::kOptionalAttributeError;
      break;
    default:
      break;
  }
  return subcode::kUnspecific;
}

bool UpdateDecoder::DecodeMpReach(absl::Span<const uint8_t> value) {
  const Family family{static_cast<Afi>(Load16(value.data())),
                      static_cast<Safi>(value[2])};
  const size_t next_hop_size = value[3];
  // The reserved octet after the next hop is ignored (RFC 4760, 3).
  const size_t nlri_begin = 4 + next_hop_size + 1;
  if (nlri_begin > value.size()) return false;
  // RFC 7606, 7.11.
  if (!NextHopSizeIsValid(family, next_hop_size)) return false;
  update_.mp_next_hop_ = value.subspan(4, next_hop_size);
  return SetField(Field::kMpReach, family, value.subspan(nlri_begin));
}

bool UpdateDecoder::DecodeMpUnreach(absl::Span<const uint8_t> value) {
  const Family family{static_cast<Afi>(Load16(value.data())),
                      static_cast<Safi>(value[2])};
  return SetField(Field::kMpUnreach, family, value.subspan(3));
}

inline void UpdateDecoder::CheckMandatory() {
  uint64_t required = 0;
  if (!update_.nlri().empty()) {
    required = kMandatoryWithNlri;
  } else if (!update_.mp_reach().empty()) {
    required = kMandatoryWithMpReach;
  }
  const uint64_t missing = required & ~update_.seen_[0];
  if (missing == 0) return;
  for (const uint8_t& number : kMandatoryTypes) {
    const AttributeType type = static_cast<AttributeType>(number);
    if ((missing & TypeBit(type)) == 0) continue;
    // RFC 7606, 3 (d).
    Report(UpdateAction::kTreatAsWithdraw, subcode::kMissingWellKnownAttribute,
           type, {&number, 1});
  }
}

inline void UpdateDecoder::CheckNextHops() {
  // Without NLRI the attribute is ignored (RFC 4760, 3), and speakers send
  // 0.0.0.0 in it.
  if (!update_.nlri().empty() && !next_hop_.empty()) {
    CheckNextHop(next_hop_, AttributeType::kNextHop,
                 subcode::kInvalidNextHopAttribute);
  }
  // RFC 4760, 3: the same rules here. RFC 4271, 6.3 names the error of an
  // optional attribute.
  if (AddressBits(update_.mp_reach().family()) != 0 &&
      !update_.mp_reach().empty()) {
    CheckNextHop(update_.mp_next_hop_, AttributeType::kMpReachNlri,
                 subcode::kOptionalAttributeError);
  }
}

void UpdateDecoder::CheckNextHop(absl::Span<const uint8_t> octets,
                                 AttributeType type, uint8_t subcode) {
  if (IsHostAddress(octets.subspan(0, 16))) return;
  // RFC 7606, 3 (e).
  Report(UpdateAction::kTreatAsWithdraw, subcode, type,
         update_.Find(type)->octets);
}

inline void UpdateDecoder::Escalate() {
  // RFC 7606, 5.2: errors, and no routes to apply them to: the routes may have
  // been missed.
  if (update_.action_ != UpdateAction::kTreatAsWithdraw) return;
  if (!update_.nlri().empty() || !update_.mp_reach().empty()) return;
  update_.action_ = UpdateAction::kSessionReset;
  for (size_t i = 0; i < update_.kept_errors_; ++i) {
    UpdateError& error = update_.errors_[i];
    if (error.action != UpdateAction::kTreatAsWithdraw) continue;
    error.action = UpdateAction::kSessionReset;
    return;
  }
}

UpdateAction DecodeUpdate(absl::Span<const uint8_t> body,
                          const SessionContext& context,
                          DecodedUpdate& update) {
  UpdateDecoder(context, update).Decode(body);
  return update.action();
}

}  // namespace waymark::bgp
