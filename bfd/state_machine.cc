// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bfd/state_machine.h"

namespace waymark::bfd {
namespace {

constexpr Transition Stay(State state) { return {state, std::nullopt}; }

// What a Detection Time without packets does to a session that relied on them
// (RFC 5880, 6.8.4), and a reset of our forwarding (RFC 5880, 6.8.15).
constexpr Transition kExpired = {State::kDown,
                                 Diagnostic::kControlDetectionTimeExpired};
constexpr Transition kReset = {State::kDown, Diagnostic::kForwardingPlaneReset};
constexpr Transition kNeighborDown = {State::kDown,
                                      Diagnostic::kNeighborSignaledSessionDown};

// Held down until enabled: packets are discarded (RFC 5880, 6.8.6).
Transition StepAdminDown(Event event) {
  if (event == Event::kAdminEnabled) return {State::kDown, std::nullopt};
  return Stay(State::kAdminDown);
}

// RFC 5880, 6.2 and 6.8.6: not out of Down while the neighbour says Up, so that
// both have seen the failure.
Transition StepDown(Event event) {
  switch (event) {
    case Event::kReceivedDown:
      return {State::kInit, std::nullopt};
    case Event::kReceivedInit:
      return {State::kUp, std::nullopt};
    case Event::kForwardingPlaneReset:
      return kReset;
    default:
      return Stay(State::kDown);
  }
}

Transition StepInit(Event event) {
  switch (event) {
    case Event::kReceivedInit:
    case Event::kReceivedUp:
      return {State::kUp, std::nullopt};
    case Event::kReceivedAdminDown:
      return kNeighborDown;
    case Event::kDetectionTimeExpired:
      return kExpired;
    case Event::kForwardingPlaneReset:
      return kReset;
    default:
      return Stay(State::kInit);
  }
}

Transition StepUp(Event event) {
  switch (event) {
    case Event::kReceivedAdminDown:
    case Event::kReceivedDown:
      return kNeighborDown;
    case Event::kDetectionTimeExpired:
      return kExpired;
    case Event::kForwardingPlaneReset:
      return kReset;
    default:
      return Stay(State::kUp);
  }
}

}  // namespace

Event ReceivedEvent(State received) {
  switch (received) {
    case State::kAdminDown:
      return Event::kReceivedAdminDown;
    case State::kDown:
      return Event::kReceivedDown;
    case State::kInit:
      return Event::kReceivedInit;
    case State::kUp:
      break;
  }
  return Event::kReceivedUp;
}

Transition Step(State local, Event event) {
  // RFC 5880, 6.8.16: from any state.
  if (event == Event::kAdminDisabled) {
    return {State::kAdminDown, Diagnostic::kAdministrativelyDown};
  }
  if (event == Event::kPathDown) {
    return {State::kAdminDown, Diagnostic::kPathDown};
  }
  switch (local) {
    case State::kAdminDown:
      return StepAdminDown(event);
    case State::kDown:
      return StepDown(event);
    case State::kInit:
      return StepInit(event);
    case State::kUp:
      break;
  }
  return StepUp(event);
}

}  // namespace waymark::bfd
