// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/session/fsm_error.h"

#include <cstdint>
#include <optional>

#include "bgp/code_points.h"
#include "bgp/notification.h"
#include "bgp/session/fsm_state.h"

namespace waymark::bgp {
namespace {

// RFC 6608, 3.
uint8_t SubcodeFor(FsmState state) {
  switch (state) {
    case FsmState::kOpenSent:
      return subcode::kUnexpectedMessageInOpenSent;
    case FsmState::kOpenConfirm:
      return subcode::kUnexpectedMessageInOpenConfirm;
    case FsmState::kEstablished:
      return subcode::kUnexpectedMessageInEstablished;
    default:
      return subcode::kUnspecific;
  }
}

}  // namespace

Notification FsmError(FsmState state, std::optional<MessageType> type) {
  Notification error;
  error.code = ErrorCode::kFiniteStateMachine;
  if (type.has_value()) {
    error.subcode = SubcodeFor(state);
    error.data = {static_cast<uint8_t>(*type)};
  }
  return error;
}

}  // namespace waymark::bgp
