// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The BFD state machine (RFC 5880, 6.2, 6.8.4, 6.8.6 and 6.8.16) as a pure
// function. Timers, packets and variables other than bfd.SessionState and
// bfd.LocalDiag are the session's.

#ifndef WAYMARK_BFD_STATE_MACHINE_H_
#define WAYMARK_BFD_STATE_MACHINE_H_

#include <cstdint>
#include <optional>

#include "bfd/code_points.h"

namespace waymark::bfd {

enum class Event : uint8_t {
  // A packet that passed the checks of RFC 5880, 6.8.6, by its State field.
  kReceivedAdminDown,
  kReceivedDown,
  kReceivedInit,
  kReceivedUp,
  // RFC 5880, 6.8.4.
  kDetectionTimeExpired,
  // RFC 5880, 6.8.15.
  kForwardingPlaneReset,
  // RFC 5880, 6.8.16: disabled by the operator, or because something outside
  // of BFD says that the path has failed.
  kAdminDisabled,
  kPathDown,
  // RFC 5880, 6.8.16. An enabled session cannot be enabled: no change then.
  kAdminEnabled,
};

struct Transition {
  State next = State::kDown;
  // What bfd.LocalDiag is set to; nullopt leaves it as it is.
  std::optional<Diagnostic> diagnostic;

  friend bool operator==(const Transition&, const Transition&) = default;
};

Event ReceivedEvent(State received);

Transition Step(State local, Event event);

}  // namespace waymark::bfd

#endif  // WAYMARK_BFD_STATE_MACHINE_H_
