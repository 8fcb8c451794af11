// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// How an announcer leaves in order, so that traffic has moved before the node
// stops forwarding.
//
// Withdrawn is not moved: the withdrawal has to arrive (the neighbour's TCP
// acknowledges it), to be processed (a neighbour with enhanced route refresh
// answers a ROUTE-REFRESH that follows it, RFC 7313), and to reach whoever
// forwards, which nobody tells over BGP: that takes time, or the caller's own
// knowledge. Only a neighbour that is settled has had all of it; one that
// cannot tell whether it has processed the withdrawal is so by time or by the
// caller alone.

#ifndef WAYMARK_ANNOUNCER_SHUTDOWN_H_
#define WAYMARK_ANNOUNCER_SHUTDOWN_H_

#include <cstdint>
#include <map>
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
  kProcessing,   // acknowledged; the answers of neighbours that can tell
                 // whether they have processed it awaited
  kSettling,     // time for those who forward, `settle_for`
  kClosing,      // Cease sent, the end of the sessions awaited
  kDone,
};

// "running", "worsening" and so on; static text.
absl::string_view Name(ShutdownStage stage);

struct ShutdownOptions {
  // How long to stay in kWorsening: gives a route server that takes long over
  // a withdrawal the time to prefer another node first. Zero: not at all.
  absl::Duration worsen_for = absl::ZeroDuration();
  // While worse, the paths carry GRACEFUL_SHUTDOWN (RFC 8326) too: a neighbour
  // that heeds it gives them the lowest LOCAL_PREF.
  bool graceful_shutdown = false;
  // Ask the neighbours that can tell whether they have processed the
  // withdrawals. It makes them announce all they have in one address family.
  bool ask_whether_processed = true;
  // How long to stay in kSettling. InfiniteDuration(): until ConfirmSettled,
  // which ends it in any case.
  absl::Duration settle_for = absl::ZeroDuration();
  // For everything, from the call to Shutdown. When it has passed, whatever
  // stage is under way is cut short: withdraw, Cease, done.
  absl::Duration deadline = absl::Seconds(5);
  // Shutdown Communication (RFC 9003) for the neighbours: UTF-8, cut to 255
  // octets.
  std::string text = {};
};

// How far a neighbour has come.
enum class Departure : uint8_t {
  kAnnounced,  // it may not even know of the withdrawal
  kDelivered,  // its transport has acknowledged it
  kProcessed,  // it has said that it has processed it
  kSettled,    // after that, the time to settle or the caller's word: the time
               // if there is one, and if there is none its own answer will do
};

// "announced", "delivered" and so on; static text.
absl::string_view Name(Departure departure);

struct ShutdownReport {
  // Every neighbour that had a session when the shutdown began.
  std::map<NeighborId, Departure> neighbors;
  // Those of them that are not settled, for the deadline, because the session
  // was lost before, or because there was nothing but an acknowledgement: they
  // may still send traffic here. Ascending.
  std::vector<NeighborId> unconfirmed;
  absl::Duration elapsed;
};

}  // namespace waymark::announcer

#endif  // WAYMARK_ANNOUNCER_SHUTDOWN_H_
