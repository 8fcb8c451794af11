// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Errors of an UPDATE as data: what was wrong and what is to be done about it
// (RFC 7606).

#ifndef WAYMARK_BGP_WIRE_UPDATE_ERROR_H_
#define WAYMARK_BGP_WIRE_UPDATE_ERROR_H_

#include <cstdint>
#include <string>

#include "absl/types/span.h"
#include "bgp/code_points.h"

namespace waymark::bgp {

// RFC 7606, 2, from the weakest to the strongest. "AFI/SAFI disable" is not
// used: where it is a choice, the session is reset.
enum class UpdateAction : uint8_t {
  kNone,
  kAttributeDiscard,
  kTreatAsWithdraw,
  kSessionReset,
};

// "treat_as_withdraw".
std::string ToString(UpdateAction action);

struct UpdateError {
  UpdateAction action = UpdateAction::kNone;
  // Of ErrorCode::kUpdateMessage; subcode::kUnspecific for an attribute that is
  // well-formed but has no place in this session.
  uint8_t subcode = subcode::kUnspecific;
  // The attribute; 0 if the error is not in one.
  AttributeType attribute{};
  // What RFC 4271, 6.3 asks for in the Data field: mostly the attribute with
  // flags, type, length and value. Borrowed from the message or static.
  absl::Span<const uint8_t> data;
};

}  // namespace waymark::bgp

#endif  // WAYMARK_BGP_WIRE_UPDATE_ERROR_H_
