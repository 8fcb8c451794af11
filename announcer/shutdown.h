// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// How an announcer leaves in order, so that traffic has moved before the node
// stops forwarding.

#ifndef WAYMARK_ANNOUNCER_SHUTDOWN_H_
#define WAYMARK_ANNOUNCER_SHUTDOWN_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "announcer/neighbor.h"

namespace waymark::announcer {

// The order is fixed; a stage without work is passed through in no time.
enum class ShutdownStage : uint8_t {
  kRunning,      // not shutting down
  kWorsening,    // every group announced as recovering, for `worsen_for`
  kWithdrawing,  // everything withdrawn, acknowledgements awaited
  kClosing,      // Cease sent, the end of the sessions awaited
  kDone,
};

// "running", "worsening" and so on; static text.
absl::string_view Name(ShutdownStage stage);

struct ShutdownOptions {
  // How long to stay in kWorsening: gives a route server that takes long over
  // a withdrawal the time to prefer another node first. Zero: not at all.
  absl::Duration worsen_for = absl::ZeroDuration();
  // For everything, from the call to Shutdown. When it has passed, whatever
  // stage is under way is cut short: withdraw, Cease, done.
  absl::Duration deadline = absl::Seconds(5);
  // Shutdown Communication (RFC 9003) for the neighbours: UTF-8, cut to 255
  // octets.
  std::string text = {};
};

struct ShutdownReport {
  // Neighbours that had a session when the shutdown began and whose transport
  // did not acknowledge the withdrawal, for the deadline or because the session
  // was lost before: they may still send traffic here. Ascending.
  std::vector<NeighborId> unconfirmed;
  absl::Duration elapsed;
};

}  // namespace waymark::announcer

#endif  // WAYMARK_ANNOUNCER_SHUTDOWN_H_
