// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/wire/decoded_update.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "absl/types/span.h"
#include "base/ip_address.h"
#include "bgp/code_points.h"
#include "bgp/family.h"
#include "bgp/notification.h"
#include "bgp/path_attributes.h"
#include "bgp/wire/raw_attribute.h"
#include "bgp/wire/update_error.h"

namespace waymark::bgp {

Notification DecodedUpdate::ResetNotification() const {
  const absl::Span<const UpdateError> errors = this->errors();
  const auto fatal =
      std::find_if(errors.begin(), errors.end(), [](const UpdateError& error) {
        return error.action == UpdateAction::kSessionReset;
      });
  return {ErrorCode::kUpdateMessage,
          fatal->subcode,
          {fatal->data.begin(), fatal->data.end()}};
}

std::optional<Family> DecodedUpdate::end_of_rib() const {
  if (action_ != UpdateAction::kNone) return std::nullopt;
  if (!withdrawn_routes().empty() || !nlri().empty()) return std::nullopt;
  // RFC 4724, 2: the minimal UPDATE for IPv4 unicast; otherwise nothing but an
  // MP_UNREACH_NLRI without routes.
  if (attributes_.empty()) return kIpv4Unicast;
  const RawAttributes attributes(attributes_);
  const RawAttribute first = *attributes.begin();
  if (first.type != AttributeType::kMpUnreachNlri ||
      first.octets.size() != attributes_.size() || !mp_unreach().empty()) {
    return std::nullopt;
  }
  return mp_unreach().family();
}

std::optional<RawAttribute> DecodedUpdate::Find(AttributeType type) const {
  if (!Has(type) || IsDiscarded(type)) return std::nullopt;
  for (const RawAttribute& attribute : attributes()) {
    if (attribute.type == type) return attribute;
  }
  return std::nullopt;
}

std::optional<NextHop> DecodedUpdate::next_hop() const {
  const std::optional<RawAttribute> attribute = Find(AttributeType::kNextHop);
  if (!attribute) return std::nullopt;
  const std::optional<IpAddress> address =
      IpAddress::FromOctets(attribute->value);
  // A malformed one is still there when its routes are withdrawn.
  if (!address || !address->is_v4()) return std::nullopt;
  return NextHop{.address = *address, .link_local = std::nullopt};
}

std::optional<NextHop> DecodedUpdate::mp_next_hop() const {
  constexpr size_t kV6Size = 16;
  if (AddressBits(mp_reach().family()) == 0) return std::nullopt;
  const bool has_link_local = mp_next_hop_.size() == 2 * kV6Size;
  const std::optional<IpAddress> address = IpAddress::FromOctets(
      has_link_local ? mp_next_hop_.first(kV6Size) : mp_next_hop_);
  if (!address) return std::nullopt;
  NextHop next_hop{.address = *address, .link_local = std::nullopt};
  if (has_link_local) {
    next_hop.link_local = IpAddress::FromOctets(mp_next_hop_.subspan(kV6Size));
  }
  return next_hop;
}

}  // namespace waymark::bgp
