// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// One fault, or one decision, from its first sign to the acknowledgement of
// what was announced because of it, on one clock.
//
//   last_good    detected     decided      written     acknowledged
//       |--detection--|--decision--|---write---|--acknowledgement--|
//       |------------------------- total --------------------------|

#ifndef WAYMARK_ANNOUNCER_INCIDENT_H_
#define WAYMARK_ANNOUNCER_INCIDENT_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "announcer/neighbor.h"
#include "announcer/standing.h"
#include "base/monotonic_time.h"

namespace waymark::announcer {

enum class Trigger : uint8_t {
  // The session of a neighbour has ended.
  kBfdDown,
  kHoldTimerExpired,
  kTransportClosed,
  kSessionEnded,  // for another reason: a NOTIFICATION, a limit, an operator

  // A group announces something else.
  kHealth,  // the product, or its health checks, called it not ready
  kSide,
  kLease,
  kStall,
  kRole,
  kDrain,
};

// "bfd_down", "hold_timer_expired", "transport_closed", "session_ended",
// "health", "side", "lease", "stall", "role", "drain"; static text.
absl::string_view Name(Trigger trigger);

// What makes a group stand otherwise; absent if nobody has decided or lost
// anything: it begins, or waits a little longer.
std::optional<Trigger> TriggerOf(const Standing& before, const Standing& after);

// What begins an incident.
struct Fault {
  Trigger trigger{};
  // The name of the neighbour, or of the group.
  std::string what;
  // When all was known to be well for the last time: the last packet, the last
  // good probe. `detected` where nobody can say. Not after it.
  MonotonicTime last_good;
  MonotonicTime detected;
};

struct Incident {
  // How it ended.
  enum class End : uint8_t {
    kOpen,          // it has not
    kNothingToSay,  // no neighbour was to be told anything
    kAcknowledged,  // everybody who was told has acknowledged it
    kLost,          // the same, but for those whose session was lost meanwhile
    kDeadline,      // somebody has not acknowledged it in time
  };

  // Time between two points; absent where one of them is.
  struct Segments {
    absl::Duration detection;
    absl::Duration decision;
    std::optional<absl::Duration> write;
    std::optional<absl::Duration> acknowledgement;
    // The sum of the others, exactly.
    absl::Duration total;
  };
  Segments segments() const;

  uint64_t id = 0;  // counts incidents, from 1
  Fault fault;
  // What is to be announced was known.
  MonotonicTime decided;
  // It was handed over for all neighbours; absent if there was nothing to say.
  std::optional<MonotonicTime> written;
  // The latest acknowledgement by the transport of a neighbour that was told.
  std::optional<MonotonicTime> acknowledged;
  End end = End::kOpen;
  // By name, because a neighbour may be removed before anybody reads this.
  using Neighbors = std::map<NeighborId, std::string>;
  // Whose acknowledgement is missing: awaited, or at the deadline.
  Neighbors unacknowledged;
  // Whose session was lost before it acknowledged.
  Neighbors lost;
};

// "open", "nothing_to_say", "acknowledged", "lost", "deadline"; static text.
absl::string_view Name(Incident::End end);

}  // namespace waymark::announcer

#endif  // WAYMARK_ANNOUNCER_INCIDENT_H_
