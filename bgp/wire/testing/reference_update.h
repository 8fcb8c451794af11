// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// UPDATE decoded a second time, slowly and plainly, straight from the text of
// RFC 4271, 6.3 and RFC 7606: an oracle for the decoder that is meant to be
// fast. Shares no code with it.

#ifndef WAYMARK_BGP_WIRE_TESTING_REFERENCE_UPDATE_H_
#define WAYMARK_BGP_WIRE_TESTING_REFERENCE_UPDATE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "bgp/wire/session_context.h"
#include "bgp/wire/testing/octets.h"
#include "bgp/wire/update_error.h"

namespace waymark::bgp::testing {

struct ReferenceError {
  UpdateAction action{};
  int subcode = 0;
  int attribute = 0;
  Octets data;

  friend bool operator==(const ReferenceError&,
                         const ReferenceError&) = default;
};

struct ReferenceUpdate {
  UpdateAction action = UpdateAction::kNone;
  std::vector<ReferenceError> errors;
  // "10.0.0.0/8", with ADD-PATH "7@10.0.0.0/8"; after the action was taken.
  std::vector<std::string> withdrawn;
  std::vector<std::string> announced;
};

ReferenceUpdate DecodeReference(const Octets& body,
                                const SessionContext& context);

}  // namespace waymark::bgp::testing

#endif  // WAYMARK_BGP_WIRE_TESTING_REFERENCE_UPDATE_H_
