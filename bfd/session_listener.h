// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What a session tells its owner.

#ifndef WAYMARK_BFD_SESSION_LISTENER_H_
#define WAYMARK_BFD_SESSION_LISTENER_H_

#include <cstdint>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/monotonic_time.h"
#include "bfd/code_points.h"

namespace waymark::bfd {

enum class StateChangeReason : uint8_t {
  kHandshake,             // Down -> Init -> Up
  kDetectionTimeExpired,  // our verdict (RFC 5880, 6.8.4)
  kNeighborSignaledDown,  // the neighbour's verdict; its diagnostic says why
  kNeighborAdminDown,     // no failure: no action in BGP (RFC 5882, 4.2)
  kAdministrative,        // SetAdminDown, either way
  kPathDown,              // SetAdminDown with Diagnostic::kPathDown
  kTransmitGateLapsed,    // bfd/transmit_gate.h
  kForwardingPlaneReset,  // ResetForwardingPlane (RFC 5880, 6.8.15)
};

// "detection_time_expired" and so on; static text.
absl::string_view Name(StateChangeReason reason);

struct StateChange {
  State old_state = State::kDown;
  State new_state = State::kDown;
  StateChangeReason reason = StateChangeReason::kHandshake;
  Diagnostic local_diagnostic = Diagnostic::kNone;
  // As last received, kDown and kNone before the first packet.
  State remote_state = State::kDown;
  Diagnostic remote_diagnostic = Diagnostic::kNone;
  MonotonicTime time;
  // When the kernel received the last packet that counted; InfinitePast() if
  // none has.
  MonotonicTime last_received = MonotonicTime::InfinitePast();
  // Zero before the first packet.
  absl::Duration detection_time;
  // When silence would become, or has become, a verdict: last_received +
  // detection_time unless a local stall postponed it. InfiniteFuture() before
  // the first packet.
  MonotonicTime deadline = MonotonicTime::InfiniteFuture();
  // bfd.LocalDiscr: names the Session object.
  uint32_t local_discriminator = 0;
  // The session was Up, which the listener had not been told because Up was
  // held down (bfd/hold_down.h), and the path has failed: `old_state` is what
  // was reported last, and may equal `new_state`.
  bool held_up_failed = false;
  // How often the session has come Up, this change included: an Up and the end
  // of it carry the same number, so that a late Down is told from a newer Up.
  uint64_t incarnation = 0;

  // A stall of our own, or an overflow of the socket, since the last packet has
  // moved the deadline (bfd/detection_window.h).
  bool WasPostponed() const {
    return last_received != MonotonicTime::InfinitePast() &&
           deadline > last_received + detection_time;
  }
};

// Whether the neighbour is known to be AdminDown, beside our own state.
struct RemoteAdminChange {
  // As its last packet says; false once a detection time has passed without
  // one, for it may have gone then.
  bool admin_down = false;
  MonotonicTime time;
  // As in StateChange.
  MonotonicTime last_received = MonotonicTime::InfinitePast();
};

// Our own loop did not run when it should have, or the kernel dropped packets.
struct LocalStall {
  MonotonicTime noticed_at;
  // How late the latest timer was; zero if only the socket overflowed.
  absl::Duration lateness;
  bool overflowed = false;
  // Detection time had passed without a packet, and because of the stall the
  // verdict waits until `deadline`.
  bool postponed = false;
  absl::Duration detection_time;
  MonotonicTime deadline;
  uint32_t local_discriminator = 0;
  uint64_t incarnation = 0;
};

// Calls come when the session is in a consistent state with its packets sent,
// as the last thing the session does: from a timer, from a packet delivered, or
// from inside a call that says so, such as SetAdminDown. Inside a call the
// session may be used, and may be destroyed.
class SessionListener {
 public:
  virtual ~SessionListener() = default;

  // Once for each change of bfd.SessionState, but for what is held down
  // (bfd/hold_down.h): each begins at the state that the one before ended with.
  // It ends at another one, unless it is the failure of a held Up.
  virtual void OnStateChange(const StateChange& change) = 0;

  // At most once per stall, after the change of state that it may have come
  // with (Deviation: RFC 5880, 6.8.4; see bfd/detection_window.h).
  virtual void OnLocalStall(const LocalStall& stall) = 0;

  // The neighbour's diagnostic has changed while the session stays Up: a
  // concatenated path has failed behind it, in one direction or the other, or
  // is well again (RFC 5880, 6.8.17). What it was when the session came Up is
  // in that change of state.
  virtual void OnRemoteDiagnostic(Diagnostic) {}

  // Each time this changes, in any state, after the change of state that it may
  // have come with: the neighbour's AdminDown changes nothing of a session that
  // is Down, but counts for its client (RFC 5882, 3.2 and 4.1). False before
  // the first call.
  virtual void OnRemoteAdminChange(const RemoteAdminChange&) {}
};

}  // namespace waymark::bfd

#endif  // WAYMARK_BFD_SESSION_LISTENER_H_
