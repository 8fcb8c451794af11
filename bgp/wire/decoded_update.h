// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A received UPDATE, checked and borrowed: nothing is copied out of the message
// before somebody asks for it.

#ifndef WAYMARK_BGP_WIRE_DECODED_UPDATE_H_
#define WAYMARK_BGP_WIRE_DECODED_UPDATE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "absl/types/span.h"
#include "bgp/code_points.h"
#include "bgp/family.h"
#include "bgp/notification.h"
#include "bgp/path_attributes.h"
#include "bgp/wire/nlri_view.h"
#include "bgp/wire/raw_attribute.h"
#include "bgp/wire/update_error.h"

namespace waymark::bgp {

// Filled by DecodeUpdate(), and meant to be used for one message after the
// other. Everything it returns is borrowed from the message and valid as long
// as that is.
//
// The order in which an UPDATE takes effect is withdrawn(), then announced(): a
// prefix in both is announced (RFC 4271, 4.3).
class DecodedUpdate {
 public:
  static constexpr size_t kMaxErrors = 8;

  DecodedUpdate() = default;

  // The strongest action of all errors (RFC 7606, 3 (h)). Unless it is
  // kSessionReset, withdrawn(), announced() and accepted attributes already
  // say what is left of the message after it.
  UpdateAction action() const { return action_; }
  // The first errors, at most kMaxErrors, in the order in which they were
  // found. One that resets the session, or the first that withdraws, is always
  // among them.
  absl::Span<const UpdateError> errors() const {
    return {errors_.data(), kept_errors_};
  }
  // All errors, those that were not kept included.
  size_t error_count() const { return error_count_; }
  // What to send before closing.
  // REQUIRES: action() is kSessionReset.
  Notification ResetNotification() const;

  // The fields of routes to remove and to add, of which some may be empty. With
  // treat-as-withdraw everything is in withdrawn(); after kSessionReset both
  // are empty. Whether the session negotiated a field's family is for the
  // caller.
  absl::Span<const NlriView> withdrawn() const {
    switch (action_) {
      case UpdateAction::kSessionReset:
        return {};
      case UpdateAction::kTreatAsWithdraw:
        return fields_;
      default:
        return {fields_.data(), 2};
    }
  }
  absl::Span<const NlriView> announced() const {
    if (action_ >= UpdateAction::kTreatAsWithdraw) return {};
    return {fields_.data() + 2, 2};
  }

  // The fields as they stand in the message, treat-as-withdraw or not; empty
  // after kSessionReset.
  const NlriView& withdrawn_routes() const { return fields_[kWithdrawnRoutes]; }
  const NlriView& mp_unreach() const { return fields_[kMpUnreach]; }
  const NlriView& nlri() const { return fields_[kNlri]; }
  const NlriView& mp_reach() const { return fields_[kMpReach]; }

  // The family whose End-of-RIB marker this is (RFC 4724, 2).
  std::optional<Family> end_of_rib() const;
  bool is_end_of_rib() const { return end_of_rib().has_value(); }

  // All whole attributes in wire order, discarded ones included.
  RawAttributes attributes() const { return RawAttributes(attributes_); }
  // The first of this type, unless it was discarded.
  std::optional<RawAttribute> Find(AttributeType type) const;
  // Whether an attribute of this type is in the message, discarded or not.
  bool Has(AttributeType type) const {
    return Bit(seen_, static_cast<uint8_t>(type));
  }
  // True if errors discarded the attributes of this type (RFC 7606, 2). Of a
  // type that occurs more than once only the first counts in any case (RFC
  // 7606, 3 (g)).
  bool IsDiscarded(AttributeType type) const {
    const uint8_t number = static_cast<uint8_t>(type);
    return number < 64 && (discarded_ >> number & 1) != 0;
  }

  // The next hop of nlri(): NEXT_HOP.
  std::optional<NextHop> next_hop() const;
  // The next hop of mp_reach(), with the link-local address if it has one
  // (RFC 2545, 3). nullopt without MP_REACH_NLRI and for other families than
  // IPv4 and IPv6 unicast.
  std::optional<NextHop> mp_next_hop() const;
  absl::Span<const uint8_t> mp_next_hop_octets() const { return mp_next_hop_; }

 private:
  friend class UpdateDecoder;

  enum Field { kWithdrawnRoutes, kMpUnreach, kNlri, kMpReach, kFieldCount };
  using TypeSet = std::array<uint64_t, 4>;

  static bool Bit(const TypeSet& set, uint8_t type) {
    return (set[type / 64] >> (type % 64) & 1) != 0;
  }

  std::array<NlriView, kFieldCount> fields_;
  absl::Span<const uint8_t> attributes_;
  absl::Span<const uint8_t> mp_next_hop_;
  TypeSet seen_{};
  uint64_t discarded_ = 0;  // bit N for type N: only known ones are discarded
  UpdateAction action_ = UpdateAction::kNone;
  size_t kept_errors_ = 0;
  size_t error_count_ = 0;
  std::array<UpdateError, kMaxErrors> errors_;
};

}  // namespace waymark::bgp

#endif  // WAYMARK_BGP_WIRE_DECODED_UPDATE_H_
